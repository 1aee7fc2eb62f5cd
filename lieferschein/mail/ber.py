"""Basic Encoding Rules (X.690), as far as finding one octet string in a structure needs them; in linear time.

Streaming mailers write indefinite lengths and strings in thousands of pieces, hostile ones nest them without end.
"""

from __future__ import annotations

_OCTETS, _CONSTRUCTED_OCTETS = 0x04, 0x24
_CONSTRUCTED = 0x20


def header(data: bytes, position: int) -> tuple[int, int, int | None]:
    """(tag, start of the content, its length or None for indefinite) of the element at `position`."""
    tag = data[position]
    if tag & 0x1F == 0x1F:
        raise ValueError("a tag of several bytes")  # CMS has none
    first = data[position + 1]
    start = position + 2
    if first < 0x80:
        return tag, start, first
    if first == 0x80:
        return tag, start, None
    count = first & 0x7F
    length = int.from_bytes(data[start : start + count], "big")
    if count > 8 or start + count + length > len(data):
        raise ValueError("an element longer than the data")
    return tag, start + count, length


def enter(data: bytes, position: int, *tags: int) -> int:
    """The start of the content of the element at `position`, which has to have one of the tags."""
    tag, start, _ = header(data, position)
    if tag not in tags:
        raise ValueError(f"tag {tag:#04x}")
    return start


def skip(data: bytes, position: int) -> int:
    """The position after the element at `position`."""
    return _walk(data, position, None)


def octets(data: bytes, position: int) -> bytes:
    """The octet string at `position`, whose pieces may themselves consist of pieces (8.7)."""
    enter(data, position, _OCTETS, _CONSTRUCTED_OCTETS)
    pieces: list[bytes] = []
    _walk(data, position, pieces)
    return b"".join(pieces)


def _walk(data: bytes, position: int, pieces: list[bytes] | None) -> int:
    """Pass one element, with a stack of the ends of those around; an indefinite one ends with two zeros (8.1.3.6)."""
    ends: list[int | None] = []
    while True:
        if ends and ends[-1] is None and data[position : position + 2] == b"\0\0":
            position += 2
            ends.pop()
        else:
            tag, start, length = header(data, position)
            if length is None and not tag & _CONSTRUCTED:
                raise ValueError("an indefinite length of a simple element")
            if tag & _CONSTRUCTED and (length is None or pieces is not None):
                position = start
                ends.append(None if length is None else start + length)
            else:
                position = start + (length or 0)
                if pieces is not None and tag == _OCTETS:
                    pieces.append(data[start:position])
        while ends and ends[-1] is not None and position >= ends[-1]:
            ends.pop()
        if not ends:
            return position
