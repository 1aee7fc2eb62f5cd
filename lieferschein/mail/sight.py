"""What the last answers of the server told of the messages that are about to be moved.

A message is moved only when it is there and nobody has flagged it \\Deleted. Asking for that costs a round trip; a
message that is moved alone does without when an answer of a moment ago told it, such as that of the move before.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable

from lieferschein.mail.move_plan import PlannedMail

FRESH = 1.0  # seconds for which an answer is believed


class Sight:
    """The waiting messages of one folder, and the UIDNEXT of the folders that mail was moved to."""

    def __init__(self) -> None:
        self._folder: tuple[str, int] = ("", 0)  # name, UIDVALIDITY
        self._mails: dict[int, PlannedMail] = {}
        self._at = self._asked = 0.0  # what is known held then; when the server was asked last
        self.ends: dict[str, tuple[int, int]] = {}  # target → UIDVALIDITY, UIDNEXT after our last move

    def clear(self) -> None:
        """Something went wrong: believe nothing."""
        self._mails, self.ends = {}, {}

    def saw(self, folder: str, uidvalidity: int, mails: Iterable[PlannedMail], asked: float) -> None:
        """These messages wait in a folder; `asked` is when (time.monotonic) the server was asked."""
        self._folder, self._at, self._asked = (folder, uidvalidity), asked, asked
        self._mails = {mail.uid: mail for mail in mails}

    def others(self, folder: str, uids: Collection[int]) -> frozenset[int]:
        """What else of the batch waits in the folder, when a single message is moved."""
        return frozenset(self._mails).difference(uids) if len(uids) == 1 and folder == self._folder[0] else frozenset()

    def look(self, folder: str, present: Collection[int], asked: float) -> None:
        """The server told, beside another command, which of the messages still wait.

        It may tell what was so at the end of the command before: Dovecot takes up changes when nothing is under way.
        """
        if folder == self._folder[0]:
            self._mails = {uid: self._mails[uid] for uid in present if uid in self._mails}
            self._at, self._asked = self._asked, asked

    def alone(self, folder: str, uidvalidity: int, uids: Collection[int]) -> tuple[PlannedMail, ...] | None:
        """The one message of `uids`, when it was seen waiting a moment ago."""
        if len(uids) != 1 or (folder, uidvalidity) != self._folder or time.monotonic() - self._at > FRESH:
            return None
        mail = self._mails.get(next(iter(uids)))
        return None if mail is None else (mail,)
