"""Why a note is a conflict, as a sentence that names what differs: which line, what it said and what it says now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from lieferschein.reasons import N_, Reason
from parsers.draft import Draft, Row

from .content import ARTICLES, canonical_lines, number
from .decisions import Why

QUANTITY = N_(
    "Delivery note {number} is already in the store with other content (differing lines: {count}): "
    "line {line}, article {article}: quantity {old} before, {new} now."
)
FIELD = N_(
    "Delivery note {number} is already in the store with other content (differing lines: {count}): "
    "line {line}, article {article}: {field} {old} before, {new} now."
)
PIECES = N_(
    "Delivery note {number} is already in the store with other content (differing lines: {count}): "
    "line {line}, article {article}: serial numbers, batches, dates or packages are not the same."
)
ADDED = N_(
    "Delivery note {number} is already in the store with other content (differing lines: {count}): "
    "line {line}, article {article}, quantity {new}, was not there before."
)
REMOVED = N_(
    "Delivery note {number} is already in the store with other content (differing lines: {count}): "
    "line {line}, article {article}, quantity {old}, is missing now."
)
TYPE = N_("Delivery note {number} is already in the store as another type of document: {old} before, {new} now.")
OTHER = N_("Delivery note {number} is already in the store with other content.")
RECEIVED = N_("Delivery note {number} is booked at goods receipt already; a document can no longer change it.")
CANCEL_RECEIVED = N_("Delivery note {number} is booked at goods receipt already; it can no longer be cancelled.")
CANCELLED = N_("Delivery note {number} was cancelled by its supplier; this document would bring it back.")
UNKNOWN_CANCELLATION = N_("The document cancels delivery note {number}, which is not in the store.")
TWICE_QUANTITY = N_(
    "The message holds delivery note {number} twice with different content: "
    "line {line}, article {article}: quantity {old} in {first}, {new} in {second}."
)
TWICE = N_("The message holds delivery note {number} twice with different content: {first} and {second}.")

NONE = N_("nothing")
_FIELDS = (*(N_("article number") for _ in ARTICLES), N_("quantity"), N_("unit"), N_("order"), N_("order line"))
_QUANTITY = len(ARTICLES)
_PIECES = len(_FIELDS)


class Difference(NamedTuple):
    """The first difference of a line; `field` is an index of the canonical line, None for a line on one side only."""

    label: str
    article: str
    field: int | None
    old: str | None
    new: str | None


def conflict(why: Why | None, held: Draft, document: Draft) -> Reason:
    """The reason of a conflict between the note in the store and the document."""
    name = str(document.note["delivery_note_number"])
    if why is Why.RECEIVED:
        cancels = document.note.get("document_function") == "cancel"
        return Reason("conflict", CANCEL_RECEIVED if cancels else RECEIVED, {"number": name})
    if why is Why.CANCELLED:
        return Reason("conflict", CANCELLED, {"number": name})
    return _differs(name, held, document)


def unknown_cancellation(name: str) -> Reason:
    """A cancellation of a note that was never imported."""
    return Reason("unknown_cancellation", UNKNOWN_CANCELLATION, {"number": name})


def twice(first: Draft, second: Draft) -> Reason:
    """Two notes of one message with the same number and different content."""
    params = {
        "number": str(second.note["delivery_note_number"]),
        "first": str(first.note.get("source_name") or NONE),
        "second": str(second.note.get("source_name") or NONE),
    }
    for found in differences(first, second):
        if found.field == _QUANTITY:
            extra = {"line": found.label, "article": found.article, "old": found.old or NONE, "new": found.new or NONE}
            return Reason("conflict", TWICE_QUANTITY, params | extra)
    return Reason("conflict", TWICE, params)


def _differs(name: str, held: Draft, document: Draft) -> Reason:
    found = list(differences(held, document))
    if not found:
        old, new = (str(draft.note.get("document_type") or "delivery") for draft in (held, document))
        return Reason("conflict", OTHER if old == new else TYPE, {"number": name, "old": old, "new": new})
    # What people at goods receipt ask first is the quantity
    first = next((each for each in found if each.field in {_QUANTITY, None}), found[0])
    params = {
        "number": name,
        "count": str(len(found)),
        "line": first.label,
        "article": first.article,
        "old": first.old or NONE,
        "new": first.new or NONE,
    }
    if first.field is None:
        return Reason("conflict", ADDED if first.old is None else REMOVED, params)
    if first.field == _QUANTITY:
        return Reason("conflict", QUANTITY, params)
    if first.field == _PIECES:
        return Reason("conflict", PIECES, params)
    return Reason("conflict", FIELD, params | {"field": _FIELDS[first.field]})


def differences(old: Draft, new: Draft) -> Iterator[Difference]:
    """The lines that differ, matched by line number, else by article, else by position."""
    key = _matching_key(old.lines, new.lines)
    before = {key(at, row): (row, line) for at, (row, line) in enumerate(_lines(old))}
    after = {key(at, row): (row, line) for at, (row, line) in enumerate(_lines(new))}
    for at, name in enumerate(dict.fromkeys([*before, *after])):
        (row_old, line_old), (row_new, line_new) = before.get(name, (None, None)), after.get(name, (None, None))
        row = row_new or row_old or {}
        label, article = str(row.get("line_number") or at + 1), _article(row)
        if row_old is None or row_new is None:
            yield Difference(label, article, None, _quantity(row_old), _quantity(row_new))
        elif line_old != line_new:
            yield _first_difference(label, article, line_old or [], line_new or [])


def _first_difference(label: str, article: str, old: list[object], new: list[object]) -> Difference:
    pairs = list(enumerate(zip_longest(old, new)))
    pairs.sort(key=lambda pair: pair[0] != _QUANTITY)
    for field, (before, after) in pairs:
        if before != after:
            texts = (None, None) if field == _PIECES else (before, after)
            return Difference(label, article, field, *(None if text is None else str(text) for text in texts))
    raise AssertionError("equal lines differ")  # the caller compared them


def _lines(draft: Draft) -> Iterator[tuple[Row, list[object]]]:
    return zip(draft.lines, canonical_lines(draft), strict=True)


def _matching_key(old: list[Row], new: list[Row]) -> Callable[[int, Row], object]:
    by_number: Callable[[int, Row], object] = lambda _, row: row.get("line_number")  # noqa: E731
    by_article: Callable[[int, Row], object] = lambda _, row: _article(row)  # noqa: E731
    for key in (by_number, by_article):
        if all(_unique([key(at, row) for at, row in enumerate(rows)]) for rows in (old, new)):
            return key
    return lambda at, _: at


def _unique(values: list[object]) -> bool:
    return None not in values and "–" not in values and len(set(values)) == len(values)


def _article(row: Row) -> str:
    return next((str(row[name]) for name in ARTICLES if row.get(name)), "–")


def _quantity(row: Row | None) -> str | None:
    return None if row is None else number(row["quantity"])
