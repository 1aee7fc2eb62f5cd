"""Which row of a table is its header, and what each column means: by the mapping, then by the header synonyms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .errors import Invalid
from .table_columns import BY_NAME, Column, meaning_of
from .table_headers import header_key
from .table_options import Source, TableOptions
from .table_titles import titles_above

Row = tuple[int, Sequence[object]]

NUMBER = BY_NAME["delivery_note_number"]
QUANTITY = BY_NAME["quantity"]
RULER = re.compile(r"[-=_*+.\s]{2,}\Z")
_SEARCHED = 60  # rows in which the header is looked for


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column of the table that is read: where it stands, its header, what it means."""

    column: Column
    index: int
    header: str


@dataclass(slots=True)
class Layout:
    """How one table is read; `disputed` are columns that claim one meaning and must agree in every row."""

    header_row: int = 0  # as printed; 0: none
    data_from: int = 1  # printed number of the first row below the header
    width: int = 0  # up to the last named column
    headers: list[str] = field(default_factory=list)
    columns: list[Mapped] = field(default_factory=list)
    leftover: list[tuple[int, str]] = field(default_factory=list)
    disputed: list[list[Mapped]] = field(default_factory=list)
    constants: dict[Column, str] = field(default_factory=dict)
    titles: dict[Column, object] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def has(self, column: Column) -> bool:
        """Whether the table, a constant or a line above it tells `column`."""
        return column in self.constants or column in self.titles or any(m.column == column for m in self.columns)

    @property
    def complete(self) -> bool:
        """Whether it tells what a delivery note needs: its number and quantities."""
        return self.has(NUMBER) and self.has(QUANTITY)

    def index_of(self, column: Column) -> int | None:
        """Where the first column with this meaning stands."""
        return next((mapped.index for mapped in self.columns if mapped.column == column), None)


def find_layout(rows: Sequence[Row], options: TableOptions) -> Layout:
    """The layout of the table whose first rows are given; raises Invalid for what a mapping has to say.

    Without `header_row` the header is the first row that tells note number and quantity (alone, or together with the
    row below it: merged header cells), else the one with the most known headers.
    """
    rows = [row for row in _without_rulers(rows) if row[0] > options.skip_rows]
    if options.header_row == 0:
        return _positions_only(options)
    best: tuple[int, int, int] | None = None  # known headers, index, rows of the header
    for index, (number, _) in enumerate(rows[:_SEARCHED]):
        if options.header_row is not None and number != options.header_row:
            continue
        for depth in (1, 2):
            known = _known(_header(rows, index, depth), options)
            if known >= 2 and (best is None or known > best[0] + (index > best[1])):
                best = (known, index, depth)
        if best and best[1] == index and _tells_enough(rows, best, options):
            break
    if best is None:
        if options.header_row is None:
            raise _no_header(rows)
        best = (0, next((i for i, row in enumerate(rows) if row[0] == options.header_row), 0), 1)
    return _layout(rows, best[1], best[2], options)


def _without_rulers(rows: Sequence[Row]) -> list[Row]:
    """The rows without those that draw a line ("-----"), which stand above and below the header of a list."""
    return [row for row in rows if not _is_ruler([text for cell in row[1] if (text := str(cell).strip())])]


def _is_ruler(texts: list[str]) -> bool:
    return bool(texts) and all(RULER.match(text) for text in texts)


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


def _header(rows: Sequence[Row], index: int, depth: int) -> list[str]:
    """The header cells; of two header rows "Artikel" over "Nummer" reads "Artikel Nummer"."""
    upper = [str(cell).strip() for cell in rows[index][1]]
    if depth == 1 or index + 1 >= len(rows):
        return upper if depth == 1 else []
    lower = [str(cell).strip() for cell in rows[index + 1][1]]
    # neither data below the header nor a labelled value above it is a second header row
    if not any(lower) or any(cell[:1].isdigit() for cell in lower) or any(_is_value(cell) for cell in upper):
        return []
    if _understood(lower) >= _understood(headers := _merged(upper, lower)):
        return []
    return headers


def _is_value(cell: str) -> bool:
    return cell[:1].isdigit() or ":" in cell


def _understood(headers: Sequence[str]) -> int:
    return len({meaning.readings for header in headers if header and (meaning := meaning_of(header))})


def _merged(upper: list[str], lower: list[str]) -> list[str]:
    headers, spanning = [], ""
    for at in range(max(len(upper), len(lower))):
        above = upper[at] if at < len(upper) else ""
        below = lower[at] if at < len(lower) else ""
        spanning = above or spanning
        headers.append(_joined(above if not below else spanning, below))
    return headers


def _joined(above: str, below: str) -> str:
    both = f"{above} {below}".strip()
    return both if not below or not above or meaning_of(both) or not meaning_of(below) else below


def _known(headers: Sequence[str], options: TableOptions) -> int:
    wanted = {header_key(s) for found in options.columns.values() for s in found if isinstance(s, str)}
    keys = {header_key(header) for header in headers if header}
    return _understood(headers) + 2 * len(wanted & keys)


def _layout(rows: Sequence[Row], index: int, depth: int, options: TableOptions) -> Layout:
    headers = _header(rows, index, depth)
    while headers and not headers[-1]:
        headers.pop()
    number = rows[index][0]
    below = rows[index + depth][0] if index + depth < len(rows) else rows[-1][0] + 1
    layout = Layout(number, below, len(headers), headers)
    layout.constants = {options.mapped[name]: value for name, value in options.constants.items()}
    free = _apply_mapping(layout, options)
    if options.synonyms:
        samples = [row[1] for row in rows[index + depth : index + depth + 20]]
        _apply_synonyms(layout, free, samples, ask=not options.dry)
    layout.columns.sort(key=lambda mapped: mapped.index)
    layout.leftover = [(at, headers[at]) for at in sorted(free) if headers[at]]
    layout.titles = {c: v for c, v in titles_above(rows[:index]).items() if not layout.has(c)}
    return layout


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


def _apply_synonyms(layout: Layout, free: set[int], samples: Sequence[Sequence[object]], *, ask: bool) -> None:
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
    mapped = [Mapped(column, at, layout.headers[at]) for at in found]
    free.difference_update(found)
    if len(mapped) > 1 and not column.several:
        layout.disputed.append(mapped)
        mapped = mapped[:1]
    layout.columns += mapped


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


@dataclass(frozen=True, slots=True)
class NoteHeader:
    """A header that detection takes for a delivery note's."""

    names: list[str]
    below: Sequence[Row]  # the rows below it
    known: int  # headers that are understood
    quantity: int  # where the quantity stands
    titled: bool  # the note number stands above the table, not in a column


def note_header(rows: Sequence[Row]) -> NoteHeader | None:
    """The first header (of one or two rows) that tells a delivery note number and a quantity, by the synonyms."""
    rows = _without_rulers(rows)
    for index in range(min(len(rows), _SEARCHED)):
        for depth in (1, 2):
            header = _as_note_header(_header(rows, index, depth), rows[:index])
            if header:
                return replace(header, below=rows[index + depth :])
    return None


def _as_note_header(names: list[str], above: Sequence[Row]) -> NoteHeader | None:
    meanings = [(at, meaning) for at, name in enumerate(names) if name and (meaning := meaning_of(name))]
    quantity = next((at for at, meaning in meanings if QUANTITY in meaning.readings), None)
    if quantity is None:
        return None
    numbers = [meaning for _, meaning in meanings if NUMBER in meaning.readings]
    titled = not numbers and len(meanings) >= 3 and NUMBER in titles_above(above)
    # a bare "Belegnummer" beside a number of an invoice is that of the invoice
    other = all(meaning.generic for meaning in numbers) and any(
        header_key(name).startswith(("rechnung", "invoice", "gutschrift")) for name in names
    )
    if not (numbers or titled) or other:
        return None
    return NoteHeader(names, (), len(meanings), quantity, titled)


def known_headers(rows: Sequence[Row]) -> int:
    """The most headers that one of the first rows knows."""
    return max(
        (_known(_header(rows, index, 1), TableOptions()) for index in range(min(len(rows), _SEARCHED))), default=0
    )
