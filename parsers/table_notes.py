"""What the rows of one note say about the note itself: repeated on each row, or said once; checked and put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .draft import Draft, Row
from .errors import Invalid
from .table_words import document_words, is_no

# Rows that disagree on these would book wrong goods, to a wrong branch or twice
_DECIDING: Final = frozenset(
    {
        *("document_function", "document_type", "issue_date", "buyer_customer_number", "buyer_gln"),
        *("supplier_gln", "supplier_number", "supplier_vat_id", "supplier_name", "ship_to_gln", "ship_to_id"),
    }
)
_NUMBER_OF: Final = {
    "ship_to_name": "ship_to_id",
    "buyer_name": "buyer_customer_number",
    "supplier_name": "supplier_number",
}
# Columns of lines that hold for the note where all its lines agree
_SHARED: Final = ("order_number", "order_date", "supplier_order_number", "currency")


class NoteValues:
    """The values of one note's columns, as its rows repeat them."""

    __slots__ = ("_disagree", "draft", "kind", "package_index", "positions", "set_aside", "tracking")

    def __init__(self, place: str) -> None:
        self.draft = Draft(place)
        self.package_index: dict[str, int] = {}
        self.kind: str | None = None  # named when the rows are a document of another kind
        self._disagree: dict[str, list[Any]] = {}
        self.tracking: list[str | None] = []  # per line, until it is known whether the lines share one
        self.set_aside = False  # held small, since the rows of another note have begun
        self.positions: dict[tuple[Any, ...], list[int]] = {}  # rows of one position, by what they repeat

    def add(self, values: Mapping[str, Any], place: str) -> None:
        """What one row says about the note; raises Invalid where rows may not disagree."""
        note = self.draft.note
        for field, value in values.items():
            known = note.setdefault(field, value)
            if known is value or known == value:
                continue
            if field in _DECIDING:
                raise Invalid(
                    "The rows of delivery note {number} disagree on {field}: {expected} and {found}.",
                    place=place,
                    expected=str(known),
                    found=str(value),
                    number=note["delivery_note_number"],
                    field=field,
                )
            others = self._disagree.setdefault(field, [known])
            if len(others) < 4 and value not in others:
                others.append(value)

    def finish(self) -> None:
        """Columns on which rows disagree are left out and named; what all lines share becomes the note's."""
        note = self.draft.note
        for field, values in self._disagree.items():
            del note[field]
            said = ", ".join(str(value) for value in values[:3]) + (" …" if len(values) > 3 else "")
            self.draft.warnings.append(f"{field}: the rows of the note disagree ({said}), so it is left out")
        for field in _SHARED:
            shared = {line.get(field) for line in self.draft.lines}
            value = shared.pop() if len(shared) == 1 else None
            if value is not None:
                note.setdefault(field, value)
        _document_codes(self)
        _numbers_for_names(note)
        _postcode(self.draft)


def _numbers_for_names(note: Row) -> None:
    """A name of digits only is a number: SAP prints the customer's under "Kunde"."""
    for name, number in _NUMBER_OF.items():
        if note.get(name, "").isdigit():
            value = note.pop(name)
            note.setdefault(number, value)


def _document_codes(values: NoteValues) -> None:
    note = values.draft.note
    for field, flag in (("document_function", "cancel"), ("document_type", "return")):
        text = note.pop(field, None)
        if text is None or is_no(text):
            continue
        function, type_, other = document_words(text, flag=flag)
        if other:
            values.kind = text
        elif function is None and type_ is None:
            values.draft.warnings.append(f"{field}: {text} is not known, so it is left out")
        if function:
            note["document_function"] = function
        if type_:
            note["document_type"] = type_
    if note.get("document_function") == "cancel" or note.get("document_type") == "return":
        _turn_negative(values.draft)


def _turn_negative(draft: Draft) -> None:
    """A cancellation or a return may count backwards: the amount is what counts, the document says which way."""
    quantities = [line.get("quantity") for line in draft.lines]
    if any(q is not None and q < 0 for q in quantities) and all(q is None or q <= 0 for q in quantities):
        for line in draft.lines:
            if line.get("quantity") is not None:
                line["quantity"] = abs(line["quantity"])
        for unit in draft.units:
            if unit.get("quantity") is not None:
                unit["quantity"] = abs(unit["quantity"])
        draft.warnings.append("quantity: negative in a cancellation or return, read as the amount")


def _postcode(draft: Draft) -> None:
    """Four digits are no German postcode: a spreadsheet has taken the leading zero."""
    code = draft.note.get("ship_to_postcode")
    country = str(draft.note.get("ship_to_country", "")).lower()
    if code and len(code) == 4 and code.isdigit() and country in ("de", "d", "deutschland", "germany"):
        del draft.note["ship_to_postcode"]
        draft.warnings.append(f"ship_to_postcode: {code} has lost its leading zero, so it is left out")
