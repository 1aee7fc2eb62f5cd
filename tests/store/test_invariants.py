"""Whatever documents come in whatever order: what always holds for the store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lieferschein.store import ImportResult, MessageImport, Store, open_store
from tests.store.build import draft, facts

FUNCTIONS = ("original", "original", "replace", "cancel", "change", "duplicate", "final", "provisional")

documents = st.fixed_dictionaries(
    {
        "number": st.sampled_from(["LS-1", "LS-2"]),
        "quantities": st.lists(st.integers(1, 2), min_size=1, max_size=2),
        "function": st.sampled_from(FUNCTIONS),
        "issue_date": st.sampled_from([date(2026, 1, 5), date(2026, 1, 6), date(2026, 11, 2), None]),
        "issued_at": st.one_of(
            st.none(), st.integers(0, 3).map(lambda hours: datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=hours))
        ),
    }
)
mails = st.lists(
    st.tuples(
        st.lists(documents, min_size=1, max_size=3),
        st.fixed_dictionaries({"resend": st.sampled_from(["conflict", "replace"]), "accept_conflicts": st.booleans()}),
    ),
    max_size=8,
)
Mail = tuple[list[dict[str, Any]], dict[str, Any]]


def prepare(store: Store, given_mails: list[Mail]) -> list[MessageImport]:
    entries = store.open_attempts([facts(at + 1) for at in range(len(given_mails))])
    day = datetime(2026, 11, 3, tzinfo=UTC)
    return [
        MessageImport(entry.id, "phonak", "Phonak", [draft(**each) for each in notes], mail_date=day, **policy)
        for entry, (notes, policy) in zip(entries, given_mails, strict=True)
    ]


def content(store: Store) -> list[tuple[Any, ...]]:
    with store.engine.connect() as connection:
        query = (
            "SELECT n.delivery_note_number, series, revision, n.status, content_hash, line, l.status, l.quantity"
            " FROM delivery_notes n LEFT JOIN delivery_note_lines l ON delivery_note_id = n.id"
            " ORDER BY 1, 2, 3, 6"
        )
        return [tuple(row) for row in connection.exec_driver_sql(query)]


@settings(max_examples=60, deadline=None)
@given(mails)
def test_alone_together_and_previewed(given_mails: list[Mail]) -> None:
    """One message at a time, all in one batch, or previewed: the same results and the same store."""
    with open_store("sqlite://") as alone, open_store("sqlite://") as together:
        batch = prepare(together, given_mails)
        previewed = together.preview(batch)
        results = together.import_messages(batch)
        singly: list[ImportResult] = []
        for each in prepare(alone, given_mails):
            singly += alone.import_messages([each])
        assert all(result.error is None for result in results)
        assert results == singly == previewed
        assert content(together) == content(alone)


@settings(max_examples=60, deadline=None)
@given(mails)
def test_what_always_holds(given_mails: list[Mail]) -> None:
    """Revisions and series count from 1 without gaps; only the newest of a series counts; lines follow their note."""
    with open_store("sqlite://") as store:
        store.import_messages(prepare(store, given_mails))
        found: dict[tuple[str, int], dict[int, str]] = {}
        for number, series, revision, status, _, _, line_status, _ in content(store):
            found.setdefault((number, series), {})[revision] = status
            assert line_status in {None, "open" if status == "open" else "deleted"}
        for revisions in found.values():
            assert sorted(revisions) == list(range(1, len(revisions) + 1))
            assert all(status != "open" for revision, status in revisions.items() if revision != len(revisions))
        for number in {number for number, _ in found}:
            series = sorted(at for name, at in found if name == number)
            assert series == list(range(1, len(series) + 1))


@settings(max_examples=60, deadline=None)
@given(mails)
def test_everything_again_changes_nothing(given_mails: list[Mail]) -> None:
    """Originals that come a second time, each directly after the first, change nothing."""
    with open_store("sqlite://") as store:
        for mail in given_mails:
            (result,) = store.import_messages(prepare(store, [mail]))
            before = content(store)
            (again,) = store.import_messages(prepare(store, [mail]))
            if len(mail[0]) == 1 and result.outcome != "rejected":
                assert (again.outcome, content(store)) == ("duplicate", before)
