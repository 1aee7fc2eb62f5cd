"""When the rule of the content hash changes, older notes are compared by reading their stored document again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from lieferschein.store import CONTENT_VERSION, Store, StoredFile, open_store
from parsers.draft import Draft
from tests.store.build import draft, message, take

DATA = b"UNH+1+DESADV'"
DOCUMENTS = [("note.edi", "application/edifact", DATA)]


def make_old(store: Store) -> None:
    """As if the notes had been imported under an older rule."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE delivery_notes SET content_hash = 'old', content_version = 0")


def versions(store: Store) -> list[tuple[str, int]]:
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT content_hash, content_version FROM delivery_notes").all()
    return [(row[0], row[1]) for row in rows]


def test_old_notes_are_hashed_again(store: Store) -> None:
    """A note hashed by an older rule is still recognised, and keeps its new hash."""
    note = draft()
    note.units = [{"line": 0, "serial_number": "007"}, {"line": 0, "serial_number": "008"}]
    note.packages = [{"package_id": "340"}]
    take(store, note)
    before = versions(store)
    make_old(store)
    assert take(store, note).outcome == "duplicate"
    assert versions(store) == before
    assert before[0][1] == CONTENT_VERSION


def test_the_stored_document_is_read(store_url: str) -> None:
    """The reader gets the document and its format; what it reads is compared."""
    seen: list[tuple[StoredFile, str | None]] = []

    def reread(document: StoredFile, format_name: str | None) -> Sequence[Draft]:
        seen.append((document, format_name))
        return [draft("LS-2"), draft(quantities=[5])]

    source = sha256(DATA).hexdigest()
    with open_store(store_url, reread=reread) as store:
        take(store, draft(quantities=[2], source_sha256=source, source_name="note.edi"), documents=DOCUMENTS)
        make_old(store)
        assert take(store, draft(quantities=[5])).outcome == "duplicate"
    assert seen == [(StoredFile("note.edi", "application/edifact", DATA), "desadv")]


def test_preview_hashes_again_without_writing(store: Store) -> None:
    """A dry run compares by today's rule and leaves the store as it is."""
    take(store, draft())
    make_old(store)
    (result,) = store.preview([message(store, draft())])
    assert result.outcome == "duplicate"
    assert versions(store) == [("old", 0)]
