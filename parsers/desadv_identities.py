"""Identity numbers in a DESADV: GIN C208, one number or a range, or a number beside its licence plate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from . import desadv_codes as codes
from .desadv_state import Reading
from .edifact_values import expand_range

LONGEST_RANGE = 10_000


# a licence plate of ISO/IEC 15459: the data identifier, the agency, the company, its number
_PLATE = re.compile(r"\d?J[A-Z]{2}[0-9A-Z]{5,}", re.ASCII)
_DATA_IDENTIFIER = re.compile(r"\dJ", re.ASCII)


def identities(reading: Reading, elements: list[str], expected: Decimal | int | None = None) -> Iterator[str]:
    """GIN C208: up to five identities, each one number, or the first and last of a range.

    In VDA 4987 the second is the licence plate of the first, which then names the same handling unit. `expected` says
    how many there are: two numbers that are just as many as that stand for themselves, whatever lies between them.
    """
    pairs = [_pair(element) for element in elements]
    if expected is not None:
        written = [number for pair in pairs for number in pair if number]
        if len(written) == expected and len(set(written)) == len(written):
            yield from written
            return
    for first, last in pairs:
        if not last or last == first:
            if first:
                yield first
            continue
        numbers = expand_range(first, last, LONGEST_RANGE)
        if numbers is None:
            reading.warn(f"{first} to {last} is no range of numbers; both are taken by themselves")
            numbers = [first, last]
        reading.spend(len(numbers))
        yield from filter(None, numbers)


def _pair(element: str) -> tuple[str, str]:
    """The two components of C208; of a number beside its licence plate the plate alone."""
    if ":" not in element:
        return element.strip(), ""
    first, _, rest = element.partition(":")
    first, last = first.strip(), rest.partition(":")[0].strip()
    if _PLATE.fullmatch(last) and not _PLATE.fullmatch(first) and last.endswith(first):
        return last, ""
    return first, last


def batches(reading: Reading, elements: list[str]) -> list[str]:
    """GIN C208 of batches; a second component that only says who gave the number (3055) is none.

    Where both parties have numbered a batch, its number is that of the supplier.
    """
    pairs = [_pair(element) for element in elements]
    if not any(owner in codes.OWNERS for _, owner in pairs):
        return [*identities(reading, elements)]
    own = [number for number, owner in pairs if number and owner != codes.BUYER]
    return own or [number for number, _ in pairs if number]


def related(segment: str) -> tuple[list[str], list[str], list[str]]:
    """GIR C206 of one set: labels, batches, serial numbers; a number without a qualifier (7405) is a label.

    Numbers of property (AP) and manufacturing references (AN) are none: beside serial numbers they say something else.

    Some write a licence plate in its parts, company, number, agency and data identifier: it is put together.
    """
    pairs = [[part.strip() for part in element.split(":")] for element in segment.split("+")[2:] if element.strip()]
    if len(pairs) == 4 and all(len(pair) == 1 for pair in pairs) and _DATA_IDENTIFIER.fullmatch(pairs[3][0]):
        company, number, agency, identifier = (pair[0] for pair in pairs)
        return [identifier + agency + company + number], [], []
    labels: list[str] = []
    lots: list[str] = []
    serials: list[str] = []
    for number, *rest in pairs:
        qualifier = rest[0] if rest else ""
        if not number:
            continue
        if qualifier in codes.GIN_BATCH:
            lots.append(number)
        elif qualifier in codes.GIR_SERIAL:
            serials.append(number)
        elif not qualifier or qualifier in codes.GIN_LABEL or qualifier in codes.GIN_SSCC:
            labels.append(number)
    return labels, lots, serials
