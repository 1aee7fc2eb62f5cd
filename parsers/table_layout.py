"""How one table is read: which row is its header, and which column stands where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .table_columns import BY_NAME, Column

NUMBER = BY_NAME["delivery_note_number"]
QUANTITY = BY_NAME["quantity"]


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
    titles: dict[Column, Any] = field(default_factory=dict)
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
