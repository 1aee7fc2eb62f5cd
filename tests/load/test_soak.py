"""A short soak; the long one is `make soak`."""

from __future__ import annotations

import os

from tests.fixtures.dovecot import DOVECOT
from tests.fixtures.needs import require
from tests.load.servers import servers
from tests.load.soak import Soak


def test_a_short_soak() -> None:
    """Cuts, lost answers, servers that go away, full disks: in the end every mail and note is there once."""
    require(DOVECOT and os.geteuid() == 0, "Dovecot is not installed, or the tests do not run as root")
    with servers() as on:
        soak = Soak(on, mailboxes=5, messages=300, every=0.3)
        soak.deliver()
        soak.run(seconds=15)
        soak.check()
    assert sum(count for name, count in soak.did.items() if not name.startswith("run")) >= 3, soak.did
    assert soak.memory[-1] < soak.memory[0] + 150
