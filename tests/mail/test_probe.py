"""The connection test: each step says what it found, the failing one what is wrong and what to do."""

from __future__ import annotations

import datetime as dt

from lieferschein.mail import FolderNames, check_steps
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer, free_port
from tests.mail.mails import mail

NAMES = FolderNames("INBOX/Eingang", "INBOX/Archiv", "INBOX/Fehler")


def test_all_is_well(dovecot: DovecotFactory) -> None:
    """Address, certificate with names and expiry, login, abilities, each folder with its count and oldest mail."""
    server = dovecot("tls")
    server.append("INBOX/Eingang", mail(1), mail(2), received='"01-Nov-2026 10:00:00 +0100"')
    server.create("INBOX/Archiv", "INBOX/Fehler")
    steps = {step.name: step for step in check_steps(server.account(), NAMES)}
    assert list(steps) == ["resolve", "connect", "login", "abilities", "inbox", "archive", "error"]
    assert all(step.ok and not step.warning for step in steps.values())
    sentences = {name: step.reason.sentence() for name, step in steps.items()}
    assert "127.0.0.1" in sentences["resolve"]
    expires = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date().isoformat()
    assert all(word in sentences["connect"] for word in ("TLSv1", "localhost", expires))
    assert server.user in sentences["login"]
    assert "MOVE" in sentences["abilities"]
    assert sentences["inbox"] == "INBOX/Eingang holds 2 messages, the oldest of 2026-11-01."
    assert sentences["archive"] == "INBOX/Archiv is empty."


def test_it_ends_at_the_step_that_fails(dovecot: DovecotFactory) -> None:
    """Later steps are not tried."""
    server = dovecot()
    account = server.account
    cases = {
        "resolve": account(host="imap.invalid"),
        "connect": account(port=free_port()),
        "login": account(password="verraten"),
        "folders": account(),
    }
    for name, wrong in cases.items():
        steps = list(check_steps(wrong, NAMES))
        assert (steps[-1].name, steps[-1].ok) == (name, False)
        assert all(step.ok for step in steps[:-1])
        assert "verraten" not in steps[-1].reason.sentence()


def test_it_creates_nothing(dovecot: DovecotFactory, pymap_server: ImapServer) -> None:
    """Folders that the first run will make count as found; an unencrypted connection is a warning."""
    for server in (dovecot("dot"), pymap_server):
        steps = list(check_steps(server.account(), NAMES, create=True))
        assert all(step.ok for step in steps)
        assert next(step for step in steps if step.name == "connect").warning
        assert "first run" in steps[-1].reason.sentence()
        assert server.folders() == ["INBOX"]


def test_a_server_without_uidplus_is_a_warning(dovecot: DovecotFactory) -> None:
    """Mail that stays behind hidden is told beforehand."""
    step = next(step for step in check_steps(dovecot("no_uidplus").account(), NAMES, True) if step.name == "abilities")
    assert step.ok
    assert step.warning
