"""The options of the format `xml`: where notes, lines and their columns stand; checked before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .table_columns import Column, column_named
from .xml_path import Path, path_of

OPTIONS: Final = frozenset({"note", "line", "unit", "columns", "constants", "decimal", "thousands", "date_format"})
_COMMON: Final = frozenset({"timezone"})


@dataclass(frozen=True, slots=True)
class Target:
    """One column of the mapping: where it belongs, its kind (text, date, moment, integer, decimal), and its paths.

    The first path with a text counts.
    """

    table: str
    field: str
    kind: str
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class XmlMapping:
    """Checked options."""

    note: Path
    line: Path
    unit: Path | None
    targets: dict[str, tuple[Target, ...]]  # table → its columns; "attributes" are those of a line
    decimal: str
    thousands: str
    date_format: str | None
    timezone: str | None


def mapping_of(options: Mapping[str, Any]) -> XmlMapping:
    """The mapping that a supplier's options describe; raises ValueError that says what is wrong and what is allowed."""
    given = {name: value for name, value in options.items() if value is not None}
    unknown = sorted(set(given) - OPTIONS - _COMMON)
    if unknown:
        raise ValueError(f"xml has no option {unknown[0]!r}; it has {', '.join(sorted(OPTIONS | _COMMON))}")
    columns = given.get("columns")
    if not isinstance(columns, Mapping) or not columns:
        raise ValueError('xml needs the option columns: canonical column = path, such as quantity = "Qty"')
    if "line" not in given:
        raise ValueError('xml needs the option line: the path from the note to each line, such as "Items/Item"')
    targets = _targets(columns, given.get("constants") or {})
    for column in ("notes.delivery_note_number", "lines.quantity"):
        table, _, field = column.partition(".")
        if not any(target.field == field for target in targets.get(table, ())):
            raise ValueError(f"columns has no path for {field}, without which nothing can be read")
    decimal, thousands = given.get("decimal", "."), given.get("thousands", "")
    if decimal not in (".", ",") or thousands not in ("", ".", ",", "'", " ") or decimal == thousands:
        raise ValueError('decimal takes "." or ",", thousands another of ".", ",", "\'", " " or "" (none)')
    return XmlMapping(
        path_of("note", given.get("note", ".")),
        path_of("line", given["line"]),
        path_of("unit", given["unit"]) if "unit" in given else None,
        targets,
        decimal,
        thousands,
        _date_format(given.get("date_format")),
        given.get("timezone"),
    )


def _date_format(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or "%" not in value:
        raise ValueError(f"date_format is written as %d.%m.%Y, not {value!r}")
    return value


def _targets(columns: Mapping[str, Any], constants: Any) -> dict[str, tuple[Target, ...]]:
    if not isinstance(constants, Mapping):
        raise ValueError("constants takes a table: canonical column = value")  # noqa: TRY004 (one error for options)
    found: dict[str, list[Target]] = {}
    stated = {**columns, **{name: f"={value}" for name, value in constants.items()}}
    for name, value in stated.items():
        column = column_named(str(name))
        sources = value if isinstance(value, list | tuple) else [value]
        if not sources or (name in columns and name in constants):
            raise ValueError(f"columns.{name} takes one path or a list of them, and no constant beside it")
        paths = tuple(path_of(f"columns.{name}", source) for source in sources)
        found.setdefault(column.table, []).append(Target(column.table, column.field, _kind(column), paths))
    return {table: tuple(rows) for table, rows in found.items()}


def _kind(column: Column) -> str:
    if column.table == "attributes":
        return "text"
    from .schema import DATE, INTEGER, MOMENT, TABLES, TEXT

    kinds = {TEXT: "text", DATE: "date", MOMENT: "moment", INTEGER: "integer"}
    return kinds.get(TABLES[column.table].field(column.field).type, "decimal")
