"""Dates of UN/CEFACT: udt:DateTimeString with a format of UNCL 2379, udt:DateTime, udt:Date."""

from __future__ import annotations

from datetime import date, datetime

from .values import compact_date, iso_moment, last_day, moment
from .xmlpaths import day, not_a_date
from .xmltree import Element, place_of

_FORMATS = {"203": "%Y%m%d%H%M", "204": "%Y%m%d%H%M%S", "205": "%Y%m%d%H%M%z", "304": "%Y%m%d%H%M%S%z"}


def date_of(element: Element | None) -> date | None:
    """The date that an element with a udt:DateTimeString holds; raises Invalid for one that is none."""
    text, code = _content(element)
    if element is None or text is None:
        return None
    try:
        return _date(text, code)
    except ValueError:
        raise not_a_date(place_of(element), text) from None


def moment_of(element: Element | None, zone: str | None) -> datetime | None:
    """The moment, where the element holds a time of day; None for a date alone or a moment that is none."""
    text, code = _content(element)
    if code == "102" and text is not None and len(text) == 14:  # some give the moment the code of a date
        code = "204"
    if text is None or code in ("102", "610"):
        return None
    try:
        if code in _FORMATS:
            stamp = datetime.strptime(text, _FORMATS[code])
            return moment(stamp.date(), stamp.timetz(), zone)
        return iso_moment(text, zone) if "T" in text else None
    except (ValueError, OverflowError):
        return None


def _content(element: Element | None) -> tuple[str | None, str | None]:
    if element is None:
        return None, None
    code = element.get("format")
    for inner in element.iter():  # some writers nest a DateTimeString in another one
        code = inner.get("format") or code
        text = (inner.text or "").strip()
        if text:
            return text, code
    return None, code


def _date(text: str, code: str | None) -> date:
    if code == "610":
        return last_day(int(text[:4]), int(text[4:6]))
    if code == "102" or code in _FORMATS:
        return compact_date(text[:8])
    return day(text)
