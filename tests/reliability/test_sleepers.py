"""A run on a machine that slept for longer than its lease lives; another one took over meanwhile, and then it wakes."""

from __future__ import annotations

import time

import pytest

from tests.kit.house import ARCHIVE, House
from tests.reliability.conftest import MakeHouse
from tests.reliability.invariants import Post, at_the_end
from tests.reliability.victim import Victim, start

SHORT = (0.5, 0.1)  # seconds: time to live, heartbeat


def asleep_at(house: House, point: str) -> None:
    """One run falls asleep there, its lease expires, another does the work; then the sleeper wakes and has to stop."""
    post = Post()
    house.put(*(post.good(f"LS-{number}") for number in range(5)), post.broken("B-1"))
    house.extra["run"] = {**house.extra.get("run", {}), "batch_messages": 3}
    sleeper = start(house, die_at=point, stops=True, lease=SHORT)
    try:
        _overtaken(house, post, sleeper)
    finally:
        sleeper.kill()  # whoever stands still does not hear anything else
    at_the_end(house, post)
    assert len(house.ids(ARCHIVE)) == 5


def _overtaken(house: House, post: Post, sleeper: Victim) -> None:
    sleeper.stand_still()
    time.sleep(SHORT[0])
    house.extra["run"]["lease_wait"] = 10
    assert house.sync().exit_status in (0, 3)
    at_the_end(house, post)
    before = house.rows("SELECT * FROM messages ORDER BY id")
    sleeper.go_on()
    assert sleeper.end() == 0
    assert (sleeper.report["exit"], sleeper.report["reason_code"]) == (1, "lease_lost")
    assert house.rows("SELECT * FROM messages ORDER BY id") == before


@pytest.mark.parametrize(
    ("point", "bulk"),
    [
        ("fetch:after", False), ("filed:after", False),
        ("parse:before", True), ("UID MOVE:before", True), ("UID MOVE:after", True),
    ],
)  # fmt: skip
def test_it_moves_and_imports_nothing_twice(make_house: MakeHouse, point: str, bulk: bool) -> None:
    """Wherever it slept, it finds its lease lost before the next import or move, and says so."""
    asleep_at(make_house("slash", "postgresql", bulk=bulk), point)


@pytest.mark.parametrize("point", ["UID COPY:before", "UID COPY:after", "UID STORE:after"])
def test_in_the_middle_of_a_copy(make_house: MakeHouse, point: str) -> None:
    """Without MOVE the other run finishes what was begun; the sleeper's own commands find nothing any more."""
    asleep_at(make_house("no_move", "postgresql", bulk=True), point)
