"""The attachments in Outlook's winmail.dat (MS-OXTNEF): attributes one after the other, MAPI properties inside them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from lieferschein.mail.charsets import codec
from lieferschein.mail.documents import File
from lieferschein.mail.limits import Budget
from lieferschein.mail.names import base_name

SIGNATURE = b"\x78\x9f\x3e\x22"
_IID_IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")  # the object is a message, in TNEF again
_LEVEL_MESSAGE, _LEVEL_ATTACHMENT = 1, 2
# Attribute ids, MS-OXTNEF 2.1.3.2
_BODY, _ATTACH_DATA, _ATTACH_TITLE, _ATTACH_REND, _MAPI_PROPS, _ATTACHMENT, _CODEPAGE = (
    0x800C, 0x800F, 0x8010, 0x9002, 0x9003, 0x9005, 0x9007,
)  # fmt: skip
# Property ids, MS-OXPROPS
_TEXT_BODY, _HTML_BODY, _DISPLAY_NAME, _DATA, _FILENAME, _LONG_FILENAME, _CONTENT_ID = (
    0x1000, 0x1013, 0x3001, 0x3701, 0x3704, 0x3707, 0x3712,
)  # fmt: skip
_FIXED = {
    0x0002: 2, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 2, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
_VARIABLE = (0x000D, 0x001E, 0x001F, 0x0102)
_UNICODE, _MULTIPLE = 0x001F, 0x1000


@dataclass(slots=True)
class _Attached:
    """An attachment as its attributes describe it, one by one."""

    title: bytes = b""
    names: dict[int, str] | None = None
    data: bytes = b""


def open_tnef(file: File, budget: Budget) -> Iterator[File] | None:
    """The body and the attachments of a TNEF stream."""
    return _files(file, budget) if file.data.startswith(SIGNATURE) else None


def _files(file: File, budget: Budget) -> Iterator[File]:
    charset = "cp1252"
    attached: _Attached | None = None
    number = 0
    for level, name, data in _attributes(file.data):
        if name == _ATTACH_REND or (level == _LEVEL_ATTACHMENT and attached is None):
            if attached is not None:
                number += 1
                yield from _finished(file, attached, number, charset, budget)
            attached = _Attached()
        if level == _LEVEL_ATTACHMENT and attached is not None:
            _describe(attached, name, data, charset)
        elif name == _CODEPAGE and len(data) >= 4:
            charset = codec(f"cp{int.from_bytes(data[:4], 'little')}") or charset
        elif name == _MAPI_PROPS:
            yield from _bodies(file, data, charset, budget)
        elif name == _BODY:
            yield _body(file, data.rstrip(b"\0"), "text/plain", charset, budget)
    if attached is not None:
        yield from _finished(file, attached, number + 1, charset, budget)


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(level, id, data) of each attribute; the checksums that follow them are often wrong and not looked at."""
    position = 6
    while position + 9 <= len(data):
        level, name, _, length = struct.unpack_from("<BHHI", data, position)
        if level not in (_LEVEL_MESSAGE, _LEVEL_ATTACHMENT):
            return  # what some gateways append
        if position + 9 + length > len(data):
            raise ValueError("an attribute longer than the data")
        yield level, name, data[position + 9 : position + 9 + length]
        position += 9 + length + 2


def _describe(attached: _Attached, name: int, data: bytes, charset: str) -> None:
    if name == _ATTACH_TITLE:
        attached.title = data.rstrip(b"\0")
    elif name == _ATTACH_DATA:
        attached.data = data
    elif name == _ATTACHMENT:
        attached.names = {}
        for key, kind, value in _properties(data):
            if key in (_DISPLAY_NAME, _FILENAME, _LONG_FILENAME, _CONTENT_ID):
                attached.names[key] = _string(value, kind, charset)
            elif key == _DATA and value:
                # An object's data begins with the interface it is stored through.
                attached.data = value[16:] if kind == 0x000D else value


def _string(value: bytes, kind: int, charset: str) -> str:
    text = value.decode("utf-16-le", "replace") if kind == _UNICODE else value.decode(charset, "replace")
    return text.rstrip("\0")


def _finished(file: File, attached: _Attached, number: int, charset: str, budget: Budget) -> Iterator[File]:
    names = attached.names or {}
    candidates = (names.get(_LONG_FILENAME), names.get(_FILENAME), attached.title.decode(charset, "replace"),
                  names.get(_DISPLAY_NAME))  # fmt: skip
    name = next((base_name(candidate) for candidate in candidates if candidate), "") or f"attachment-{number}"
    path = f"{file.path}/{name}"
    budget.count(path)
    budget.take(len(attached.data), path)
    inline = bool(names.get(_CONTENT_ID))
    yield File(name, attached.data, path, file.depth + 1, inline=inline, within=file.within)


def _bodies(file: File, data: bytes, charset: str, budget: Budget) -> Iterator[File]:
    for key, kind, value in _properties(data):
        if key == _TEXT_BODY and value:
            text = _string(value, kind, charset).encode("utf-8", "replace")
            yield _body(file, text, "text/plain", "utf-8", budget)
        elif key == _HTML_BODY and value:
            yield _body(file, value.rstrip(b"\0"), "text/html", "", budget)


def _body(file: File, data: bytes, content_type: str, charset: str, budget: Budget) -> File:
    name = "body.html" if content_type == "text/html" else "body.txt"
    path = f"{file.path}/{name}"
    budget.count(path)
    budget.take(len(data), path)
    return File(name, data, path, file.depth + 1, content_type, charset, body=True, within=file.within)


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(id, type, value) of each MAPI property (MS-OXTNEF 2.1.3.4), up to the first that cannot be read."""
    try:
        (count,) = struct.unpack_from("<I", data, 0)
        position = 4
        for _ in range(min(count, len(data) // 8)):
            key, kind, value, position = _property(data, position)
            yield key, kind, value
    except (struct.error, ValueError):
        return


def _property(data: bytes, position: int) -> tuple[int, int, bytes, int]:
    """(id, type, value, position after it) of one property; of several values the first."""
    kind, key = struct.unpack_from("<HH", data, position)
    position += 4
    if key >= 0x8000:
        position = _skip_name(data, position)
    several, kind = bool(kind & _MULTIPLE), kind & ~_MULTIPLE
    if kind in _VARIABLE:
        return key, kind, *_variable(data, position)
    if kind not in _FIXED:
        raise ValueError(f"property type {kind:#06x}")
    values = 1
    if several:
        (values,) = struct.unpack_from("<I", data, position)
        position += 4
    return key, kind, data[position : position + _FIXED[kind]], position + _padded(values * _FIXED[kind])


def _skip_name(data: bytes, position: int) -> int:
    """A named property: a GUID, then a number or a name."""
    (by_name, length) = struct.unpack_from("<II", data, position + 16)
    return position + 24 + (_padded(length) if by_name else 0)


def _variable(data: bytes, position: int) -> tuple[bytes, int]:
    (values,) = struct.unpack_from("<I", data, position)
    position += 4
    first = b""
    for index in range(min(values, len(data) // 4)):
        (length,) = struct.unpack_from("<I", data, position)
        first = data[position + 4 : position + 4 + length] if index == 0 else first
        position += 4 + _padded(length)
    return first, position


def _padded(length: int) -> int:
    return (length + 3) & ~3
