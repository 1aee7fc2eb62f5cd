"""Mailboxes on a Dovecot of our own; mail is delivered into the Maildir, as Dovecot's delivery agent does it."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tests.fixtures.dovecot import DOVECOT, Dovecot, Variant
from tests.fixtures.imap_server import ImapServer

INBOX = "INBOX/LIEFERSCHEINE/Eingang"
ARCHIVE = "INBOX/LIEFERSCHEINE/ARCHIV"
ERROR = "INBOX/LIEFERSCHEINE/FEHLER"
MISSING = "Dovecot is not installed, or this does not run as root: what needs a mail server was left out."

_numbers = itertools.count(1)


def available() -> bool:
    """Whether a Dovecot can be started."""
    return bool(DOVECOT) and os.geteuid() == 0


class PostOffice:
    """One Dovecot; each mailbox is a fresh user with the three folders."""

    def __init__(self) -> None:
        self._dovecot = Dovecot(Variant(settings="mail_fsync = optimized"))  # Dovecot's default; the tests never sync

    def mailbox(self, mails: Iterable[bytes] = (), folder: str = INBOX) -> ImapServer:
        """A user with `mails` in `folder`, unread."""
        server = self._dovecot.user()
        assert server.home
        shutil.rmtree(server.home / "rawlog")  # the tests read what clients send; here it would only cost time
        server.create(INBOX, ARCHIVE, ERROR, folder)
        target = server.home / "Maildir" / ("." + folder.replace("/", ".")) / "cur"
        for mail in mails:
            _deliver(target, mail.replace(b"\r\n", b"\n"))
        with server.client(folder, readonly=True):  # Dovecot gives the UIDs
            return server

    def close(self) -> None:
        """Stop the server and remove its files."""
        self._dovecot.close()


def _deliver(folder: Path, mail: bytes) -> None:
    size, wire = len(mail), len(mail) + mail.count(b"\n")
    file = folder / f"{1_800_000_000 + next(_numbers)}.M1P1.bench,S={size},W={wire}:2,"
    file.write_bytes(mail)
    shutil.chown(file, "nobody", "nogroup")
