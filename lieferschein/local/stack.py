"""What `lieferschein up` runs: the Prefect server, a worker, and the deployments of prefect.yaml."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from types import FrameType

from lieferschein.local.prefect_server import announced, environment, running_server, start_server, state_folder
from lieferschein.local.process import HOST, Process, ProcessError, listens
from lieferschein.settings import Settings

POOL = "local"
FINISH_SECONDS = 60  # how long a run that is under way may take to end when everything stops


class Stopped(Exception):
    """Somebody asked us to stop."""


def run_stack(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    """Start everything, stay until Ctrl-C or SIGTERM, stop everything. ProcessError when something does not start."""
    folder = state_folder(settings)
    check_free(folder, port)
    env = environment(folder, port)
    if settings.file:
        env["LIEFERSCHEIN_CONFIG"] = str(settings.file)
    with contextlib.suppress(Stopped), _stopped_by_signals():
        say("Starting the Prefect server (up to half a minute the first time) …")
        with start_server(folder, env) as server, announced(folder, env["PREFECT_API_URL"]):
            say("Starting a worker and applying the deployments …")
            with _worker(folder, env) as worker:
                deploy(folder, settings.timezone, env)
                say(f"Prefect UI: http://{HOST}:{port}  ·  logs: {folder}  ·  stop with Ctrl-C")
                _watch(server, worker)
    say("Stopped.")


def check_free(folder: Path, port: int) -> None:
    """Raise ProcessError when `up` runs already for this folder, or something else listens on `port`."""
    running = running_server(folder)
    if running:
        raise ProcessError(f"lieferschein up is running already here: {running.removesuffix('/api')}")
    if listens(port):
        raise ProcessError(f"Port {port} is in use by another program. Choose another one: lieferschein up --port N")


def deploy(folder: Path, timezone: str, env: Mapping[str, str]) -> None:
    """Apply the deployments of prefect.yaml, their schedules in `timezone`."""
    file = folder / "prefect.yaml"
    file.write_text(deployments(timezone), encoding="utf-8")
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own arguments
        command, env={**os.environ, **env}, capture_output=True, text=True, check=False, cwd=folder
    )
    log = folder / "prefect-deploy.log"
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode != 0:
        raise ProcessError(f"The deployments could not be applied. What Prefect says: {log}")


def deployments(timezone: str) -> str:
    """prefect.yaml with the schedules in `timezone`."""
    text = resources.files("lieferschein.local").joinpath("prefect.yaml").read_text(encoding="utf-8")
    return text.replace("timezone: Europe/Berlin", f"timezone: {timezone}")


@contextlib.contextmanager
def _worker(folder: Path, env: Mapping[str, str]) -> Iterator[Process]:
    command = ["prefect", "worker", "start", "--pool", POOL, "--type", "process", "--name", "lieferschein"]
    log = folder / "prefect-worker.log"
    worker = Process("The worker", command, log, env)
    try:
        worker.wait_until(lambda: "started" in log.read_text(encoding="utf-8", errors="replace"), 120)
        yield worker
    finally:
        worker.stop(FINISH_SECONDS)


def _watch(*processes: Process) -> None:
    while True:
        for process in processes:
            if not process.running:
                raise ProcessError(f"{process.name} went away: {process.last_words()} The whole log: {process.log}")
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
