"""What a table's columns can mean: every canonical column with the header synonyms that suppliers use.

A *specific* synonym says it alone; a *generic* one ("Datum", "Menge") yields when another column says it specifically.
Synonyms are compared by `header_key`, so "Lieferscheinnummer" also stands for "Lieferschein-Nr.", "LieferscheinNr" …
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from .table_headers import header_key, header_keys, uncounted, without_accents
from .table_synonyms_abroad import ABROAD, AMBIGUOUS_ABROAD


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the schema that a table can fill; `kind` names how its cells are read (parsers.table_cells)."""

    table: str
    field: str
    kind: str
    specific: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    several: bool = False  # may be spread over several columns ("Seriennummer 1", "Seriennummer 2")

    @property
    def qualified(self) -> str:
        """Table and field: what tells notes.remarks from lines.remarks."""
        return f"{self.table}.{self.field}"

    @property
    def name(self) -> str:
        """How a mapping names it: the bare field where that is unique or the usual one, else qualified."""
        bare = self.table != "attributes" and PREFERRED.get(self.field, self.table) == self.table
        return self.field if bare else self.qualified


_LONGEST: Final = 200  # characters; what is longer is no header

# A bare name that two tables know means the column of this one; the note's follows where all its lines agree
PREFERRED: Final = {
    "order_number": "lines",
    "order_date": "lines",
    "supplier_order_number": "lines",
    "currency": "lines",
    "remarks": "lines",
    "quantity": "lines",
    "tracking_number": "notes",
    "gross_weight_kg": "notes",
    "package_count": "notes",
}


def _attribute(name: str, *synonyms: str) -> Column:
    return Column("attributes", name, "text", synonyms)


def _columns() -> tuple[Column, ...]:
    from .table_synonyms import ATTRIBUTES, LINES, NOTES, PACKAGES, UNITS

    tables = (("notes", NOTES), ("lines", LINES), ("packages", PACKAGES), ("units", UNITS))
    several = frozenset({"serial_number", "batch_number", "udi", "description", "remarks"})
    columns = [
        Column(table, field, kind, specific, generic, field in several)
        for table, rows in tables
        for field, kind, specific, generic in rows
    ]
    columns += [_attribute(name, *synonyms) for name, synonyms in ATTRIBUTES.items()]
    return tuple(_with(column, *ABROAD.get(column.qualified, ((), ()))) for column in columns)


def _with(column: Column, specific: tuple[str, ...], generic: tuple[str, ...]) -> Column:
    """A column that is also known by these names."""
    return replace(column, specific=(*column.specific, *specific), generic=(*column.generic, *generic))


COLUMNS: Final = _columns()
BY_NAME: Final = {name: column for column in COLUMNS for name in (column.qualified, column.name)}


def _lookup(generic: bool) -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in COLUMNS:
        for synonym in column.generic if generic else column.specific:
            known[header_key(synonym)] = column
    for key, column in list(known.items()):
        known.setdefault(without_accents(key), column)
    return known


# The canonical names themselves are understood too: what we export reads back
SPECIFIC: Final = {**{header_key(name): column for name, column in BY_NAME.items()}, **_lookup(generic=False)}
GENERIC: Final = _lookup(generic=True)

# Headers with two readings: the first that is still free decides when only one is, else the mapping has to
AMBIGUOUS_NAMES: Final = {
    "Bestellnummer": ("order_number", "supplier_article_number"),
    "Bestell-Nr.": ("order_number", "supplier_article_number"),
    "Best.-Nr.": ("order_number", "supplier_article_number"),
    "BestNr": ("order_number", "supplier_article_number"),
    "OrderNumber": ("order_number", "supplier_article_number"),
    "Artikel": ("supplier_article_number", "description"),
    "Item": ("supplier_article_number", "description"),
    "Article": ("supplier_article_number", "description"),
    "Produkt": ("supplier_article_number", "description"),
    "Product": ("supplier_article_number", "description"),
    **AMBIGUOUS_ABROAD,
}
AMBIGUOUS: Final = {
    header_key(name): tuple(BY_NAME[reading] for reading in readings) for name, readings in AMBIGUOUS_NAMES.items()
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header may mean: one column, or several readings of an ambiguous one."""

    readings: tuple[Column, ...]
    generic: bool = False


def meaning_of(header: str) -> Meaning | None:
    """What `header` means by the synonyms; None when it is not known."""
    return _meaning_of(header) if len(header) <= _LONGEST else None


@functools.lru_cache(4096)
def _meaning_of(header: str) -> Meaning | None:
    for key in header_keys(header):
        meaning = _meaning(key)
        if meaning:
            return meaning
    base = uncounted(header)
    counted = meaning_of(base) if base else None
    return counted if counted and len(counted.readings) == 1 and counted.readings[0].several else None


def _meaning(key: str) -> Meaning | None:
    if key in AMBIGUOUS:
        return Meaning(AMBIGUOUS[key])
    if key in SPECIFIC:
        return Meaning((SPECIFIC[key],))
    return Meaning((GENERIC[key],), generic=True) if key in GENERIC else None


def column_named(name: str) -> Column:
    """The column that a mapping names ("quantity", "notes.remarks", "attributes.brand").

    Raises ValueError that names the near ones.
    """
    column = BY_NAME.get(name)
    if column is not None:
        return column
    table, _, field = name.partition(".")
    if table == "attributes" and field:
        return Column("attributes", field, "text")
    near = get_close_matches(name.lower(), BY_NAME, n=3, cutoff=0.6)
    hint = f"; near ones are {', '.join(near)}" if near else "; docs/formats/csv.md lists them"
    raise ValueError(f"columns: there is no canonical column {name!r}{hint}")
