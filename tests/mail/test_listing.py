"""Listing and fetching in bulk: what is there, oldest first, marked by nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from lieferschein.mail import MailError, UidValidityChanged, connect
from tests.fixtures.dovecot import bump_uidvalidity, commands
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.mail.mails import identity, mail

MakeRelay = Callable[[ImapServer], Relay]
SERVERS = ["slash", "dot", "mbox", "pymap"]
ODD = (
    b"Received: from x\r\nAuthentication-Results: mx.example.com; dkim=pass\r\nAuthentication-Results: forged; x=y\r\n"
    b"From: a@b.example\r\nFrom: c@d.example\r\nSubject: =?utf-8?q?Gr=C3=B6=C3=9Fe?=\r\n =?utf-8?q?_und?= mehr\r\n"
    b"Message-ID:\r\n <odd@b.example>\r\nDate: nonsense\r\n\r\n{12}\r\n)\r\n* 1 FETCH (UID 1)\r\n"
)


def the_server(request: pytest.FixtureRequest, kind: str) -> ImapServer:
    server: ImapServer = (
        request.getfixturevalue("pymap_server") if kind == "pymap" else request.getfixturevalue("dovecot")(kind)
    )
    return server


@pytest.mark.parametrize("kind", SERVERS)
def test_what_a_listing_says(request: pytest.FixtureRequest, kind: str) -> None:
    """UID, size, arrival in UTC, Message-ID, sender, decoded subject, date, raw header fields in their order."""
    server = the_server(request, kind)
    server.append("INBOX", mail(1), ODD, received='"05-Nov-2026 08:30:00 +0100"')
    with connect(server.account()) as session:
        listing = session.list("INBOX")
        raw = session.fetch(listing, listing.uids)
    first, odd = listing.messages
    assert first.received == dt.datetime(2026, 11, 5, 7, 30, tzinfo=dt.UTC)
    assert (first.message_id, first.subject) == (identity(1), "Lieferschein für Geschäft 1")
    assert first.sender == "=?utf-8?q?H=C3=B6rwelt?= <lieferschein@phonak.example>"
    assert first.date == dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
    assert (odd.message_id, odd.subject, odd.date) == ("<odd@b.example>", "Größe und mehr", None)
    assert odd.headers.count(b"From:") == 2
    assert odd.headers.index(b"mx.example.com") < odd.headers.index(b"forged")
    assert raw == {first.uid: mail(1), odd.uid: ODD}
    assert [first.size, odd.size] == [len(mail(1)), len(ODD)]
    assert listing.uidnext == odd.uid + 1


@pytest.mark.parametrize("kind", SERVERS)
def test_deleted_mail_is_not_listed_and_nothing_is_marked(request: pytest.FixtureRequest, kind: str) -> None:
    """\\Deleted mail of anybody is passed over; listing and fetching leave every flag as it was."""
    server = the_server(request, kind)
    server.append("INBOX", mail(1), mail(2), mail(3))
    server.append("INBOX", mail(4), flags="\\Seen \\Flagged")
    second = server.mails("INBOX")[1].uid
    server.flag("INBOX", second)
    before = server.mails("INBOX")
    with connect(server.account()) as session:
        listing = session.list("INBOX")
        session.fetch(listing, listing.uids)
    assert [message.message_id for message in listing.messages] == [identity(1), identity(3), identity(4)]
    assert server.mails("INBOX") == before


def test_a_vanished_mail_is_missing_and_an_empty_wish_asks_nothing(dovecot: DovecotFactory) -> None:
    """UIDs that are gone are no error; no UIDs, no command."""
    server = dovecot()
    server.append("INBOX", mail(1), mail(2))
    with connect(server.account()) as session:
        listing = session.list("INBOX")
        server.create("Anderswo")
        server.move("INBOX", 1, "Anderswo")
        assert session.fetch(listing, [1, 2, 77]) == {2: mail(2)}
        before = len(commands(server))
        assert session.fetch(listing, []) == {}
        assert len(commands(server)) == before


def test_an_empty_folder(dovecot: DovecotFactory, pymap_server: ImapServer) -> None:
    """Nothing in it: an empty listing, not an error."""
    for server in (dovecot(), pymap_server):
        with connect(server.account()) as session:
            assert session.list("INBOX").messages == []


def test_a_missing_folder(dovecot: DovecotFactory, pymap_server: ImapServer) -> None:
    """Listing what is not there says so."""
    for server in (dovecot(), pymap_server):
        with connect(server.account()) as session, pytest.raises(MailError, match="Nirgends") as caught:
            session.list("Nirgends")
        assert caught.value.reason.code == "folder_missing"


def test_readonly_examines(dovecot: DovecotFactory) -> None:
    """A dry run never SELECTs."""
    server = dovecot()
    server.append("INBOX", mail(1))
    before = len(commands(server))
    with connect(server.account()) as session:
        listing = session.list("INBOX", readonly=True)
        session.fetch(listing, listing.uids)
    assert not any(command.startswith("SELECT") for command in commands(server)[before:])


def test_a_thousand_cost_few_round_trips(dovecot: DovecotFactory, relay: MakeRelay) -> None:
    """1,200 mails are listed with a SELECT, a SEARCH and one FETCH for each 500."""
    server = dovecot()
    server.append("INBOX", *[mail(number) for number in range(1200)])
    wire = relay(server)
    with connect(wire.server.account()) as session:
        before = len(wire.commands)
        listing = session.list("INBOX")
        assert len(wire.commands) - before == 5
        assert [message.message_id for message in listing.messages] == [identity(number) for number in range(1200)]
        assert session.fetch(listing, listing.uids[:100]).keys() == set(listing.uids[:100])


def test_uidvalidity_that_changed_is_noticed(dovecot: DovecotFactory) -> None:
    """A listing from before the folder was rebuilt fetches nothing; a new listing works."""
    server = dovecot()
    server.append("INBOX", mail(1))
    with connect(server.account()) as session:
        listing = session.list("INBOX")
        bump_uidvalidity(dovecot.instance(), server, "INBOX", listing.uidvalidity + 7)
        session.reconnect()
        with pytest.raises(UidValidityChanged, match="rebuilt") as caught:
            session.fetch(listing, listing.uids)
        assert caught.value.transient
        again = session.list("INBOX")
        assert again.uidvalidity == listing.uidvalidity + 7
        assert session.fetch(again, again.uids)[again.uids[0]] == mail(1)


def test_answers_that_are_odd_but_legal(dovecot: DovecotFactory, relay: MakeRelay) -> None:
    """UID after the literal, NIL and quoted bodies, unasked FLAGS and EXPUNGE, a message without UID: all survived."""
    server = dovecot()
    server.append("INBOX", *[mail(number) for number in range(1, 5)])
    wire = relay(server)
    with connect(wire.server.account()) as session:
        listing = session.list("INBOX")
        wire.fault(
            "UID FETCH",
            "answer",
            "* 1 FETCH (FLAGS (\\Seen))\r\n"
            "* 2 FETCH (BODY[] {7}\r\n)\r\n* OK FLAGS (\\Recent) UID 1 MODSEQ (12))\r\n"
            "* 3 EXPUNGE\r\n"
            '* 3 FETCH (UID 2 BODY[] "say \\"hi\\"")\r\n'
            "* 4 FETCH (UID 3 BODY[] NIL)\r\n"
            "* 5 FETCH (BODY[] {3}\r\nabc)\r\n"
            "TAG OK done\r\n",
        )
        assert session.fetch(listing, listing.uids) == {1: b")\r\n* OK", 2: b'say "hi"'}


def test_gone_while_fetching(dovecot: DovecotFactory, relay: MakeRelay) -> None:
    """NO [EXPUNGEISSUED] brings what is still there; the rest has vanished."""
    server = dovecot()
    server.append("INBOX", mail(1), mail(2))
    wire = relay(server)
    with connect(wire.server.account()) as session:
        listing = session.list("INBOX")
        answer = "* 1 FETCH (UID 1 BODY[] {3}\r\nabc)\r\nTAG NO [EXPUNGEISSUED] Some messages are gone\r\n"
        wire.fault("UID FETCH", "answer", answer)
        assert session.fetch(listing, listing.uids) == {1: b"abc"}
