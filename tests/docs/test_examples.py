"""The three questions: right answers in numbers, and a plot each."""

from __future__ import annotations

import importlib.util
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from lieferschein.store import Store, open_store
from tests.docs.test_first_page import DOCS
from tests.fixtures.needs import require
from tests.store.build import draft, take

EXAMPLES = sorted((DOCS / "examples").glob("*.py"))


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / "examples" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def filled(sqlite_url: str) -> Store:
    with open_store(sqlite_url) as store:
        yield store


def test_deliveries_per_week(filled: Store) -> None:
    """By Monday and supplier; weeks of the year's turn are one week."""
    for number, day in (("1", date(2026, 12, 28)), ("2", date(2027, 1, 3)), ("3", date(2027, 1, 4))):
        take(filled, draft(number, issue_date=day))
    take(filled, draft("4", issue_date=date(2027, 1, 4)), supplier_key="o", supplier="Oticon")
    weeks = load("deliveries_per_week").deliveries_per_week(filled)
    assert weeks.to_dict("list") == {"Oticon": [0, 1], "Phonak": [2, 1]}


def test_ordered_against_delivered(filled: Store) -> None:
    """Exact sums of the lines that say what was ordered."""
    note = draft("1", ["0.1", "0.2", "7"])
    note.lines[0]["ordered_quantity"] = note.lines[1]["ordered_quantity"] = Decimal("0.3")
    take(filled, note)
    sums = load("ordered_against_delivered").ordered_against_delivered(filled)
    assert sums.loc["Phonak"].tolist() == [Decimal("0.6"), Decimal("0.3"), Decimal("0.3")]


def test_expiring_batches(filled: Store) -> None:
    """From today up to 90 days, both included; without a quantity of its own the batch is the whole line."""
    note = draft("1", [5, 6, 7, 8])
    days = (date(2026, 11, 25), date(2027, 2, 23), date(2027, 2, 24), date(2026, 11, 24))
    note.units = [{"line": at, "batch_number": f"L-{at}", "expiry_date": day} for at, day in enumerate(days)]
    note.units[0]["quantity"] = Decimal(2)
    take(filled, note)
    batches = load("expiring_batches").expiring_batches(filled, date(2026, 11, 25))
    assert batches[["batch_number", "quantity"]].to_numpy().tolist() == [["L-0", Decimal(2)], ["L-1", Decimal(6)]]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_plots(demo: Path, example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Each runs as a script on the configured store; where there is something to see, there is a plot."""
    require(importlib.util.find_spec("matplotlib"), "matplotlib is not installed")
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setenv("LIEFERSCHEIN_CONFIG", str(demo / ".lieferschein" / "demo" / "lieferschein.toml"))
    with open_store() as store:
        note = draft("NEW", [5], issue_date=date.today())
        note.lines[0]["ordered_quantity"] = Decimal(6)
        note.units = [{"line": 0, "batch_number": "L-1", "expiry_date": date.today()}]
        take(store, note)
    load(example.stem).main(str(demo / "plot.png"))
    assert (demo / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert capsys.readouterr().out.strip()
