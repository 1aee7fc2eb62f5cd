"""Many messages, and processes that are killed: the UI tells the truth, and the next run does the work.

The windows of time are the shipped ones: a heartbeat every 30 seconds, and a run without one for 90 seconds is dead.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass

import pytest

from tests.kit.documents import desadv
from tests.kit.house import ARCHIVE, INBOX, House
from tests.kit.mails import mail
from tests.ui.conftest import FINAL, Stack, wait

SENDER = "lieferschein@auris.example"
CRASHED_WITHIN = 180  # seconds, from the death of its process


def put(house: House, series: str, count: int) -> None:
    """`count` mails, each with a note of its own."""
    house.put(
        *(mail((f"{n}.edi", desadv(f"{series}-{n}")), sender=SENDER, subject=f"{series} {n}") for n in range(count))
    )


def imported(stack: Stack, series: str) -> int:
    return int(
        stack.house.rows(f"SELECT count(*) FROM delivery_notes WHERE delivery_note_number LIKE '{series}-%'")[0][0]
    )


def kill(pid: int) -> None:
    """A process and all that it started, at once, as a power cut does."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
    doomed = [pid]
    for parent in doomed:
        doomed += [child for child, of in pairs if of == parent]
    for each in doomed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def under_way(stack: Stack, deployment: str, series: str) -> str:
    """A run that has imported some of its mails."""
    run = stack.start(deployment)
    wait(lambda: imported(stack, series) >= 5, 180, tell=lambda: (stack.run(run), stack.said))
    return run


@dataclass
class Victim:
    """A run that was killed together with its worker, and when."""

    run: str
    killed_at: float


@pytest.fixture(scope="module")
def victim(stack: Stack) -> Victim:
    """A run of the default mailbox is dead; what the other one does meanwhile is tested in the time that takes."""
    put(stack.house, "WORKER", 150)
    run = under_way(stack, "hourly", "WORKER")
    [worker] = stack.children("prefect worker")
    kill(worker)
    return Victim(run, time.monotonic())


def test_three_hundred_messages(stack: Stack, victim: Victim) -> None:
    """Within a minute after the run every task run has its final state in the UI; none was dropped."""
    put(stack.kiel, "MANY", 300)
    run = stack.start("hourly-kiel")
    assert stack.wait(run, 180)["state"]["message"].startswith("300 importiert")
    of_run = {"flow_runs": {"id": {"any_": [run]}}}
    final = {"task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
    expected = 300 * 3 + 3 + 3  # parse, import, move; fetch a hundred at a time; connect, list, report
    wait(lambda: stack.ask("/task_runs/count", **of_run, **final) == expected, 60)
    assert stack.ask("/task_runs/count", **of_run) == expected


def test_a_killed_worker(stack: Stack, victim: Victim) -> None:
    """The run is Crashed, a new worker is there by itself, the next run does the work: each note once."""
    crashed = stack.wait(victim.run, CRASHED_WITHIN - (time.monotonic() - victim.killed_at))
    assert crashed["state_type"] == "CRASHED"
    assert "Seit 90 Sekunden kein Lebenszeichen" in crashed["state"]["message"]
    assert any("The worker went away; starting it again" in line for line in stack.said)
    assert imported(stack, "WORKER") < 150
    left = stack.house.folder / ".lieferschein" / "worker-tmp"
    assert any(left.rglob("workspace.json")), "Prefect left the environment of the run"
    assert left.stat().st_mode & 0o077 == 0
    all_is_done_by_the_next_run(stack, stack.house, "hourly", "WORKER", 150)


def test_a_killed_server(stack: Stack) -> None:
    """The server is there again by itself; the run ends, and the next one does what it left."""
    put(stack.kiel, "SERVER", 150)
    run = under_way(stack, "hourly-kiel", "SERVER")
    [server] = stack.children("prefect server")
    kill(server)
    assert stack.wait(run, CRASHED_WITHIN)["state_type"] in FINAL
    assert any("The Prefect server went away; starting it again" in line for line in stack.said)
    all_is_done_by_the_next_run(stack, stack.kiel, "hourly-kiel", "SERVER", 150)


def all_is_done_by_the_next_run(stack: Stack, house: House, deployment: str, series: str, count: int) -> None:
    stack.wait(stack.start(deployment), 240)
    assert imported(stack, series) == count
    assert house.ids(INBOX) == []
    filed = house.rows(f"SELECT count(*) FROM messages WHERE subject LIKE '{series} %' AND filed_to IS NOT NULL")
    assert filed == [(count,)]
    assert len(house.ids(ARCHIVE)) == len(set(house.ids(ARCHIVE)))
