"""Uuencoded files, as a transfer encoding or inside the text of a mail (POSIX uuencode)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255}?)[ \t]*\r?\n", re.MULTILINE)
_MAX_FAILED = 1000  # lines that only look like the beginning of a file


def uuencoded(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, content) of each uuencoded file in `data`; text around them is passed over."""
    begin = _BEGIN.search(data)
    failed = 0
    while begin and failed < _MAX_FAILED:
        content, position = _lines(data, begin.end())
        if content is None:
            failed += 1
        else:
            yield begin[1], content
        begin = _BEGIN.search(data, position)


def _lines(data: bytes, position: int) -> tuple[bytes | None, int]:
    out = bytearray()
    while position < len(data):
        stop = data.find(b"\n", position)
        stop = len(data) if stop < 0 else stop
        line = data[position:stop].rstrip(b"\r\n")
        position = stop + 1
        if line.strip() == b"end":
            return bytes(out), position
        decoded = _line(line)
        if decoded is None:
            return None, position
        out += decoded
    return (bytes(out), position) if out else (None, position)


def _line(line: bytes) -> bytes | None:
    if not line.strip():
        return b""
    if not 32 <= line[0] <= 96:
        return None
    length = (line[0] - 32) & 63
    try:
        # Some encoders add characters behind the data, some mailers cut blanks off: only the stated length counts.
        return binascii.a2b_uu(line[: 1 + (length * 4 + 2) // 3])
    except binascii.Error:
        return None
