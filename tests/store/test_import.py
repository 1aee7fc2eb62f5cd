"""The import of messages: one unit each, one transaction a batch, and what happens when something breaks."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event

from lieferschein.store import DiskFull, ImportResult, MessageImport, Store, open_store
from lieferschein.store.records import LedgerEntry
from parsers.frames import Frames
from tests.store.build import draft, facts, message, revisions, take


def entry(store: Store, result: ImportResult) -> LedgerEntry:
    return store.entries([result.id])[result.id]


def test_ledger_row_of_an_import(store: Store) -> None:
    """Outcome, supplier and format are committed with the notes, and the attempt is closed."""
    result = take(store, draft(), flow_run_id="run-1")
    row = entry(store, result)
    assert (row.outcome, row.supplier_key, row.supplier, row.format) == ("imported", "phonak", "Phonak", "desadv")
    assert (row.found_open, row.flow_run_id, row.filed_at) == (False, "run-1", None)
    assert row.decided_at is not None


def test_ledger_row_of_a_rejection(store: Store) -> None:
    """The reason is kept as code, parameters and sentence in the configured language."""
    take(store, draft(quantities=[2]))
    row = entry(store, take(store, draft(quantities=[3])))
    assert row.outcome == "rejected"
    assert row.reason is not None
    assert row.reason.code == "conflict"
    assert row.reason.params["new"] == "3"
    assert store.messages()["reason"].tolist()[-1] == row.reason.sentence()


def test_a_message_is_one_unit(store: Store) -> None:
    """All notes of a message are imported, or none is; the good ones are reported as withheld."""
    take(store, draft("LS-2", quantities=[1]))
    result = take(store, draft("LS-1"), draft("LS-2", quantities=[7]), draft("LS-3"))
    assert result.outcome == "rejected"
    assert [note.action for note in result.notes] == ["withheld", "conflict", "withheld"]
    assert revisions(store, "LS-1") == revisions(store, "LS-3") == []
    assert revisions(store, "LS-2") == [(1, 1, "open")]


def test_one_new_note_among_duplicates_is_an_import(store: Store) -> None:
    """A message is a duplicate only when every note was there already."""
    take(store, draft("LS-1"))
    assert take(store, draft("LS-1"), draft("LS-2")).outcome == "imported"
    assert take(store, draft("LS-1"), draft("LS-2")).outcome == "duplicate"


def test_same_note_twice_in_a_message(store: Store) -> None:
    """Two equal notes of one message are one note."""
    result = take(store, draft(), draft(source_name="second.xml"))
    assert result.outcome == "imported"
    assert len(result.notes) == 1
    assert revisions(store) == [(1, 1, "open")]


def test_same_number_with_other_quantity_in_a_message(store: Store) -> None:
    """Two notes of one message with one number and other quantities are a conflict that names both."""
    result = take(store, draft(source_name="a.edi"), draft(quantities=[3], source_name="b.csv"))
    assert result.outcome == "rejected"
    assert result.reason is not None
    assert "quantity 2 in a.edi, 3 in b.csv" in result.reason.sentence()
    assert revisions(store) == []


def test_frames_and_branches(store: Store) -> None:
    """A message may bring Frames; each note gets its branch."""
    frames = Frames([draft("LS-1"), draft("LS-2")])
    store.import_messages([message(store, drafts=frames, branches=["Hamburg", None])])
    assert store.notes(to="arrow")["branch"].to_pylist() == ["Hamburg", None]


def test_a_fault_in_one_message_does_not_stop_the_others(store: Store) -> None:
    """What cannot be stored is the result of its own message; the rest of the batch is imported."""
    broken_draft = draft("LS-2")
    broken_draft.note["issue_date"] = "no date"
    no_number = draft("LS-3")
    del no_number.note["delivery_note_number"]
    huge = draft("LS-4", quantities=[10**13])
    foreign = MessageImport(10**9, "phonak", "Phonak", [draft("LS-5")])  # no such row in the ledger
    batch = [message(store, each) for each in (draft("LS-1"), broken_draft, no_number, huge)]
    batch += [foreign, message(store, draft("LS-6"))]
    results = store.import_messages(batch)
    assert [result.outcome for result in results] == ["imported", None, None, None, None, "imported"]
    assert [result.error is None for result in results] == [True, False, False, False, False, True]
    assert store.notes()["delivery_note_number"].tolist() == ["LS-1", "LS-6"]
    assert entry(store, results[1]).found_open  # the caller defers it


def test_text_that_databases_refuse(store: Store) -> None:
    """NUL and half surrogates in a document or a header never make an import fail."""
    odd = "a\x00b\ud83d"
    made = draft(f"LS-1{odd}", remarks=odd)
    made.lines[0]["description"] = odd
    (row,) = store.open_attempts([facts(subject=odd, sender=odd, message_id=odd)])
    (result,) = store.import_messages([MessageImport(row.id, "phonak", "Phonak", [made])])
    assert result.outcome == "imported"
    assert store.lines()["description"].tolist() == ["ab?"]


def test_every_column_comes_back(store: Store) -> None:
    """Decimals are exact, dates and moments as given, maps and lists whole, the warnings with the note."""
    made = draft(issue_date=date(2026, 11, 2), gross_weight_kg=Decimal("12.345678"), package_count=2)
    made.warnings.append("a warning")
    made.lines[0] |= {"quantity": Decimal("0.1"), "attributes": {"Farbe": "blau"}, "line_total": Decimal("1E+3")}
    made.packages = [{"package_id": "1"}, {"package_id": "2", "parent_package": 0}]
    made.units = [{"line": 0, "serial_number": "007", "package": 1, "expiry_date": date(2027, 1, 31)}]
    take(store, made)
    (note,) = store.notes(to="arrow").to_pylist()
    (line,) = store.lines(to="arrow").to_pylist()
    (unit,) = store.units(to="arrow").to_pylist()
    assert (note["gross_weight_kg"], note["package_count"], note["warnings"]) == (
        Decimal("12.345678"),
        2,
        ["a warning"],
    )
    assert (line["quantity"], line["line_total"]) == (Decimal("0.1"), Decimal(1000))
    assert dict(line["attributes"]) == {"Farbe": "blau"}
    assert (unit["serial_number"], unit["package"], unit["expiry_date"]) == ("007", 1, date(2027, 1, 31))
    assert store.packages(to="arrow")["parent_package"].to_pylist() == [None, 0]


def test_events_tell_the_history(store: Store) -> None:
    """What each message did to a note is kept in order: what `show` and the hand-off read."""
    take(store, draft(quantities=[2]))
    take(store, draft(quantities=[2]))
    take(store, draft(quantities=[3], function="replace"))
    take(store, draft(function="cancel"))
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT action FROM note_events ORDER BY id").scalars().all()
    assert rows == ["new", "duplicate", "replaced", "cancelled"]


def test_notes_of_earlier_messages(store: Store) -> None:
    """A run that only has to move what an earlier one imported can still tell which notes it was."""
    first = take(store, draft("LS-1", [1, 2]), draft("LS-2"))
    second = take(store, draft("LS-1", [3], function="replace"))
    found = store.notes_of([first.id, second.id, 99])
    assert found == {first.id: list(first.notes), second.id: list(second.notes), 99: []}


def test_conflict_within_a_message(store: Store) -> None:
    """A message whose second document contradicts its first is rejected whole, and leaves nothing."""
    result = take(store, draft(quantities=[2]), draft(quantities=[3], function="change"))
    assert result.outcome == "rejected"
    assert [note.action for note in result.notes] == ["withheld", "conflict"]
    assert revisions(store) == []


def test_note_and_its_cancellation_in_a_message(store: Store) -> None:
    """Documents of one message act in their order."""
    result = take(store, draft(), draft(function="cancel"))
    assert [note.action for note in result.notes] == ["new", "cancelled"]
    assert revisions(store) == [(1, 1, "cancelled")]


_IMPORT_AND_DIE = """
import os, signal, sys
from sqlalchemy import event
from lieferschein.store import open_store
from tests.store.build import draft, message
store = open_store(sys.argv[1])
messages = [message(store, draft(f"LS-{at}", [1, 2, 3])) for at in range(5)]
moment = sys.argv[2]
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if moment == "inside":
    event.listen(store.engine, "commit", kill)
store.import_messages(messages)
kill()
"""


@pytest.mark.parametrize(("moment", "notes"), [("inside", 0), ("after", 5)])
def test_killed_in_the_transaction(store_url: str, moment: str, notes: int) -> None:
    """A process killed inside the transaction leaves nothing; after the commit, everything."""
    command = [sys.executable, "-c", _IMPORT_AND_DIE, store_url, moment]
    killed = subprocess.run(command, cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -9
    with open_store(store_url) as store:
        assert len(store.notes()) == notes
        assert len(store.lines()) == notes * 3
        outcomes = store.messages()["outcome"]
        assert outcomes.isna().all() if notes == 0 else (outcomes == "imported").all()


def test_two_runs_import_the_same_notes(store_url: str) -> None:
    """Runs that overlap without a lease import each note once; the slower one finds duplicates."""
    stores = [open_store(store_url) for _ in range(3)]
    batches = [[message(store, draft(f"LS-{at}", [at + 1])) for at in range(30)] for store in stores]
    batches[1].reverse()
    barrier = threading.Barrier(len(stores))
    results: list[list[ImportResult]] = []

    def run(store: Store, batch: list[MessageImport]) -> None:
        barrier.wait()
        for start in range(0, 30, 10):
            results.append(store.import_messages(batch[start : start + 10]))

    threads = [threading.Thread(target=run, args=pair) for pair in zip(stores, batches, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = [result.outcome for part in results for result in part]
    assert sorted(outcomes) == ["duplicate"] * 60 + ["imported"] * 30
    assert len(stores[0].notes()) == 30
    for store in stores:
        store.close()


def test_a_unique_key_that_another_run_took(postgres_store_url: str) -> None:
    """A uniqueness violation means that another run was faster: everything is rolled back and decided again."""
    with open_store(postgres_store_url) as slow, open_store(postgres_store_url) as fast:
        batch = [message(slow, draft("LS-0")), message(slow, draft("LS-1")), message(slow, draft("LS-2", [7]))]

        @event.listens_for(slow.engine, "before_cursor_execute", once=False)
        def overtake(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith("INSERT INTO delivery_notes ") and not done:
                done.append(take(fast, draft("LS-1"), draft("LS-2", [8])))

        done: list[ImportResult] = []
        results = slow.import_messages(batch)
        assert [result.outcome for result in results] == ["imported", "duplicate", "rejected"]
        assert len(slow.notes()) == 3


def test_disk_full(sqlite_url: str) -> None:
    """A full disk is a transient fault: nothing is half written, and nothing is rejected."""
    with open_store(sqlite_url) as store:
        waiting = message(store, *[draft(f"LS-{at}", range(1, 50)) for at in range(50)])
        with store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskFull) as caught:
            store.import_messages([waiting])
        assert caught.value.transient
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert len(store.notes()) == 0
        assert store.import_messages([waiting])[0].outcome == "imported"


def test_two_runs_replace_and_cancel_the_same_note(store_url: str) -> None:
    """Overlapping changes of one note end as some order of them would: one current revision at most."""
    stores = [open_store(store_url) for _ in range(2)]
    take(stores[0], *[draft(f"LS-{at}", [1]) for at in range(20)])
    batches = [
        [message(stores[0], draft(f"LS-{at}", [2], function="replace")) for at in range(20)],
        [message(stores[1], draft(f"LS-{at}", function="cancel")) for at in range(20)],
    ]
    threads = [
        threading.Thread(target=store.import_messages, args=(batch,))
        for store, batch in zip(stores, batches, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for at in range(20):
        found = revisions(stores[0], f"LS-{at}")
        assert found in ([(1, 1, "cancelled")], [(1, 1, "superseded"), (1, 2, "cancelled")])
    for store in stores:
        store.close()


def test_the_row_of_a_faster_run_stays_imported(store: Store) -> None:
    """Two runs handle the very same message: it stays `imported` in the ledger, though the second sees duplicates."""
    once = message(store, draft())
    store.import_messages([once])
    (again,) = store.import_messages([once])
    assert again.outcome == "duplicate"
    assert entry(store, again).outcome == "imported"
