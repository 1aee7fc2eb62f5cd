"""The task that imports a message's notes: one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import State, task

from lieferschein.intake import MailboxRun, Work, import_messages
from lieferschein.reasons import N_, translate
from lieferschein.store import NoteResult
from tasks.parsing import state_of
from tasks.policy import observed, step_options, tag
from tasks.states import completed

_IMPORTED = {
    "new": N_("new, {count} lines"),
    "replaced": N_("replaced, {count} lines"),
    "cancelled": N_("cancelled, {count} lines"),
    "duplicate": N_("duplicate, {count} lines"),
}


@task(**step_options("import"))
def import_notes(run: MailboxRun, works: Sequence[Work]) -> State | None:
    """All the notes of a message, or none."""
    tag(works)
    import_messages(run, works)
    if len(works) != 1:
        return None
    [work] = works
    if work.outcome != "imported":
        return state_of(run, work)
    return completed(", ".join(_told(note, run.settings.language) for note in work.notes))


def _told(note: NoteResult, language: str) -> str:
    text = translate(_IMPORTED[note.action], language)
    return f"{note.delivery_note_number}: {text.format(count=note.lines)}"


def observed_import(run: MailboxRun, works: list[Work]) -> None:
    """`import_notes` as a task run, where notes were read; the first of a batch takes the others along."""
    if any(work.prepared is not None for work in works):
        observed(import_notes, run, works, "import")
