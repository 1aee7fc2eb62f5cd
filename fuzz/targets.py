"""What is fuzzed: each target takes any bytes and must come back, with a result or with the error that it promises."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

Target = Callable[[bytes], None]
# The one format that needs telling: see tests/parsers/golden/xml
OPTIONS: dict[str, dict[str, Any]] = {
    "xml": {
        "note": "//Delivery",
        "line": "Positionen/Pos",
        "decimal": ",",
        "columns": {
            "delivery_note_number": "Kopf/Nr",
            "issue_date": "Kopf/Datum",
            "supplier_number": ["Kopf/Lieferant", "Kopf/Partner[@rolle='LF']/Id"],
            "line_number": "@nr",
            "supplier_article_number": "Art",
            "quantity": "Menge",
        },
    }
}


def _parse(name: str, data: bytes) -> None:
    from parsers import DeliveryNoteError, read_delivery_note

    try:
        frames = read_delivery_note(data, name, **OPTIONS.get(name, {}))
    except DeliveryNoteError:
        return
    for draft in frames.drafts:
        assert all(isinstance(line["quantity"], Decimal) for line in draft.lines)


def _detect(data: bytes) -> None:
    from parsers import detect_format

    assert detect_format(data).kind


def _unpack(data: bytes) -> None:
    from lieferschein.mail import Limits, unpack

    limits = Limits(message=1_000_000, unpacked=5_000_000, parts=100)
    unpacked = unpack(data, limits)
    assert sum(len(each.data) for each in unpacked.documents) <= limits.unpacked


def _sender(data: bytes) -> None:
    from lieferschein.mail import SupplierSenders, match_supplier

    match_supplier(data, [SupplierSenders("a", "A", ("*@a.example",))], ())


def targets() -> dict[str, Target]:
    """Every target by name: each format, detection, unpacking, the sender."""
    from parsers import FORMATS

    parsers: dict[str, Target] = {name: partial(_parse, name) for name in FORMATS}
    return {**parsers, "auto": partial(_parse, "auto"), "detect": _detect, "unpack": _unpack, "sender": _sender}
