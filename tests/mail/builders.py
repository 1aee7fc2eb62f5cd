"""Mails and containers for tests, put together byte by byte so that they can be as wrong as real ones."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

from tests.mail.ole import ole

DESADV = (
    b"UNA:+.? '\r\nUNB+UNOC:3+4012345000009:14+4098765000008:14+261124:0815+77'\r\n"
    b"UNH+1+DESADV:D:96A:UN:EAN005'BGM+351+LS-4711+9'DTM+137:20261124:102'NAD+SU+4012345000009::9'\r\n"
    b"CPS+1'LIN+1++4006381333931:EN'QTY+12:2'UNT+8+1'UNZ+1+77'\r\n"
)


def part(content: bytes, *fields: str, encoding: str = "base64") -> bytes:
    """One MIME part with the header fields, its content in the transfer encoding."""
    head = "".join(f"{line}\r\n" for line in fields).encode("utf-8", "surrogateescape")
    if encoding == "base64":
        return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content).replace(b"\n", b"\r\n")
    return head + b"\r\n" + content


def attached(content: bytes, name: str = "LS-4711.edi", content_type: str = "application/octet-stream") -> bytes:
    """An ordinary attachment."""
    return part(content, f"Content-Type: {content_type}", f'Content-Disposition: attachment; filename="{name}"')


def mail(
    *parts: bytes, sender: str = "bote@hoerwelt.example", fields: Iterable[str] = (), subtype: str = "mixed",
    boundary: str = "=_grenze_1",
) -> bytes:  # fmt: skip
    """A mail from `sender` with the parts; further header fields go on top, as servers add them."""
    head = [*fields, f"From: {sender}", "To: lieferscheine@akustik.example", "Subject: Lieferschein 4711",
            "Date: Tue, 24 Nov 2026 08:15:00 +0100", "Message-ID: <4711@hoerwelt.example>", "MIME-Version: 1.0",
            f'Content-Type: multipart/{subtype}; boundary="{boundary}"']  # fmt: skip
    lines = "".join(f"{line}\r\n" for line in head).encode("utf-8", "surrogateescape")
    line = b"--" + boundary.encode()
    body = b"".join(line + b"\r\n" + each + b"\r\n" for each in parts)
    return lines + b"\r\n" + body + line + b"--\r\n"


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 24, 8, 15, 0)), data, method)
    return out.getvalue()


def locked(archive: bytes) -> bytes:
    """The archive with the bit set that says its files are encrypted (APPNOTE 4.4.4)."""
    out = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = archive.find(signature)
        while position >= 0:
            out[position + offset] |= 1
            position = archive.find(signature, position + 1)
    return bytes(out)


def tnef(files: Mapping[str, bytes], body: str = "", inner: Mapping[str, bytes] | None = None) -> bytes:
    """A winmail.dat (MS-OXTNEF) with attachments in both of their forms, and a message attached to it."""
    out = b"\x78\x9f\x3e\x22\x01\x00" + _attribute(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    if body:
        out += _attribute(1, 0x9003, 6, _properties([(0x1000, 0x1F, body.encode("utf-16-le") + b"\0\0")]))
    for index, (name, data) in enumerate(files.items()):
        out += _attribute(2, 0x9002, 6, bytes(14)) + _attribute(2, 0x8010, 1, b"LS~1.EDI\0")
        long_name = (0x3707, 0x1F, name.encode("utf-16-le") + b"\0\0")
        if index % 2:  # the data as a MAPI property
            out += _attribute(2, 0x9005, 6, _properties([long_name, (0x3701, 0x102, data)]))
        else:
            out += _attribute(2, 0x800F, 6, data) + _attribute(2, 0x9005, 6, _properties([long_name]))
    if inner is not None:
        data = bytes.fromhex("0703020000000000c000000000000046") + tnef(inner)
        out += _attribute(2, 0x9002, 6, bytes(14))
        out += _attribute(2, 0x9005, 6, _properties([(0x3001, 0x1E, b"Weitergeleitet\0"), (0x3701, 0x0D, data)]))
    return out


def _attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _properties(values: Iterable[tuple[int, int, bytes]]) -> bytes:
    """MAPI properties: a number and a named one of other kinds first, as real files have them."""
    fixed = struct.pack("<HHI", 0x0003, 0x3705, 1)  # attach method: by value
    named = struct.pack("<HH16sIII", 0x000B, 0x8001, bytes(16), 1, 6, 0) + b"\0" * 4 + struct.pack("<I", 1)
    rest = [
        struct.pack("<HHII", kind, key, 1, len(data)) + data + b"\0" * (-len(data) % 4) for key, kind, data in values
    ]
    return struct.pack("<I", len(rest) + 2) + fixed + named + b"".join(rest)


def outlook(
    files: Mapping[str, bytes], body: str = "", headers: str = "", inner: Mapping[str, bytes] | None = None
) -> bytes:
    """A .msg (MS-OXMSG) with attachments, and a message attached to it."""
    streams = {"__properties_version1.0": bytes(32)}
    if body:
        streams["__substg1.0_1000001F"] = body.encode("utf-16-le")
    if headers:
        streams["__substg1.0_007D001F"] = headers.encode("utf-16-le")
    for number, (name, data) in enumerate(files.items()):
        storage = f"__attach_version1.0_#{number:08X}"
        streams |= _attachment(storage, name) | {f"{storage}/__substg1.0_37010102": data}
    if inner is not None:
        storage = f"__attach_version1.0_#{len(files):08X}"
        message = f"{storage}/__substg1.0_3701000D"
        streams |= _attachment(storage, "Weitergeleitet") | {f"{message}/__properties_version1.0": bytes(24)}
        for name, data in inner.items():
            below = f"{message}/__attach_version1.0_#00000000"
            streams |= _attachment(below, name) | {f"{below}/__substg1.0_37010102": data}
    return ole(streams)


def _attachment(storage: str, name: str) -> dict[str, bytes]:
    return {f"{storage}/__properties_version1.0": bytes(8), f"{storage}/__substg1.0_3707001F": name.encode("utf-16-le")}
