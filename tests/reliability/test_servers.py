"""Every kind of server and every thing that people do to a folder meanwhile: one end for each mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lieferschein.mail import Session
from tests.fixtures.dovecot import bump_uidvalidity, restrict
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.fixtures.scripted_imap import NO_MOVE
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX
from tests.kit.mails import mail
from tests.reliability.conftest import MakeHouse
from tests.reliability.invariants import Post, at_the_end, expire_leases, mail_of, stored
from tests.reliability.victim import start

SERVERS = ["slash", "dot", "no_move", "no_uidplus", "mbox", "tls", "quota", "acl", "pymap"]
OTHERS = "<others@deleted>"
UMLAUTS = {"inbox": "INBOX/Büro/Eingänge", "archive": "INBOX/Büro/Abgelegt äöü", "error": "INBOX/Büro/Fehler & Rest"}


@pytest.mark.parametrize("server", SERVERS)
def test_a_run_on_every_server(make_house: MakeHouse, server: str) -> None:
    """Imported, duplicate and rejected mail ends where it belongs, whole and unread; others' \\Deleted mail stays."""
    house, post = make_house(server, bulk=server in ("dot", "mbox")), Post()
    house.put(post.good("LS-1"), post.broken("B-1"), post.good("LS-2"), post.again("LS-1", "C-1"))
    house.server.append(house.server.path(INBOX), mail_of("LS-9", OTHERS), flags="\\Deleted")
    assert house.sync().exit_status == 3
    at_the_end(house, post)
    assert OTHERS in {each.message_id for each in stored(house, INBOX)}


@pytest.mark.parametrize("server", ["slash", "dot", "no_uidplus", "pymap"])
def test_folders_with_umlauts(make_house: MakeHouse, server: str) -> None:
    """Names are encoded once, on every server."""
    house = make_house(server, folders=UMLAUTS)
    house.put(mail_of("LS-1", "<1@x>"), mail(("x.xml", b"<broken"), message_id="<2@x>"), folder=UMLAUTS["inbox"])
    assert house.sync().exit_status == 3
    assert [house.ids(UMLAUTS[each]) for each in ("inbox", "archive", "error")] == [[], ["<1@x>"], ["<2@x>"]]


def test_an_archive_that_may_only_be_read(make_house: MakeHouse) -> None:
    """The notes are imported, the mail stays in Eingang, the run stops with one sentence; nothing goes to Fehler."""
    house, post = make_house("acl"), Post()
    house.server.create(*(house.server.path(each) for each in (INBOX, ARCHIVE, ERROR)))
    house.put(*(post.good(f"LS-{number}") for number in range(5)))
    restrict(house.server, ARCHIVE, "lr")
    report = house.sync()
    assert (report.exit_status, report.failure and report.failure.code) == (1, "folder_readonly")
    assert len(house.ids(INBOX)) == 5
    assert house.ids(ERROR) == []
    restrict(house.server, ARCHIVE, "lrwstipekxa")
    assert house.sync().exit_status == 0
    at_the_end(house, post)


def test_a_full_mailbox(make_house: MakeHouse, relay: Callable[[ImapServer], Relay]) -> None:
    """No room for a copy: the run stops with one sentence and leaves the mail; once there is room it goes on."""
    house = make_house("quota")
    wire = relay(house.server)
    wire.rewrites.append(NO_MOVE)  # Dovecot's MOVE needs no room
    house.mailbox["port"] = wire.server.port
    house.put(*(mail((f"{n}.xml", ubl(f"LS-{n}")), message_id=f"<{n}@x>", text="x\n" * 9_000) for n in range(2)))
    house.server.append("INBOX", mail(text="y\n" * 9_000))
    report = house.sync()
    assert (report.exit_status, report.failure and report.failure.code) == (1, "quota")
    assert (len(house.ids(INBOX)), house.ids(ARCHIVE), house.ids(ERROR)) == (2, [], [])
    with house.server.client("INBOX") as client:
        client.uid("STORE", "1:*", "+FLAGS", "(\\Deleted)")
        client.expunge()
    assert house.sync().exit_status == 0
    assert (house.ids(INBOX), len(house.ids(ARCHIVE)), len(house.notes())) == ([], 2, 2)


def test_uidvalidity_changes_between_runs(make_house: MakeHouse, dovecot: DovecotFactory) -> None:
    """A run killed after its commit, then a renumbered folder: content tells that the notes are there already."""
    house, post = make_house("slash"), Post()
    house.put(*(post.good(f"LS-{number}") for number in range(4)))
    assert start(house, die_at="import:after").end() == -9
    expire_leases(house)
    bump_uidvalidity(dovecot.instance(), house.server, house.server.path(INBOX), 4_000_000_000)
    assert house.sync().exit_status == 0
    at_the_end(house, post)


@pytest.mark.parametrize("point", ["remember:after", "UID COPY:after", "UID STORE:after"])
def test_uidvalidity_changes_in_the_middle_of_a_half_move(
    make_house: MakeHouse, dovecot: DovecotFactory, point: str
) -> None:
    """Killed between COPY and \\Deleted, and renumbered before the next run: still no second copy."""
    house, post = make_house("no_move", bulk=True), Post()
    house.put(*(post.good(f"LS-{number}") for number in range(4)))
    assert start(house, die_at=point).end() == -9
    expire_leases(house)
    bump_uidvalidity(dovecot.instance("no_move"), house.server, house.server.path(INBOX), 4_000_000_000)
    assert house.sync().exit_status == 0
    at_the_end(house, post)


@pytest.mark.parametrize("step", ["fetch", "move"])
@pytest.mark.parametrize("bulk", [False, True])
def test_uidvalidity_changes_during_a_run(
    make_house: MakeHouse, dovecot: DovecotFactory, monkeypatch: pytest.MonkeyPatch, step: str, bulk: bool
) -> None:
    """The folder is renumbered under a run: it goes on by content and files everything, said once in the log."""
    house, post = make_house("slash", bulk=bulk), Post()
    house.put(*(post.good(f"LS-{number}") for number in range(5)))
    original, bumped = getattr(Session, step), []

    def bump_first(self: Session, *args: object, **kwargs: object) -> object:
        if not bumped:
            bumped.append(True)
            bump_uidvalidity(dovecot.instance(), house.server, house.server.path(INBOX), 4_000_000_000)
            self.reconnect()
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Session, step, bump_first)
    report = house.sync()
    assert report.exit_status == 0
    assert report.counts["imported"] == 5
    at_the_end(house, post)


def test_people_take_mail_away_meanwhile(make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moved or deleted between listing and fetching, or between import and move: vanished, not an error."""
    house, post = make_house("slash"), Post()
    house.put(*(post.good(f"LS-{number}") for number in range(4)))
    inbox = house.server.path(INBOX)
    fetch, move = Session.fetch, Session.move

    def fetch_later(self: Session, *args: object, **kwargs: object) -> object:
        uids = {each.message_id: each.uid for each in house.server.mails(inbox)}
        if "<LS-0@good>" in uids:
            house.server.move(inbox, uids["<LS-0@good>"], "INBOX")
            house.server.flag(inbox, uids["<LS-1@good>"])
        return fetch(self, *args, **kwargs)  # type: ignore[arg-type]

    def move_later(self: Session, *args: object, **kwargs: object) -> object:
        uids = {each.message_id: each.uid for each in house.server.mails(inbox)}
        if "<LS-3@good>" in uids:
            house.server.move(inbox, uids["<LS-3@good>"], "INBOX")
        return move(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Session, "fetch", fetch_later)
    monkeypatch.setattr(Session, "move", move_later)
    report = house.sync()
    assert report.exit_status == 0
    assert house.ids(ARCHIVE) == ["<LS-2@good>"]
    assert [note[0] for note in house.notes()] == ["LS-2", "LS-3"]  # the last was imported before it went
    assert house.ids(ERROR) == []


def test_from_fehler_to_eingang_starts_afresh(make_house: MakeHouse) -> None:
    """Dragging a mail back is the wish to retry: nothing counts against it, and the mended record imports it."""
    house = make_house("pymap")
    house.put(mail_of("LS-1", "<1@x>").replace(b"phonak.example", b"new.example"))
    assert house.sync().exit_status == 3
    house.suppliers["new"] = {"name": "New", "senders": ["lieferschein@new.example"]}
    error = house.server.path(ERROR)
    house.server.move(error, house.server.mails(error)[0].uid, house.server.path(INBOX))
    assert house.sync().exit_status == 0
    assert house.ids(ARCHIVE) == ["<1@x>"]
    assert house.notes() == [("LS-1", 1, "open")]


def test_from_archiv_to_eingang_is_a_duplicate(make_house: MakeHouse) -> None:
    """Dragging a mail back out of the archive imports nothing twice and files it again."""
    house, post = make_house("slash"), Post()
    house.put(post.good("LS-1"))
    house.sync()
    archive = house.server.path(ARCHIVE)
    house.server.move(archive, house.server.mails(archive)[0].uid, house.server.path(INBOX))
    report = house.sync()
    assert report.counts["duplicate"] == 1
    at_the_end(house, post)


def test_taking_rejected_mail_again(make_house: MakeHouse) -> None:
    """`folder = error`: by supplier, by reason, accepting conflicts; accepted goes to Archiv, the rest stays."""
    house = make_house("slash")
    house.put(mail_of("LS-1", "<1@x>"))
    house.sync()
    house.put(
        mail(("LS-1.xml", ubl("LS-1", [("A-1", 9)])), message_id="<conflict@x>"),
        mail(("LS-2.xml", ubl("LS-2")), message_id="<unknown@x>", sender="a@unknown.example"),
        mail(("LS-3.xml", ubl("LS-3").replace(b">2<", b">zwei<")), message_id="<broken@x>"),
    )
    assert house.sync().counts["rejected"] == 3
    assert house.sync(folder="error", reasons=["invalid"]).counts["rejected"] == 1
    assert house.sync(folder="error", suppliers=["lumen"]).rows == []
    report = house.sync(folder="error", reasons=["conflict"], accept_conflicts=True)
    assert report.counts["imported"] == 1
    assert house.notes() == [("LS-1", 1, "superseded"), ("LS-1", 2, "open")]
    house.suppliers["lumen"]["senders"] = ["*@lumen.example", "a@unknown.example"]
    assert house.sync(folder="error", suppliers=["lumen"]).counts["imported"] == 1
    assert house.ids(ERROR) == ["<broken@x>"]
    assert sorted(house.ids(ARCHIVE)) == ["<1@x>", "<conflict@x>", "<unknown@x>"]
    again = house.sync(folder="error")
    assert (again.counts["rejected"], again.exit_status) == (1, 3)


def test_a_run_on_fehler_that_is_killed(make_house: MakeHouse) -> None:
    """Taking mail again survives a kill as everything else does; deaths of such runs never make poison."""
    house = make_house("slash")
    house.put(mail_of("LS-1", "<1@x>").replace(b"phonak.example", b"new.example"))
    assert house.sync().exit_status == 3
    house.suppliers["new"] = {"name": "New", "senders": ["lieferschein@new.example"]}
    for point in ("parse:before", "parse:before", "parse:before", "parse:before", "import:after"):
        assert start(house, die_at=point, options={"folder": "error"}).end() == -9
        expire_leases(house)
    assert house.sync(folder="error").exit_status == 0
    assert (house.ids(ERROR), house.ids(ARCHIVE)) == ([], ["<1@x>"])
    assert house.notes() == [("LS-1", 1, "open")]
