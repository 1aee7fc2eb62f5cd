"""What the headers of a table mean by the synonyms, where the mapping does not say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .errors import Invalid
from .table_columns import BY_NAME, Column, meaning_of
from .table_headers import header_key
from .table_layout import Layout, Mapped


def apply_synonyms(layout: Layout, free: set[int], samples: Sequence[Sequence[object]], *, ask: bool) -> None:
    """Assign the columns that are still `free`; `ask`: raise Invalid for one with two readings, else leave it over."""
    claims: dict[Column, list[int]] = {}
    generic: dict[Column, list[int]] = {}
    unsure: list[tuple[int, tuple[Column, ...]]] = []
    for at in sorted(free):
        meaning = meaning_of(layout.headers[at]) if layout.headers[at] else None
        if meaning is None:
            continue
        if len(meaning.readings) > 1:
            unsure.append((at, meaning.readings))
        else:
            (generic if meaning.generic else claims).setdefault(meaning.readings[0], []).append(at)
    taken = set(layout.constants) | {mapped.column for mapped in layout.columns}
    for column, found in generic.items():
        claims.setdefault(column, found)
    for column, found in claims.items():
        if column not in taken:
            _assign(layout, column, found, free)
    for readings, at in _settle(layout, unsure, free, samples):
        if ask:
            raise _open_question(layout, readings, at)


def _assign(layout: Layout, column: Column, found: list[int], free: set[int]) -> None:
    """Give one meaning to the columns that claim it. Texts join or the first counts; what books goods must agree."""
    free.difference_update(found)
    mapped = [Mapped(column, at, layout.headers[at]) for at in found]
    first, others = mapped[0], mapped[1:]
    layout.columns.append(first)
    if column.several:
        layout.columns += others
    elif column.table == "attributes":
        layout.columns += [replace(m, column=replace(column, field=header_key(m.header))) for m in others]
    elif others and column.kind == "text":
        free.update(m.index for m in others)
        names = ", ".join(f'"{m.header}"' for m in others)
        layout.warnings.append(f'{column.name}: read from "{first.header}"; {names} not read')
    elif others:
        layout.disputed.append(mapped)


def _settle(
    layout: Layout,
    unsure: list[tuple[int, tuple[Column, ...]]],
    free: set[int],
    samples: Sequence[Sequence[object]],
) -> list[tuple[list[Column], int]]:
    """Headers with two readings: one that is taken leaves the other; else what else the table says decides.

    What is still open comes back.
    """
    questions: list[tuple[list[Column], int]] = []
    grouped: dict[tuple[Column, ...], list[int]] = {}
    for at, readings in unsure:
        grouped.setdefault(readings, []).append(at)
    for readings, found in grouped.items():
        left = [column for column in readings if not layout.has(column)]
        if len(left) > 1:
            left = _told_by_others(layout, left) or _told_by_values(left, found[0], samples) or left
        if len(left) > 1:
            questions.append((left, found[0]))
            continue
        if left:
            _assign(layout, left[0], found, free)
    return questions


def _open_question(layout: Layout, readings: list[Column], at: int) -> Invalid:
    return Invalid(
        'The column "{header}" may be {first} or {second}: the mapping (option columns) has to say which.',
        place=f"row {layout.header_row}",
        expected="a mapping of the column",
        found=layout.headers[at],
        header=layout.headers[at],
        first=readings[0].name,
        second=readings[1].name,
    )


def _told_by_others(layout: Layout, readings: list[Column]) -> list[Column]:
    """A date or a line of the purchase order beside it: then the number is that of the purchase order."""
    order = BY_NAME["order_number"]
    beside = any(layout.has(BY_NAME[name]) for name in ("order_line", "order_date"))
    return [order] if order in readings and beside else []


def _told_by_values(readings: list[Column], at: int, samples: Sequence[Sequence[object]]) -> list[Column]:
    """ "Artikel": words with blanks are a description, numbers without any an article number."""
    if BY_NAME["description"] not in readings:
        return []
    values = [str(row[at]).strip() for row in samples if at < len(row) and str(row[at]).strip()]
    if values and all(any(c.isdigit() for c in value) and " " not in value for value in values):
        return [BY_NAME["supplier_article_number"]]
    if values and all(" " in value for value in values):
        return [BY_NAME["description"]]
    return []
