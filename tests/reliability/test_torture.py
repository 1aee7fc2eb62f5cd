"""A bounded torture in every test run; longer ones by hand with `make torture`."""

from __future__ import annotations

import pytest

from tests.fixtures.imap import DovecotFactory
from tests.reliability.conftest import MakeHouse
from tests.reliability.torture import Torture, renumberer


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
