"""Identity numbers in a DESADV: GIN C208, one number or a range, or a number beside its licence plate."""

from __future__ import annotations

from collections.abc import Iterator

from .desadv_state import Reading
from .edifact_values import expand_range

LONGEST_RANGE = 10_000


def identities(reading: Reading, elements: list[str]) -> Iterator[str]:
    """GIN C208: up to five identities, each one number or the first and last of a range."""
    for element in elements:
        first, _, last = element.partition(":")
        first, last = first.strip(), last.split(":")[0].strip()
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
