"""Where decided mail goes: to its folder in as few commands as can be, and then into the ledger."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lieferschein.intake.answering import key_of
from lieferschein.intake.renumbering import renumber
from lieferschein.intake.work import Work
from lieferschein.mail import MailError, MovePlan, UidValidityChanged
from lieferschein.mail.errors import CommandRefused, MoveFailed

if TYPE_CHECKING:
    from lieferschein.intake.run import MailboxRun

logger = logging.getLogger(__name__)


class Filing:
    """The moves of one run.

    Messages that are shown one by one are nevertheless moved together: the first that is moved takes along those that
    `gather` was given and that go to the same folder. When such a move fails, from then on each goes by itself, so that
    one bad message stops no other.
    """

    def __init__(self, run: MailboxRun) -> None:
        self._run = run
        self._together: list[Work] = []

    def gather(self, works: Iterable[Work]) -> None:
        """These messages may be moved together."""
        self._together = list(works)

    def move(self, works: Sequence[Work], target: str) -> None:
        """Move decided messages and note it; those gone meanwhile have vanished."""
        run = self._run
        for work in works:
            work.folder = target
        if run.options.dry_run:
            for work in works:
                work.moved = work.filed = True
            return
        stays = target == run.source
        others = [] if stays else self._others(works, target)
        run.answers.before_move([*works, *others])
        try:
            if not stays:
                self._move_all(works, others, target)
        finally:
            self._note([work for work in (*works, *others) if work.moved or stays], target)

    def _others(self, works: Sequence[Work], target: str) -> list[Work]:
        return [
            work
            for work in self._together
            if work.decided and not work.moved and self._run.target(work) == target and work not in works
        ]

    def _move_all(self, works: Sequence[Work], others: Sequence[Work], target: str) -> None:
        if others:
            try:
                self._move([*works, *others], target)
            except MailError as error:
                self._together = []
                if not isinstance(error, (CommandRefused, MoveFailed)):
                    raise
                logger.info("%s refused to move %d messages together: one by one", target, len(works) + len(others))
        self._move(works, target)

    def _move(self, works: Sequence[Work], target: str) -> None:
        run = self._run
        by_uid = {work.uid: work for work in works if not work.moved}
        if not by_uid:
            return None
        ids = {uid: work.entry for uid, work in by_uid.items() if work.entry is not None}

        def remember(plan: MovePlan) -> None:
            run.store.remember_move([ids[uid] for uid in plan.uids if uid in ids], plan.to_json())

        run.secure()
        try:
            moved = run.session.move(run.listing, list(by_uid), target, remember)
        except MailError as error:
            for uid in error.__dict__.get("moved", ()):
                by_uid[uid].moved = True
            if not isinstance(error, UidValidityChanged):
                raise
            renumber(run)
            return self._move(works, target)
        gone = [by_uid[uid] for uid in moved.vanished]
        run.vanish(gone)
        run.answers.withdraw(key_of(work) for work in gone)
        for uid in moved.moved:
            by_uid[uid].moved = True
        return None

    def _note(self, works: Sequence[Work], target: str) -> None:
        """The ledger hears where the mail is."""
        todo = [work for work in works if work.decided and not work.filed]
        ids = [work.entry for work in todo if work.entry is not None]
        if ids:
            self._run.store.mark_filed(ids, target)
        for work in todo:
            work.folder = target
            work.moved = work.filed = True
