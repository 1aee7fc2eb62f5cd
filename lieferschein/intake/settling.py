"""What earlier runs left between mailbox and ledger: half moves, and moves that the ledger has not heard of."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lieferschein.intake.accounts import ledger_account
from lieferschein.mail import MovePlan
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
        if run.session.uidvalidity(plan.source) != plan.uidvalidity:
            continue  # its UIDs mean other messages now; content tells them apart
        recovered = run.session.recover(plan)
        run.store.mark_filed([by_uid[uid].id for uid in recovered.moved if uid in by_uid], plan.target)
        run.store.mark_vanished([by_uid[uid].id for uid in recovered.vanished if uid in by_uid])


def settle(run: MailboxRun) -> None:
    """Drop locators of a renumbered folder; note the moves that were done before the ledger heard of them."""
    account = ledger_account(run.mailbox)
    forgotten = run.store.forget_locators(account, run.source, run.listing.uidvalidity)
    if forgotten:
        logger.warning(
            "The server renumbered %s (UIDVALIDITY); %d messages are known by content only", run.source, forgotten
        )
    listed = set(run.listing.uids)
    for entry in run.store.unfiled(account, run.source):
        if entry.uid in listed or entry.uid is None:
            continue
        target = run.folders.error if entry.outcome == "rejected" else run.folders.archive
        if entry.message_id and run.session.search_message_id(target, entry.message_id):
            run.store.mark_filed([entry.id], target)
        else:
            run.store.mark_vanished([entry.id])
