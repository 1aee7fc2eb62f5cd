"""Decided mail is moved together, even where each message is shown by itself; never before its fate is on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from lieferschein.mail import Session
from lieferschein.store import Store, importing
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.kit.mails import mail

MakeRelay = Callable[[ImapServer], Relay]


@pytest.fixture
def wire(relay: MakeRelay, pymap_server: ImapServer) -> Relay:
    return relay(pymap_server)


@pytest.fixture
def far(wire: Relay, tmp_path: Path) -> House:
    """An installation that reaches its mailbox through `wire`."""
    return House(wire.server, tmp_path, f"sqlite:///{tmp_path}/lieferschein.db")


def note(number: str) -> bytes:
    return mail((f"{number}.xml", ubl(number)), subject=number)


def test_one_command_for_each_folder(far: House, wire: Relay) -> None:
    """Four messages, each by itself: one move to Archiv and one to Fehler, after all four were decided."""
    far.put(note("LS-1"), mail(("x.xml", b"<broken")), note("LS-2"), note("LS-3"))
    decided = []
    wire.on_command = lambda command: decided.append(far.notes()) if command.startswith("UID MOVE") else None
    report = far.sync()
    assert report.counts["imported"] == 3
    assert sum(command.startswith("UID MOVE") for command in wire.commands) == 2
    assert decided[0] == [(number, 1, "open") for number in ("LS-1", "LS-2", "LS-3")]
    assert (len(far.ids(ARCHIVE)), len(far.ids(ERROR)), far.ids(INBOX)) == (3, 1, [])
    assert {row.folder for row in report.rows} == {far.server.path(ARCHIVE), far.server.path(ERROR)}
    assert far.rows("SELECT count(*) FROM messages WHERE filed_at IS NULL") == [(0,)]


def test_one_that_cannot_be_moved_stops_no_other(far: House, wire: Relay) -> None:
    """A server that refuses the whole move because of one mail: each goes by itself, and that one waits."""
    far.put(note("LS-1"), note("LS-2"), note("LS-3"))
    damaged = far.server.mails(far.server.path(INBOX))[1].uid
    for uids in (r"\S*[,:]\S*", str(damaged)):
        wire.fault(f"UID MOVE {uids} ", "answer", "TAG NO a message is damaged\r\n", times=-1)
    report = far.sync()
    assert (report.counts["imported"], report.counts["deferred"]) == (2, 1)
    assert (len(far.ids(ARCHIVE)), len(far.ids(INBOX))) == (2, 1)
    wire.faults.clear()
    again = far.sync()
    assert again.counts["imported"] == 1
    assert (len(far.ids(ARCHIVE)), far.ids(INBOX)) == (3, [])
    assert len(far.notes()) == 3


def test_the_disk_has_it_before_the_mail_moves(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports do not wait for the disk; the last commit before a move does, and takes them along."""
    levels: list[str] = []
    seen: list[list[str]] = []

    @event.listens_for(Engine, "commit")
    def _committed(connection: Connection) -> None:
        levels.append(str(connection.info.get("synchronous")))

    move = Session.move

    def moving(self: Session, *args: Any, **how: Any) -> Any:
        seen.append(list(levels))
        return move(self, *args, **how)

    monkeypatch.setattr(Session, "move", moving)
    house.put(note("LS-1"), note("LS-2"))
    try:
        assert house.sync().counts["imported"] == 2
    finally:
        event.remove(Engine, "commit", _committed)
    assert len(seen) == 1
    assert seen[0][-1] == "FULL"
    assert seen[0][-3:-1] == ["NORMAL"] * 2  # the attempts, the imports


def test_imported_together(far: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages that are shown one by one are imported with the first; one that cannot be stored stops no other."""
    calls: list[int] = []
    whole, plan = Store.import_messages, importing.plan_message

    def count(self: Store, messages: Any, **kwargs: Any) -> Any:
        calls.append(len(messages))
        return whole(self, messages, **kwargs)

    def fail(message: Any, *args: Any) -> Any:
        if message.drafts[0].note["delivery_note_number"] == "LS-2":
            raise ZeroDivisionError
        return plan(message, *args)

    monkeypatch.setattr(Store, "import_messages", count)
    monkeypatch.setattr(importing, "plan_message", fail)
    far.put(note("LS-1"), note("LS-2"), mail(("x.xml", b"<broken")), note("LS-3"))
    report = far.sync()
    assert calls == [3]
    assert {row.subject: row.outcome for row in report.rows if row.outcome != "rejected"} == {
        "LS-1": "imported",
        "LS-2": "deferred",
        "LS-3": "imported",
    }
    assert (len(far.ids(ARCHIVE)), len(far.ids(ERROR)), len(far.ids(INBOX))) == (2, 1, 1)
