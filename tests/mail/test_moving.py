"""Moving on real servers: every way that a server may offer, every answer that may get lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lieferschein.mail import Listing, MailError, Moved, MovePlan, Session, connect
from lieferschein.mail.errors import FolderMissing, MoveFailed, QuotaFull, Unavailable
from tests.fixtures.dovecot import bump_uidvalidity, restrict
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.mail.mails import identity, mail

MakeRelay = Callable[[ImapServer], Relay]
SERVERS = ["slash", "dot", "no_move", "no_uidplus", "mbox", "pymap"]
WITHOUT_MOVE = (rb" MOVE\b", b"")
WITHOUT_UIDPLUS = (rb" UIDPLUS\b", b"")


@pytest.fixture
def server(request: pytest.FixtureRequest) -> ImapServer:
    """A fresh user on the parametrised server, with Eingang and Archiv."""
    kind = getattr(request, "param", "slash")
    server: ImapServer = (
        request.getfixturevalue("pymap_server") if kind == "pymap" else request.getfixturevalue("dovecot")(kind)
    )
    server.append(server.path("INBOX/Eingang"), *[mail(number) for number in range(1, 7)])
    server.create(server.path("INBOX/Archiv"))
    return server


def places(server: ImapServer) -> tuple[list[str], list[str]]:
    return server.message_ids(server.path("INBOX/Eingang")), server.message_ids(server.path("INBOX/Archiv"))


def ids(*numbers: int) -> list[str]:
    return [identity(number) for number in numbers]


def listed(session: Session, server: ImapServer) -> Listing:
    return session.list(server.path("INBOX/Eingang"))


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_moves_all_in_one_go_and_touches_nothing_else(server: ImapServer) -> None:
    """Three of six are moved whole, unread; another client's \\Deleted mail and the rest stay; none is flagged."""
    source, target = server.path("INBOX/Eingang"), server.path("INBOX/Archiv")
    with connect(server.account()) as session:
        listing = listed(session, server)
        first, second, third, fourth, *_ = listing.uids
        server.flag(source, fourth)
        before = server.raw(source)[first]
        outcome = session.move(listing, [first, second, third], target)
    assert outcome == Moved(moved=frozenset([first, second, third]))
    assert places(server) == (ids(5, 6), ids(1, 2, 3))
    assert fourth in {stored.uid for stored in server.mails(source)}
    assert all(not stored.flags for stored in server.mails(target))
    assert before in server.raw(target).values()


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_what_is_gone_or_deleted_by_others_has_vanished(server: ImapServer) -> None:
    """A mail that a person moved away, and one that somebody flagged \\Deleted, are vanished and not moved."""
    source, target = server.path("INBOX/Eingang"), server.path("INBOX/Archiv")
    with connect(server.account()) as session:
        listing = listed(session, server)
        server.move(source, listing.uids[0], "INBOX")
        server.flag(source, listing.uids[1])
        outcome = session.move(listing, [*listing.uids[:3], 99999], target)
    assert outcome == Moved(frozenset([listing.uids[2]]), frozenset([*listing.uids[:2], 99999]))
    assert places(server) == (ids(4, 5, 6), ids(3))


def test_nothing_is_sent_for_nothing(server: ImapServer) -> None:
    """An empty list of UIDs moves nothing."""
    with connect(server.account()) as session:
        assert session.move(listed(session, server), [], server.path("INBOX/Archiv")) == Moved()
    assert len(places(server)[0]) == 6


@pytest.mark.parametrize("server", ["no_move", "no_uidplus"], indirect=True)
def test_the_plan_is_told_before_the_copy(server: ImapServer, relay: MakeRelay) -> None:
    """`remember` gets the target's UIDNEXT, Message-IDs and sizes before COPY is sent; the plan survives JSON."""
    wire = relay(server)
    seen: list[tuple[MovePlan, bool]] = []
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        session.move(
            listing, listing.uids[:2], server.path("INBOX/Archiv"),
            remember=lambda plan: seen.append((plan, any("COPY" in command for command in wire.commands))),
        )  # fmt: skip
    [(plan, copied_before)] = seen
    assert not copied_before
    assert [(item.message_id, item.size) for item in plan.mails] == [
        (identity(1), len(mail(1))),
        (identity(2), len(mail(2))),
    ]
    assert plan.target_uidnext == 1
    assert MovePlan.from_json(plan.to_json()) == plan


@pytest.mark.parametrize("do", ["cut", "cut_answer"])
@pytest.mark.parametrize("command", ["UID MOVE", "UID COPY", "UID STORE", "UID EXPUNGE", "UID SEARCH UID", "STATUS"])
@pytest.mark.parametrize("features", [[], [WITHOUT_MOVE], [WITHOUT_MOVE, WITHOUT_UIDPLUS]])
def test_a_lost_answer_neither_loses_nor_doubles(
    server: ImapServer, relay: MakeRelay, command: str, do: str, features: list[tuple[bytes, bytes]]
) -> None:
    """The connection breaks before or after the server did a step of the move: each mail ends in Archiv, once."""
    wire = relay(server)
    wire.rewrites += features
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        wire.fault(command, do)
        try:
            moved = session.move(listing, listing.uids[:3], server.path("INBOX/Archiv")).moved
        except MailError:  # reconnecting was hit as well
            moved = session.move(listing, listing.uids[:3], server.path("INBOX/Archiv")).moved
    assert moved == set(listing.uids[:3])
    assert places(server) == (ids(4, 5, 6), ids(1, 2, 3))


def test_a_server_that_stays_away_is_asked_again_later(server: ImapServer, relay: MakeRelay) -> None:
    """When reconnecting fails too, a transient error comes out; the next call finishes without a second copy."""
    wire = relay(server)
    wire.rewrites.append(WITHOUT_MOVE)
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        wire.fault("UID COPY", "cut_answer")
        wire.fault("LOGIN", "answer", "TAG NO [UNAVAILABLE] come later\r\n")
        with pytest.raises(Unavailable) as caught:
            session.move(listing, listing.uids[:3], server.path("INBOX/Archiv"))
        assert caught.value.transient
        assert session.move(listing, listing.uids[:3], server.path("INBOX/Archiv")).moved == set(listing.uids[:3])
    assert places(server) == (ids(4, 5, 6), ids(1, 2, 3))


@pytest.mark.parametrize(
    ("command", "uidplus"),
    [("UID COPY", True), ("UID STORE", True), ("UID EXPUNGE", True), ("UID COPY", False), ("UID STORE", False)],
)
def test_a_later_run_finishes_a_half_move(server: ImapServer, relay: MakeRelay, command: str, uidplus: bool) -> None:
    """A run that died after COPY, STORE or EXPUNGE left a plan: `recover` finishes its own UIDs only."""
    wire = relay(server)
    wire.rewrites += [WITHOUT_MOVE] if uidplus else [WITHOUT_MOVE, WITHOUT_UIDPLUS]
    source, target = server.path("INBOX/Eingang"), server.path("INBOX/Archiv")
    plans: list[MovePlan] = []
    first = connect(wire.server.account())
    listing = listed(first, server)
    server.flag(source, listing.uids[5])
    wire.fault(command, "cut_answer")
    wire.fault("CAPABILITY", "cut", times=1)  # and the process dies: it never comes back
    with pytest.raises(MailError):
        first.move(listing, listing.uids[:3], target, remember=plans.append)
    first.close()
    with connect(wire.server.account()) as second:
        outcome = second.recover(MovePlan.from_json(plans[0].to_json()))
    assert outcome == Moved(moved=frozenset(listing.uids[:3]))
    assert places(server) == (ids(4, 5), ids(1, 2, 3))
    assert listing.uids[5] in {stored.uid for stored in server.mails(source)}


def test_a_plan_that_never_began_leaves_everything(server: ImapServer, relay: MakeRelay) -> None:
    """Died before the COPY: `recover` says what is left, and a mail that lay in the target before does not count."""
    server.append(server.path("INBOX/Archiv"), mail(1))
    wire = relay(server)
    wire.rewrites.append(WITHOUT_MOVE)
    plans: list[MovePlan] = []
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        wire.fault("UID COPY", "cut")
        wire.fault("LOGIN", "answer", "TAG NO [UNAVAILABLE] no\r\n")
        with pytest.raises(MailError):
            session.move(listing, listing.uids[:2], server.path("INBOX/Archiv"), remember=plans.append)
        assert session.recover(plans[0]) == Moved(left=frozenset(listing.uids[:2]))
    assert places(server) == (ids(1, 2, 3, 4, 5, 6), ids(1))


def test_mail_without_message_id_is_compared_octet_by_octet(server: ImapServer, relay: MakeRelay) -> None:
    """Another nameless mail of the same size that came into the target meanwhile is not taken for the copy."""
    source, target = server.path("INBOX/Eingang"), server.path("INBOX/Archiv")
    server.append(source, mail("A", message_id=""))
    wire = relay(server)
    wire.rewrites.append(WITHOUT_MOVE)
    plans: list[MovePlan] = []
    with connect(wire.server.account()) as session:
        uid = listed(session, server).uids[-1]
        wire.fault("UID COPY", "cut")
        wire.fault("LOGIN", "answer", "TAG NO [UNAVAILABLE] no\r\n")
        with pytest.raises(MailError):
            session.move(source, [uid], target, remember=plans.append)
        server.append(target, mail("B", message_id=""))
        assert session.recover(plans[0]) == Moved(left=frozenset([uid]))
    assert uid in {stored.uid for stored in server.mails(source)}


@pytest.mark.parametrize("answer", ["TAG OK done\r\n", "* OK [COPYUID 1 1:6 gibberish] x\r\nTAG OK done\r\n"])
def test_ok_without_moving_is_noticed(server: ImapServer, relay: MakeRelay, answer: str) -> None:
    """A server that answers OK and moves nothing: a transient error that names what is left; nothing is lost."""
    wire = relay(server)
    wire.fault("UID MOVE", "answer", answer, times=-1)
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        with pytest.raises(MoveFailed) as caught:
            session.move(listing, listing.uids, server.path("INBOX/Archiv"))
    assert caught.value.transient
    assert caught.value.__dict__["left"] == set(listing.uids)
    assert len(places(server)[0]) == 6


@pytest.mark.parametrize("uidplus", [True, False])
def test_a_copy_that_did_not_happen_deletes_nothing(server: ImapServer, relay: MakeRelay, uidplus: bool) -> None:
    """COPY answered OK without copying, or NO: never \\Deleted."""
    wire = relay(server)
    wire.rewrites += [WITHOUT_MOVE] if uidplus else [WITHOUT_MOVE, WITHOUT_UIDPLUS]
    wire.fault("UID COPY", "answer", "TAG OK done\r\n")
    wire.fault("UID COPY", "answer", "TAG NO cannot\r\n")
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        for expected in (MoveFailed, MailError):
            with pytest.raises(expected):
                session.move(listing, listing.uids, server.path("INBOX/Archiv"))
    assert places(server) == (ids(1, 2, 3, 4, 5, 6), [])
    assert not any(stored.flags for stored in server.mails(server.path("INBOX/Eingang")))


def test_quota_and_missing_target_say_so(server: ImapServer, relay: MakeRelay) -> None:
    """[OVERQUOTA] and a target that was deleted meanwhile have sentences of their own; the mail stays."""
    wire = relay(server)
    wire.fault("UID MOVE", "answer", "TAG NO [OVERQUOTA] Quota exceeded (mailbox for user is full)\r\n")
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        with pytest.raises(QuotaFull, match="Make room"):
            session.move(listing, listing.uids, server.path("INBOX/Archiv"))
        server.delete_folder(server.path("INBOX/Archiv"))
        with pytest.raises(FolderMissing, match="Archiv"):
            session.move(listing, listing.uids, server.path("INBOX/Archiv"))
    assert len(server.mails(server.path("INBOX/Eingang"))) == 6


def test_uidvalidity_change_stops_the_move(dovecot: DovecotFactory, server: ImapServer) -> None:
    """After the folder was rebuilt a listing's UIDs mean other mail: nothing moves."""
    with connect(server.account()) as session:
        listing = listed(session, server)
        bump_uidvalidity(dovecot.instance(), server, server.path("INBOX/Eingang"), listing.uidvalidity + 5)
        session.reconnect()
        with pytest.raises(MailError, match="rebuilt") as caught:
            session.move(listing, listing.uids, server.path("INBOX/Archiv"))
        assert caught.value.reason.code == "uidvalidity_changed"
        again = listed(session, server)
        assert session.move(again, again.uids, server.path("INBOX/Archiv")).moved == set(again.uids)
    assert places(server) == ([], ids(1, 2, 3, 4, 5, 6))


@pytest.mark.parametrize("features", [[], [WITHOUT_MOVE], [WITHOUT_MOVE, WITHOUT_UIDPLUS]])
def test_round_trips_per_batch(server: ImapServer, relay: MakeRelay, features: list[tuple[bytes, bytes]]) -> None:
    """A batch costs a handful of round trips, however many mails it holds; no EXPUNGE but by UID."""
    server.append(server.path("INBOX/Eingang"), *[mail(number) for number in range(7, 101)])
    wire = relay(server)
    wire.rewrites += features
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        before = len(wire.commands)
        assert len(session.fetch(listing, listing.uids)) == 100
        session.move(listing, listing.uids, server.path("INBOX/Archiv"))
        assert len(wire.commands) - before <= 10
    assert not any(command.upper().startswith(("EXPUNGE", "CLOSE")) for command in wire.commands)
    assert len(places(server)[1]) == 100


def test_a_full_mailbox_keeps_the_mail_where_it_is(dovecot: DovecotFactory, relay: MakeRelay) -> None:
    """A real quota that is reached by the copy: one sentence, and the mail stays, unflagged."""
    server = dovecot("quota")
    server.append("INBOX/Eingang", mail(1, text="x" * 60_000))
    server.create("INBOX/Archiv")
    wire = relay(server)
    wire.rewrites.append(WITHOUT_MOVE)
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        with pytest.raises(QuotaFull) as caught:
            session.move(listing, listing.uids, "INBOX/Archiv")
        assert caught.value.__dict__["left"] == set(listing.uids)
    assert places(server) == (ids(1), [])
    assert not server.mails("INBOX/Eingang")[0].flags


def test_a_folder_without_the_right_to_insert(dovecot: DovecotFactory) -> None:
    """The right to Archiv is withdrawn during a run (ACL): not transient, names the folder, nothing moves."""
    server = dovecot("acl")
    server.append("INBOX/Eingang", mail(1))
    server.create("INBOX/Archiv")
    with connect(server.account()) as session:
        listing = listed(session, server)
        restrict(server, "INBOX/Archiv", "lr")
        with pytest.raises(MailError, match="INBOX/Archiv") as caught:
            session.move(listing, listing.uids, "INBOX/Archiv")
        assert caught.value.reason.code == "folder_readonly"
    assert places(server) == (ids(1), [])


@pytest.mark.parametrize("features", [[], [WITHOUT_MOVE]])
def test_twins_with_one_message_id_are_moved_both(
    server: ImapServer, relay: MakeRelay, features: list[tuple[bytes, bytes]]
) -> None:
    """A mail that was delivered twice, same Message-ID and size, whose move loses its answer: both arrive."""
    source, target = server.path("INBOX/Eingang"), server.path("INBOX/Archiv")
    server.append(source, mail(1))
    wire = relay(server)
    wire.rewrites += features
    with connect(wire.server.account()) as session:
        listing = listed(session, server)
        twins = [listing.uids[0], listing.uids[-1]]
        wire.fault("UID (MOVE|COPY)", "cut_answer")
        assert session.move(listing, twins, target).moved == set(twins)
    assert places(server) == (ids(2, 3, 4, 5, 6), ids(1, 1))
