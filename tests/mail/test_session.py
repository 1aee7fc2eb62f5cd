"""A session that loses its connection, and what it appends and finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lieferschein.mail import ConnectionLost, MailError, connect
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.mail.mails import identity, mail

MakeRelay = Callable[[ImapServer], Relay]


@pytest.mark.parametrize("command", ["SELECT", "UID SEARCH", "UID FETCH"])
@pytest.mark.parametrize("do", ["cut", "cut_answer"])
def test_a_lost_connection_is_transient_and_the_next_call_works(
    dovecot: DovecotFactory, relay: MakeRelay, command: str, do: str
) -> None:
    """ConnectionLost, whatever command it hits; calling again connects and selects afresh."""
    server = dovecot()
    server.append("INBOX", mail(1))
    wire = relay(server)
    with connect(wire.server.account()) as session:
        wire.fault(command, do)
        with pytest.raises(ConnectionLost) as caught:
            session.list("INBOX")
        assert caught.value.transient
        listing = session.list("INBOX")
        assert session.fetch(listing, listing.uids) == {listing.uids[0]: mail(1)}
    assert wire.connections == 2


@pytest.mark.parametrize("command", ["LIST", "SELECT", "UID SEARCH", "UID FETCH", "STATUS", "APPEND"])
def test_a_server_that_stops_answering(dovecot: DovecotFactory, relay: MakeRelay, command: str) -> None:
    """Every wait ends after the account's timeout, as a transient ConnectionLost."""
    server = dovecot()
    server.append("INBOX", mail(1))
    wire = relay(server)
    with connect(wire.server.account(timeout=0.4)) as session:
        wire.fault(command, "delay", seconds=0.8)
        with pytest.raises(ConnectionLost, match=r"0\.4 seconds"):
            {
                "LIST": lambda: session.tree().nearest("x"),
                "SELECT": lambda: session.list("INBOX"),
                "UID SEARCH": lambda: session.list("INBOX"),
                "UID FETCH": lambda: session.list("INBOX"),
                "STATUS": lambda: session.uidvalidity("INBOX"),
                "APPEND": lambda: session.append("INBOX", mail(2)),
            }[command]()


def test_bye_in_the_middle(dovecot: DovecotFactory, relay: MakeRelay) -> None:
    """A server that says BYE and hangs up: transient, with its words."""
    wire = relay(dovecot())
    with connect(wire.server.account()) as session:
        wire.fault("UID SEARCH", "answer", "* BYE Server shutting down.\r\n")
        with pytest.raises(ConnectionLost, match="shutting down"):
            session.list("INBOX")


@pytest.mark.parametrize(
    ("answer", "code", "transient"),
    [
        ("TAG NO [UNAVAILABLE] later\r\n", "unavailable", True),
        ("TAG BAD Request is throttled. Suggested Backoff Time: 1000 ms\r\n", "unavailable", True),
        ("TAG BAD Unknown command\r\n", "command_refused", False),
        ("TAG NO what do I know\r\n", "command_refused", True),
    ],
)
def test_no_and_bad_after_login(
    dovecot: DovecotFactory, relay: MakeRelay, answer: str, code: str, transient: bool
) -> None:
    """NO may pass, BAD does not, throttling always does; the session stays usable."""
    wire = relay(dovecot())
    with connect(wire.server.account()) as session:
        wire.fault("UID SEARCH", "answer", answer)
        with pytest.raises(MailError) as caught:
            session.list("INBOX")
        assert (caught.value.reason.code, caught.value.transient) == (code, transient)
        assert session.list("INBOX").messages == []


@pytest.mark.parametrize("kind", ["slash", "pymap", "no_uidplus"])
def test_append_and_find_by_message_id(request: pytest.FixtureRequest, kind: str) -> None:
    """An appended mail is unread and found by its exact Message-ID only; \\Deleted ones are not found."""
    server: ImapServer = (
        request.getfixturevalue("pymap_server") if kind == "pymap" else request.getfixturevalue("dovecot")(kind)
    )
    server.append("INBOX", mail(11), mail(1))
    with connect(server.account()) as session:
        uid = session.append("INBOX", mail("antwort"))
        found = session.search_message_id("INBOX", identity("antwort"))
        assert len(found) == 1
        assert uid in {found[0], None}
        assert len(session.search_message_id("INBOX", identity(1))) == 1
        assert session.search_message_id("INBOX", "1@phonak.example") == []
        assert session.search_message_id("INBOX", 'x" DELETED\r\n') == []
        server.flag("INBOX", found[0])
        assert session.search_message_id("INBOX", identity("antwort")) == []
    assert next(stored for stored in server.mails("INBOX") if stored.uid == found[0]).flags == {"\\Deleted"}


def test_state_for_a_health_check(dovecot: DovecotFactory) -> None:
    """Count and oldest arrival, without \\Deleted mail, without marking anything."""
    server = dovecot()
    server.append("INBOX", mail(0), flags="\\Deleted", received='"01-Jan-2020 10:00:00 +0100"')
    server.append("INBOX", mail(1), received='"01-Nov-2026 10:00:00 +0100"')
    server.append("INBOX", mail(2))
    with connect(server.account()) as session:
        state = session.state("INBOX")
        assert (state.messages, state.oldest and state.oldest.isoformat()) == (2, "2026-11-01T09:00:00+00:00")
        assert session.uidvalidity("INBOX") == state.uidvalidity
        assert session.message_ids("INBOX") == {2: identity(1), 3: identity(2)}
    assert not any("\\Seen" in stored.flags for stored in server.mails("INBOX"))
