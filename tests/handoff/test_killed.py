"""A hand-off that is killed at any moment, run again, while the ERP takes files away; and two at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from lieferschein.handoff import hand_over
from lieferschein.handoff.run import STAGING
from lieferschein.store import open_store
from tests.store.build import draft, take

NOTES = 5
VICTIM = """
import os, signal, sys
from pathlib import Path
left = int(sys.argv[3])
def counted(real):
    def call(*arguments, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return call
from lieferschein.handoff import hand_over
from lieferschein.store import Outbox, open_store
from lieferschein.handoff import run
with open_store(sys.argv[1]) as store:
    os.fsync = counted(os.fsync)
    Path.replace = counted(Path.replace)
    Outbox.promise = counted(Outbox.promise)
    Outbox.fulfil = counted(Outbox.fulfil)
    run.BATCH = 3
    hand_over(store, Path(sys.argv[2]))
"""


# Before: the staging folder is safe (1), a staged file (2 to 4), the promise (6), each of three moves (7 to 9), those
# are safe (10), the promise is fulfilled (11)
@pytest.mark.parametrize("moment", [3, 6, 7, 9, 10, 11])
def test_killed_and_run_again(sqlite_url: str, tmp_path: Path, moment: int) -> None:
    """SIGKILL before the nth effect; the ERP takes what is there. In the end each note came exactly once, whole."""
    folder = tmp_path / "erp"
    folder.mkdir()
    taken: list[str] = []
    with open_store(sqlite_url) as store:
        for number in range(NOTES):
            take(store, draft(f"LS-{number}"))
        killed = subprocess.run(
            [sys.executable, "-c", VICTIM, sqlite_url, folder, str(moment)], check=False, timeout=60
        )
        assert killed.returncode == -signal.SIGKILL
        taken += _take_away(folder)
        hand_over(store, folder)
        taken += _take_away(folder)
        assert hand_over(store, folder).count == 0
    assert Counter(taken) == Counter({f"LS-{number}": 1 for number in range(NOTES)})


def _take_away(folder: Path) -> list[str]:
    """What an ERP does: read every file, which has to be whole, and remove it."""
    import json

    taken = []
    for file in sorted(folder.glob("*.json")):
        taken.append(json.loads(file.read_bytes())["note"]["delivery_note_number"])
        file.unlink()
    return taken


def test_two_at_once(store_url: str, tmp_path: Path) -> None:
    """Two processes hand over the same store into the same folder: each note once, no file of either left behind."""
    folder = tmp_path / "erp"
    folder.mkdir()
    with open_store(store_url) as store:
        for number in range(30):
            take(store, draft(f"LS-{number}"))
        command = [sys.executable, "-c", VICTIM, store_url, str(folder), "100000"]
        both = [subprocess.Popen(command, env=dict(os.environ)) for _ in range(2)]
        assert [each.wait(60) for each in both] == [0, 0]
        taken = _take_away(folder)
        assert hand_over(store, folder).count == 0
    assert Counter(taken) == Counter({f"LS-{number}": 1 for number in range(30)})
    assert not list((folder / STAGING).iterdir())
