"""What `lieferschein up` runs: the Prefect server, a worker, and the deployments of prefect.yaml."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from lieferschein.local.access import access
from lieferschein.local.deploying import deploy, worker_command
from lieferschein.local.prefect_server import (
    START_SECONDS,
    announced,
    answers,
    configured_server,
    environment,
    running_server,
    start_server,
    state_folder,
)
from lieferschein.local.process import HOST, Process, ProcessError, listens
from lieferschein.settings import Settings

FINISH_SECONDS = 60  # how long a run that is under way may take to end when everything stops
REVIVALS, WITHIN_SECONDS = 5, 600  # a process that goes away more often than that is not started again


class Stopped(Exception):
    """Somebody asked us to stop."""


def run_stack(settings: Settings, port: int, say: Callable[[str], None], host: str = HOST) -> None:
    """Start everything, stay until Ctrl-C or SIGTERM, stop everything. ProcessError when something does not start."""
    folder = state_folder(settings)
    check_free(folder, port)
    env = {**environment(folder, port), **access(host, port)}
    if settings.file:
        env["LIEFERSCHEIN_CONFIG"] = str(settings.file)
    with _only_one(folder), contextlib.suppress(Stopped), _stopped_by_signals():
        _tell_of_another_server(env["PREFECT_API_URL"], say)
        say("Starting the Prefect server (up to half a minute the first time) …")
        with start_server(folder, env) as server, announced(folder, env["PREFECT_API_URL"]):
            say("Starting a worker and applying the deployments …")
            with _worker(folder, settings, env) as worker:
                deploy(folder, settings, env)
                say(f"Prefect UI: http://{host}:{port}")
                say(f"Logs: {folder}  ·  stop with Ctrl-C")
                _watch((server, worker), lambda: answers(env["PREFECT_API_URL"]), say)
    say("Stopped.")


def check_free(folder: Path, port: int) -> None:
    """Raise ProcessError when `up` runs already for this folder, or something else listens on `port`."""
    running = running_server(folder)
    if running:
        raise ProcessError(f"lieferschein up is running already here: {running.removesuffix('/api')}")
    if listens(port):
        if answers(f"http://{HOST}:{port}/api"):
            raise ProcessError(
                f"A Prefect server answers on port {port} already: that of lieferschein up for another folder, or one "
                "of your own. Choose another port: lieferschein up --port N. Or use the server that is there: set "
                f"PREFECT_API_URL=http://{HOST}:{port}/api, then lieferschein deploy, and start a worker."
            )
        raise ProcessError(f"Port {port} is in use by another program. Choose another one: lieferschein up --port N")


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """ProcessError when another `up` for this folder has started and does not answer yet: two would share a home."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "up").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProcessError(
                f"lieferschein up was started already for {folder.parent} and does not answer (yet). "
                f"Wait half a minute, or look into its log: {folder / 'prefect-server.log'}"
            ) from None
        yield


def _tell_of_another_server(ours: str, say: Callable[[str], None]) -> None:
    """Whoever has named a server of their own may have meant that one."""
    named = configured_server()
    if named and named != ours:
        say(
            f"PREFECT_API_URL names another server, {named}, which the other commands here use; this one is started "
            'beside it. To run on that one instead: "lieferschein deploy", and a worker.'
        )


@contextlib.contextmanager
def _worker(folder: Path, settings: Settings, env: Mapping[str, str]) -> Iterator[Process]:
    command = [*worker_command(settings), "--name", "lieferschein"]
    log = folder / "prefect-worker.log"
    with _private(folder / "worker-tmp") as temporary:
        worker = Process("The worker", command, log, {**env, "TMPDIR": str(temporary)})
        try:
            worker.wait_until(lambda: "started" in log.read_text(encoding="utf-8", errors="replace"), 120)
            yield worker
        finally:
            worker.stop(FINISH_SECONDS)


@contextlib.contextmanager
def _private(folder: Path) -> Iterator[Path]:
    """A folder for temporary files, gone afterwards: Prefect writes a run's environment, with any secret in it, to a
    file that a worker which is killed leaves behind."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _watch(processes: Sequence[Process], answering: Callable[[], bool], say: Callable[[str], None]) -> None:
    """Start again what goes away, the server first; ProcessError when something does so over and over."""
    revivals: dict[str, list[float]] = {process.name: [] for process in processes}
    while True:
        for process in processes:
            if process.running:
                continue
            now = time.monotonic()
            recent = [moment for moment in revivals[process.name] if now - moment < WITHIN_SECONDS]
            if len(recent) >= REVIVALS:
                raise ProcessError(f"{process.name} went away: {process.last_words()} The whole log: {process.log}")
            revivals[process.name] = [*recent, now]
            say(f"{process.name} went away; starting it again. Its log: {process.log}")
            process.revive()
            process.wait_until(answering, START_SECONDS)
        time.sleep(0.5)


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM stop everything in order; while that happens a second one changes nothing."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
