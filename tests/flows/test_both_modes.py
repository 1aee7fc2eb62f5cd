"""Bulk mode loses nothing but nodes in the graph: the same mailbox, through the real flow, in both modes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lieferschein.intake import choosing
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.pymap_server import PymapServer
from tests.flows.test_sync_flow import run_flow, task_runs
from tests.kit.documents import csv, desadv, ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import mail

SUPPLIERS = {
    "phonak": {"name": "Phonak", "senders": ["lieferschein@phonak.example"]},
    "lumen": {"name": "Lumen", "senders": ["*@lumen.example"], "format": "ubl", "without_note": "archive"},
}
BOOM = b"BOOM"
LEDGER = (
    "message_id, mailbox, folder, uid, sender, subject, size, outcome, reason_code, reason, supplier_key, format,"
    " attempts, deaths_alone, failures, attempt_opened_at, filed_to, vanished_at"
)
NOTES = "delivery_note_number, supplier_key, series, revision, status, content_hash, source_name, branch, line_count"


def deliveries() -> list[bytes]:
    """Every outcome: imported in several formats, again, with other content, cancelled, broken, without note …"""
    numbered = [
        {"documents": [("a.xml", ubl("LS-1"))]},
        {"documents": [("a.xml", ubl("LS-1"))], "subject": "the same again"},
        {"documents": [("a.xml", ubl("LS-1", [("A-1", 9)]))], "subject": "other content"},
        {"documents": [("b.edi", desadv("LS-2"))]},
        {"documents": [("b.edi", desadv("LS-2", [("A-1", 3)], function="5"))], "subject": "replaced"},
        {"documents": [("c.csv", csv("LS-3"))]},
        {"documents": [("d.xml", ubl("LS-4")), ("e.xml", ubl("LS-5"))], "subject": "two notes"},
        {"documents": [("f.xml", ubl("LS-6").replace(b">2<", b">zwei<"))], "subject": "no number"},
        {"documents": [("g.xml", b"<DespatchAdvice")], "subject": "broken"},
        {"documents": [("h.xml", ubl("LS-7"))], "sender": "who@elsewhere.example"},
        {"documents": [], "subject": "only words"},
        {"documents": [], "sender": "note@lumen.example", "subject": "a greeting"},
        {"documents": [("i.xml", ubl("LS-8").replace(b"Supplier", BOOM))], "subject": "unexpected"},
        {"documents": [("b.edi", desadv("LS-2", function="1"))], "subject": "cancelled"},
        {"documents": [("j.xml", ubl("LS-9"))], "sender": "note@lumen.example"},
    ]
    return [
        mail(
            *each.pop("documents"),  # type: ignore[arg-type]
            message_id=f"<{number}@both>",
            subject=f"{number} {each.pop('subject', 'note')}",
            **each,  # type: ignore[arg-type]
        )
        for number, each in enumerate(numbered)
    ]


def everything(house: House) -> dict[str, Any]:
    """What a run left behind, without the moments and the ids of its own."""
    return {
        "ledger": house.rows(f"SELECT {LEDGER} FROM messages ORDER BY uid"),
        "notes": house.rows(f"SELECT {NOTES} FROM delivery_notes ORDER BY 1, 2, 3, 4"),
        "lines": house.rows(
            "SELECT n.delivery_note_number, n.revision, l.line_number, l.supplier_article_number, l.quantity, l.status"
            " FROM delivery_note_lines l JOIN delivery_notes n ON n.id = l.delivery_note_id ORDER BY 1, 2, 3"
        ),
        "events": house.rows(
            "SELECT m.message_id, n.delivery_note_number, n.revision, e.action"
            " FROM note_events e JOIN messages m ON m.id = e.message"
            " JOIN delivery_notes n ON n.id = e.delivery_note_id ORDER BY 1, 2, 3, 4"
        ),
        "documents": house.rows("SELECT sha256, size FROM documents ORDER BY 1"),
        **{folder: house.ids(folder) for folder in (INBOX, ARCHIVE, ERROR)},
    }


def run(house: House, up_to: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """One run of the flow: its state, what it left, and its report by message."""
    from lieferschein.intake import Watcher, watching

    house.extra["run"] = {"observe_each_up_to": up_to}
    monkeypatch.setenv("LIEFERSCHEIN_CONFIG", str(house.write_settings()))
    house.put(*deliveries())
    with watching(Watcher()) as watcher:
        state = run_flow()
    assert watcher.report is not None
    rows = {row["message_id"]: row for row in watcher.report.to_json()["messages"]}
    return state, everything(house), rows


@pytest.fixture
def houses(house: House, pymap_service: PymapServer, tmp_path: Path) -> list[House]:
    """Two installations alike, each with a mailbox of its own."""
    house.suppliers = dict(SUPPLIERS)
    other: ImapServer = pymap_service.user()
    (tmp_path / "bulk").mkdir()
    url = f"sqlite:///{tmp_path}/bulk/lieferschein.db"
    return [house, replace(house, server=other, folder=tmp_path / "bulk", database_url=url, extra={})]


def test_the_same_in_both_modes(houses: list[House], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledger, notes, lines, events, documents, folders, report and final state are equal; only task runs differ."""
    original = choosing.read_delivery_note

    def read(data: Any, *args: Any, **kwargs: Any) -> Any:
        if BOOM in data:
            raise ZeroDivisionError("a fault that nobody foresaw")
        return original(data, *args, **kwargs)

    monkeypatch.setattr(choosing, "read_delivery_note", read)
    each, bulk = houses
    state, left, report = run(each, 100, monkeypatch)
    bulk_state, bulk_left, bulk_report = run(bulk, 3, monkeypatch)

    assert len(report) == 15
    assert {row["outcome"] for row in report.values()} == {"imported", "duplicate", "ignored", "rejected", "deferred"}
    assert bulk_report == report
    assert bulk_left == left
    assert (bulk_state.type, bulk_state.name, bulk_state.message) == (state.type, state.name, state.message)

    names, bulk_names = (task_runs(each.state_details.flow_run_id) for each in (state, bulk_state))
    assert sum(name.startswith("parse ") for name in names) == 15
    parses = {name: run for name, run in bulk_names.items() if name.startswith("parse ")}
    assert set(parses) == {"parse batch of 15", "parse Phonak 12 unexpected"}, "who fails unexpectedly is done alone"
    assert parses["parse Phonak 12 unexpected"][0] == "FAILED"


def test_beyond_the_limit_those_taken_out_have_no_task_runs(
    houses: list[House], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten messages fail unexpectedly, three are allowed their own task runs: all ten are in the report all the same."""

    def read(*args: Any, **kwargs: Any) -> Any:
        raise ZeroDivisionError("a fault that nobody foresaw")

    monkeypatch.setattr(choosing, "read_delivery_note", read)
    house = houses[1]
    house.extra["run"] = {"observe_each_up_to": 3}
    monkeypatch.setenv("LIEFERSCHEIN_CONFIG", str(house.write_settings()))
    house.put(*[mail(("a.xml", ubl(f"LS-{n}")), subject=f"number {n}") for n in range(10)])
    state = run_flow()
    assert state.message == "0 imported, 0 duplicates, 0 rejected, 10 deferred, 10 left in Eingang"
    parses = [name for name in task_runs(state.state_details.flow_run_id) if name.startswith("parse ")]
    assert len(parses) == 1 + 3
    assert len(house.ids(INBOX)) == 10
