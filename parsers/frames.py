"""The four tables of a parsed source, built as pandas frames when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any

from .draft import Draft, Row

TYPE_CHECKING = False
if TYPE_CHECKING:  # both are imported when the first table is built: reading needs neither
    import pandas as pd
    import pyarrow as pa


class Frames:
    """What a source holds: one row per note, line, handling unit and serialised piece or batch split.

    `notes`, `lines`, `packages`, `units` are pandas DataFrames with the dtypes of `parsers.schema` (all
    `pd.ArrowDtype`); `table(name)` gives the same as an Arrow table. `drafts` are the rows below them, one Draft per
    note: cheap, and what an import reads. `skipped` names documents of another kind that stood beside the notes.
    """

    def __init__(self, drafts: Sequence[Draft], skipped: Sequence[str] = ()) -> None:
        self.drafts = list(drafts)
        self.skipped = list(skipped)
        self._tables: dict[str, pa.Table] = {}
        self._frames: dict[str, pd.DataFrame] = {}

    def __len__(self) -> int:
        return len(self.drafts)

    def __repr__(self) -> str:
        lines = sum(len(draft.lines) for draft in self.drafts)
        return f"<Frames: {len(self.drafts)} notes, {lines} lines>"

    @property
    def notes(self) -> pd.DataFrame:
        """One row per delivery note."""
        return self._frame("notes")

    @property
    def lines(self) -> pd.DataFrame:
        """One row per line of a note."""
        return self._frame("lines")

    @property
    def packages(self) -> pd.DataFrame:
        """One row per handling unit."""
        return self._frame("packages")

    @property
    def units(self) -> pd.DataFrame:
        """One row per serialised piece, batch or share of a handling unit."""
        return self._frame("units")

    def table(self, name: str) -> pa.Table:
        """The Arrow table `name`: notes, lines, packages or units."""
        if name not in self._tables:
            self._tables[name] = _table(name, self.drafts)
        return self._tables[name]

    def _frame(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = to_pandas(self.table(name))
        return self._frames[name]


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a DataFrame in which every column keeps its Arrow type."""
    import pandas as pd

    arrays = {
        name: pd.arrays.ArrowExtensionArray(column)
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return pd.DataFrame(arrays, copy=False)


def _table(name: str, drafts: Sequence[Draft]) -> pa.Table:
    import pyarrow as pa

    from .schema import TABLES

    schema = TABLES[name]
    batches = [_batch(name, schema, first, groups) for first, groups in _portions(name, drafts)]
    return pa.Table.from_batches(batches, schema)


_PORTION = 8_000  # rows that are looked at together: those of a large source are packed, and not all unpacked at once


def _portions(name: str, drafts: Sequence[Draft]) -> Iterator[tuple[int, list[list[Row]]]]:
    """The rows of some notes at a time: the index of the first note, the rows of each."""
    first, count = 0, 0
    groups: list[list[Row]] = []
    for at, draft in enumerate(drafts):
        if count >= _PORTION:
            yield first, groups
            first, count, groups = at, 0, []
        if name == "notes":
            groups.append([{**row, "warnings": draft.warnings} for row in draft.rows("note")])
        else:
            groups.append(draft.rows(name))
        count += len(groups[-1])
    yield first, groups


def _batch(name: str, schema: pa.Schema, first: int, groups: list[list[Row]]) -> pa.RecordBatch:
    import pyarrow as pa

    rows = list(chain.from_iterable(groups))
    index: dict[str, Iterable[int]] = {
        "note": chain.from_iterable(repeat(at, len(group)) for at, group in enumerate(groups, first))
    }
    if name == "units":
        index["unit"] = _positions_in_line(groups)
    elif name != "notes":
        index[name.removesuffix("s")] = chain.from_iterable(range(len(group)) for group in groups)
    present = set().union(*rows) if rows else set()
    nulls: dict[pa.DataType, pa.Array] = {}
    arrays = []
    for field in schema:
        if field.name in index:
            arrays.append(pa.array(list(index[field.name]), field.type))
        elif field.name in present:
            arrays.append(_array([row.get(field.name) for row in rows], field.type))
        else:
            if field.type not in nulls:
                nulls[field.type] = pa.nulls(len(rows), field.type)
            arrays.append(nulls[field.type])
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: list[Any], type_: pa.DataType) -> pa.Array:
    import pyarrow as pa

    from .schema import ATTRIBUTES

    if type_ == ATTRIBUTES:
        values = [None if value is None else list(value.items()) for value in values]
    return pa.array(values, type_)


def _positions_in_line(groups: Sequence[Sequence[Row]]) -> list[int]:
    """The index of each unit within its line, for units of a note in any order."""
    positions = []
    for group in groups:
        counts: dict[int, int] = {}
        for row in group:
            at = counts.get(row["line"], 0)
            counts[row["line"]] = at + 1
            positions.append(at)
    return positions
