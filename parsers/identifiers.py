"""Check digits of GS1 keys, and GS1 element strings (GS1 General Specifications, 7.9 and 3)."""

from __future__ import annotations

import functools
import re

from stdnum import ean

_CACHE = 1 << 12


def _has_check_digit(number: str) -> bool:
    return check_digit(number[:-1]) == number[-1]


def check_digit(digits: str) -> str:
    """The check digit that follows `digits` of a GS1 key.

    >>> check_digit("401234500000")
    '9'
    """
    return str(ean.calc_check_digit(digits))


@functools.lru_cache(_CACHE)
def is_gtin(number: str) -> bool:
    """Whether `number` is a GTIN-8, 12, 13 or 14 with a right check digit."""
    return len(number) in (8, 12, 13, 14) and number.isascii() and number.isdigit() and _has_check_digit(number)


@functools.lru_cache(_CACHE)
def is_sscc(number: str) -> bool:
    """Whether `number` is an SSCC (18 digits) with a right check digit."""
    return len(number) == 18 and number.isascii() and number.isdigit() and _has_check_digit(number)


@functools.lru_cache(_CACHE)
def is_gln(number: str) -> bool:
    """Whether `number` is a GLN (13 digits) with a right check digit."""
    return len(number) == 13 and number.isascii() and number.isdigit() and _has_check_digit(number)


_LOOKS_LIKE_GLN = re.compile(r"\d{13}\Z", re.ASCII)
_LOOKS_LIKE_SSCC = re.compile(r"(?:\(?00\)?)?(\d{18})\Z", re.ASCII)


def looks_like_gln(number: str) -> bool:
    """Whether `number` has the form of a GLN, whatever its check digit."""
    return _LOOKS_LIKE_GLN.match(number) is not None


def sscc_of(text: str) -> str | None:
    """The 18 digits of an SSCC written with or without its application identifier (00); None when it is not one."""
    if len(text) == 18 and text.isascii() and text.isdigit():
        return text
    match = _LOOKS_LIKE_SSCC.match(text.replace(" ", ""))
    return match.group(1) if match else None
