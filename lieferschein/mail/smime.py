"""S/MIME (RFC 8551): opaque signatures are opened, not checked; encrypted content is refused."""

from __future__ import annotations

import binascii
import re
import zlib
from collections.abc import Iterator

from lieferschein.mail import ber
from lieferschein.mail.documents import Entity, File, Item
from lieferschein.mail.limits import Budget, Encrypted, Meter
from lieferschein.mail.names import decode_base64

# SEQUENCE of a ContentInfo in DER or BER, then the OID of what is in it (RFC 5652 section 3)
_CONTENT_INFO = re.compile(
    rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...|\x84....)"
    rb"(?:\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07([\x01-\x06])|\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01([\x09\x17]))",
    re.DOTALL,
)
_SIGNED, _ENVELOPED, _ENCRYPTED, _COMPRESSED, _AUTH_ENVELOPED = b"\x02", b"\x03", b"\x06", b"\x09", b"\x17"
_SEQUENCE, _EXPLICIT = 0x30, 0xA0
_ENTITY = re.compile(rb"\s*(?:Content-[A-Za-z-]+|MIME-Version)[ \t]*:", re.I)


def open_smime(file: File, budget: Budget) -> Iterator[Item] | None:
    """What a CMS structure holds: a MIME entity mostly, or the file that was signed; a mere signature holds none."""
    data = _der(file.data)
    kind = _CONTENT_INFO.match(data[:64])
    if kind is None:
        return None
    if kind[1] in (_ENVELOPED, _ENCRYPTED) or kind[2] == _AUTH_ENVELOPED:
        raise Encrypted(file.path, "S/MIME")
    if kind[1] != _SIGNED and kind[2] != _COMPRESSED:
        return None
    return _content(file, data, budget, compressed=kind[2] == _COMPRESSED)


def is_cms(data: bytes) -> bool:
    """Whether the content is a CMS structure of any kind."""
    return _CONTENT_INFO.match(_der(data[:4096])[:64]) is not None


def _der(data: bytes) -> bytes:
    """The binary structure: some gateways encode it twice, or as PEM."""
    head = data[:64].lstrip()
    if head.startswith((b"MI", b"-----BEGIN PKCS7", b"-----BEGIN CMS")):
        try:
            return decode_base64(re.sub(rb"-----[A-Z0-9 ]+-----", b"", data))
        except binascii.Error:
            return data
    return data


def _content(file: File, data: bytes, budget: Budget, compressed: bool) -> Iterator[Item]:
    content = _encapsulated(data)
    if compressed:
        content = _inflate(content, Meter(budget, len(data), file.path))
    else:
        budget.take(len(content), file.path)
    if not content:
        return
    budget.count(file.path)
    if _ENTITY.match(content):
        start = len(content) - len(content.lstrip())
        yield Entity(content, start, len(content), file.path, file.depth + 1, within=file.within, container=True)
        return
    name = re.sub(r"(?i)\.p7[ms]$", "", file.name)
    yield File(name, content, f"{file.path}/{name}", file.depth + 1, within=file.within)


def _encapsulated(data: bytes) -> bytes:
    """eContent of a SignedData (RFC 5652 5.1) or CompressedData (RFC 3274 1.1); b"" where it is elsewhere."""
    position = ber.skip(data, ber.enter(data, 0, _SEQUENCE))  # ContentInfo: behind its type
    structure = ber.enter(data, ber.enter(data, position, _EXPLICIT), _SEQUENCE)
    algorithms = ber.skip(data, structure)  # behind the version
    encapsulated = ber.enter(data, ber.skip(data, algorithms), _SEQUENCE)
    _, _, length = ber.header(data, ber.skip(data, algorithms))
    content = ber.skip(data, encapsulated)  # behind its type
    absent = data[content : content + 2] == b"\0\0" if length is None else content >= encapsulated + length
    return b"" if absent else ber.octets(data, ber.enter(data, content, _EXPLICIT))


def _inflate(data: bytes, meter: Meter) -> bytes:
    stream = zlib.decompressobj()
    out = bytearray()
    piece = data
    while piece and not stream.eof:
        chunk = stream.decompress(piece, 1024 * 1024)
        meter.add(len(chunk))
        out += chunk
        piece = stream.unconsumed_tail
    return bytes(out)
