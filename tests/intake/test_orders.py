"""The order check in a run: orders from a file, what the report says, and faults that never touch the import."""

from __future__ import annotations

from pathlib import Path

import pytest

from lieferschein.intake.orders import OrdersUnreadable, read_order_file
from tests.kit.documents import csv
from tests.kit.house import ARCHIVE, House
from tests.kit.mails import mail


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("order,line,article,quantity\nPO-1,10,A-1,1.000\n", ("PO-1", "10", "A-1", "1")),
        (
            "\ufeffBestellnummer;Pos;Artikelnummer;Menge;Lieferant\nPO-1;10;A-1;1.000;X\n\n",
            ("PO-1", "10", "A-1", "1000"),
        ),
        ("Menge\tBestellung\n2,5\tPO-1\n", ("PO-1", None, None, "2.5")),
    ],
)
def test_files(tmp_path: Path, data: str, told: tuple[str | None, ...]) -> None:
    """English or German headers in any order, quantities as the delimiter suggests; empty rows are nothing."""
    file = tmp_path / "orders.csv"
    file.write_text(data, encoding="utf-8")
    (order,) = read_order_file(file)
    assert (order.order_number, order.order_line, order.article_number, f"{order.quantity.normalize():f}") == told


@pytest.mark.parametrize(
    ("data", "why"), [("a;b\n", "no column order_number"), ("order;quantity\nPO-1;some\n", "row 2"), (None, "No such")]
)
def test_wrong_files(tmp_path: Path, data: str | None, why: str) -> None:
    """What is wrong is said with its place."""
    file = tmp_path / "orders.csv"
    if data is not None:
        file.write_text(data)
    with pytest.raises(OrdersUnreadable, match=why):
        read_order_file(file)


def ordered(number: str, *items: tuple[str, int]) -> bytes:
    rows = [f"{number};20.11.2026;{article};{quantity};Stk;PO-1" for article, quantity in items]
    head = "Lieferscheinnummer;Lieferscheindatum;Artikelnummer;Menge;ME;Bestellnummer"
    return "\r\n".join([head, *rows, ""]).encode()


def test_the_report_tells(house: House, tmp_path: Path) -> None:
    """Beside each imported note stands how it compares; without a readable file the import goes on and says so."""
    file = tmp_path / "orders.csv"
    house.extra = {"orders": {"file": str(file)}}
    file.write_text("order;line;article;quantity\nPO-1;10;A-1;5\nPO-1;20;A-2;1\n")
    house.put(mail(("a.csv", ordered("LS-1", ("A-1", 3), ("A-2", 1), ("A-7", 1)))))
    house.put(mail(("b.csv", ordered("LS-2", ("A-1", 2)))))
    first, second = house.sync().rows
    assert "LS-1: order PO-1, line 10: 3 of 5 delivered" in first.warnings
    assert "LS-1: article A-7 does not stand in order PO-1" in first.warnings
    assert "LS-2: complete" in second.warnings
    file.write_text("nonsense")
    house.put(mail(("c.csv", csv("LS-3"))))
    report = house.sync()
    assert report.ending == "Completed"
    assert "The open orders in orders.csv cannot be read" in report.summary.replace("orders.csv: ", "")
    assert len(house.ids(ARCHIVE)) == 3
