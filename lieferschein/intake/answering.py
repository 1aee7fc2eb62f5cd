"""An answer where people look: a short mail beside each rejected one, if the mailbox's settings want it.

It says what was wrong, where, and what to do. Its Message-ID is derived from the rejected mail and from what it says,
so that it is there once, however often a run is repeated; with another reason it is replaced, and when its mail leaves
the folder it goes to Archiv too. Met in Eingang it is archived, never read as a note.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from lieferschein.intake.work import Work
from lieferschein.mail import ConnectionLost, MailError
from lieferschein.mail.answer import answer_id, answered_mail, build_answer, mail_key
from lieferschein.reasons import N_, Reason, translate

if TYPE_CHECKING:
    from lieferschein.intake.run import MailboxRun

T = TypeVar("T")
logger = logging.getLogger(__name__)

_SUBJECT = N_("Not imported")
_INTRODUCTION = N_("The mail beside this one holds no delivery note that could be imported:")
_TO_DO = N_("What to do: {advice}")
_AGAIN = N_(
    "Once that is mended, move the mail back to {inbox}, or run the sync on the error folder. "
    "This note was written by lieferschein; it goes away with the mail."
)


def is_answer(work: Work) -> bool:
    """Whether a listed message is an answer of ours."""
    return answered_mail(work.listed.message_id) is not None


def key_of(work: Work) -> str:
    """What the answers to a listed message are known by."""
    return mail_key(work.listed.message_id, work.listed.headers)


class Answers:
    """The answers that lie in a run's error folder.

    They are put there before their mail is moved: whatever dies in between, the next run finds the mail still in its
    folder and its answer by its Message-ID.
    """

    def __init__(self, run: MailboxRun) -> None:
        self._run = run
        self._known: dict[str, dict[str, int | None]] | None = None  # mail's key → answer's Message-ID → its uid

    def before_move(self, works: Sequence[Work]) -> None:
        """Each decided message that is about to be moved: a rejected one has its answer, and no other one has any."""
        todo = [work for work in works if work.decided and not work.filed]
        if self._wanted and todo:
            self._run.check_lease()
            self._carefully(self._follow, todo)

    def withdraw(self, keys: Iterable[str]) -> None:
        """Rejected mail with these keys was taken away before it was moved: its answers go to Archiv."""
        if self._wanted:
            self._carefully(self._keep, list(keys))

    @property
    def _wanted(self) -> bool:
        return self._run.mailbox.folders.note_in_error and not self._run.options.dry_run

    def _carefully(self, do: Callable[[T], None], each: Sequence[T]) -> None:
        """An answer is a courtesy: the mail goes on its way even where none can be put beside it."""
        for one in each:
            try:
                self._again_when_lost(do, one)
            except MailError as error:
                logger.warning("No answer could be put beside a rejected mail: %s", error.reason.sentence())
                if isinstance(error, ConnectionLost):
                    return

    def _again_when_lost(self, do: Callable[[T], None], one: T) -> None:
        try:
            do(one)
        except ConnectionLost as error:  # what was being done may have been done: look again
            self._known = None
            if error.timed_out:
                raise
            do(one)

    def _follow(self, work: Work) -> None:
        wanted = None
        if work.outcome == "rejected" and work.reason is not None and not is_answer(work):
            paragraphs = self._paragraphs(work.reason)
            wanted = answer_id(work.listed, "\n\n".join(paragraphs))
            there = self._answers_in_error().setdefault(key_of(work), {})
            if wanted not in there:
                there[wanted] = self._append(work, paragraphs)
        self._keep(key_of(work), wanted)

    def _keep(self, key: str, wanted: str | None = None) -> None:
        """Of the answers to a mail, archive all but the wanted one."""
        there = self._answers_in_error().get(key, {})
        others = {name: uid for name, uid in there.items() if name != wanted}
        self._archive(others)
        for name in others:
            del there[name]

    def _answers_in_error(self) -> dict[str, dict[str, int | None]]:
        if self._known is None:
            known: dict[str, dict[str, int | None]] = {}
            for uid, message_id in self._run.session.message_ids(self._run.folders.error).items():
                key = answered_mail(message_id)
                if key is not None:
                    known.setdefault(key, {})[message_id.strip()] = uid
            self._known = known
        return self._known

    def _archive(self, answers: dict[str, int | None]) -> None:
        folders = self._run.folders
        uids = [uid for uid in answers.values() if uid is not None]
        for name, uid in answers.items():
            if uid is None:  # appended in this run, on a server that does not tell where
                uids += self._run.session.search_message_id(folders.error, name)
        if uids:
            self._run.session.move(folders.error, uids, folders.archive)

    def _append(self, work: Work, paragraphs: Sequence[str]) -> int | None:
        run = self._run
        subject = translate(_SUBJECT, run.settings.language)
        raw = build_answer(work.listed, address=run.mailbox.user, subject=subject, paragraphs=paragraphs)
        return run.session.append(run.folders.error, raw)

    def _paragraphs(self, reason: Reason) -> list[str]:
        language = self._run.settings.language
        parts = [translate(_INTRODUCTION, language), reason.sentence(language)]
        if advice := reason.advice(language):
            parts.append(translate(_TO_DO, language).format(advice=advice))
        return [*parts, translate(_AGAIN, language).format(inbox=self._run.folders.inbox)]
