"""60 mails, eight runs killed with SIGKILL at random moments, every second pair overlapping; then one normal run.

On every kind of server, each time: 60 notes, 60 mails in Archiv, none doubled, none flagged.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.fixtures.dovecot import bump_uidvalidity
from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.kit.house import ARCHIVE, ERROR, INBOX, House
from tests.reliability.conftest import MakeHouse
from tests.reliability.invariants import Post, after_a_kill, at_the_end, expire_leases
from tests.reliability.victim import moment, start

LEASE = (60.0, 15.0)  # as in production: who takes over does so because the test lets a minute pass
STEPS = 40  # commands and commits; a whole run has some hundred
UMLAUTS = {INBOX: "INBOX/Büro/Eingänge", ARCHIVE: "INBOX/Büro/Abgelegt äöü", ERROR: "INBOX/Büro/Fehler & Rest"}
EACH, BULK = False, True
CASES = [
    ("slash", "sqlite", BULK),
    ("slash", "postgresql", EACH),
    ("dot", "postgresql", BULK),
    ("no_move", "postgresql", EACH),
    ("no_move", "sqlite", BULK),
    ("no_uidplus", "sqlite", EACH),
    ("no_uidplus", "sqlite", BULK),
    ("mbox", "sqlite", EACH),
    ("pymap", "sqlite", EACH),
    ("tls", "sqlite", BULK),
    ("umlauts", "sqlite", EACH),
    ("renumbered", "sqlite", BULK),
]


@dataclass
class UmlautServer(ImapServer):
    """The same server, with folders of other names."""

    def path(self, name: str) -> str:
        """The server's name of a folder."""
        return super().path(UMLAUTS.get(name, name))


def killed(house: House, most: int, chance: random.Random, *, runs: int = 1) -> None:
    """So many runs at a time, each killed at a random moment; when one is quicker it is run once more.

    The one that waits goes on when the other is dead and its lease has expired.
    """
    begun = [start(house, moment=moment(chance, most), lease=LEASE) for _ in range(runs)]
    while begun:
        run = next((each for each in begun if not each.process.is_alive()), None)
        if run is None:
            time.sleep(0.01)
            continue
        begun.remove(run)
        expire_leases(house)
        if run.end() == 0:
            killed(house, max(1, most // 2), chance)


def eight_killed_runs(house: House, post: Post, chance: random.Random, between: Callable[[], object]) -> None:
    """Two runs one after the other, then two at a time, and the same again."""
    for _ in range(2):
        for runs in (1, 1, 2):
            killed(house, STEPS, chance, runs=runs)
        after_a_kill(house, post)
        between()


@pytest.mark.parametrize(("server", "database", "bulk"), CASES)
def test_sixty_mails(make_house: MakeHouse, dovecot: DovecotFactory, server: str, database: str, bulk: bool) -> None:
    """Killed eight times, the work is done as if nothing had been."""
    house, post, between = furnished(make_house, dovecot, server, database, bulk)
    house.extra = {"run": {**house.extra["run"], "lease_wait": 30, "batch_messages": 7}}
    house.put(*(post.good(f"LS-{number:03}") for number in range(60)))
    eight_killed_runs(house, post, random.Random(f"{server} {database} {bulk}"), between)
    expire_leases(house)
    house.extra["run"]["lease_wait"] = 0
    assert house.sync().exit_status == 0
    at_the_end(house, post)
    assert (len(house.notes()), len(house.ids(ARCHIVE)), house.ids(INBOX), house.ids(ERROR)) == (60, 60, [], [])


def furnished(
    make_house: MakeHouse, dovecot: DovecotFactory, server: str, database: str, bulk: bool
) -> tuple[House, Post, Callable[[], object]]:
    """The house on its server, and what happens to it between the kills."""
    variant = {"umlauts": "dot", "renumbered": "no_move"}.get(server, server)
    house, post = make_house(variant, database, bulk=bulk), Post()
    if server == "umlauts":
        house.server = UmlautServer(**vars(house.server))
        house.mailbox["folders"] = dict(zip(("inbox", "archive", "error"), UMLAUTS.values(), strict=True))
    value = [4_000_000_000]

    def renumber() -> None:
        value[0] += 1
        bump_uidvalidity(dovecot.instance(variant), house.server, house.server.path(INBOX), value[0])

    return house, post, renumber if server == "renumbered" else lambda: None
