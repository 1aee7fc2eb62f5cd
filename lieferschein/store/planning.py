"""What a message does to the store, decided note by note and not yet written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest

from lieferschein.reasons import N_, Reason
from parsers.draft import Draft
from parsers.frames import Frames

from . import differences
from .content import content_hash
from .decisions import Action, Decision, Incoming, Policy, Revision, decide
from .encoding import DraftEncoder, clean
from .records import ImportResult, MessageImport, NoteResult
from .shelf import Held, NoteKey, PendingNote, Shelf, day_of

DATE_OF_MAIL = N_("The document has no date; the date of the mail was taken.")
REPLACES_NOTHING = N_("The document replaces a note that was not in the store.")
REJECTED = (Action.CONFLICT, Action.UNKNOWN_CANCELLATION)
WITHHELD = "withheld"  # good by itself, not imported because another note of its message was rejected

DraftOf = Callable[[Held], Draft]


@dataclass(slots=True)
class Plan:
    """The result of a message, and what has to be written for it."""

    message: MessageImport
    result: ImportResult
    inserts: list[PendingNote] = field(default_factory=list)
    changes: list[tuple[Held, str]] = field(default_factory=list)  # revision, its new status
    events: list[tuple[Held, str]] = field(default_factory=list)  # revision, what the message did to it
    notes: dict[NoteKey, list[Held]] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """The message is imported or a duplicate."""
        return self.result.outcome in {"imported", "duplicate"}


def drafts_of(message: MessageImport) -> Sequence[Draft]:
    """The drafts of a message, given as Frames or as they are."""
    return message.drafts.drafts if isinstance(message.drafts, Frames) else message.drafts


def keys_of(message: MessageImport) -> list[NoteKey]:
    """The notes that a message may meet."""
    return [(message.supplier_key, _name(draft)) for draft in drafts_of(message)]


def plan_message(message: MessageImport, shelf: Shelf, encoder: DraftEncoder, draft_of: DraftOf) -> Plan:
    """Decide a message as a whole; the shelf stays as it is until `apply`."""
    planner = _Planner(message, shelf, encoder, draft_of)
    drafts = drafts_of(message)
    if not drafts:
        raise ValueError("a message without notes cannot be imported")
    for draft, branch in zip_longest(drafts, message.branches[: len(drafts)]):
        planner.add(draft, branch)
    return planner.finish()


def apply(plan: Plan, shelf: Shelf) -> None:
    """Let the next messages of the batch see what this one did."""
    shelf.notes.update(plan.notes)
    for held, status in plan.changes:
        if held.pending is not None and held.pending.id is None:
            held.pending.status, held.pending.changed_by = status, plan.message.id


@dataclass(frozen=True, slots=True)
class _Note:
    draft: Draft
    name: str
    branch: str | None
    document: Incoming
    warnings: list[str]  # of the import


class _Planner:
    def __init__(self, message: MessageImport, shelf: Shelf, encoder: DraftEncoder, draft_of: DraftOf) -> None:
        self.message = message
        self.plan = Plan(message, ImportResult(message.id, None))
        self.shelf, self.encoder, self.draft_of = shelf, encoder, draft_of
        self.policy = Policy(message.resend == "replace", message.accept_conflicts)
        self.reason: Reason | None = None
        self.results: list[NoteResult] = []
        self.seen: dict[tuple[str, str], tuple[str, Draft]] = {}

    def add(self, draft: Draft, branch: str | None) -> None:
        """Decide one note."""
        name, function, digest = _name(draft), _function(draft), content_hash(draft)
        first_digest, first = self.seen.setdefault((name, function), (digest, draft))
        if first is not draft:
            if first_digest != digest:
                self._reject(differences.twice(first, draft), draft, Action.CONFLICT)
            return  # the same note in two documents of the message is one note
        self._decide(self._note(draft, name, branch, digest))

    def finish(self) -> Plan:
        """The whole message: rejected when one of its notes is."""
        plan, message = self.plan, self.message
        if self.reason is not None:
            dropped = {id(pending) for pending in plan.inserts}
            plan.events = [
                (held, action)
                for held, action in plan.events
                if action == Action.CONFLICT and id(held.pending) not in dropped
            ]
            plan.inserts, plan.changes, plan.notes = [], [], {}
            plan.result = ImportResult(
                message.id, "rejected", self.reason, tuple(_withheld(result) for result in self.results)
            )
        else:
            new = any(result.action != Action.DUPLICATE for result in self.results)
            plan.result = ImportResult(message.id, "imported" if new else "duplicate", None, tuple(self.results))
        return plan

    def _note(self, draft: Draft, name: str, branch: str | None, digest: str) -> _Note:
        issue_date: date | None = draft.note.get("issue_date")
        dated = issue_date is not None
        warnings = []
        if not dated and self.message.mail_date is not None:
            issue_date = day_of(self.message.mail_date)
            warnings.append(DATE_OF_MAIL)
        document = Incoming(_function(draft), issue_date, draft.note.get("issued_at"), digest, dated)
        return _Note(draft, name, branch, document, warnings)

    def _decide(self, note: _Note) -> None:
        held = self._held(note.name)
        decision = decide(note.document, [each.revision for each in held], self.policy)
        target = next((each for each in held if each.revision is decision.target), None)
        if decision.action is Action.UNKNOWN_CANCELLATION:
            self._reject(differences.unknown_cancellation(note.name), note.draft, decision.action)
        elif decision.action in {Action.NEW, Action.REPLACED}:
            self._insert(decision, note, target)
        elif target is not None:
            self._meet(decision, note, target)

    def _meet(self, decision: Decision, note: _Note, target: Held) -> None:
        """Conflict, duplicate or cancellation: nothing is added."""
        if decision.action is Action.CANCELLED:
            target = self._change(note.name, target, "cancelled")
        self.plan.events.append((target, decision.action))
        if decision.action is Action.CONFLICT:
            reason = differences.conflict(decision.why, self.draft_of(target), note.draft)
            self._reject(reason, note.draft, decision.action)
        else:
            self._result(decision, note, ())

    def _insert(self, decision: Decision, note: _Note, target: Held | None) -> None:
        if decision.action is Action.NEW and note.document.function in {"replace", "change"}:
            note.warnings.append(REPLACES_NOTHING)
        if target is not None and target.revision.status == "open":
            self._change(note.name, target, "superseded")
        pending = self._pending(decision, note)
        document = note.document
        facts = Revision(
            pending.series,
            pending.revision,
            "open",
            document.function,
            document.issue_date,
            document.issued_at,
            document.content_hash,
        )
        held = Held(facts, pending=pending)
        self.plan.inserts.append(pending)
        self.plan.events.append((held, decision.action))
        self.plan.notes[self.message.supplier_key, note.name] = [*self._held(note.name), held]
        self._result(decision, note, (*note.draft.warnings, *note.warnings))

    def _pending(self, decision: Decision, note: _Note) -> PendingNote:
        draft, document = note.draft, note.document
        extra = {
            "delivery_note_number": note.name,
            "issue_date": document.issue_date,
            "warnings": [*draft.warnings, *note.warnings] or None,
        }
        return PendingNote(
            self.message.id,
            self.message.supplier_key,
            self.message.supplier,
            note.branch,
            decision.series or 1,
            decision.revision or 1,
            document.content_hash,
            draft,
            self.encoder.encode(draft, extra),
        )

    def _held(self, name: str) -> list[Held]:
        key = (self.message.supplier_key, name)
        return self.plan.notes.get(key) or self.shelf.get(key)

    def _change(self, name: str, held: Held, status: str) -> Held:
        changed = replace(held, revision=replace(held.revision, status=status))
        self.plan.changes.append((held, status))
        self.plan.notes[self.message.supplier_key, name] = [
            changed if each is held else each for each in self._held(name)
        ]
        return changed

    def _reject(self, reason: Reason, draft: Draft, action: Action) -> None:
        self.reason = self.reason or reason
        self.results.append(NoteResult(_name(draft), None, len(draft.lines), action))

    def _result(self, decision: Decision, note: _Note, warnings: tuple[str, ...]) -> None:
        lines = len(note.draft.lines)
        self.results.append(NoteResult(note.name, decision.revision, lines, decision.action, decision.series, warnings))


def _name(draft: Draft) -> str:
    return clean(draft.note["delivery_note_number"]).strip()


def _function(draft: Draft) -> str:
    return str(draft.note.get("document_function") or "original")


def _withheld(result: NoteResult) -> NoteResult:
    if result.action in REJECTED:
        return result
    return NoteResult(result.delivery_note_number, None, result.lines, WITHHELD)
