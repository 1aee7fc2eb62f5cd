"""What a fault means: whether it passes by itself, and whether it is a message's or everybody's."""

from __future__ import annotations

from lieferschein.mail import MailError
from lieferschein.mail.errors import (
    CommandRefused,
    ConnectionLost,
    FolderReadOnly,
    MoveFailed,
    QuotaFull,
    UidValidityChanged,
)
from lieferschein.store import LeaseLost, StoreError

Foreseen = MailError | StoreError  # neither is ever a reason to file a message under Fehler

# A message may be the cause: a server can fail on one damaged mail and serve the others.
_OF_ONE = (CommandRefused, ConnectionLost, MoveFailed, UidValidityChanged)
_OF_ALL = (QuotaFull, FolderReadOnly)
SAME_FAULT = 3  # as many messages in a row that fail alone in the same way: it is not the messages


def is_transient(error: BaseException) -> bool:
    """Whether trying again may help: network, server, database; not a wrong password, a certificate, a lost lease."""
    return isinstance(error, Foreseen) and error.transient and not isinstance(error, LeaseLost)


def concerns_all(error: Foreseen) -> bool:
    """Whether every message would meet the same fault: the database, the login, a folder, a server that is busy."""
    if isinstance(error, ConnectionLost) and error.timed_out:
        return True  # a slow server may still do what it was asked: nothing more is asked of it in this run
    return isinstance(error, (StoreError, *_OF_ALL)) or not isinstance(error, _OF_ONE)
