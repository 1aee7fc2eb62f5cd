"""The identity of a note's content: what makes two documents the same delivery.

Rule 1 (schema.md "Identity of a note"): the number, the document type and, for each line, articles, quantity, unit,
order, serials, batches, their dates, packages. The order of lines and of pieces does not count, nor how a package is
numbered inside the file, nor anything of the mail: the same goods in another wrapping are equal.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import orjson

from parsers.draft import Draft, Row

from .types import plain

CONTENT_VERSION = 1  # raise it with every change of the rule; older notes are then read again when they are compared

ARTICLES = ("supplier_article_number", "buyer_article_number", "manufacturer_article_number", "gtin")
DATES = ("expiry_date", "best_before_date", "production_date")

Canonical = list[Any]
_any_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def content_hash(draft: Draft) -> str:
    """SHA-256 of the canonical text, hexadecimal."""
    return sha256(canonical_text(draft).encode("utf-8", "surrogatepass")).hexdigest()


def canonical_text(draft: Draft) -> str:
    """The content as one text that is the same for the same goods."""
    note = draft.note
    body = [
        _text(note["delivery_note_number"]),
        _text(note.get("document_type")) or "delivery",  # a document that names no type is a delivery
        sorted(_dump(line) for line in canonical_lines(draft)),
    ]
    return _dump(body)


def canonical_lines(draft: Draft) -> list[Canonical]:
    """Per line, in document order: articles, quantity, unit, order, pieces."""
    pieces = _pieces(draft)
    order = draft.note.get("order_number")
    return [
        [
            *map(_text, map(line.get, ARTICLES)),
            number(line["quantity"]),
            _text(line.get("unit") or line.get("unit_raw")),
            _text(line.get("order_number") or order),
            _text(line.get("order_line")),
            pieces.get(index, []),
        ]
        for index, line in enumerate(draft.lines)
    ]


def number(value: Decimal | int | None) -> str | None:
    """A quantity in plain notation: 2, 2.0 and 2.000 are equal."""
    if value is None:
        return None
    text = plain(value if isinstance(value, Decimal) else Decimal(value))
    return "0" if text == "-0" else text


def _pieces(draft: Draft) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for unit in draft.units:
        serial = _text(unit.get("serial_number"))
        piece = [
            serial,
            _text(unit.get("batch_number")),
            *map(_day, map(unit.get, DATES)),
            _package(unit, draft.packages),
            None if serial else number(unit.get("quantity")),  # a serial number is one piece, stated or not
        ]
        found.setdefault(unit["line"], []).append(_dump(piece))
    for texts in found.values():
        texts.sort()
    return found


def _package(unit: Row, packages: list[Row]) -> str | None:
    index = unit.get("package")
    return None if index is None or not 0 <= index < len(packages) else _text(packages[index].get("package_id"))


def _dump(value: Canonical) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # half a surrogate pair, which is in no UTF-8
        return _any_text(value)


def _day(value: date | None) -> str | None:
    return None if value is None else str(value)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return (value if value.__class__ is str else str(value)).strip() or None
