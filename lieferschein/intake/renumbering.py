"""UIDVALIDITY changed while a run works: its UIDs mean other mail now, so the work goes on by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lieferschein.intake.settling import settle
from lieferschein.mail import Listed

if TYPE_CHECKING:
    from lieferschein.intake.run import MailboxRun

Content = tuple[str, int, object]


def renumber(run: MailboxRun) -> None:
    """List the folder again and give each message that is not done its new UID; one that is not found has vanished.

    What is decided stays decided; what was only begun begins afresh, as mail that the ledger does not know.
    """
    dry = run.options.dry_run
    run.listing = run.session.list(run.source, readonly=dry)
    if not dry:
        settle(run)
    found: dict[Content, list[Listed]] = {}
    for listed in run.listing.messages:
        found.setdefault(_content(listed), []).append(listed)
    gone = []
    for work in run.queue:
        if work.moved or work.outcome in ("deferred", "left"):
            continue
        same = found.get(_content(work.listed))
        if not work.decided:
            work.entry, work.attempt = None, False
        if same:
            work.listed = same.pop(0)
        else:
            gone.append(work)
    run.vanish(gone)


def _content(listed: Listed) -> Content:
    return listed.message_id, listed.size, listed.received
