"""Answers beside rejected mail: each is there once, whatever dies or breaks, on servers that can little too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from lieferschein.intake.reconciling import reconcile
from tests.fixtures.imap_server import ImapServer
from tests.fixtures.relay import Relay
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.reliability.conftest import MakeHouse
from tests.reliability.invariants import Post, after_a_kill, answered, at_the_end, expire_leases
from tests.reliability.victim import start

CASES = [
    *(("slash", point, True) for point in ["append:before", "append:after", "UID MOVE:sent", "UID MOVE:after"]),
    *(("slash", point, False) for point in ["reject:after", "append:after", "filed:before"]),
    *(("no_move", point, True) for point in ["append:after", "UID COPY:after"]),
    *(("no_uidplus", point, False) for point in ["append:after", "UID STORE:after"]),
]


def with_answers(make_house: MakeHouse, server: str, *, bulk: bool = False) -> tuple[House, Post]:
    """Two broken mails and a good one, where answers are wanted."""
    house, post = make_house(server, bulk=bulk, folders={"note_in_error": True}), Post()
    house.put(post.broken("B-1"), post.good("LS-1"), post.broken("B-2"))
    return house, post


@pytest.mark.parametrize(("server", "point", "bulk"), CASES)
def test_killed_there(make_house: MakeHouse, server: str, point: str, bulk: bool) -> None:
    """A run dies between the rejection and the end of the move: after the next one each mail has its one answer."""
    house, post = with_answers(make_house, server, bulk=bulk)
    assert start(house, die_at=point).end() == -9, f"{point} was not met"
    after_a_kill(house, post)
    expire_leases(house)
    assert house.sync().exit_status in (0, 3)
    at_the_end(house, post)
    assert answered(house, ERROR) == Counter(["<B-1@broken>", "<B-2@broken>"])
    assert answered(house, ARCHIVE) == Counter()
    assert reconcile(house.settings, "default").differences == []


@pytest.mark.parametrize("server", ["slash", "no_move", "no_uidplus"])
def test_a_life_of_answers(make_house: MakeHouse, server: str) -> None:
    """Written once, replaced with the reason, gone with the mail; not one of them is mail that nobody knows."""
    house, post = with_answers(make_house, server)
    house.sync()
    house.sync()
    house.sync(folder="error")
    at_the_end(house, post)
    assert answered(house, ERROR) == Counter(["<B-1@broken>", "<B-2@broken>"])
    assert reconcile(house.settings, "default").differences == []
    house.suppliers["phonak"]["senders"] = ["nobody@phonak.example"]
    house.sync(folder="error")
    assert answered(house, ERROR) == answered(house, ARCHIVE) == Counter(["<B-1@broken>", "<B-2@broken>"])
    house.suppliers["phonak"] = {"name": "Phonak", "senders": ["*@phonak.example"]}
    error = house.server.path(ERROR)
    for each in house.server.mails(error):
        if each.message_id == "<B-2@broken>":
            house.server.move(error, each.uid, house.server.path(INBOX))
    house.sync()
    assert answered(house, ERROR)["<B-2@broken>"] == 1
    assert reconcile(house.settings, "default").differences == []


@pytest.mark.parametrize(
    ("do", "text", "times", "left"),
    [
        ("cut", "", 1, 2),
        ("cut_answer", "", 1, 2),
        ("cut", "", -1, 0),
        ("cut_answer", "", -1, 2),
        ("answer", "TAG NO [OVERQUOTA] full\r\n", -1, 0),
        ("answer", "TAG BAD what\r\n", 1, 1),
        ("delay", "", -1, 0),
    ],
)
def test_an_append_that_fails(
    make_house: MakeHouse, relay: Callable[[ImapServer], Relay], do: str, text: str, times: int, left: int
) -> None:
    """An answer is never doubled, and where none can be put the mail goes on its way all the same."""
    house, post = with_answers(make_house, "slash", bulk=True)
    wire = relay(house.server)
    house.server.create(*(house.server.path(each) for each in (INBOX, ARCHIVE, ERROR)))
    wire.fault("APPEND", do, text, seconds=1.0 if do == "delay" else 0.0, times=times)
    house.mailbox |= {"port": wire.server.port, "timeout": 0.4}
    house.sync()
    assert any(command.startswith("APPEND") for command in wire.commands)
    house.mailbox.pop("port")
    house.sync()
    at_the_end(house, post)
    assert answered(house, ERROR).total() == left
    assert max(answered(house, ERROR).values(), default=0) <= 1


def test_taken_away_before_it_was_moved(make_house: MakeHouse) -> None:
    """A run died with the answer written and a person took the mail: the answer does not lie there alone."""
    house, _ = with_answers(make_house, "slash", bulk=True)
    assert start(house, die_at="UID MOVE:before").end() == -9
    expire_leases(house)
    assert answered(house, ERROR).total() == 2
    inbox = house.server.path(INBOX)
    for each in house.server.mails(inbox):
        if each.message_id == "<B-1@broken>":
            house.server.move(inbox, each.uid, "INBOX")
    house.sync()
    assert answered(house, ERROR) == Counter(["<B-2@broken>"])
    assert answered(house, ARCHIVE) == Counter(["<B-1@broken>"])
