"""Header fields from raw bytes (RFC 5322 section 2.2), in linear time, for headers that follow no rule at all."""

from __future__ import annotations

import re

MAX_HEADER = 256 * 1024  # bytes of one header block; what comes after is body

_LINES = re.compile(
    rb"(?:>?From [^\n]*\n)?"  # the envelope line of an mbox
    rb"(?:(?:(?!UN[AB][:+])[!-9;-~]*[ \t]*:|[ \t]+)[^\n]*+(?:\n|\Z))*+"  # UNA:+ is EDIFACT without a blank line before
)
# A line that is no field, directly before one: badly folded, not the start of the body.
_STRAY = re.compile(
    rb"(?!--)[^\r\n][^\n]{0,998}\n(?=(?:Content-(?:Type|Transfer-Encoding|Disposition|ID|Description)|MIME-Version|Date"
    rb"|From|To|Cc|Subject|Message-ID|Received|Return-Path|Reply-To|References|In-Reply-To|X-[A-Za-z-]+)[ \t]*:)",
    re.I,
)
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)


class Fields:
    """The fields of one header, names without case, values unfolded."""

    def __init__(self, block: bytes) -> None:
        self._values: dict[str, list[bytes]] = {}
        for name, folded in _FIELD.findall(block):
            value = folded.strip()
            if b"\n" in value or b"\r" in value:
                value = value.replace(b"\r", b"").replace(b"\n", b"")
            self._values.setdefault(name.decode("ascii").lower(), []).append(value)

    def first(self, name: str) -> bytes:
        """The value of the first field of this name, or b""."""
        values = self._values.get(name)
        return values[0] if values else b""

    def all(self, name: str) -> list[bytes]:
        """The values of all fields of this name, topmost first."""
        return self._values.get(name, [])

    def __contains__(self, name: str) -> bool:
        return name in self._values


def split_header(data: bytes, start: int, end: int) -> tuple[int, int]:
    """(end of the header, start of the body) of the entity in `data[start:end]`.

    The header ends at the first blank line, or before the first line that is no field: the blank line may be missing.
    """
    stop = min(end, start + MAX_HEADER)
    position = start
    for _ in range(16):
        lines = _LINES.match(data, position, stop)
        position = lines.end() if lines else position
        stray = _STRAY.match(data, position, stop)
        if stray is None:
            break
        position = stray.end()
    for newline in (b"\r\n", b"\n"):
        if data.startswith(newline, position, end):
            return position, position + len(newline)
    return position, position


def header_block(raw: bytes) -> bytes:
    """Everything up to the first blank line, whatever the lines in between are.

    For questions of trust: a field behind a line that some readers take for the start of the body counts as well.
    """
    block = raw[:MAX_HEADER]
    if b"\n" not in block:
        block = block.replace(b"\r", b"\n")
    blank = re.search(rb"\n\r?\n", block)
    return block[: blank.start() + 1] if blank else block
