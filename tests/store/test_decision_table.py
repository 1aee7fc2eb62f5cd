"""Every row of the decision table of schema.md, through the import, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lieferschein.store import Store
from tests.store.build import draft, line_statuses, message, receive, revisions, take

EARLY = datetime(2026, 11, 2, 8, tzinfo=UTC)
LATE = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_first_original_is_imported(store: Store) -> None:
    """A note that is not in the store is revision 1 of series 1, open, its lines open."""
    result = take(store, draft(quantities=[2, 3]))
    assert (result.outcome, result.reason) == ("imported", None)
    (note,) = result.notes
    assert (note.action, note.series, note.revision, note.lines) == ("new", 1, 1, 2)
    assert revisions(store) == [(1, 1, "open")]
    assert line_statuses(store) == ["open", "open"]


def test_cancel_an_open_note(store: Store) -> None:
    """cancel | the note, open | cancelled: the status changes, no revision is added, open lines are deleted."""
    take(store, draft())
    result = take(store, draft(function="cancel"))
    assert (result.outcome, result.notes[0].action, result.notes[0].revision) == ("imported", "cancelled", 1)
    assert revisions(store) == [(1, 1, "cancelled")]
    assert line_statuses(store) == ["deleted"]


def test_cancellation_without_lines(store: Store) -> None:
    """A cancellation names its note and need not repeat its lines."""
    take(store, draft())
    assert take(store, draft(quantities=[], function="cancel")).outcome == "imported"
    assert revisions(store) == [(1, 1, "cancelled")]


def test_cancel_twice_is_a_duplicate(store: Store) -> None:
    """cancel | already cancelled | duplicate."""
    take(store, draft())
    take(store, draft(function="cancel"))
    assert take(store, draft(function="cancel")).outcome == "duplicate"


@pytest.mark.parametrize("whole", [True, False])
def test_cancel_after_goods_receipt_is_a_conflict(store: Store, whole: bool) -> None:
    """cancel | received at goods receipt | conflict; one booked line is enough."""
    take(store, draft(quantities=[2, 3]))
    receive(store, whole=whole)
    result = take(store, draft(function="cancel"))
    assert result.outcome == "rejected"
    assert result.reason is not None
    assert result.reason.code == "conflict"
    assert "no longer be cancelled" in result.reason.sentence()


def test_cancel_of_nothing_is_unknown(store: Store) -> None:
    """cancel | nothing | rejected unknown_cancellation."""
    result = take(store, draft("LS-9", function="cancel"))
    assert result.outcome == "rejected"
    assert result.reason is not None
    assert result.reason.code == "unknown_cancellation"
    assert "LS-9" in result.reason.sentence()
    assert revisions(store, "LS-9") == []


def test_cancellation_finds_the_note_of_last_year(store: Store) -> None:
    """The date of a cancellation takes no part: one of January finds the note of last March."""
    take(store, draft(issue_date=date(2026, 3, 1)))
    assert take(store, draft(function="cancel", issue_date=date(2027, 1, 31))).notes[0].action == "cancelled"


@pytest.mark.parametrize("received", [False, True])
@pytest.mark.parametrize("function", ["original", "replace", "duplicate", "copy", "final", None])
def test_equal_is_a_duplicate(store: Store, function: str | None, received: bool) -> None:
    """equal | open or received | duplicate, whatever the function and the wrapping."""
    take(store, draft())
    if received:
        receive(store, whole=True)
    again = draft(function=function, issued_at=LATE, document_id="other", source_name="other.edi", remarks="again")
    assert take(store, again).outcome == "duplicate"
    assert len(revisions(store)) == 1


def test_equal_to_an_older_revision(store: Store) -> None:
    """equal to an older revision | open | duplicate, unless it is a replacement: then a new revision."""
    take(store, draft(quantities=[2]))
    take(store, draft(quantities=[3], function="replace"))
    assert take(store, draft(quantities=[2])).outcome == "duplicate"
    assert revisions(store) == [(1, 1, "superseded"), (1, 2, "open")]
    assert take(store, draft(quantities=[2], function="replace")).notes[0].action == "replaced"
    assert revisions(store) == [(1, 1, "superseded"), (1, 2, "superseded"), (1, 3, "open")]


def test_equal_to_a_cancelled_note_is_a_conflict(store: Store) -> None:
    """equal | cancelled | conflict."""
    take(store, draft())
    take(store, draft(function="cancel"))
    result = take(store, draft())
    assert result.outcome == "rejected"
    assert result.reason is not None
    assert "cancelled by its supplier" in result.reason.sentence()
    assert revisions(store) == [(1, 1, "cancelled")]


@pytest.mark.parametrize(("held", "new"), [(EARLY, LATE), (None, LATE), (None, None), (EARLY, None), (EARLY, EARLY)])
def test_replace_an_open_note(store: Store, held: datetime | None, new: datetime | None) -> None:
    """replace | open, older or no issued_at | a new revision, the old one superseded and its lines deleted."""
    take(store, draft(quantities=[2], issued_at=held))
    result = take(store, draft(quantities=[3], function="replace", issued_at=new))
    assert (result.outcome, result.notes[0].action, result.notes[0].revision) == ("imported", "replaced", 2)
    assert revisions(store) == [(1, 1, "superseded"), (1, 2, "open")]
    assert line_statuses(store) == ["deleted", "open"]


@pytest.mark.parametrize("function", ["original", "provisional", "final", "change"])
def test_anything_after_a_provisional(store: Store, function: str) -> None:
    """anything after a provisional | open, older issued_at or none | a new revision."""
    take(store, draft(quantities=[2], function="provisional", issued_at=EARLY))
    result = take(store, draft(quantities=[3], function=function, issued_at=LATE))
    assert result.notes[0].action == "replaced"
    assert revisions(store) == [(1, 1, "superseded"), (1, 2, "open")]


def test_replacement_that_comes_late_is_a_duplicate(store: Store) -> None:
    """replace | a newer one | duplicate: mails overtake each other."""
    take(store, draft(quantities=[3], function="replace", issued_at=LATE))
    assert take(store, draft(quantities=[2], function="replace", issued_at=EARLY)).outcome == "duplicate"
    assert revisions(store) == [(1, 1, "open")]


@pytest.mark.parametrize("whole", [True, False])
def test_replace_after_goods_receipt_is_a_conflict(store: Store, whole: bool) -> None:
    """replace | received | conflict, even when conflicts are accepted."""
    take(store, draft(quantities=[2, 4]))
    receive(store, whole=whole)
    for accept in (False, True):
        result = take(store, draft(quantities=[3, 4], function="replace"), accept_conflicts=accept)
        assert result.outcome == "rejected"
        assert result.reason is not None
        assert "goods receipt" in result.reason.sentence()


def test_replace_of_nothing_is_imported_with_a_warning(store: Store) -> None:
    """replace | nothing | imported, with a warning."""
    result = take(store, draft(function="replace"))
    assert result.notes[0].action == "new"
    assert any("was not in the store" in warning for warning in result.notes[0].warnings)
    (warnings,) = store.notes().warnings
    assert list(warnings) == list(result.notes[0].warnings)


@pytest.mark.parametrize("function", ["original", "change", "duplicate", "copy", "final", "provisional", None])
def test_other_content_is_a_conflict(store: Store, function: str | None) -> None:
    """anything else with the same key | any | conflict that names line, old and new quantity."""
    take(store, draft(quantities=[2, 5]))
    result = take(store, draft(quantities=[2, 6], function=function))
    assert result.outcome == "rejected"
    assert result.reason is not None
    assert result.reason.code == "conflict"
    assert "line 2, article A-2: quantity 5 before, 6 now" in result.reason.sentence()
    assert revisions(store) == [(1, 1, "open")]


@pytest.mark.parametrize("policy", [{"resend": "replace"}, {"accept_conflicts": True}])
def test_resend_and_accepted_conflicts_replace(store: Store, policy: dict[str, object]) -> None:
    """anything else | unless resend = "replace" or conflicts are accepted: then as replace."""
    take(store, draft(quantities=[2]))
    assert take(store, draft(quantities=[3]), **policy).notes[0].action == "replaced"
    assert revisions(store) == [(1, 1, "superseded"), (1, 2, "open")]


def test_resend_of_older_content_stays_a_duplicate(store: Store) -> None:
    """With resend = "replace", the first original that comes once more does not undo its correction."""
    take(store, draft(quantities=[2]))
    take(store, draft(quantities=[3]), resend="replace")
    assert take(store, draft(quantities=[2]), resend="replace").outcome == "duplicate"


def test_replace_of_a_cancelled_note(store: Store) -> None:
    """replace | cancelled | conflict; accepted, it is a new revision and the cancelled one stays cancelled."""
    take(store, draft(quantities=[2]))
    take(store, draft(function="cancel"))
    assert take(store, draft(quantities=[3], function="replace")).outcome == "rejected"
    assert take(store, draft(quantities=[3], function="replace"), accept_conflicts=True).outcome == "imported"
    assert revisions(store) == [(1, 1, "cancelled"), (1, 2, "open")]


def test_same_goods_after_a_cancellation_can_be_accepted(store: Store) -> None:
    """Accepting conflicts turns them into replacements: also for the same goods after a cancellation."""
    take(store, draft())
    take(store, draft(function="cancel"))
    assert take(store, draft(), resend="replace").outcome == "rejected"
    assert take(store, draft(), accept_conflicts=True).outcome == "imported"
    assert revisions(store) == [(1, 1, "cancelled"), (1, 2, "open")]


@pytest.mark.parametrize(("days", "outcome"), [(270, "rejected"), (271, "imported")])
def test_series_open_after_270_days(store: Store, days: int, outcome: str) -> None:
    """Only an original dated more than 270 days after the newest series opens the next one."""
    first = date(2026, 1, 5)
    take(store, draft(quantities=[2], issue_date=first))
    result = take(store, draft(quantities=[3], issue_date=first + timedelta(days=days)))
    assert result.outcome == outcome
    if outcome == "imported":
        assert revisions(store) == [(1, 1, "open"), (2, 1, "open")]


def test_replacements_join_the_newest_series(store: Store) -> None:
    """A document that is no original joins the newest series of its number, however late."""
    first = date(2026, 1, 5)
    take(store, draft(quantities=[2], issue_date=first))
    take(store, draft(quantities=[3], function="replace", issue_date=first + timedelta(days=400)))
    assert revisions(store) == [(1, 1, "superseded"), (1, 2, "open")]
    take(store, draft(quantities=[4], issue_date=first + timedelta(days=800)))
    take(store, draft(function="cancel", issue_date=first))
    assert revisions(store)[-1] == (2, 1, "cancelled")


def test_mail_of_last_year_again_is_a_duplicate(store: Store) -> None:
    """The same mail again meets its own note, also after its number was given to another one."""
    first = date(2026, 1, 5)
    take(store, draft(quantities=[2], issue_date=first))
    take(store, draft(quantities=[3], issue_date=first + timedelta(days=300)))
    result = take(store, draft(quantities=[2], issue_date=first))
    assert (result.outcome, result.notes[0].series) == ("duplicate", 1)


def test_date_of_the_mail(store: Store) -> None:
    """A document without a date takes the mail's, with a warning."""
    result = take(store, draft(issue_date=None), mail_date=datetime(2026, 11, 3, 7, tzinfo=UTC))
    assert any("date of the mail" in warning for warning in result.notes[0].warnings)
    assert store.notes(to="arrow")["issue_date"].to_pylist() == [date(2026, 11, 3)]


def test_undated_note_again_a_year_later_is_a_duplicate(store: Store) -> None:
    """The mail's date is no date of the note: the same goods again open no series."""
    take(store, draft(issue_date=None), mail_date=datetime(2026, 1, 3, tzinfo=UTC))
    assert take(store, draft(issue_date=None), mail_date=datetime(2027, 1, 3, tzinfo=UTC)).outcome == "duplicate"


def test_suppliers_do_not_meet(store: Store) -> None:
    """A note is known by its supplier: another supplier's note with the same number is another note."""
    take(store, draft(quantities=[2]))
    assert take(store, draft(quantities=[3]), supplier_key="oticon", supplier="Oticon").outcome == "imported"


def test_decisions_within_a_batch(store: Store) -> None:
    """Messages of one batch see each other, in their order."""
    batch = [
        message(store, draft(quantities=[2])),
        message(store, draft(quantities=[2])),
        message(store, draft(quantities=[3], function="replace")),
        message(store, draft(quantities=[9])),
        message(store, draft(function="cancel")),
        message(store, draft(function="cancel")),
    ]
    results = store.import_messages(batch)
    assert [result.outcome for result in results] == [
        "imported",
        "duplicate",
        "imported",
        "rejected",
        "imported",
        "duplicate",
    ]
    assert revisions(store) == [(1, 1, "superseded"), (1, 2, "cancelled")]
    assert line_statuses(store) == ["deleted", "deleted"]
