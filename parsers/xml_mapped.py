"""A supplier's own XML, read through a mapping of element paths in the supplier's options (`xml_mapping`)."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from .draft import Draft, Options, Parsed, Row
from .splits import Share, identify, lay_into
from .table_dates import Dates
from .table_numbers import Numbers
from .table_words import document_words, ownership
from .udi import complete_from_udi
from .values import integer
from .xml_mapping import OPTIONS, Target, XmlMapping, mapping_of
from .xmlformat import XmlFormat, root_of
from .xmlkinds import kind_of
from .xmlpaths import not_a_date, not_a_number
from .xmlprolog import Root
from .xmltree import Element, place_of

_CLOSED = frozenset({"document_function", "document_type", "ownership"})  # columns with a closed list of words
_MONTHS = frozenset({"best_before_date", "expiry_date"})  # dates that may lack the day


class XmlMapped(XmlFormat):
    """Any XML, through the mapping of the options."""

    name = "xml"
    title = "a supplier's own XML, through a mapping of element paths (configured only)"
    options = OPTIONS
    any_root = True
    kind = staticmethod(kind_of)

    def confidence(self, root: Root, data: bytes) -> int:  # noqa: ARG002
        """Never sure: the format is configured."""
        return 0

    def read(self, root: Element, options: Options, parsed: Parsed) -> None:
        """One note for each element that the option `note` leads to."""
        mapping = mapping_of(options)
        for element in mapping.note.elements(root):
            parsed.drafts.append(_Reader(mapping, element).note())
        if not parsed.drafts:
            parsed.skipped.append(f"{kind_of(root_of(root))} in which {mapping.note.text} leads to nothing")


class _Reader:
    """Reads one note."""

    def __init__(self, mapping: XmlMapping, element: Element) -> None:
        self.mapping = mapping
        self.element = element
        self.draft = Draft(place_of(element))
        self.numbers = Numbers(decimal=mapping.decimal, thousands=mapping.thousands)
        self.dates = Dates(mapping.date_format, mapping.timezone)
        self.packages: dict[str, int] = {}

    def note(self) -> Draft:
        """The note with its lines."""
        self._fill(self.draft.note, "notes", self.element)
        for line in self.mapping.line.elements(self.element):
            self._line(line)
        return self.draft

    def _line(self, element: Element) -> None:
        line: Row = {}
        self._fill(line, "lines", element)
        attributes: dict[str, str] = {}
        for target in self.mapping.targets.get("attributes", ()):
            texts = self._texts(target, element)
            if texts:
                attributes[target.field] = texts[0][0]
        if attributes:
            line["attributes"] = attributes
        index = len(self.draft.lines)
        self.draft.lines.append(line)
        self.draft.units.extend(lay_into(index, self._pieces(element), self._shares(element)))

    def _fill(self, row: Row, table: str, element: Element) -> None:
        for target in self.mapping.targets.get(table, ()):
            texts = self._texts(target, element)
            if not texts:
                continue
            if target.field == "remarks":
                row["remarks"] = "\n".join(text for text, _ in texts)
                continue
            value = self._value(target, *texts[0])
            if value is not None:
                row["unit_raw" if (table, target.field) == ("lines", "unit") else target.field] = value

    def _texts(self, target: Target, element: Element) -> list[tuple[str, Element]]:
        return next((texts for texts in (path.texts(element) for path in target.paths) if texts), [])

    def _value(self, target: Target, text: str, element: Element) -> Any:
        try:
            return self._convert(target, text, element)
        except ValueError:
            problem = not_a_date if target.kind in ("date", "moment") else not_a_number
            raise problem(place_of(element), text) from None

    def _convert(self, target: Target, text: str, element: Element) -> Any:
        if target.kind == "text":
            return self._word(target.field, text, element) if target.field in _CLOSED else text
        if target.kind == "date":
            return self.dates.day(None, text, 0, months=target.field in _MONTHS)
        if target.kind == "moment":
            return self.dates.moment(None, text, 0)
        if target.kind == "integer":
            return integer(text)
        return self.numbers.read(None, text)

    def _word(self, field: str, text: str, element: Element) -> str | None:
        from .schema import DOCUMENT_FUNCTIONS

        function, type_, _ = document_words(text, flag="cancel" if field == "document_function" else "return")
        value = {"document_function": function, "document_type": type_}.get(field)
        if field == "ownership":
            value = ownership(text, "")
        if value is None and text.lower() in (*DOCUMENT_FUNCTIONS, "delivery", "service", "pickup", "credit_stock"):
            value = text.lower()
        if value is None:
            self.draft.warnings.append(f"{place_of(element)}: {text[:80]!r} is no known {field}; left out")
        return value

    def _pieces(self, line: Element) -> list[Row]:
        targets = self.mapping.targets.get("units", ())
        if not targets:
            return []
        places = self.mapping.unit.elements(line) if self.mapping.unit else [line]
        pieces = [piece for place in places for piece in self._pieces_at(targets, place)]
        for piece in pieces:
            if "udi" in piece:
                complete_from_udi(piece, self.draft.warnings, place_of(line))
        return pieces

    def _pieces_at(self, targets: tuple[Target, ...], place: Element) -> list[Row]:
        """One row for each serial number, else batch; what stands there once holds for all of them."""
        columns = [
            [(target.field, self._value(target, *text)) for text in self._texts(target, place)] for target in targets
        ]
        once = [cells[0] for cells in columns if len(cells) == 1]
        several = [cells for cells in columns if len(cells) > 1]
        rows = [dict(cell for cell in cells if cell is not None) for cells in zip_longest(*several)]
        return [{**dict(once), **row} for row in rows] if rows else [dict(once)] if once else []

    def _shares(self, line: Element) -> list[Share]:
        shares: list[Share] = []
        row: Row = {}
        self._fill(row, "packages", line)
        if not row:
            return shares
        ids = [target for target in self.mapping.targets["packages"] if target.field == "package_id"]
        numbers = [text for target in ids for text, _ in self._texts(target, line)] or [""]
        for number in dict.fromkeys(numbers):
            if number not in self.packages or not number:
                self.packages[number] = len(self.draft.packages)
                package = {**row}
                if number:
                    identify(package, number)
                self.draft.packages.append(package)
            shares.append((self.packages[number], None))
        return shares
