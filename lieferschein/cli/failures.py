"""From an exception to one sentence on standard error and an exit status: no traceback for a slip of the user."""

from __future__ import annotations

import os
import sys

FAILED, USAGE, REJECTED, HELD = 1, 2, 3, 4


class UserError(Exception):
    """What the user asked for cannot be done; the text says why and what to do."""

    def __init__(self, sentence: str, status: int = USAGE) -> None:
        self.status = status
        super().__init__(sentence)


def exit_status_of(error: BaseException) -> int | None:
    """Say what went wrong and give the exit status; None for what is a fault of the program itself."""
    if isinstance(error, BrokenPipeError):  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if isinstance(error, KeyboardInterrupt):
        complain("Stopped. What was not done yet waits for the next run.")
        return 130
    if isinstance(error, SystemExit):  # help, or a command that is done
        return None
    known = _sentence(error)
    if known is None:
        return None
    complain(known[0])
    return known[1]


def _sentence(error: BaseException) -> tuple[str, int] | None:
    from lieferschein.local.process import ProcessError
    from lieferschein.settings import SettingsError

    if isinstance(error, UserError):
        return str(error), error.status
    if isinstance(error, SettingsError):
        return str(error), USAGE
    if isinstance(error, ProcessError):
        return str(error), FAILED
    from lieferschein.mail.errors import MailError
    from lieferschein.store.errors import StoreError

    if isinstance(error, MailError | StoreError):
        return error.reason.sentence(language()), FAILED
    return None


def language() -> str:
    """The language of the settings, as far as they can be read."""
    from lieferschein.settings import SettingsError, load_settings

    try:
        return load_settings().language
    except SettingsError:
        return "en"


def complain(sentence: str) -> None:
    """One sentence on standard error."""
    print(f"lieferschein: {sentence}", file=sys.stderr)
