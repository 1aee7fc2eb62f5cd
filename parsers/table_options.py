"""The options of the table formats: a column mapping, and how cells are to be read; checked before anything is read."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from .table_columns import Column, column_named

Source = str | int  # a header, or a position counted from 1

_MOST_COLUMNS: Final = 16_384  # of a worksheet
DELIMITERS: Final = {"semicolon": ";", "comma": ",", "tab": "\t", "\\t": "\t", "pipe": "|", "space": " "}


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a supplier's options say about its tables; the default reads by synonyms."""

    columns: dict[str, tuple[Source, ...]] = field(default_factory=dict)  # canonical column → headers or positions
    constants: dict[str, str] = field(default_factory=dict)  # canonical column → the value of every row
    ignore: tuple[Source, ...] = ()  # columns that are not to be read
    synonyms: bool = True  # columns that the mapping does not name are understood by their headers
    header_row: int | None = None  # counted from 1; 0: there is none
    skip_rows: int = 0  # rows above the table
    decimal: str | None = None
    thousands: str | None = None
    date_format: str | None = None  # as in strptime: %d.%m.%Y
    delimiter: str | None = None
    encoding: str | None = None
    quote: str = '"'
    short_rows: str = "error"  # or "blank": missing trailing cells are blank
    sheet: str | int | None = None
    timezone: str | None = None
    dry: bool = False  # of a dry run: what a mapping would have to say is left over instead of asked for

    @property
    def mapped(self) -> dict[str, Column]:
        """The canonical columns that the mapping names."""
        return {name: column_named(name) for name in (*self.columns, *self.constants)}


COMMON: Final = frozenset(
    {
        *("columns", "constants", "ignore", "synonyms", "header_row", "skip_rows"),
        *("decimal", "thousands", "date_format", "short_rows"),
    }
)
CSV_OPTIONS: Final = COMMON | {"delimiter", "encoding", "quote"}
EXCEL_OPTIONS: Final = (COMMON - {"short_rows"}) | {"sheet"}


def table_options(options: Mapping[str, Any]) -> TableOptions:
    """Checked options; raises ValueError that says which option is wrong and what is allowed."""
    known = {item.name for item in fields(TableOptions)} - {"dry"}
    given = {name: value for name, value in options.items() if value is not None}
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"there is no option {unknown[0]!r}; there are {', '.join(sorted(known))}")
    for name, check in _CHECKS.items():
        if name in given:
            given[name] = check(name, given[name])
    checked = TableOptions(**given)
    if checked.decimal and checked.decimal == checked.thousands:
        raise ValueError("decimal and thousands are the same character")
    both = sorted(set(checked.columns) & set(checked.constants))
    if both:
        raise ValueError(f"{both[0]} stands both under columns and under constants")
    if checked.header_row == 0 and any(isinstance(s, str) for found in checked.columns.values() for s in found):
        raise ValueError("header_row = 0 says that there is no header: columns then take positions, counted from 1")
    return checked


def _columns(name: str, value: Any) -> dict[str, tuple[Source, ...]]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} takes a table: canonical column = header or position")  # noqa: TRY004
    return {column_named(str(key)).name: _sources(f"{name}.{key}", source) for key, source in value.items()}


def _sources(name: str, value: Any) -> tuple[Source, ...]:
    found = tuple(value) if isinstance(value, list | tuple) else (value,)
    for source in found:
        if isinstance(source, bool) or not isinstance(source, str | int) or source == "":
            raise ValueError(f"{name} takes a header, a position, or a list of them, not {source!r}")
        if isinstance(source, int) and not 1 <= source <= _MOST_COLUMNS:
            raise ValueError(f"{name}: positions count from 1 to {_MOST_COLUMNS}, not {source}")
    if not found:
        raise ValueError(f"{name} names no column")
    return found


def _constants(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} takes a table: canonical column = value")  # noqa: TRY004
    return {column_named(str(key)).name: str(constant) for key, constant in value.items()}


def _count(name: str, value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} takes a number, not {value!r}") from None
    if isinstance(value, bool) or number < 0:
        raise ValueError(f"{name} takes a number from 0, not {value!r}")
    return number


def _flag(name: str, value: Any) -> bool:
    if str(value).lower() not in ("true", "false"):
        raise ValueError(f"{name} takes true or false, not {value!r}")
    return str(value).lower() == "true"


def _decimal(name: str, value: Any) -> str:
    if value not in (".", ","):
        raise ValueError(f'{name} takes "." or ",", not {value!r}')
    return str(value)


def _thousands(name: str, value: Any) -> str:
    if value not in ("", ".", ",", "'", "’", " ", "\u00a0", "\u202f"):
        raise ValueError(f'{name} takes ".", ",", "\'", " " or "" (none), not {value!r}')
    return str(value)


def _delimiter(name: str, value: Any) -> str:
    found = DELIMITERS.get(str(value), str(value))
    if len(found) != 1 or found in '\r\n"\0' or found.isalnum():
        raise ValueError(f"{name} takes one character, or {', '.join(DELIMITERS)}; not {value!r}")
    return found


def _encoding(name: str, value: Any) -> str:
    try:
        found = codecs.lookup(str(value))
    except (LookupError, ValueError):
        raise ValueError(f"{name}: there is no encoding {value!r}; usual ones are utf-8, cp1252, cp850") from None
    if not getattr(found, "_is_text_encoding", True):
        raise ValueError(f"{name}: {value!r} is no encoding of text")
    return str(found.name)


def _quote(name: str, value: Any) -> str:
    if value not in ("", '"', "'"):
        raise ValueError(f'{name} takes \'"\', "\'" or "" (none), not {value!r}')
    return str(value)


def _short_rows(name: str, value: Any) -> str:
    if value not in ("error", "blank"):
        raise ValueError(f'{name} takes "error" or "blank", not {value!r}')
    return str(value)


def _date_format(name: str, value: Any) -> str:
    text = str(value)
    letters = {text[at + 1] for at in range(len(text) - 1) if text[at] == "%"}
    if not letters & {"y", "Y"} or not letters & {"m", "b", "B"}:
        raise ValueError(f"{name} is written as %d.%m.%Y (day, month, year), not {value!r}")
    return text


def _sheet(name: str, value: Any) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int) or value in (0, ""):
        raise ValueError(f"{name} takes the name of a sheet, or its position counted from 1, not {value!r}")
    return value


_CHECKS: Final = {
    "columns": _columns,
    "constants": _constants,
    "ignore": _sources,
    "synonyms": _flag,
    "header_row": _count,
    "skip_rows": _count,
    "decimal": _decimal,
    "thousands": _thousands,
    "date_format": _date_format,
    "delimiter": _delimiter,
    "encoding": _encoding,
    "quote": _quote,
    "short_rows": _short_rows,
    "sheet": _sheet,
}
