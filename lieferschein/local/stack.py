"""What `lieferschein up` runs: the Prefect server, a worker, and the deployments of prefect.yaml."""

from __future__ import annotations

import contextlib
import copy
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from types import FrameType

import yaml

from lieferschein.local.prefect_server import (
    START_SECONDS,
    announced,
    answers,
    environment,
    running_server,
    start_server,
    state_folder,
)
from lieferschein.local.process import HOST, Process, ProcessError, listens
from lieferschein.settings import Settings

POOL = "local"
FINISH_SECONDS = 60  # how long a run that is under way may take to end when everything stops
REVIVALS, WITHIN_SECONDS = 5, 600  # a process that goes away more often than that is not started again


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
                deploy(folder, settings, env)
                say(f"Prefect UI: http://{HOST}:{port}")
                say(f"Logs: {folder}  ·  stop with Ctrl-C")
                _watch((server, worker), lambda: answers(env["PREFECT_API_URL"]), say)
    say("Stopped.")


def check_free(folder: Path, port: int) -> None:
    """Raise ProcessError when `up` runs already for this folder, or something else listens on `port`."""
    running = running_server(folder)
    if running:
        raise ProcessError(f"lieferschein up is running already here: {running.removesuffix('/api')}")
    if listens(port):
        raise ProcessError(f"Port {port} is in use by another program. Choose another one: lieferschein up --port N")


def deploy(folder: Path, settings: Settings, env: Mapping[str, str]) -> None:
    """Apply the deployments of prefect.yaml for these settings, and the automations."""
    file = folder / "prefect.yaml"
    file.write_text(deployments(settings.timezone, list(settings.mailboxes)), encoding="utf-8")
    log = folder / "prefect-deploy.log"
    log.write_text("", encoding="utf-8")
    apply = ["prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]
    for what, module in (("deployments", apply), ("automations", ["lieferschein.local.automations"])):
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own arguments
            [sys.executable, "-m", *module],
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        )
        with log.open("a", encoding="utf-8") as output:
            output.write(done.stdout + done.stderr)
        if done.returncode != 0:
            raise ProcessError(f"The {what} could not be applied. What Prefect says: {log}")


def deployments(timezone: str, mailboxes: Sequence[str] = ("default",)) -> str:
    """prefect.yaml with the schedules in `timezone`: "hourly" for the default mailbox, "hourly-NAME" for others."""
    text = resources.files("lieferschein.local").joinpath("prefect.yaml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    for deployment in document["deployments"]:
        for schedule in deployment.get("schedules", ()):
            schedule["timezone"] = timezone
    first = "default" if "default" in mailboxes or not mailboxes else mailboxes[0]
    hourly, check, *others = document["deployments"]
    hourly["parameters"] = check["parameters"] = {"mailbox": first}
    more = []
    for name in mailboxes:
        if name != first:
            more.append(copy.deepcopy(hourly) | {"name": f"hourly-{name}", "parameters": {"mailbox": name}})
    document["deployments"] = [hourly, *more, check, *others]
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))


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
