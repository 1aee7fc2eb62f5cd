"""`store.lines(…)` and its siblings: one callable per table, typed for every way of asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

import pyarrow as pa
from sqlalchemy.engine import Connection

from parsers.frames import to_pandas

from .filters import Filter, Names, Wanted
from .frames import SCHEMAS, read_batches

if TYPE_CHECKING:
    import pandas as pd


class TableReader:
    """Reads one table of the store.

    `supplier`: name or key, one or several. `since`, `until`: days of the note's issue (of a message: when it was seen
    first), both included. `status`: of the note (of a message: its outcome), one or several, or "all"; left out: the
    current, uncancelled revisions (all messages). `number`, `order`, `article` (any party's number, or the GTIN),
    `gtin`, `serial`, `batch`, `ids` (delivery_note_id): one or several each, not for messages. `to`: "pandas" gives a
    DataFrame with the dtypes of `schema`, "arrow" a pyarrow Table. `chunks`: an iterator of pieces of so many rows, at
    least one. Empty results keep columns and dtypes.
    """

    def __init__(self, table: str, connect: Callable[[], AbstractContextManager[Connection]]) -> None:
        self.schema: pa.Schema = SCHEMAS[table]
        self._table, self._connect = table, connect

    @overload
    def __call__(
        self,
        supplier: Names = None,
        *,
        to: Literal["pandas"] = "pandas",
        chunks: None = None,
        **wanted: Unpack[Wanted],
    ) -> pd.DataFrame: ...

    @overload
    def __call__(
        self, supplier: Names = None, *, to: Literal["arrow"], chunks: None = None, **wanted: Unpack[Wanted]
    ) -> pa.Table: ...

    @overload
    def __call__(
        self,
        supplier: Names = None,
        *,
        to: Literal["pandas", "arrow"] = "pandas",
        chunks: int,
        **wanted: Unpack[Wanted],
    ) -> Iterator[Any]: ...

    def __call__(
        self,
        supplier: Names = None,
        *,
        to: Literal["pandas", "arrow"] = "pandas",
        chunks: int | None = None,
        **wanted: Unpack[Wanted],
    ) -> Any:
        """See the class."""
        if to not in {"pandas", "arrow"}:
            raise ValueError(f'to={to!r}: "pandas" or "arrow" is allowed')
        if chunks is not None and chunks < 1:
            raise ValueError(f"chunks={chunks}: 1 row or more is allowed")
        batches = read_batches(self._connect, self._table, Filter(supplier, **wanted), chunks)
        give: Callable[[pa.Table], Any] = to_pandas if to == "pandas" else _same
        if chunks is not None:
            return (give(batch) for batch in batches)
        return give(pa.concat_tables(list(batches)))


def _same(table: pa.Table) -> pa.Table:
    return table
