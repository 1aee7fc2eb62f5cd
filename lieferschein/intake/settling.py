"""What earlier runs left between mailbox and ledger: half moves, and moves that the ledger has not heard of."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lieferschein.intake.accounts import ledger_account
from lieferschein.mail import Listed, MovePlan
from lieferschein.mail.answer import mail_key
from lieferschein.mail.errors import FolderError
from lieferschein.store import LedgerEntry

if TYPE_CHECKING:
    from lieferschein.intake.run import MailboxRun

logger = logging.getLogger(__name__)


def finish_moves(run: MailboxRun) -> None:
    """Finish the moves that a process died in: a copy may be in the target, its source hidden as \\Deleted."""
    entries = run.store.unfiled(ledger_account(run.mailbox), run.source)
    plans: dict[MovePlan, dict[int, LedgerEntry]] = {}
    for entry in entries:
        if entry.move_plan and entry.uid is not None:
            plans.setdefault(MovePlan.from_json(entry.move_plan), {})[entry.uid] = entry
    for plan, by_uid in plans.items():
        _finish(run, plan, by_uid)


def _finish(run: MailboxRun, plan: MovePlan, by_uid: dict[int, LedgerEntry]) -> None:
    if run.session.uidvalidity(plan.source) != plan.uidvalidity:
        plan, by_uid = _by_content(run, plan, by_uid)
        if not plan.mails:
            return
    try:
        recovered = run.session.recover(plan)
    except FolderError as error:  # the target is gone, and with it any copy: moved as usual, to where it belongs now
        logger.warning("A move of an earlier run cannot be finished: %s", error.reason.sentence())
        return
    run.store.mark_filed([by_uid[uid].id for uid in recovered.moved if uid in by_uid], plan.target)
    _taken_away(run, [by_uid[uid] for uid in recovered.vanished if uid in by_uid])


def _taken_away(run: MailboxRun, entries: Sequence[LedgerEntry]) -> None:
    """Decided mail that somebody moved before we did; an answer that waits beside its place goes too."""
    run.store.mark_vanished([entry.id for entry in entries])
    rejected = [entry.message_id for entry in entries if entry.outcome == "rejected" and entry.message_id]
    run.answers.withdraw(mail_key(message_id) for message_id in rejected)


def _by_content(
    run: MailboxRun, plan: MovePlan, by_uid: dict[int, LedgerEntry]
) -> tuple[MovePlan, dict[int, LedgerEntry]]:
    """The plan with the UIDs that a renumbered folder gives its mail now; without what is not in it any more."""
    listing = run.session.list(plan.source)
    found: dict[tuple[str, int], list[Listed]] = {}
    for listed in listing.messages:
        found.setdefault((listed.message_id, listed.size), []).append(listed)
    mails, entries = [], {}
    for mail in plan.mails:
        same = found.get((mail.message_id, mail.size))
        if not same:
            continue
        uid = same.pop(0).uid
        mails.append(replace(mail, uid=uid))
        if mail.uid in by_uid:
            entries[uid] = by_uid[mail.uid]
    return replace(plan, uidvalidity=listing.uidvalidity, mails=tuple(mails)), entries


def settle(run: MailboxRun) -> None:
    """Note the moves that were done before the ledger heard of them; drop locators of a renumbered folder."""
    account, listing = ledger_account(run.mailbox), run.listing
    listed = set(listing.uids)
    for entry in run.store.unfiled(account, run.source):
        if entry.uid in listed and entry.uidvalidity == listing.uidvalidity:
            continue
        target = run.folders.error if entry.outcome == "rejected" else run.folders.archive
        if entry.message_id and run.session.search_message_id(target, entry.message_id):
            run.store.mark_filed([entry.id], target)
        else:
            _taken_away(run, [entry])
    forgotten = run.store.forget_locators(account, run.source, listing.uidvalidity)
    if forgotten:
        logger.warning(
            "The server renumbered %s (UIDVALIDITY); %d messages are known by content only", run.source, forgotten
        )
    died = run.store.with_open_attempts(account, run.source)
    gone = [entry.id for entry in died if entry.uid not in listed]  # taken away after a run had died over them
    if gone:
        run.store.mark_vanished(gone)
