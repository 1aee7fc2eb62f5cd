"""Who took the CPU time is said by what a process is for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.load.accounting import Accounting, kind_of

WORK = "import time\nwhile time.process_time() < 1: pass\ninput()"


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("python -m lieferschein.local.child prefect server start", "Prefect server"),
        ("python -m lieferschein.local.child prefect worker start --pool local", "workers"),
        ("postgres: nobody soak 127.0.0.1(40001) idle", "PostgreSQL"),
        ("dovecot/imap", "mail server"),
        ("/usr/bin/redis-server 127.0.0.1:6379", "Redis"),
        ("python -m prefect.engine", "anything else"),
    ],
)
def test_kinds(command: str, kind: str) -> None:
    """Each server by its command line; flow runs by their process, since theirs says little."""
    assert kind_of(command) == kind


def test_a_run_is_counted_apart() -> None:
    """What a run took is found under `runs`, and by its process."""
    with subprocess.Popen([sys.executable, "-c", WORK], stdin=subprocess.PIPE, text=True) as run:
        with Accounting(lambda: {run.pid}) as spent:
            while not spent_by(run.pid):
                pass
        run.communicate("\n")
    assert spent.seconds["runs"] == spent.each[run.pid] >= 0.4
    assert spent.cores > 0


def spent_by(pid: int) -> bool:
    facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(facts[11]) + int(facts[12]) >= 50
