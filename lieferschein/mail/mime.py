"""The MIME tree of a mail, on its raw bytes: boundaries are searched, nothing recurses, content is sliced once."""

from __future__ import annotations

import binascii
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lieferschein.mail.documents import Entity, File, InnerMessage, Item
from lieferschein.mail.fields import Fields, split_header
from lieferschein.mail.limits import Budget, Encrypted, OverLimit
from lieferschein.mail.names import base_name, decode_base64, parameters
from lieferschein.mail.uuencode import uuencoded
from lieferschein.reasons import N_

_BODY_TYPES = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "")
_MESSAGE_TYPES = ("message/rfc822", "message/global", "message/news")
_UUENCODE = ("x-uuencode", "uuencode", "x-uue", "uue")
_CONTENT_TYPE = re.compile(r"[^\s/]+/[^\s/]+")
_END_OF_ENCODING = re.compile(r"[\s;(]")
_LINE_END = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\Z)")
_OTHER_BOUNDARY = re.compile(
    rb"^--([^\r\n]*[^\r\n \t])[ \t]*\r?\n(?=(?:Content-|MIME-Version)[!-9;-~]*:)", re.I | re.MULTILINE
)
_LOOK_FOR_BOUNDARY = 64 * 1024
_MAX_IDLE = 100_000
_REMEMBERED = 4096  # bytes of a header


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of an entity says about its content."""

    fields: Fields
    content_type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    encoding: str

    @classmethod
    def read(cls, block: bytes, default_type: str = "text/plain") -> Header:
        """The header in `block`; the first of repeated fields counts, nonsense falls back to the default."""
        return (_header_again if len(block) <= _REMEMBERED else _header)(block, default_type)


def _header(block: bytes, default_type: str) -> Header:
    fields = Fields(block)
    content_type, type_parameters = parameters(fields.first("content-type"))
    disposition, disposition_parameters = parameters(fields.first("content-disposition"))
    if not _CONTENT_TYPE.fullmatch(content_type):
        content_type = default_type
    name = disposition_parameters.get("filename") or type_parameters.get("name") or ""
    encoding = fields.first("content-transfer-encoding").decode("ascii", "replace").lower()
    encoding = _END_OF_ENCODING.split(encoding, 1)[0]
    return Header(fields, content_type, type_parameters, disposition, base_name(name), encoding)


# a mail's own header is asked for twice, and those of its parts are often as in the supplier's last mail
_header_again = functools.lru_cache(maxsize=64)(_header)


def whole_message(raw: bytes) -> Entity:
    """The mail itself as an entity."""
    data = raw if b"\n" in raw else raw.replace(b"\r", b"\n")  # lines of bare CR: before there was an RFC 2822
    return Entity(data, 0, len(data), "", message=True)


def walk_entity(entity: Entity, budget: Budget) -> Iterator[Item]:
    """What an entity holds, one level down: its parts, the message in it, or its decoded content."""
    header_end, body = split_header(entity.data, entity.start, entity.end)
    header = Header.read(entity.data[entity.start : header_end], entity.default_type)
    if entity.message and entity.depth:
        yield InnerMessage(entity.path, entity.data[entity.start : header_end], entity.within)
    if header.content_type == "multipart/encrypted":
        raise Encrypted(entity.path, "PGP")
    if header.content_type.startswith("multipart/"):
        parts = split_parts(entity.data, body, entity.end, header.parameters.get("boundary", ""))
        first = next(parts, None)
        if first is not None:
            yield from _parts(entity, header, first, parts, budget)
            return
    yield from _leaf(entity, header, body, budget)


def _parts(
    entity: Entity, header: Header, first: tuple[int, int], rest: Iterator[tuple[int, int]], budget: Budget
) -> Iterator[Entity]:
    budget.nest(entity.multiparts + 1, entity.path)
    digest = header.content_type == "multipart/digest"  # RFC 2046 5.1.5
    number = 0
    span: tuple[int, int] | None = first
    while span is not None:
        number += 1
        path = _below(entity, str(number))
        budget.count(path)
        yield Entity(
            entity.data, *span, path, entity.depth, entity.multiparts + 1,
            "message/rfc822" if digest else "text/plain", within=_within(entity),
        )  # fmt: skip
        span = next(rest, None)


def _below(entity: Entity, number: str) -> str:
    """Section numbers as in IMAP: 2.1 is a part of the multipart 2; 2/1 a part of the message attached as part 2."""
    if not entity.path:
        return number
    return f"{entity.path}/{number}" if entity.message or entity.container else f"{entity.path}.{number}"


def _within(entity: Entity) -> str:
    return entity.path if entity.message else entity.within


def split_parts(data: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each part of the multipart body `data[start:end]`; none when no boundary is found.

    The line break before a delimiter belongs to it (RFC 2046 5.1.1), and the last one of a body whose last delimiter
    is missing to the mail. Parts behind a closing delimiter count. Where the declared boundary never occurs, the line
    that looks like one is taken.
    """
    delimiters = _delimiters(data, start, end, boundary.rstrip().encode("utf-8", "surrogateescape"))
    current = next(delimiters, None)
    if current is None:
        other = _OTHER_BOUNDARY.search(data, start, min(end, start + _LOOK_FOR_BOUNDARY))
        if other is None:
            return
        delimiters = _delimiters(data, start, end, other[1])
        current = next(delimiters, None)
    while current is not None:
        _, after, closing = current
        following = next(delimiters, None)
        stop = following[0] if following else _without_line_break(data, after, end)
        if not closing:
            yield after, max(after, stop)
        current = following


def _delimiters(data: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """(end of the content before, start of what follows, closing) of each delimiter line."""
    if not boundary:
        return
    line = b"--" + boundary
    position = start if data.startswith(line, start, end) else _find_line(data, line, start, end)
    idle = 0  # lines that begin no part: closing ones, and those of which the boundary is only the beginning
    while position >= 0:
        after = _LINE_END.match(data, position + len(line), end)
        if after:
            idle += after[1] is not None
            yield _without_line_break(data, start, position), after.end(), after[1] is not None
        else:
            idle += 1
        if idle > _MAX_IDLE:
            message = N_("More than {limit} lines of the mail look like boundaries between its parts.")
            raise OverLimit(message, "", limit=str(_MAX_IDLE))
        position = _find_line(data, line, position + 1, end)


def _without_line_break(data: bytes, start: int, end: int) -> int:
    if end > start and data[end - 1] == 0x0A:
        end -= 1
        if end > start and data[end - 1] == 0x0D:
            end -= 1
    return end


def _find_line(data: bytes, line: bytes, start: int, end: int) -> int:
    found = data.find(b"\n" + line, max(0, start - 1), end)
    return found + 1 if found >= 0 else -1


def _leaf(entity: Entity, header: Header, body: int, budget: Budget) -> Iterator[Item]:
    number = _below(entity, "1") if entity.message or entity.container else entity.path
    if header.content_type in _MESSAGE_TYPES:
        budget.enter(entity.depth + 1, number)
        yield _attached_message(entity, header, body, number)
        return
    encoded = memoryview(entity.data)[body : entity.end]
    content = transfer_decode(encoded, header.encoding)
    budget.take(len(content), number)
    _refuse_enveloped(header, number)
    text = header.content_type in _BODY_TYPES or header.content_type.startswith("multipart/")
    is_body = text and not header.name and header.disposition != "attachment"
    if is_body and header.parameters.get("delsp", "").lower() == "yes":
        content = re.sub(rb"(?<!--) \r?\n", b"", content)  # RFC 3676 4.1: lines that were broken for sending only
    # A picture that the text shows is named by its Content-ID; Apple's mailer sends attached ones "inline", too.
    shown = "content-id" in header.fields and header.disposition != "attachment"
    name = header.name or _unnamed(header, number, is_body)
    path = f"{number}/{header.name}" if header.name else number
    yield File(
        name, content, path, entity.depth, header.content_type, header.parameters.get("charset", ""),
        is_body, shown or not header.name, _within(entity),
    )  # fmt: skip
    if is_body and b"begin " in content:
        yield from _uuencoded(entity, content, number, budget)


def _refuse_enveloped(header: Header, number: str) -> None:
    """S/MIME that says it is encrypted, for content that not even its own reader would recognise."""
    kind = header.parameters.get("smime-type", "").lower()
    if header.content_type.endswith("pkcs7-mime") and kind in ("enveloped-data", "authenveloped-data"):
        raise Encrypted(f"{number}/{header.name}" if header.name else number, "S/MIME")


def _attached_message(entity: Entity, header: Header, body: int, number: str) -> Entity:
    """The message in a message/rfc822; it must not be encoded (RFC 2046 5.2.1), but some are."""
    data, start, end = entity.data, body, entity.end
    plain = split_header(data, start, end)[0] > start  # it says base64 and is not
    if header.encoding in ("base64", "quoted-printable") and not plain:
        data = transfer_decode(memoryview(data)[start:end], header.encoding)
        start, end = 0, len(data)
    path = f"{number}/{header.name}" if header.name else number
    return Entity(data, start, end, path, entity.depth + 1, entity.multiparts, message=True, within=_within(entity))


def _unnamed(header: Header, number: str, is_body: bool) -> str:
    if is_body:
        return "body.html" if header.content_type == "text/html" else "body.txt"
    return f"part-{number.rpartition('/')[2]}"


def _uuencoded(entity: Entity, content: bytes, number: str, budget: Budget) -> Iterator[File]:
    for raw_name, data in uuencoded(content):
        name = base_name(raw_name.decode("utf-8", "replace"))
        path = f"{number}/{name}"
        budget.count(path)
        budget.take(len(data), path)
        yield File(name, data, path, entity.depth, within=_within(entity))


def transfer_decode(data: memoryview, encoding: str) -> bytes:
    """Content without its Content-Transfer-Encoding (RFC 2045 section 6); unknown ones leave it as it is."""
    if encoding == "base64":
        return decode_base64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    content = bytes(data)
    if encoding in _UUENCODE:
        return next((decoded for _, decoded in uuencoded(content)), content)
    return content
