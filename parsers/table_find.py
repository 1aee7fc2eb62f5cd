"""The layout of a table: the header is found, the mapping applied, then the synonyms."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import Invalid
from .table_columns import BY_NAME
from .table_header_rows import SEARCHED, Row, header_cells, understood, without_rulers
from .table_headers import header_key
from .table_layout import Layout, Mapped
from .table_meanings import apply_synonyms
from .table_options import Source, TableOptions
from .table_titles import titles_above


def find_layout(rows: Sequence[Row], options: TableOptions) -> Layout:
    """The layout of the table whose first rows are given; raises Invalid for what a mapping has to say.

    Without `header_row` the header is the first row that tells note number and quantity (alone, or together with the
    row below it: merged header cells), else the one with the most known headers.
    """
    rows = [row for row in without_rulers(rows) if row[0] > options.skip_rows]
    if options.header_row == 0:
        return _positions_only(options)
    best: tuple[int, int, int] | None = None  # known headers, index, rows of the header
    for index, (number, _) in enumerate(rows[:SEARCHED]):
        if options.header_row is not None and number != options.header_row:
            continue
        for depth in (1, 2):
            known = _known(header_cells(rows, index, depth), options)
            if known >= 2 and (best is None or known > best[0] + (index > best[1])):
                best = (known, index, depth)
        if best and best[1] == index and _tells_enough(rows, best, options):
            break
    if best is None:
        if options.header_row is None:
            raise _no_header(rows)
        best = (0, next((i for i, row in enumerate(rows) if row[0] == options.header_row), 0), 1)
    return _layout(rows, best[1], best[2], options)


def _tells_enough(rows: Sequence[Row], best: tuple[int, int, int], options: TableOptions) -> bool:
    try:
        return _layout(rows, best[1], best[2], options).complete
    except Invalid:
        return True


def _no_header(rows: Sequence[Row]) -> Invalid:
    first = next((row for row in rows if any(str(cell).strip() for cell in row[1])), None)
    return Invalid(
        "The table has no header that names its columns.",
        place=f"row {first[0]}" if first else None,
        expected="a row with columns such as Lieferscheinnummer and Menge, or the option columns with header_row = 0",
        found=" | ".join(str(cell) for cell in first[1][:8]) if first else None,
    )


def _positions_only(options: TableOptions) -> Layout:
    layout = Layout(data_from=options.skip_rows + 1)
    for name, sources in options.columns.items():
        layout.columns += [
            Mapped(BY_NAME.get(name) or options.mapped[name], int(s) - 1, f"column {s}") for s in sources
        ]
    layout.constants = {options.mapped[name]: value for name, value in options.constants.items()}
    layout.width = max((mapped.index + 1 for mapped in layout.columns), default=0)
    layout.headers = [f"column {at + 1}" for at in range(layout.width)]
    return layout


def _known(headers: Sequence[str], options: TableOptions) -> int:
    wanted = {header_key(s) for found in options.columns.values() for s in found if isinstance(s, str)}
    keys = {header_key(header) for header in headers if header}
    return understood(headers) + 2 * len(wanted & keys)


def _layout(rows: Sequence[Row], index: int, depth: int, options: TableOptions) -> Layout:
    headers = header_cells(rows, index, depth)
    while headers and not headers[-1]:
        headers.pop()
    number = rows[index][0]
    below = rows[index + depth][0] if index + depth < len(rows) else rows[-1][0] + 1
    layout = Layout(number, below, len(headers), headers)
    layout.constants = {options.mapped[name]: value for name, value in options.constants.items()}
    free = _apply_mapping(layout, options)
    if options.synonyms:
        samples = [row[1] for row in rows[index + depth : index + depth + 20]]
        apply_synonyms(layout, free, samples, ask=not options.dry)
    layout.columns.sort(key=lambda mapped: mapped.index)
    unnamed = _unnamed_with_data(headers, free, [row[1] for row in rows[index + depth : index + depth + 20]])
    layout.warnings += [f"column {at + 1} has no header, so it is not read" for at in unnamed]
    layout.leftover = [(at, headers[at] or f"column {at + 1}") for at in sorted(free) if headers[at] or at in unnamed]
    layout.titles = {c: v for c, v in titles_above(rows[:index]).items() if not layout.has(c)}
    return layout


def _unnamed_with_data(headers: Sequence[str], free: set[int], below: Sequence[Sequence[object]]) -> list[int]:
    return [
        at for at in sorted(free) if not headers[at] and any(at < len(row) and str(row[at]).strip() for row in below)
    ]


def _apply_mapping(layout: Layout, options: TableOptions) -> set[int]:
    """Assign what the mapping says; the indices that are still free come back."""
    free = set(range(layout.width))
    for name, sources in options.columns.items():
        for source in sources:
            at = _find(layout.headers, source)
            if at is None and options.dry:
                continue
            if at is None:
                raise _missing(layout.headers, source, name)
            layout.columns.append(Mapped(options.mapped[name], at, layout.headers[at] or f"column {at + 1}"))
            free.discard(at)
    for source in options.ignore:
        keys = [header_key(header) for header in layout.headers]
        at = source - 1 if isinstance(source, int) else _position(keys, header_key(source))
        free.discard(at)
    return free


def _position(keys: Sequence[str], key: str) -> int:
    return keys.index(key) if key in keys else -1


def _find(headers: Sequence[str], source: Source) -> int | None:
    if isinstance(source, int):
        return source - 1 if source <= len(headers) else None
    exact = [at for at, header in enumerate(headers) if header == source.strip()]
    like = exact or [at for at, header in enumerate(headers) if header and header_key(header) == header_key(source)]
    return like[0] if like else None


def _missing(headers: Sequence[str], source: Source, name: str) -> Invalid:
    return Invalid(
        "The table has no column {wanted}, which the mapping takes for {column}.",
        expected=f"a column {source!r}",
        found=" | ".join(headers),
        wanted=str(source),
        column=name,
    )
