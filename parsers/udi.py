"""Unique device identification as a GS1 element string (GS1 General Specifications, 3): what it says about a piece."""

from __future__ import annotations

import re
from datetime import date

from .draft import Row
from .values import last_day

# Application identifier → length of its value; 0: up to a group separator or the end
_LENGTHS = {
    **dict.fromkeys(("01", "02"), 14),
    "00": 18,
    **dict.fromkeys(("11", "12", "13", "15", "16", "17"), 6),
    "20": 2,
    **dict.fromkeys(("10", "21", "22", "240", "241", "250", "251"), 0),
}
_BRACKETED = re.compile(r"\((\d{2,4})\)([^()]*)")
_SYMBOLOGY = re.compile(r"\][A-Za-z]\d")
_SEPARATOR = "\x1d"  # FNC1 as transmitted

# Application identifier → column of `units`
COLUMNS = {
    "10": "batch_number",
    "21": "serial_number",
    "11": "production_date",
    "15": "best_before_date",
    "17": "expiry_date",
}


def elements_of(text: str) -> dict[str, str]:
    """The elements of a GS1 element string by application identifier; empty for any other text.

    >>> elements_of("(01)04012345000016(17)271100(21)A1")
    {'01': '04012345000016', '17': '271100', '21': 'A1'}
    >>> elements_of("0104012345000016172711001021")["10"]
    '21'
    """
    text = _SYMBOLOGY.sub("", text.strip(), count=1) if text.strip().startswith("]") else text.strip()
    if text.startswith("("):
        return {identifier: value.strip() for identifier, value in _BRACKETED.findall(text)}
    return _without_brackets(text) if text.startswith("01") else {}


def _without_brackets(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = text
    while rest:
        identifier = next((rest[:length] for length in (2, 3) if rest[:length] in _LENGTHS), None)
        if identifier is None:
            return found
        rest = rest[len(identifier) :]
        length = _LENGTHS[identifier]
        if length == 0:
            value, _, rest = rest.partition(_SEPARATOR)
        else:
            value, rest = rest[:length], rest[length:].removeprefix(_SEPARATOR)
            if len(value) != length or not value.isdigit():
                return found
        found[identifier] = value
    return found


def element_date(text: str) -> date:
    """A date as YYMMDD; day 00 is the last day of the month (GS1 General Specifications, 3.4); raises ValueError."""
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        raise ValueError(f"not a date: {text!r}")
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    return last_day(year, month) if day == 0 and 1 <= month <= 12 else date(year, month, day)


def complete_from_udi(unit: Row, warnings: list[str], place: str) -> None:
    """Fill the batch, serial number and dates of a row of `units` from its UDI, where nothing else says them."""
    for identifier, text in elements_of(unit["udi"]).items():
        column = COLUMNS.get(identifier)
        if column is None or column in unit or not text:
            continue
        if not column.endswith("_date"):
            unit[column] = text
            continue
        try:
            unit[column] = element_date(text)
        except ValueError:
            warnings.append(f"{place}: the UDI holds ({identifier}){text}, which is no date")
