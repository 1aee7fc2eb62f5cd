"""The servers that our tests stand on behave as their fixtures promise."""

from __future__ import annotations

import pytest

from tests.fixtures.dovecot import VARIANTS, commands
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer

MAIL = b"From: a@b.example\r\nSubject: Test\r\nMessage-ID: <1@b.example>\r\n\r\nHallo\r\n"


def check(server: ImapServer) -> None:
    folder = server.path("INBOX/Gelöscht & weg")
    server.append(folder, MAIL, MAIL)
    server.append("INBOX", MAIL, flags="\\Seen")
    first, second = server.mails(folder)
    assert (second.uid - first.uid, first.message_id) == (1, "<1@b.example>")
    assert server.raw(folder)[first.uid] == MAIL
    server.flag(folder, second.uid)
    assert server.message_ids(folder) == ["<1@b.example>"]
    assert server.mails("INBOX")[0].flags == {"\\Seen"}
    assert folder in server.folders()


def test_pymap(pymap_server: ImapServer) -> None:
    """pymap stores and shows mail, umlauts in folder names included."""
    check(pymap_server)


def test_pymap_behind_starttls(pymap_tls_server: ImapServer) -> None:
    """The variant with STARTTLS works alike."""
    check(pymap_tls_server)


@pytest.mark.parametrize("variant", VARIANTS)
def test_dovecot(dovecot: DovecotFactory, variant: str) -> None:
    """Every variant of Dovecot stores and shows mail, and records what it was told."""
    server = dovecot(variant)
    check(server)
    assert any(line.startswith("UID FETCH") for line in commands(server))
