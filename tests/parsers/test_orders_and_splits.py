"""Where an order of the header belongs, and how pieces are laid into handling units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers.draft import Draft, Row
from parsers.orders import settle_order
from parsers.splits import Share, identify, lay_into


@pytest.mark.parametrize(
    ("lines", "note", "after", "warned"),
    [
        ([None, None], "A", [None, None], False),
        (["A", None], "A", ["A", None], False),
        (["A", "A"], "A", ["A", "A"], False),
        (["B", None], None, ["B", "A"], False),
        (["A", "B"], None, ["A", "B"], False),
        (["B", "B"], "A", ["B", "B"], True),
    ],
)
def test_order_of_the_header(lines: list[str | None], note: str | None, after: list[str | None], warned: bool) -> None:
    """The header's order holds for the note when it is that of all lines; a contradiction is kept and named."""
    draft = Draft()
    draft.lines = [{} if order is None else {"order_number": order} for order in lines]
    settle_order(draft, {"order_number": "A"}, "OrderReference")
    assert draft.note.get("order_number") == note
    assert [line.get("order_number") for line in draft.lines] == after
    assert bool(draft.warnings) is warned


SERIALS: list[Row] = [{"serial_number": "1"}, {"serial_number": "2"}]
BATCH: list[Row] = [{"batch_number": "C"}]
TWO: list[Share] = [(0, Decimal(3)), (1, None)]


@pytest.mark.parametrize(
    ("pieces", "shares", "rows"),
    [
        ([], [], []),
        ([], TWO, [{"package": 0, "quantity": Decimal(3)}, {"package": 1}]),
        (BATCH, [(4, Decimal(3))], [{"batch_number": "C", "package": 4, "quantity": Decimal(3)}]),
        (
            BATCH,
            TWO,
            [{"batch_number": "C", "package": 0, "quantity": Decimal(3)}, {"batch_number": "C", "package": 1}],
        ),
        (SERIALS, [(4, Decimal(2))], [{"serial_number": "1", "package": 4}, {"serial_number": "2", "package": 4}]),
        (SERIALS, TWO, [*SERIALS, {"package": 0, "quantity": Decimal(3)}, {"package": 1}]),
    ],
)
def test_pieces_in_handling_units(pieces: list[Row], shares: list[Share], rows: list[Row]) -> None:
    """What is certain is joined; which piece lies in which of several handling units is not guessed."""
    assert lay_into(7, pieces, shares) == [{"line": 7, **row} for row in rows]


@pytest.mark.parametrize(
    ("text", "claimed", "identifier", "kind"),
    [
        ("340123450000000017", False, "340123450000000017", "sscc"),
        ("(00)340123450000000017", False, "340123450000000017", "sscc"),
        ("00340123450000000017", False, "340123450000000017", "sscc"),
        ("340123450000000018", False, "340123450000000018", "supplier"),
        ("340123450000000018", True, "340123450000000018", "sscc"),
        ("K-1", True, "K-1", "supplier"),
    ],
)
def test_identifier(text: str, claimed: bool, identifier: str, kind: str) -> None:
    """An SSCC is its 18 digits; a wrong check digit makes it a free number, unless the document calls it an SSCC."""
    package: Row = {}
    identify(package, text, claimed=claimed)
    assert package == {"package_id": identifier, "package_id_type": kind}
