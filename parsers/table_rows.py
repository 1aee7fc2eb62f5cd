"""The rows of a table → drafts: one per delivery note number, whose rows may lie apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from .draft import Row
from .errors import Invalid
from .packed import Packer
from .table import Table
from .table_cells import Cell, Reader, plain
from .table_columns import Column
from .table_errors import BadCell
from .table_layout import NUMBER, QUANTITY, Mapped
from .table_notes import NoteValues
from .table_numbers import form_of
from .table_units import add_tracking, add_units, join_positions, package_of, warn_of_missing_serials
from .table_words import is_no, ownership

_LISTED = frozenset({"serial", "batch", "udi"})
_TEXTS = frozenset({"description", "remarks"})
_REMEMBERED = 20_000
_MANY_ROWS = 5_000  # of a large table
_LONGEST_TEXT = 5_000  # of remarks; a table with more rows of text is no table of goods
_AMOUNTS = frozenset({"quantity", "line_total", "ordered_quantity", "outstanding_quantity", "currency", "unit"})


class RowReader:
    """Second pass: reads rows into the notes of one table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.reader = Reader(table.numbers, table.dates)
        self.notes: dict[str, NoteValues] = {}
        self.last: str | None = None
        self.known: dict[str, str] = {}
        self.fixed = self._fixed_values()
        self.numbered = next((value for column, value in self.fixed if column == NUMBER), None)
        self.packer = Packer()
        self.summed = Decimal(0)
        self.columns = [self._plan(mapped) for mapped in table.layout.columns]

    def _plan(self, mapped: Mapped) -> tuple[int, Mapped, Callable[[Cell], Any], str, str, bool, bool]:
        """A column as it is read in each row: its cell, its reader, where its value goes, what else it may say."""
        column = mapped.column
        read = self.reader.for_column(column.kind, mapped.index)
        plainly = not (column.kind in _LISTED or column.several)
        also = column == QUANTITY or column.field in ("issue_date", "ownership")
        return mapped.index, mapped, read, column.table, column.field, plainly, also

    def _fixed_values(self) -> list[tuple[Column, Any]]:
        """What constants and the lines above the table say of every row."""
        fixed: list[tuple[Column, Any]] = []
        for column, cell in {**self.table.layout.titles, **self.table.layout.constants}.items():
            try:
                value = self.reader.for_column(column.kind, -1)(cell)
            except BadCell as bad:
                raise self._invalid(bad, Mapped(column, -1, column.name), cell, 0) from None
            if value is not None:
                fixed.append((column, value))
        return fixed

    def read(self) -> list[NoteValues]:
        """All notes of the table, in the order in which they first appear; raises Invalid."""
        for row, cells in self.table.rows():
            self._row(row, cells)
        for note in self.notes.values():
            join_positions(note)
            add_tracking(note)
            warn_of_missing_serials(note)
            note.finish()
            if note.set_aside:
                note.draft.pack(self.packer)
        return list(self.notes.values())

    def _row(self, row: int, cells: Sequence[Cell]) -> None:
        by_table: dict[str, Row] = {"notes": {}, "lines": {}, "packages": {}, "units": {}, "attributes": {}}
        for column, value in self.fixed:
            self._put(by_table, column, value)
        for at, mapped, read, table, field, plainly, also in self.columns:
            cell = cells[at]
            if cell == "":
                continue
            try:
                value = read(cell)
            except BadCell as bad:
                raise self._invalid(bad, mapped, cell, row) from None
            if value is None:
                continue
            if type(value) is str:
                value = self._once(value)
            if plainly:
                by_table[table][field] = value
            else:
                self._put(by_table, mapped.column, value)
            if also:
                self._also(by_table, mapped, cell)
        if self._is_total(by_table):
            self.table.left_out.total_rows.append(row)
        else:
            self._add(self._note(by_table, row), by_table, row)

    def _once(self, text: str) -> str:
        """One copy of texts that repeat from row to row: most of what a large table holds."""
        if len(self.known) > _REMEMBERED:
            self.known.clear()
        return self.known.setdefault(text, text)

    @staticmethod
    def _put(by_table: dict[str, Row], column: Column, value: Any) -> None:
        row = by_table[column.table]
        if column.kind in _LISTED:
            row.setdefault(column.field, []).append(value)
        elif column.several and column.field in row:
            row[column.field] = f"{row[column.field]} {value}"
        else:
            row[column.field] = value

    def _invalid(self, bad: BadCell, mapped: Mapped, cell: Cell, row: int) -> Invalid:
        return Invalid(
            bad.message,
            place=self.table.grid.place(row, mapped.index, mapped.header) if row else mapped.header,
            expected=bad.expected,
            found=plain(cell) or "nothing",
            header=mapped.header,
        )

    def _also(self, by_table: dict[str, Row], mapped: Mapped, cell: Cell) -> None:
        """What a cell says beside its value: a time of day, a unit behind a quantity, whose goods they are."""
        column = mapped.column
        if column.field == "issue_date":
            if len(str(cell)) <= 10:
                return
            stamp = self.table.dates.clock(cell, plain(cell), mapped.index)
            if stamp is not None:
                by_table["notes"].setdefault("issued_at", stamp)
        elif column == QUANTITY:
            form = form_of(cell.strip()) if isinstance(cell, str) else None
            if form is not None and form.unit:
                by_table["lines"].setdefault("unit", form.unit)
        elif column.field == "ownership":
            text = by_table["lines"].pop("ownership", None)
            if text is not None and not is_no(text):
                by_table["lines"]["ownership"] = ownership(text, mapped.header) or f"?{text}"

    def _note(self, by_table: dict[str, Row], row: int) -> NoteValues:
        number = by_table["notes"].get("delivery_note_number")
        if number is None:
            if not self.table.carried or self.last is None:
                raise self._no_number(row)
            number = by_table["notes"]["delivery_note_number"] = self.last
        if number != self.last and row > _MANY_ROWS:
            self._set_aside()
        self.last = number
        if number not in self.notes:
            self.notes[number] = NoteValues(self.table.grid.place(row))
        return self.notes[number]

    def _set_aside(self) -> None:
        """Hold the note small whose rows have come, of a large table; once, since further rows may come after all."""
        note = self.notes.get(self.last or "")
        if note is not None and not note.set_aside:
            note.set_aside = True
            note.draft.pack(self.packer)

    def _is_total(self, by_table: dict[str, Row]) -> bool:
        """Whether a row holds nothing but the sum of the quantities above: a total line that does not say so."""
        line = by_table["lines"]
        if line.get("quantity") != self.summed or not self.summed or not line.keys() <= _AMOUNTS:
            return False
        said = by_table["notes"].get("delivery_note_number")
        return (said is None or said == self.numbered) and not by_table["units"] and not by_table["packages"]

    def _no_number(self, row: int) -> Invalid:
        return Invalid(
            "Row {row} has no delivery note number.",
            place=self.table.grid.place(row),
            expected="a delivery note number in each row",
            row=str(row),
        )

    def _add(self, note: NoteValues, by_table: dict[str, Row], row: int) -> None:
        place = self.table.grid.place(row)
        tracking = by_table["notes"].pop("tracking_number", None)
        note.add(by_table["notes"], place)
        line = by_table["lines"]
        if line.get("quantity") is None:
            if not line and not any(by_table[table] for table in ("units", "packages", "attributes")):
                return  # the row of a note alone: its lines stand below
            if self._is_text(note, by_table, place):
                return
            raise self._no_quantity(row)
        self.summed += line["quantity"]
        self._complete_line(note, line, by_table["attributes"], place)
        note.draft.lines.append(line)
        note.tracking.append(tracking)
        if "line_number" in line and line["quantity"] > 1 and "serial_number" in by_table["units"]:
            key = (line["line_number"], line.get("supplier_article_number"), line.get("gtin"), line["quantity"])
            note.positions.setdefault(key, []).append(len(note.draft.lines) - 1)
        package = package_of(note, by_table["packages"]) if by_table["packages"] else None
        if by_table["units"] or package is not None:
            add_units(note, by_table["units"], package, place)

    @staticmethod
    def _is_text(note: NoteValues, by_table: dict[str, Row], place: str) -> bool:
        """A row with nothing but text continues the line above: it holds no goods."""
        line = by_table["lines"]
        if not note.draft.lines or not line or not line.keys() <= _TEXTS or by_table["units"] or by_table["packages"]:
            return False
        above = note.draft.lines[-1]
        if len(above.get("remarks") or "") > _LONGEST_TEXT:
            return False
        above["remarks"] = " ".join(filter(None, [above.get("remarks"), *line.values()]))
        note.draft.warnings.append(f"{place}: text without a quantity, kept as remarks of the line above")
        return True

    def _no_quantity(self, row: int) -> Invalid:
        at = self.table.layout.index_of(QUANTITY)
        headers = self.table.layout.headers
        return Invalid(
            "Row {row} has no quantity.",
            place=self.table.grid.place(row, at, headers[at]) if at is not None else self.table.grid.place(row),
            expected="a quantity of 0 or more",
            row=str(row),
        )

    def _complete_line(self, note: NoteValues, line: Row, attributes: Row, place: str) -> None:
        code = line.get("gtin")
        if code is not None and not (code.isdigit() and len(code) in (8, 12, 13, 14)):
            del line["gtin"]
            if "supplier_article_number" not in line:
                line["supplier_article_number"] = code
            else:
                attributes.setdefault("barcode", code)
            note.draft.warnings.append(f"{place}: {code[:40]} is no GTIN, it is kept as another code of the article")
        owned = line.get("ownership", "")
        if owned.startswith("?"):
            del line["ownership"]
            note.draft.warnings.append(f"{place}: ownership {owned[1:41]} is not known, so it is left out")
        unit = line.pop("unit", None)
        if unit is not None and unit[0].isdigit():  # "VPE" is the content of a package as often as it is a unit
            attributes.setdefault("pack_size", unit)
        elif unit is not None:
            line["unit_raw"] = unit
        if attributes:
            line["attributes"] = attributes
