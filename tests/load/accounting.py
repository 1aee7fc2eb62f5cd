"""Who took how much CPU time: every process of this machine, looked at twice a second."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Self

TICK = os.sysconf("SC_CLK_TCK")


def kind_of(command: str) -> str:
    """What a process is for, by its command line."""
    for name, words in {
        "Prefect server": ("prefect server", "prefect.server"),
        "workers": ("prefect worker",),
        "PostgreSQL": ("postgres",),
        "mail server": ("dovecot", "imap"),
        "Redis": ("redis-server",),
    }.items():
        if any(word in command for word in words):
            return name
    return "anything else"


class Accounting:
    """A context manager; afterwards `seconds` of CPU time by kind. `runs` says which processes are flow runs."""

    def __init__(self, runs: Callable[[], set[int]]) -> None:
        self._runs = runs
        self._known: dict[tuple[int, int], tuple[str, int, int]] = {}  # (pid, start): kind, ticks before, ticks now
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._machine, self._began = busy(), time.monotonic()
        self._look(first=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()
        self.cores = (busy() - self._machine) / (time.monotonic() - self._began)  # at work, on average
        self.seconds: Counter[str] = Counter()
        self.each: dict[int, float] = {}  # of the flow runs, by process
        runs = self._runs()
        for (pid, _), (kind, before, now) in self._known.items():
            if pid in runs:
                self.each[pid] = (now - before) / TICK
            self.seconds["runs" if pid in runs else kind] += (now - before) / TICK

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self._look()

    def _look(self, *, first: bool = False) -> None:
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                facts = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue  # it has just ended
            key, now = (int(folder.name), int(facts[19])), int(facts[11]) + int(facts[12])
            before = now if first else 0
            kind, before, _ = self._known.get(key, (kind_of(command), before, 0))
            self._known[key] = (kind, before, now)


def busy() -> float:
    """Seconds that all cores together have worked since the machine started."""
    user, nice, system, _, _, irq, softirq, *_ = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    return (user + nice + system + irq + softirq) / TICK
