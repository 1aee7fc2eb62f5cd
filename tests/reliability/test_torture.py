"""A bounded torture in every test run; longer ones by hand with `make torture`."""

from __future__ import annotations

import pytest

from tests.fixtures.imap import DovecotFactory
from tests.reliability.conftest import MakeHouse
from tests.reliability.torture import Torture, renumberer
from tests.reliability.torture_inside import InsideTorture


@pytest.mark.parametrize(
    ("server", "database", "seed"),
    [("slash", "sqlite", 1), ("no_move", "postgresql", 2), ("no_uidplus", "sqlite", 3), ("pymap", "sqlite", 4)],
)
def test_torture(make_house: MakeHouse, dovecot: DovecotFactory, server: str, database: str, seed: int) -> None:
    """Random kills, overlapping runs, people, new mail, renumbered folders: the invariants hold after each round."""
    house, did = make_house(server, database), list[str]()
    renumber = None if server == "pymap" else renumberer(dovecot.instance(server), house)
    torture = Torture(house, seed, renumber, did.append)
    for _ in range(3):
        torture.round()


@pytest.mark.parametrize(("server", "database", "seed"), [("slash", "postgresql", 5), ("no_uidplus", "sqlite", 6)])
def test_torture_inside(make_house: MakeHouse, dovecot: DovecotFactory, server: str, database: str, seed: int) -> None:
    """Runs that go on living while calls fail, wires break and people meddle: the same after each round."""
    house = make_house(server, database)
    torture = InsideTorture(house, seed, renumberer(dovecot.instance(server), house), list[str]().append)
    for _ in range(3):
        torture.round()
