"""Text → exact values. Each function raises ValueError; the parser adds the place."""

from __future__ import annotations

import calendar
import functools
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Berlin"

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)\Z", re.ASCII)
_SIX_PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 12  # decimal128(18, 6) holds twelve digits before the point


def clean(text: str | None) -> str | None:
    """`text` without outer blanks; None for nothing and for the dummy "NA" that some profiles prescribe."""
    if text is None:
        return None
    text = text.strip()
    return text if text and text not in ("NA", "N/A") else None


@functools.lru_cache(1 << 14)
def number(text: str) -> Decimal:
    """A decimal in plain notation with a point ("12.50", "-3"); at most six places are kept, half to even.

    No exponents, no grouping, no infinities: what is not plainly a number raises ValueError.
    """
    text = text.strip()
    if not _NUMBER.match(text):
        raise ValueError(f"not a number: {text!r}")
    value = Decimal(text)
    if abs(value) >= LARGEST:
        raise ValueError(f"larger than twelve digits: {text!r}")
    exponent = value.as_tuple().exponent
    return value.quantize(_SIX_PLACES) if isinstance(exponent, int) and exponent < -6 else value


def integer(text: str) -> int:
    """A whole number; "3.00" counts as one."""
    value = number(text)
    if value != value.to_integral_value():
        raise ValueError(f"not a whole number: {text!r}")
    return int(value)


@functools.lru_cache(4096)
def iso_date(text: str) -> date:
    """An xs:date or the date of an xs:dateTime, as written: a zone is not applied (XML Schema 1.1 part 2, 3.3.9)."""
    return date.fromisoformat(text.strip()[:10])


@functools.lru_cache(4096)
def compact_date(text: str) -> date:
    """A date as CCYYMMDD."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError(f"not a date: {text!r}")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


@functools.lru_cache(64)
def zone(name: str | None) -> ZoneInfo:
    """The zone in which moments without one are read."""
    return ZoneInfo(name or DEFAULT_ZONE)


def moment(day: date, clock: time, zone_name: str | None = None) -> datetime:
    """A date and a time of day as a moment in UTC; a time without a zone is read in `zone_name`."""
    stamp = datetime.combine(day, clock)
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=zone(zone_name))
    return stamp.astimezone(UTC)


def iso_moment(text: str, zone_name: str | None = None) -> datetime:
    """An xs:dateTime as a moment in UTC."""
    stamp = datetime.fromisoformat(text.strip())
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=zone(zone_name))
    return stamp.astimezone(UTC)


def last_day(year: int, month: int) -> date:
    """The last day of a month: what a best-before date without a day, or with day 00, means (GS1, AI 15 and 17)."""
    return date(year, month, calendar.monthrange(year, month)[1])
