"""One run on one mailbox: what it has open, which messages it takes, in which groups, and where they go."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from lieferschein.intake.accounts import account_of, lease_key, ledger_account
from lieferschein.intake.answering import Answers
from lieferschein.intake.failing import fail
from lieferschein.intake.faults import SAME_FAULT, Foreseen, concerns_all
from lieferschein.intake.filing import Filing
from lieferschein.intake.handoff import hand_over_imports
from lieferschein.intake.options import SyncOptions
from lieferschein.intake.orders import OrderCheck
from lieferschein.intake.queue import Queue, build_queue
from lieferschein.intake.reading import Reader
from lieferschein.intake.renumbering import renumber
from lieferschein.intake.report import MessageRow, Report
from lieferschein.intake.restrictions import not_now
from lieferschein.intake.settling import finish_moves, settle
from lieferschein.intake.watch import watchers
from lieferschein.intake.work import Work
from lieferschein.mail import FolderNames, Folders, Listing, MailError, Session, UidValidityChanged, connect
from lieferschein.reasons import N_, Reason
from lieferschein.settings import Settings
from lieferschein.store import (
    Lease,
    LeaseHeld,
    MessageFacts,
    Store,
    StoreError,
    open_dry,
    open_store,
)

logger = logging.getLogger(__name__)

_HELD = N_("Another run works on mailbox {mailbox}: {holder} since {since}.")


class RunStopped(Exception):
    """The run cannot go on; everything not done stays in Eingang. `reason` says why and what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.sentence())
        self.reason = reason


class MailboxRun:
    """A run and everything it owns: the lease, the session, the store, the queue of messages, the report.

    Use it as a context manager: leaving it logs out, frees the lease and closes the store.
    """

    def __init__(
        self, settings: Settings, mailbox: str, options: SyncOptions, *, flow_run_id: str | None = None
    ) -> None:
        self.settings = settings
        self.name = mailbox
        self.mailbox = settings.mailbox(mailbox)
        self.options = options
        self.flow_run_id = flow_run_id
        self.reader = Reader(settings, mailbox, options)
        self.report = Report(mailbox, settings.language, options.dry_run, options.folder, notes_url=settings.notes_url)
        self.retry_waits = settings.run.retry_waits
        self.store: Store
        self.lease: Lease | None = None
        self.session: Session
        self.folders: Folders
        self.listing: Listing
        self.queue = Queue()
        self.batch: Sequence[Work] = ()  # what is under way together
        self.filing = Filing(self)
        self.answers = Answers(self)
        self._taken_out = 0  # messages of groups that were done again alone
        self._last_fault: Reason | None = None  # of the last message, if it failed alone
        self._same_fault = 0  # how many messages in a row failed so
        self.orders = OrderCheck(settings)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_attempts()
        self._open.close()

    def _close_attempts(self) -> None:
        """Only a process that died leaves attempts open: what stopped this run is no fault of the messages it had."""
        if self.lease is not None and self.lease.lost:
            return  # they may be those of another run by now
        left = [work.entry for work in self.queue if work.attempt and work.entry is not None]
        if left:
            with contextlib.suppress(StoreError):
                self.store.close_attempts(left)

    @property
    def again(self) -> bool:
        """Whether the run takes rejected messages once more."""
        return self.options.folder == "error"

    @property
    def source(self) -> str:
        """The server's name of the folder the messages are taken from."""
        return self.folders.error if self.again else self.folders.inbox

    def connect(self) -> None:
        """Restrictions, store, lease, login and folders; `report.skipped` says why the run does not take place.

        May be called again after a transient fault.
        """
        dry = self.options.dry_run
        self.report.skipped = not_now(self.settings, self.name, ignore_start=dry)
        if self.report.skipped is not None:
            return
        self._open.close()
        opener = open_dry if dry else open_store
        self.store = self._open.enter_context(opener(self.settings.database_url, language=self.settings.language))
        if not dry:
            try:
                self._take_lease()
            except LeaseHeld as held:
                self.report.lease_held = True
                values = {"mailbox": self.name, "holder": held.holder, "since": held.reason.params["since"]}
                self.report.skipped = Reason("lease_held", _HELD, values)
                return
        self.session = self._open.enter_context(connect(account_of(self.mailbox)))
        folders = self.mailbox.folders
        names = FolderNames(folders.inbox, folders.archive, folders.error)
        self.folders = self.session.folders(names, create=folders.create, readonly=dry)

    def _take_lease(self) -> None:
        key = lease_key(self.mailbox)
        holder = f"run {self.flow_run_id or os.getpid()} on {socket.gethostname()}"
        self.lease = self._open.enter_context(self.store.lease(key, holder, wait=self.settings.run.lease_wait))

    def list_inbox(self) -> None:
        """Finish what an earlier run left half done, list the folder and decide which messages this run takes."""
        if not self.options.dry_run:
            finish_moves(self)
        if self.source in self.folders.missing:  # a dry run creates nothing
            self.listing = Listing(self.source, 0, 1, [], readonly=True)
        else:
            self.listing = self.session.list(self.source, readonly=self.options.dry_run)
        if not self.options.dry_run:
            settle(self)
        self.queue = build_queue(self)
        for watcher in watchers():
            watcher.listed(len(self.queue))

    @property
    def observe_each(self) -> bool:
        """Whether each message has task runs of its own; above the limit groups have (docs/decisions)."""
        return len(self.queue) <= self.settings.run.observe_each_up_to

    def batches(self) -> Iterator[list[Work]]:
        """The messages in portions that are fetched at once; those that a process died over last, and alone."""
        limits = self.settings.run
        batch: list[Work] = []
        size = 0
        for work in self.queue.ordinary:
            if batch and (len(batch) >= limits.batch_messages or size + work.listed.size > limits.batch_bytes):
                yield batch
                batch, size = [], 0
            batch.append(work)
            size += work.listed.size
        if batch:
            yield batch
        for work in self.queue.suspects:
            yield [work]

    def observes_another(self) -> bool:
        """Whether one more message that was taken out of its group may have task runs of its own."""
        self._taken_out += 1
        return self._taken_out <= self.settings.run.observe_each_up_to

    def groups(self, batch: list[Work]) -> list[list[Work]]:
        """`batch` as the groups that go through the steps together."""
        if self.observe_each or any(work.error is not None for work in batch):
            return [[work] for work in batch]
        return [batch]

    def fetch(self, works: Sequence[Work]) -> None:
        """Fetch the messages that have to be read; one that is not there any more has vanished."""
        wanted = {work.uid: work for work in works if self.has_to_be_fetched(work)}
        if not wanted:
            return None
        try:
            raws = self.session.fetch(self.listing, list(wanted))
        except UidValidityChanged:
            renumber(self)
            return self.fetch(works)
        for uid, work in wanted.items():
            if uid in raws:
                work.raw = raws[uid]
            else:
                self.vanish([work])
        return None

    def has_to_be_fetched(self, work: Work) -> bool:
        """Whether the message's bytes are needed: not when its header or size alone decide."""
        return (
            work.outcome is None
            and work.raw is None
            and not work.poisonous
            and self.reader.oversized(work) is None
            and self.reader.stays(work) is None
        )

    def vanish(self, works: Sequence[Work]) -> None:
        """Somebody moved or deleted these messages meanwhile: not an error."""
        known = [work.entry for work in works if work.entry is not None]
        self.check_lease()  # what a run that slept takes for vanished was filed by the one that took over
        if known and not self.options.dry_run:
            self.store.mark_vanished(known)
        for work in works:
            if not work.decided:
                work.outcome, work.attempt = "vanished", False
            work.moved = work.filed = True

    def open_attempts(self, works: Sequence[Work]) -> None:
        """Note in the ledger, directly before parsing, that these messages are being handled."""
        todo = [work for work in works if not work.attempt]
        if self.options.dry_run or not todo:
            return
        self.check_lease()
        alone = len(todo) == 1 and todo[0] in self.queue.suspects
        new = all(work.entry is None for work in todo)
        entries = self.store.open_attempts(
            [self.facts(work) for work in todo], alone=alone, flow_run_id=self.flow_run_id, new=new
        )
        for work, entry in zip(todo, entries, strict=True):
            work.entry = entry.id
            work.attempt = True

    def facts(self, work: Work) -> MessageFacts:
        """What the ledger keeps of a message."""
        listed = work.listed
        return MessageFacts(
            account=ledger_account(self.mailbox),
            folder=self.source,
            uidvalidity=self.listing.uidvalidity,
            uid=listed.uid,
            mailbox=self.name,
            message_id=listed.message_id or None,
            sender=work.sender,
            subject=listed.subject,
            size=listed.size,
            received_at=listed.received,
        )

    def target(self, work: Work) -> str:
        """The folder a decided message belongs in."""
        return self.folders.error if work.outcome == "rejected" else self.folders.archive

    def check_lease(self) -> None:
        """Another run may work on the mailbox once the lease was not renewed in time: then this one stops."""
        if self.lease is not None:
            self.lease.check()

    def secure(self) -> None:
        """The lease is ours and every decision so far is on the disk: only now may mail leave the folder.

        The lease is renewed for that: a commit that waits for the disk, and takes the hasty ones before it along.
        """
        if self.lease is not None:
            self.lease.renew()
            self.lease.check()

    def give_up(self, works: Sequence[Work], error: BaseException) -> None:
        """A step of these messages failed for good. A fault of all stops the run; else each is tried, or waits, alone.

        Those of a group keep the error, and the caller does them again one by one.
        """
        if isinstance(error, Foreseen) and (not works or concerns_all(error) or not self.healthy()):
            raise RunStopped(error.reason) from error
        if not works:
            raise error
        for work in works:
            if not work.filed:
                work.error = error
        if len(works) == 1 and not works[0].filed:
            fail(self, works[0], error)

    def healthy(self) -> bool:
        """Whether mailbox and database still answer."""
        try:
            self.store.known(ledger_account(self.mailbox), self.source, 0, [])
            self.session.uidvalidity(self.source)
        except (MailError, StoreError):
            return False
        return True

    def done(self, works: Sequence[Work]) -> None:
        """These messages have ended: into the report, and out of memory."""
        for work in works:
            self.report.rows.append(MessageRow.of(work, self.source))
            work.release()
        for watcher in watchers():
            watcher.done(list(works))
        for work in works:
            self.judge(work)

    def judged(self, works: Sequence[Work]) -> None:
        """A step of these messages is over, and with it the messages that it ended."""
        self.done([work for work in works if work.over])
        for work in works:
            if not work.over:
                self.judge(work)

    def judge(self, work: Work) -> None:
        """Stop when several messages in a row failed alone in the same way: it is not the messages."""
        reason = work.reason
        if work.outcome != "deferred" or reason is None or reason.code == "deferred":
            self._last_fault, self._same_fault = None, 0
            return
        self._same_fault = self._same_fault + 1 if reason == self._last_fault else 1
        self._last_fault = reason
        if self._same_fault == SAME_FAULT:
            raise RunStopped(reason)

    def stopped(self, stop: RunStopped) -> None:
        """The run ends here; what it has decided and not moved is in the report."""
        self.report.failure = stop.reason
        for work in self.queue:
            if work.raw is not None and work.decided:
                work.folder = work.folder if work.moved else None
                self.report.rows.append(MessageRow.of(work, self.source))
                work.release()

    def _hand_over(self) -> None:
        """What was imported goes to the ERP, after the import and outside its transactions."""
        if self.options.dry_run or self.report.skipped is not None or not hasattr(self, "store"):
            return
        try:
            self.secure()
        except StoreError as error:  # the next run hands over
            self.report.notices = [error.reason]
            return
        problems = (self.orders.problem, hand_over_imports(self.settings, self.store).problem)
        self.report.notices = [problem for problem in problems if problem is not None]

    def finish(self) -> Report:
        """The report of the run."""
        if hasattr(self, "listing"):
            gone = sum(row.outcome == "vanished" or row.folder != self.source for row in self.report.rows)
            self.report.left = len(self.listing.messages) - gone
        self._hand_over()
        for watcher in watchers():
            watcher.finished(self.report)
        return self.report
