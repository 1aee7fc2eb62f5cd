"""What the goods receipt reports back."""

from __future__ import annotations

import pytest

from lieferschein.store import NotReceivable, Store
from tests.store.build import draft, line_statuses, revisions, take


def test_whole_note(store: Store) -> None:
    """Every open line is received, and so is the note; once more changes nothing, the moment neither."""
    take(store, draft("LS-1", [1, 2]))
    done = store.receive("LS-1")
    assert (done.changed, done.open, done.status) == (2, 0, "received")
    moment = store.notes(to="arrow")["status_changed_at"].to_pylist()
    assert store.receive("LS-1").changed == 0
    assert store.notes(to="arrow")["status_changed_at"].to_pylist() == moment
    assert line_statuses(store) == ["received", "received"]


def test_some_lines(store: Store) -> None:
    """A line by its printed number; deleting a line does not receive the note."""
    take(store, draft("LS-1", [1, 2, 3]))
    assert store.receive("LS-1", lines=["2"], status="deleted").status == "open"
    done = store.receive("LS-1", "Phonak", lines=["3"])
    assert (done.changed, done.open, done.status) == (1, 1, "received")
    assert line_statuses(store) == ["open", "deleted", "received"]
    assert store.receive("LS-1").changed == 1  # what is deleted stays so
    assert line_statuses(store) == ["received", "deleted", "received"]


def test_received_notes_are_not_replaced(store: Store) -> None:
    """After one received line a replacement and a cancellation are conflicts."""
    take(store, draft("LS-1", [1, 2]))
    store.receive("LS-1", lines=["1"])
    assert take(store, draft("LS-1", [9], function="replace")).outcome == "rejected"
    assert take(store, draft("LS-1", function="cancel")).outcome == "rejected"
    assert revisions(store) == [(1, 1, "received")]


def test_the_current_revision(store: Store) -> None:
    """A replacement is what is received; a cancelled note cannot be."""
    take(store, draft("LS-1", [1]))
    take(store, draft("LS-1", [2], function="replace"))
    assert store.receive("LS-1").revision == 2
    take(store, draft("LS-2", [1]))
    take(store, draft("LS-2", function="cancel"))
    with pytest.raises(NotReceivable, match="no delivery note LS-2"):
        store.receive("LS-2")


def test_what_is_not_clear(store: Store) -> None:
    """Unknown numbers and lines, and a number that two suppliers use, change nothing and say what there is."""
    take(store, draft("LS-1", [1, 2]))
    take(store, draft("LS-1", [1]), supplier_key="oticon", supplier="Oticon")
    with pytest.raises(NotReceivable, match="oticon, phonak"):
        store.receive("LS-1")
    with pytest.raises(NotReceivable, match="has no line 7; it has 1, 2"):
        store.receive("LS-1", "phonak", lines=["1", "7"])
    with pytest.raises(NotReceivable, match="no delivery note LS-9"):
        store.receive("LS-9")
    assert set(line_statuses(store)) == {"open"}
