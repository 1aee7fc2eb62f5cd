"""Which of the listed messages a run takes, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from lieferschein.intake.accounts import ledger_account
from lieferschein.intake.answering import is_answer
from lieferschein.intake.work import Outcome, Work
from lieferschein.store import LedgerEntry

if TYPE_CHECKING:
    from lieferschein.intake.run import MailboxRun


@dataclass(slots=True)
class Queue:
    """`ordinary` messages oldest first, then the `suspects`: each of them alone, since a process died over it."""

    ordinary: list[Work] = field(default_factory=list)
    suspects: list[Work] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ordinary) + len(self.suspects)

    def __iter__(self) -> Iterator[Work]:
        yield from self.ordinary
        yield from self.suspects


def build_queue(run: MailboxRun) -> Queue:
    """The messages of the listing that `run` takes, by what the ledger knows of them and the options of the run."""
    works = [work for work in _known(run) if _wanted(run, work)]
    if run.again and run.options.reasons:
        works = _with_reasons(run, works)
    if run.options.limit is not None:
        works = works[: run.options.limit]
    queue = Queue()
    for work in works:
        (queue.suspects if work.suspect else queue.ordinary).append(work)
    queue.suspects.sort(key=lambda work: work.deaths)  # who was merely near by is out of the way first
    return queue


def _known(run: MailboxRun) -> list[Work]:
    """Each listed message with its ledger entry; what is decided already is only moved."""
    listing = run.listing
    entries = run.store.known(ledger_account(run.mailbox), run.source, listing.uidvalidity, listing.uids)
    if run.again and not run.options.dry_run:
        run.store.fresh_attempts([entry.id for entry in entries.values() if entry.outcome == "rejected"])
    works = []
    for listed in listing.messages:
        entry = entries.get(listed.uid)
        work = Work(listed, entry.id if entry else None)
        if run.again and is_answer(work):  # it stays beside its mail
            continue
        run.reader.name_sender(work)
        if entry is not None:
            if _reported_before(run, work, entry):
                continue
            _take_over(work, entry, again=run.again)
        works.append(work)
    return works


def _reported_before(run: MailboxRun, work: Work, entry: LedgerEntry) -> bool:
    """Mail of an unknown sender that may stay is reported once."""
    return entry.outcome == "left" and run.reader.stays(work) is not None


def _take_over(work: Work, entry: LedgerEntry, *, again: bool) -> None:
    if entry.decided and not (again and entry.outcome == "rejected"):
        work.outcome, work.reason = cast("Outcome", entry.outcome), entry.reason
        work.supplier_key, work.supplier, work.format = entry.supplier_key, entry.supplier, entry.format
    else:
        work.suspect = entry.suspect
        work.deaths = entry.deaths
        work.poisonous = entry.poisonous and not again  # whoever asks for it again wants it tried


def _wanted(run: MailboxRun, work: Work) -> bool:
    wanted = {name.casefold() for name in run.options.suppliers}
    if not wanted:
        return True
    return any(wanted & {each.key.casefold(), each.name.casefold()} for each in run.reader.candidates(work))


def _with_reasons(run: MailboxRun, works: Iterable[Work]) -> list[Work]:
    """Those that were rejected for one of the wanted reasons, as the ledger has it by their Message-ID."""
    works = list(works)
    ids = [work.listed.message_id for work in works if work.listed.message_id]
    entries = run.store.by_message_id(ledger_account(run.mailbox), ids)
    wanted = set(run.options.reasons)

    def reason_of(work: Work) -> str | None:
        found = [entry for entry in entries.get(work.listed.message_id, ()) if entry.outcome == "rejected"]
        return found[0].reason.code if found and found[0].reason else None

    return [work for work in works if reason_of(work) in wanted]
