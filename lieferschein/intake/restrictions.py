"""Where and from when on a mailbox may be used: Filiale, Rechner, Start."""

from __future__ import annotations

import socket
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lieferschein.reasons import N_, Reason
from lieferschein.settings import Mailbox, Settings

_BRANCH = N_("This installation stands in branch {branch}; mailbox {mailbox} is for {allowed}.")
_NO_BRANCH = N_("This installation names no branch; mailbox {mailbox} is for {allowed}. Set branch in the settings.")
_COMPUTER = N_("This computer is {computer}; mailbox {mailbox} is for {allowed}.")
_START = N_("Mailbox {mailbox} starts on {start}.")


def not_now(settings: Settings, name: str, *, ignore_start: bool = False) -> Reason | None:
    """Why mailbox `name` may not be used here and now; None when it may.

    `ignore_start` is for a dry run, which shows what a run would do once the mailbox is switched on.
    """
    mailbox = settings.mailbox(name)
    return (
        _wrong_branch(settings, mailbox, name)
        or _wrong_computer(mailbox, name)
        or (None if ignore_start else _too_early(settings, mailbox, name))
    )


def _wrong_branch(settings: Settings, mailbox: Mailbox, name: str) -> Reason | None:
    if not mailbox.branches:
        return None
    allowed = ", ".join(mailbox.branches)
    if settings.branch is None:
        return Reason("branch", _NO_BRANCH, {"mailbox": name, "allowed": allowed})
    if settings.branch.casefold() in {branch.casefold() for branch in mailbox.branches}:
        return None
    return Reason("branch", _BRANCH, {"branch": settings.branch, "mailbox": name, "allowed": allowed})


def _wrong_computer(mailbox: Mailbox, name: str) -> Reason | None:
    here = {socket.gethostname().casefold(), socket.gethostname().split(".")[0].casefold()}
    if not mailbox.computers or here & {computer.casefold() for computer in mailbox.computers}:
        return None
    allowed = ", ".join(mailbox.computers)
    return Reason("computer", _COMPUTER, {"computer": socket.gethostname(), "mailbox": name, "allowed": allowed})


def _too_early(settings: Settings, mailbox: Mailbox, name: str) -> Reason | None:
    if mailbox.start is None or _today(settings.timezone) >= mailbox.start:
        return None
    return Reason("start", _START, {"mailbox": name, "start": mailbox.start.isoformat()})


def _today(timezone: str) -> date:
    return datetime.now(ZoneInfo(timezone)).date()
