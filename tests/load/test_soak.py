"""A short soak; the long one is `make soak`."""

from __future__ import annotations

from tests.fixtures.imap import DovecotFactory
from tests.fixtures.postgres import EmbeddedPostgres
from tests.load.soak import Soak


def test_a_short_soak(dovecot: DovecotFactory, postgres_server: EmbeddedPostgres, postgres_store_url: str) -> None:
    """Cuts, lost answers, a database that goes away: in the end every mail and every note is there once."""
    soak = Soak(dovecot.instance(), postgres_server, postgres_store_url, mailboxes=5, messages=300, every=0.3)
    soak.deliver()
    soak.run(seconds=15)
    soak.check()
    assert sum(count for name, count in soak.did.items() if not name.startswith("run")) >= 3, soak.did
    assert soak.memory[-1] < soak.memory[0] + 150
