"""Mails that are moved one at a time, as a run does that shows each of them: one round trip each, nothing less sure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lieferschein.mail import Listing, MailError, Moved, Session, connect, sight
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.mail.test_moving import identity, ids, mail, places

MakeRelay = Callable[[ImapServer], Relay]
SOURCE, TARGET = "INBOX/Eingang", "INBOX/Archiv"


@pytest.fixture
def server(dovecot: DovecotFactory) -> ImapServer:
    server = dovecot()
    server.append(SOURCE, *[mail(number) for number in range(1, 7)])
    server.create(TARGET)
    return server


def fetched(session: Session) -> Listing:
    listing = session.list(SOURCE)
    assert len(session.fetch(listing, listing.uids)) == len(listing.uids)
    return listing


def test_one_round_trip_each(server: ImapServer, relay: MakeRelay) -> None:
    """After the batch was fetched, a move is sent once, with a look at the others in the same breath."""
    wire = relay(server)
    with connect(wire.server.account()) as session:
        listing = fetched(session)
        before = len(wire.commands)
        for uid in listing.uids:
            assert session.move(listing, [uid], TARGET) == Moved(frozenset([uid]))
    sent = [command for command in wire.commands[before:] if not command.startswith("LOGOUT")]
    assert sum(command.startswith("UID MOVE") for command in sent) == 6
    assert [command for command in sent if not command.startswith(("UID MOVE", "UID SEARCH"))] == [
        next(command for command in sent if command.startswith("STATUS"))  # of the target, once
    ]
    assert places(server) == ([], ids(1, 2, 3, 4, 5, 6))


def test_a_mail_deleted_by_somebody_during_the_batch_stays(server: ImapServer) -> None:
    """Flagged \\Deleted, or moved away, while those before it were moved: vanished, not touched."""
    with connect(server.account()) as session:
        listing = fetched(session)
        first, second, third, fourth, fifth, _ = listing.uids
        session.move(listing, [first], TARGET)
        server.flag(SOURCE, fourth)
        server.move(SOURCE, fifth, "INBOX")
        session.move(listing, [second], TARGET)
        session.move(listing, [third], TARGET)
        assert session.move(listing, [fourth], TARGET) == Moved(vanished=frozenset([fourth]))
        assert session.move(listing, [fifth], TARGET) == Moved(vanished=frozenset([fifth]))
    assert places(server)[1] == ids(1, 2, 3)
    assert fourth in {stored.uid for stored in server.mails(SOURCE)}


def test_an_answer_is_not_believed_for_long(server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that took its time is looked at again before it is moved."""
    with connect(server.account()) as session:
        listing = fetched(session)
        server.flag(SOURCE, listing.uids[0])
        monkeypatch.setattr(sight, "FRESH", 0.0)
        assert session.move(listing, listing.uids[:1], TARGET) == Moved(vanished=frozenset(listing.uids[:1]))
    assert places(server)[1] == []


@pytest.mark.parametrize("copyuid", ["", "* OK [COPYUID {validity} 1 1] moved\r\n"])
def test_ok_is_no_proof(server: ImapServer, relay: MakeRelay, copyuid: str) -> None:
    """OK without COPYUID, or with COPYUID but without EXPUNGE: we look, and the mail is still there."""
    wire = relay(server)
    with connect(wire.server.account()) as session:
        listing = fetched(session)
        answer = copyuid.format(validity=session.uidvalidity(TARGET))
        wire.fault("UID MOVE", "answer", f"{answer}TAG OK done\r\n", times=-1)
        with pytest.raises(MailError) as caught:
            session.move(listing, listing.uids[:1], TARGET)
        assert caught.value.__dict__["left"] == set(listing.uids[:1])
    assert places(server) == (ids(1, 2, 3, 4, 5, 6), [])


@pytest.mark.parametrize("do", ["cut", "cut_answer"])
@pytest.mark.parametrize("command", ["UID MOVE", "UID SEARCH UID"])
def test_a_lost_answer_in_the_middle(server: ImapServer, relay: MakeRelay, command: str, do: str) -> None:
    """The connection breaks over the third of six: each mail ends in Archiv, once."""
    wire = relay(server)
    with connect(wire.server.account()) as session:
        listing = fetched(session)
        for position, uid in enumerate(listing.uids):
            if position == 2:
                wire.fault(command, do)
            assert session.move(listing, [uid], TARGET).moved == {uid}
    assert places(server) == ([], ids(1, 2, 3, 4, 5, 6))


def test_twins_and_a_lost_answer(server: ImapServer, relay: MakeRelay) -> None:
    """The same mail twice: the copy of the first is not taken for that of the second, whose move was never done."""
    server.append(SOURCE, mail(1))
    wire = relay(server)
    with connect(wire.server.account()) as session:
        listing = fetched(session)
        twins = [listing.uids[0], listing.uids[-1]]
        session.move(listing, twins[:1], TARGET)
        wire.fault("UID MOVE", "cut")
        session.move(listing, twins[1:], TARGET)
    assert places(server) == (ids(2, 3, 4, 5, 6), [identity(1), identity(1)])
