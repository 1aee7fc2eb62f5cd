"""EDIFACT pasted into the text of a mail: cut out of the words around it, so that a parser sees it alone."""

from __future__ import annotations

import html
import re

_START = re.compile(r"^([>| \t\xa0]*)(?=UNA[^A-Za-z0-9\s]{4}|UNB[^A-Za-z0-9\s]UNO)", re.MULTILINE)
_END = re.compile(r"UNZ[^A-Za-z0-9\s]\s*[0-9][^'~\x1c]{0,40}['~\x1c]")
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?pre)(?:\s[^<>]*|/)?>", re.I)
_TAGS = re.compile(r"<[^<>]*>")


def interchanges(text: str) -> str | None:
    """From the first UNA or UNB at the start of a line to the last UNZ; marks of quoting are taken off.

    Without a UNZ everything from the start on: the parser then says what is missing.
    """
    start = _START.search(text)
    if start is None:
        return None
    cut = text[start.end(1) :]
    if ">" in start[1] or "|" in start[1]:
        cut = re.sub(r"(?m)^[ \t]*(?:[>|][ \t]?)+", "", cut)
    ends = list(_END.finditer(cut))
    return cut[: ends[-1].end()] if ends else cut


def html_text(source: str) -> str:
    """The text of an HTML body, line by line; enough for an interchange, not for reading."""
    if "<pre" not in source.lower():
        source = re.sub(r"\s*\r?\n\s*", " ", source)
    text = html.unescape(_TAGS.sub("", _BREAKS.sub("\n", source))).replace("\xa0", " ")
    return "\n".join(line.strip() for line in text.split("\n"))
