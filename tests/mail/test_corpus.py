"""Every mail of the corpus gives what the .json beside it says: dropping in two files makes a test.

``rule`` says what the mail is for. Of each document ``path``, ``name``, ``kind`` and ``charset`` are compared, and its
content with ``text``, ``sha256`` or the file ``same_as``. What a .json leaves out has to be absent.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from lieferschein.mail import Document, headers, unpack

CORPUS = Path(__file__).parent / "corpus"
MAILS = sorted(CORPUS.glob("*.eml"))


def described(document: Document, expected: dict[str, Any]) -> dict[str, Any]:
    """The document in the words of the .json."""
    found: dict[str, Any] = {"path": document.path, "name": document.name, "kind": document.kind}
    if document.charset:
        found["charset"] = document.charset
    if "text" in expected:
        found["text"] = document.data.decode(document.charset or "utf-8")
    elif "same_as" in expected:
        same = (CORPUS / expected["same_as"]).read_bytes() == document.data
        found["same_as"] = expected["same_as"] if same else document.data
    else:
        found["sha256"] = hashlib.sha256(document.data).hexdigest()
    return found


@pytest.mark.parametrize("path", MAILS, ids=[path.stem for path in MAILS])
def test_mail_of_the_corpus(path: Path) -> None:
    """A mail gives exactly the documents, notices and problems written beside it."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = unpack(path.read_bytes())
    blank: dict[str, Any] = {}
    wanted = [*expected["documents"], *[blank] * max(0, len(found.documents) - len(expected["documents"]))]
    assert [described(*pair) for pair in zip(found.documents, wanted, strict=False)] == expected["documents"]
    assert (found.problem.code if found.problem else None) == expected.get("problem")
    assert (found.problem.sentence() if found.problem else None) == expected.get("sentence")
    for what in ("notices", "ignored", "damaged"):
        assert getattr(found, what) == expected.get(what, [])
    assert {inner.path: headers(inner.headers).sender for inner in found.messages} == expected.get("messages", {})


def test_the_corpus_is_there() -> None:
    """Every mail has its expectation, and every expectation its mail."""
    assert len(MAILS) > 60
    assert {path.stem for path in MAILS} == {path.stem for path in CORPUS.glob("*.json")}
