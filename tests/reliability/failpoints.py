"""Places where a run under test kills itself with SIGKILL. The product knows nothing of them."""

from __future__ import annotations

import imaplib
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from lieferschein.intake import choosing
from lieferschein.mail import Session
from lieferschein.store import Lease, Store

KILLER = b"KILLER"  # a document with this in it ends the process that reads it


def die() -> None:
    """Gone at once: no handler, no finally, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


_renewing = threading.RLock()


def stop() -> None:
    """As a machine that sleeps: all threads stand still until somebody sends SIGCONT.

    Not while another thread renews the lease: PostgreSQL would keep the row locked for a process that only stands
    still. It notices a machine that is off, whose connections give no answer (`tcp_keepalives_idle`).
    """
    with _renewing:
        os.kill(os.getpid(), signal.SIGSTOP)


def renew_where_it_may_stop() -> None:
    """Let `stop` see when the lease is being renewed."""
    renew = Lease.renew

    def watched(self: Lease) -> None:
        with _renewing:
            renew(self)

    Lease.renew = watched  # type: ignore[method-assign]


class Countdown:
    """Ends it at the `nth` call."""

    def __init__(self, nth: int, end: Callable[[], None]) -> None:
        self.left, self.end = nth, end

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.end()


def arm(point: str, nth: int = 1, end: Callable[[], None] = die) -> None:
    """Die the `nth` time that this process passes `point`: "place:before", ":sent", ":inside" or ":after"."""
    place, _, when = point.partition(":")
    step = Countdown(nth, end)
    if place.startswith("UID "):
        _arm_command(place.removeprefix("UID "), when, step)
    elif when == "inside":
        _arm_commit(step)
    else:
        owner, name = PLACES[place]
        _wrap(owner, name, when, step)


def die_after(steps: int, seconds: float) -> None:
    """Die so many seconds after the nth step, whatever is under way by then; commands and commits are steps."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    send, left = imaplib.IMAP4._command, [steps]

    def step(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            threading.Timer(seconds, die).start()

    def sent(self: Any, name: str, *args: Any) -> Any:
        step()
        return send(self, name, *args)

    event.listen(Engine, "commit", step)
    imaplib.IMAP4._command = sent  # type: ignore[method-assign]


PLACES: dict[str, tuple[Any, str]] = {
    "lease": (Store, "lease"),
    "folders": (Session, "folders"),
    "list": (Session, "list"),
    "fetch": (Session, "fetch"),
    "attempt": (Store, "open_attempts"),
    "parse": (choosing, "read_delivery_note"),
    "import": (Store, "import_messages"),
    "reject": (Store, "reject"),
    "remember": (Store, "remember_move"),
    "append": (Session, "append"),
    "move": (Session, "move"),
    "filed": (Store, "mark_filed"),
    "logout": (Session, "close"),
}


def _wrap(owner: Any, name: str, when: str, step: Callable[[], None]) -> None:
    original = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            step()
        result = original(*args, **kwargs)
        if when == "after":
            step()
        return result

    setattr(owner, name, wrapped)


def _arm_commit(step: Callable[[], None]) -> None:
    """Die inside the import's transaction: everything is written, nothing is committed."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    importing = [False]
    original = Store.import_messages

    def import_messages(self: Store, messages: Any, **how: Any) -> Any:
        importing[0] = True
        try:
            return original(self, messages, **how)
        finally:
            importing[0] = False

    Store.import_messages = import_messages  # type: ignore[method-assign]

    @event.listens_for(Engine, "commit")
    def _commit(connection: Any) -> None:
        if importing[0]:
            step()


def _arm_command(command: str, when: str, step: Callable[[], None]) -> None:
    """Die before a UID command is sent, when it is sent and not answered, or when it is answered."""
    send, complete = imaplib.IMAP4._command, imaplib.IMAP4._command_complete

    def sent(self: Any, name: str, *args: Any) -> Any:
        mine = name == "UID" and args[0] == command
        if mine and when == "before":
            step()
        tag = send(self, name, *args)
        if mine and when == "sent":
            step()
        if mine:  # by its tag: commands may be sent together
            self.__dict__.setdefault("under_test", set()).add(tag)
        return tag

    def completed(self: Any, name: str, tag: Any) -> Any:
        result = complete(self, name, tag)
        if tag in self.__dict__.get("under_test", ()) and when == "after":
            step()
        return result

    imaplib.IMAP4._command = sent  # type: ignore[method-assign]
    imaplib.IMAP4._command_complete = completed  # type: ignore[method-assign]


def arm_killers() -> None:
    """Reading a document with KILLER in it ends the process, every time."""
    original = choosing.read_delivery_note

    def read(data: Any, *args: Any, **kwargs: Any) -> Any:
        if KILLER in data:
            die()
        return original(data, *args, **kwargs)

    choosing.read_delivery_note = read  # type: ignore[assignment]
