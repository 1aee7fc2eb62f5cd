"""What a comparison found: figures with their units, and ratios with the bound they have to keep."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `values` are the single runs where `value` is their median."""

    name: str
    value: float
    unit: str
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that has to be at most, at least or exactly `limit`."""

    name: str
    value: float
    kind: Literal["at most", "at least", "exactly"]
    limit: float
    unit: str = "×"

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        if self.kind == "at most":
            return self.value <= self.limit
        return self.value >= self.limit if self.kind == "at least" else self.value == self.limit


@dataclass(slots=True)
class Result:
    """What one comparison has to say; `skipped` is the sentence why it did not take place."""

    name: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    load: float = 0.0  # of the machine when it had been measured

    def add(self, name: str, values: float | Sequence[float], unit: str) -> float:
        """Note a figure, the median of `values`; returns it."""
        runs = tuple(values) if isinstance(values, Sequence) else ()
        value = statistics.median(runs) if runs else float(values)  # type: ignore[arg-type]
        self.figures.append(Figure(name, _rounded(value), unit, tuple(map(_rounded, runs)) if len(runs) > 1 else ()))
        return value

    def bound(self, name: str, value: float, kind: Any, limit: float, unit: str = "×") -> None:
        """Note a bound and what was measured."""
        self.bounds.append(Bound(name, _rounded(value), kind, limit, unit))

    def to_json(self) -> dict[str, Any]:
        """The result as plain values."""
        values = asdict(self)
        values["bounds"] = [{**asdict(bound), "holds": bound.holds} for bound in self.bounds]
        return values


def median_ratio(first: Sequence[float], second: Sequence[float]) -> float:
    """The median of the ratios of pairs that were measured one after the other: the machine's mood cancels out."""
    return statistics.median(one / other for one, other in zip(first, second, strict=True))


def in_turn(times: int, *works: Callable[[], float]) -> list[list[float]]:
    """Measure `works` in turn, `times` times; the values of each."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for values, work in zip(found, works, strict=True):
            values.append(work())
    return found


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
