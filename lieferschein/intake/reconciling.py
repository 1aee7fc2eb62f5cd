"""Mailbox and ledger compared: every difference found, and mended where that cannot lose or double anything.

For people, after a power cut, a restored database or server, or mail that was moved about by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from lieferschein.intake.accounts import lease_key, ledger_account
from lieferschein.intake.options import SyncOptions
from lieferschein.intake.run import MailboxRun, RunStopped
from lieferschein.intake.settling import finish_moves, settle
from lieferschein.intake.work import Outcome, Work
from lieferschein.mail import Listed, MailError
from lieferschein.mail.answer import answered_mail
from lieferschein.reasons import N_, Reason
from lieferschein.settings import Settings
from lieferschein.store import LedgerEntry, StoreError, open_dry

MESSAGES = {
    "lease_expired": N_("{holder} died and left its lease; it is taken over."),
    "half_moved": N_("Its move was begun and not finished; it is finished."),
    "not_noted": N_("It is in {folder}, but the ledger has it as not moved yet; the ledger is corrected."),
    "still_there": N_("It was decided ({outcome}) and is still in {folder}; it is moved where it belongs."),
    "vanished": N_("It was decided ({outcome}), but is neither in {folder} nor where it belongs: somebody moved it."),
    "attempt_open": N_("A run died while it had this mail in hand; the next run handles it last and alone."),
    "attempt_gone": N_("A run died while it had this mail in hand, and it is not in {folder} any more; closed."),
    "not_in_ledger": N_("It is in {folder}, but the ledger does not know it as done; it goes back to be read again."),
    "rejected_unknown": N_(
        "It is in {folder}, but not in the ledger. Read it again with: lieferschein sync --folder error"
    ),
    "rejected_archived": N_(
        "It is in {folder}, but the ledger has it as rejected. If it was imported after the backup was made, move it "
        "to the inbox folder by hand."
    ),
}
FOR_PEOPLE = ("rejected_unknown", "rejected_archived", "attempt_open")  # reported only


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that mailbox and ledger tell differently; `mended` when it is put right now."""

    kind: str
    reason: Reason
    mended: bool
    message_id: str | None = None
    sender: str | None = None
    subject: str | None = None

    def to_json(self, language: str) -> dict[str, Any]:
        """As `lieferschein reconcile --json` prints it."""
        return {
            "kind": self.kind,
            "message_id": self.message_id,
            "sender": self.sender,
            "subject": self.subject,
            "sentence": self.reason.sentence(language),
            "mended": self.mended,
        }


@dataclass(slots=True)
class Reconciliation:
    """What was found in a mailbox; `stopped` says why it could not be compared."""

    mailbox: str
    dry_run: bool
    differences: list[Difference] = field(default_factory=list)
    stopped: Reason | None = None
    lease_held: bool = False

    @property
    def exit_status(self) -> int:
        """0 all is well now, 3 something is left for people (or, dry, to be mended), 1 failed, 4 another run works."""
        if self.stopped is not None:
            return 4 if self.lease_held else 1
        return 0 if all(each.mended for each in self.differences) else 3

    def to_json(self, language: str) -> dict[str, Any]:
        """The document of `lieferschein reconcile --json`."""
        return {
            "mailbox": self.mailbox,
            "dry_run": self.dry_run,
            "message": self.stopped.sentence(language) if self.stopped else None,
            "differences": [each.to_json(language) for each in self.differences],
        }


def reconcile(settings: Settings, mailbox: str, *, dry_run: bool = False) -> Reconciliation:
    """Compare the folders of `mailbox` with the ledger. A dry run tells the same and changes nothing."""
    run = MailboxRun(settings, mailbox, SyncOptions(dry_run=dry_run))
    result = Reconciliation(mailbox, dry_run)
    try:
        result.differences += _expired_leases(run)
        with run:
            run.connect()
            if run.report.skipped is not None:
                result.stopped, result.lease_held = run.report.skipped, run.report.lease_held
                return result
            result.differences += Comparison(run).all()
    except (MailError, StoreError, RunStopped) as error:
        result.stopped = error.reason
    return result


def _expired_leases(run: MailboxRun) -> list[Difference]:
    key, now = lease_key(run.mailbox), datetime.now(UTC)
    with open_dry(run.settings.database_url) as store:
        dead = [lease for lease in store.leases() if lease.key == key and lease.until < now]
    return [_difference(run, "lease_expired", None, holder=lease.holder) for lease in dead]


def _difference(run: MailboxRun, kind: str, mail: LedgerEntry | Listed | None, **params: str) -> Difference:
    return Difference(
        kind,
        Reason(kind, MESSAGES[kind], params),
        mended=not run.options.dry_run and kind not in FOR_PEOPLE,
        message_id=mail.message_id or None if mail else None,
        sender=mail.sender if mail else None,
        subject=mail.subject if mail else None,
    )


class Comparison:
    """The folders of a connected run against its ledger; each part finds first and mends then."""

    def __init__(self, run: MailboxRun) -> None:
        self.run = run
        self.account = ledger_account(run.mailbox)
        self.dry = run.options.dry_run

    def all(self) -> Iterator[Difference]:
        """Every difference, mended on the way unless the run is dry."""
        run = self.run
        if run.folders.missing:  # a dry run on a mailbox that was never used
            return
        yield from self._half_moves()
        run.listing = run.session.list(run.source, readonly=self.dry)
        yield from self._not_noted()
        yield from self._open_attempts()
        yield from self._still_there()
        yield from self._archived()
        yield from self._rejected()

    def _half_moves(self) -> Iterator[Difference]:
        entries = [entry for entry in self.run.store.unfiled(self.account, self.run.source) if entry.move_plan]
        yield from (_difference(self.run, "half_moved", entry) for entry in entries)
        if not self.dry:
            finish_moves(self.run)

    def _not_noted(self) -> Iterator[Difference]:
        run, listed = self.run, set(self.run.listing.uids)
        for entry in run.store.unfiled(self.account, run.source):
            same_folder = entry.uidvalidity == run.listing.uidvalidity
            if entry.move_plan or (same_folder and entry.uid in listed):
                continue
            target = run.folders.error if entry.outcome == "rejected" else run.folders.archive
            if entry.message_id and run.session.search_message_id(target, entry.message_id):
                yield _difference(run, "not_noted", entry, folder=target)
            else:
                yield _difference(run, "vanished", entry, outcome=entry.outcome or "", folder=run.source)
        if not self.dry:
            settle(run)

    def _open_attempts(self) -> Iterator[Difference]:
        run, listed = self.run, set(self.run.listing.uids)
        gone = []
        for entry in run.store.with_open_attempts(self.account, run.source):
            if entry.uid in listed and entry.uidvalidity == run.listing.uidvalidity:
                yield _difference(run, "attempt_open", entry)
            else:
                gone.append(entry.id)
                yield _difference(run, "attempt_gone", entry, folder=run.source)
        if gone and not self.dry:
            run.store.mark_vanished(gone)

    def _still_there(self) -> Iterator[Difference]:
        run = self.run
        known = run.store.known(self.account, run.source, run.listing.uidvalidity, run.listing.uids)
        works: dict[str, list[Work]] = {}
        for listed in run.listing.messages:
            entry = known.get(listed.uid)
            if entry is None or not entry.decided or entry.move_plan:
                continue
            yield _difference(run, "still_there", listed, outcome=entry.outcome or "", folder=run.source)
            work = Work(listed, entry.id)
            work.outcome, work.reason = cast("Outcome", entry.outcome), entry.reason
            works.setdefault(run.target(work), []).append(work)
        for target, group in works.items():
            run.filing.move(group, target)

    def _archived(self) -> Iterator[Difference]:
        """Archived mail that the ledger does not know: imported after the backup that the database was restored from.

        Mail that is older than the ledger is none of our business. What goes back is imported once, or a duplicate.
        """
        run = self.run
        back = []
        for listed, entries in self._unfinished_in(run.folders.archive):
            if any(entry.decided for entry in entries):
                yield _difference(run, "rejected_archived", listed, folder=run.folders.archive)
            elif not any(entry.outcome in ("vanished", "left") for entry in entries):
                back.append(listed.uid)
                yield _difference(run, "not_in_ledger", listed, folder=run.folders.archive)
        if back and not self.dry:
            run.check_lease()
            run.session.move(run.session.list(run.folders.archive), back, run.source)

    def _rejected(self) -> Iterator[Difference]:
        folder = self.run.folders.error
        for listed, entries in self._unfinished_in(folder, done=("rejected", "imported", "duplicate", "ignored")):
            if not entries:
                yield _difference(self.run, "rejected_unknown", listed, folder=folder)

    def _unfinished_in(
        self, folder: str, done: tuple[str, ...] = ("imported", "duplicate", "ignored")
    ) -> Iterator[tuple[Listed, list[LedgerEntry]]]:
        """Mail in a folder that the ledger does not have as done, with what it has of it; answers are ours."""
        run = self.run
        since = run.store.begun(self.account)
        if since is None:
            return
        ids = run.session.message_ids(folder)
        known = run.store.by_message_id(None, [identity for identity in ids.values() if identity])
        unfinished = {
            uid
            for uid, identity in ids.items()
            if identity
            and answered_mail(identity) is None
            and not any(entry.outcome in done for entry in known.get(identity, ()))
        }
        if not unfinished:
            return
        for listed in run.session.list(folder, readonly=True).messages:
            if listed.uid in unfinished and listed.received >= since:
                yield listed, known.get(listed.message_id, [])
