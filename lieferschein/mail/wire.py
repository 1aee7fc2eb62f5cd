"""The shapes of IMAP answers: FETCH data as imaplib hands it out, UID sets, dates, header fields."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from itertools import groupby
from typing import Any

UIDS_PER_COMMAND = 500  # at most 5.5 kB of UIDs: RFC 7162 section 4 asks servers for lines of 8 kB

_START = re.compile(rb"\d+ \(")
_TOKEN = re.compile(
    rb'"(?P<quoted>(?:[^"\\]|\\.)*)"|\{(?P<literal>\d+)\}|(?P<bracket>[()])'
    rb'|(?P<atom>[^\s()"{}\[]+(?:\[[^\]]*\](?:<\d+>)?)?)'
)
_MONTHS = {name: number for number, name in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_DATE = re.compile(rb" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")


def uid_set(uids: Iterable[int]) -> str:
    """UIDs as an IMAP sequence set, consecutive ones as a range: {1, 2, 3, 7} → "1:3,7"."""
    parts = []
    for _, run in groupby(enumerate(sorted(set(uids))), key=lambda pair: pair[1] - pair[0]):
        numbers = [uid for _, uid in run]
        parts.append(str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}:{numbers[-1]}")
    return ",".join(parts)


def parse_uid_set(text: str) -> list[int]:
    """The reverse of `uid_set`; raises ValueError for anything else."""
    uids: list[int] = []
    for part in text.split(","):
        first, colon, last = part.partition(":")
        low, high = sorted((int(first), int(last if colon else first)))
        if high - low > 1_000_000:
            raise ValueError(text)
        uids.extend(range(low, high + 1))
    return uids


def chunks(uids: Iterable[int], size: int = UIDS_PER_COMMAND) -> Iterator[list[int]]:
    """Ascending UIDs in portions that fit one command."""
    ordered = sorted(set(uids))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def parse_fetch(data: Sequence[Any]) -> Iterator[dict[bytes, Any]]:
    """The attributes of each message in imaplib's FETCH data: name → bytes, None (NIL), or a list for parentheses.

    A body section is keyed by what stands before its bracket (``BODY``). Literals and quoted strings come in any order
    and number; data that is not about a message is passed over.
    """
    text, literals = b"", list[bytes]()
    for item in data:
        head, literal = item if isinstance(item, tuple) else (item or b"", None)
        if _START.match(head):
            if text:
                yield _attributes(text, literals)
            text, literals = b"", []
        text += head
        if literal is not None:
            literals.append(literal)
    if text:
        yield _attributes(text, literals)


def _attributes(text: bytes, literals: list[bytes]) -> dict[bytes, Any]:
    values = _values(_TOKEN.finditer(text), iter(literals))
    items = next((value for value in values if isinstance(value, list)), [])
    names = [item.partition(b"[")[0].upper() if isinstance(item, bytes) else b"" for item in items[::2]]
    return dict(zip(names, items[1::2], strict=False))


def _values(tokens: Iterator[re.Match[bytes]], literals: Iterator[bytes]) -> list[Any]:
    open_lists: list[list[Any]] = [[]]
    for token in tokens:
        kind, value = token.lastgroup, token[0]
        if kind == "atom":
            open_lists[-1].append(None if value == b"NIL" else value)
        elif kind == "literal":
            open_lists[-1].append(next(literals, b""))
        elif kind == "quoted":
            open_lists[-1].append(re.sub(rb"\\(.)", rb"\1", token["quoted"]))
        elif value == b"(":
            inner: list[Any] = []
            open_lists[-1].append(inner)
            open_lists.append(inner)
        elif len(open_lists) > 1:
            open_lists.pop()
    return open_lists[0]


def parse_internaldate(value: bytes | None) -> dt.datetime | None:
    """An INTERNALDATE as a moment in UTC."""
    found = _DATE.match(value or b"")
    if not found:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == b"-" else 1)
    try:
        local = dt.datetime(
            int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), int(second), tzinfo=dt.UTC
        )
    except (KeyError, ValueError):
        return None
    return local - offset


def header_fields(raw: bytes) -> dict[str, str]:
    """The first field of each name (lower case), unfolded, not decoded: RFC 5322 section 2.2.3."""
    fields: dict[str, str] = {}
    name = ""
    for line in raw.splitlines():
        if line[:1] in (b" ", b"\t"):
            if name:
                fields[name] += " " + _text(line).strip()
            continue
        before, colon, value = line.partition(b":")
        key = before.strip().decode("ascii", "replace").lower()
        name = key if colon and key not in fields else ""
        if name:
            fields[name] = _text(value).strip()
    return fields


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def decode_words(text: str) -> str:
    """RFC 2047 encoded words as text; what cannot be decoded stays as it is."""
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def parse_date(text: str) -> dt.datetime | None:
    """A Date header; without a zone it is taken as UTC, as RFC 5322 says of "-0000"."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def message_id(fields: dict[str, str]) -> str:
    """The Message-ID with its angle brackets, without comments or folding; "" when there is none."""
    value = fields.get("message-id", "")
    found = re.search(r"<[^<>]*>", value)
    return re.sub(r"\s+", "", found[0]) if found else value
