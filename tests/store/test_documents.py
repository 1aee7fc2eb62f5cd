"""The documents of messages: once per content, compressed, found again."""

from __future__ import annotations

from hashlib import sha256

from lieferschein.store import Store, StoredFile
from tests.store.build import draft, take

EDI, PDF = b"UNH+1+DESADV'" * 1000, b"%PDF-1.7"


def test_documents_of_an_import(store: Store) -> None:
    """The note's bytes and the PDF beside it come back as they were."""
    files = [("note.edi", "application/edifact", EDI), ("note.pdf", None, PDF)]
    result = take(store, draft(source_sha256=sha256(EDI).hexdigest()), documents=files)
    assert store.documents_of(result.id) == [StoredFile(*file) for file in files]
    (digest,) = store.notes()["source_sha256"]
    found = store.document(digest)
    assert found is not None
    assert (found.media_type, found.data) == ("application/edifact", EDI)
    assert store.document("nothing") is None


def test_one_copy_per_content(store: Store) -> None:
    """The same bytes in two messages are kept once and compressed."""
    for number in ("LS-1", "LS-2"):
        take(store, draft(number), documents=[(f"{number}.edi", None, EDI), ("copy.edi", None, EDI)])
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT size, data FROM documents").all()
    assert [row[0] for row in rows] == [len(EDI)]
    assert len(rows[0][1]) < len(EDI) / 10


def test_nothing_is_kept_of_duplicates_and_rejections(store: Store) -> None:
    """A duplicate brings no evidence that is not there already; a rejected mail lies in Fehler."""
    take(store, draft(quantities=[2]))
    duplicate = take(store, draft(quantities=[2]), documents=[("a.pdf", None, PDF)])
    rejected = take(store, draft(quantities=[3]), documents=[("b.pdf", None, PDF)])
    assert store.documents_of(duplicate.id) == store.documents_of(rejected.id) == []
