"""Faults on the wire and servers that misbehave: no mail is lost, doubled or rejected for it, and the run says why."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.fixtures.byte_relay import ByteRelay
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.fixtures.scripted_imap import NO_MOVE, SCENES, play
from tests.kit.house import ERROR, House
from tests.reliability.conftest import MakeHouse
from tests.reliability.invariants import Post, after_a_kill, at_the_end

MakeRelay = Callable[[ImapServer], Relay]

# Scenes that a run gets over; all others end it with exit status 1 and one sentence, when they last.
HARMLESS = {
    *(name for name in SCENES if name.startswith("COPYUID")), "EXPUNGE unasked", "flags unasked",
    "FETCH of nothing", "FETCH without UID", "FETCH of other mail",  # it is as if the mail had vanished
    "no answer to LOGOUT",
}  # fmt: skip
CODES = {
    "says OK and moves nothing": "move_failed",
    "says OK and copies nothing": "move_failed",
    "full at MOVE": "quota",
    "full at COPY": "quota",
    "LOGINDISABLED": "login_refused",
    "login refused": "login_refused",
    "archive read-only": "folder_readonly",
    "archive gone": "folder_missing",
    "throttles": "unavailable",
    "too many connections": "unavailable",
    **{name: "unavailable" for name in SCENES if name.startswith("unavailable")},
}


def behind(house: House, port: int) -> None:
    house.mailbox |= {"port": port, "timeout": 0.4}


def four(house: House) -> Post:
    post = Post()
    house.put(*(post.good(f"LS-{number}") for number in range(4)))
    return post


@pytest.mark.parametrize("scene", SCENES)
def test_a_server_that_keeps_misbehaving(make_house: MakeHouse, relay: MakeRelay, scene: str) -> None:
    """The run ends with one clear sentence, nothing is in Fehler for it; once the server is well all is done."""
    house = make_house("slash")
    post = four(house)
    wire = relay(house.server)
    play(wire, SCENES[scene], -1)
    behind(house, wire.server.port)
    report = house.sync()
    after_a_kill(house, post)
    assert house.ids(ERROR) == []
    assert report.exit_status == (0 if scene in HARMLESS else 1), report.summary
    if scene in CODES:
        assert report.failure is not None, report.summary
        assert report.failure.code == CODES[scene]
        assert report.failure.sentence() in report.summary
    the_server_is_well(house, scene)
    assert house.sync().exit_status == 0
    at_the_end(house, post)


@pytest.mark.parametrize("server", ["slash", "no_move"])
def test_every_command_has_its_silence(make_house: MakeHouse, relay: MakeRelay, server: str) -> None:
    """There is a scene above in which the server does not answer, for each command that a run sends."""
    house = make_house(server)
    four(house)
    wire = relay(house.server)
    behind(house, wire.server.port)
    assert house.sync().exit_status == 0
    sent = {" ".join(command.split()[: 2 if command.startswith("UID ") else 1]) for command in wire.commands}
    assert len(sent) > 8
    assert sent <= {name.removeprefix("no answer to ") for name in SCENES}


def the_server_is_well(house: House, scene: str) -> None:
    """By the next run; a server that was slow has done until then what it was asked."""
    house.mailbox.clear()
    if SCENES[scene].delays:
        time.sleep(1.2)


@pytest.mark.parametrize("scene", [name for name in SCENES if SCENES[name].answers or SCENES[name].delays])
def test_a_server_that_misbehaves_once(make_house: MakeHouse, relay: MakeRelay, scene: str) -> None:
    """A single fault costs at most this run."""
    house = make_house("slash")
    post = four(house)
    wire = relay(house.server)
    play(wire, SCENES[scene], 1)
    behind(house, wire.server.port)
    house.sync()
    after_a_kill(house, post)
    assert house.ids(ERROR) == []
    the_server_is_well(house, scene)
    assert house.sync().exit_status == 0
    at_the_end(house, post)


@pytest.mark.parametrize("move", [True, False], ids=["move", "copy"])
@pytest.mark.parametrize("where", ["up", "down"])
def test_cut_at_any_octet(make_house: MakeHouse, where: str, move: bool) -> None:
    """The connection breaks after so many octets, in the middle of a command, a literal or an answer."""
    house = make_house("slash" if move else "no_move", bulk=True)
    for octets in range(60, 4000 if where == "down" else 1400, 331 if where == "down" else 113):
        post = Post()
        house.put(post.good(f"LS-{where}-{octets}"))
        cutting = ByteRelay(house.server, [(where, octets)])
        behind(house, cutting.port)
        house.sync()
        house.mailbox.clear()
        cutting.close()
        assert house.sync().exit_status == 0
        ids = [each for each in house.ids("INBOX/LIEFERSCHEINE/ARCHIV") if f"LS-{where}-{octets}@" in each]
        assert len(ids) == 1
    assert house.ids(ERROR) == []


@pytest.mark.parametrize(
    "command", ["UID SEARCH", "UID FETCH", "STATUS", "UID COPY", "UID STORE", "UID EXPUNGE", "UID MOVE"]
)
@pytest.mark.parametrize("do", ["cut", "cut_answer"])
def test_an_answer_that_is_lost_every_time(make_house: MakeHouse, relay: MakeRelay, command: str, do: str) -> None:
    """Every connection breaks at the same command: the run gives up, and a later one finishes without a second copy."""
    house = make_house("slash")
    post = four(house)
    wire = relay(house.server)
    wire.rewrites += [] if command == "UID MOVE" else [NO_MOVE]
    wire.fault(command, do, times=-1)
    behind(house, wire.server.port)
    assert house.sync().exit_status in (0, 1)
    after_a_kill(house, post)
    assert house.ids(ERROR) == []
    house.mailbox.clear()
    assert house.sync().exit_status == 0
    at_the_end(house, post)


def test_one_mail_that_the_server_cannot_read(make_house: MakeHouse, relay: MakeRelay) -> None:
    """The server fails on one damaged mail: it waits, and its neighbours in the batch are imported."""
    house = make_house("slash", bulk=True)
    post = four(house)
    wire = relay(house.server)
    wire.fault(r"UID FETCH (1:4|2) .*PEEK\[\]", "answer", "TAG NO cannot read that mail\r\n", times=-1)
    behind(house, wire.server.port)
    report = house.sync()
    assert report.counts["imported"] == 3
    assert report.counts["deferred"] == 1
    assert report.exit_status == 1
    house.mailbox.clear()
    assert house.sync().exit_status == 0
    at_the_end(house, post)
