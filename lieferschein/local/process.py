"""A child process with a log file of its own, waited for until it answers, and stopped with all its children."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"


class ProcessError(Exception):
    """A program that we need did not start or went away; the text says which, why, and where its log is."""


class Process:
    """A Python module as a child process; a context manager that stops it."""

    def __init__(self, name: str, module: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.log = log
        self._module = module
        self._env = {**os.environ, **(env or {})}
        self._groups: list[int] = []  # of all that were started: what they left behind is stopped with the last one
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        self._popen = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            started = subprocess.Popen(  # noqa: S603 - our own interpreter, our own arguments
                [sys.executable, "-m", "lieferschein.local.child", *self._module],
                stdin=subprocess.PIPE,  # see child.py
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._env,
                start_new_session=True,  # Ctrl-C is for us; we stop our children in order
            )
        self._groups.append(started.pid)
        return started

    def revive(self) -> None:
        """Start it again after it went away; what it had started may go on working."""
        if self._popen.stdin:
            self._popen.stdin.close()
        self._popen = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether it is still there."""
        return self._popen.poll() is None

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Return as soon as `ready()`; ProcessError when it ends before or takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise ProcessError(f"{self.name} did not start: {self.last_words()} The whole log: {self.log}")
            if time.monotonic() > deadline:
                self.stop()
                raise ProcessError(f"{self.name} did not answer within {seconds:g} seconds. Its log: {self.log}")
            time.sleep(0.1)

    def last_words(self) -> str:
        """The last line that it wrote."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing."

    def stop(self, patience: float = 10) -> None:
        """SIGTERM, then after `patience` seconds SIGKILL, to the process and all that it started."""
        self._signal(signal.SIGTERM, whole_group=False)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(patience)
        self._signal(signal.SIGKILL, whole_group=True)
        self._popen.wait()
        if self._popen.stdin:
            self._popen.stdin.close()

    def _signal(self, number: int, *, whole_group: bool) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self.running and not whole_group:
                self._popen.send_signal(number)
        for group in self._groups if whole_group else ():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, number)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody listens on `port` of this computer."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
