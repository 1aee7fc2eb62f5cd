"""The Prefect server that runs are recorded in: a given one, the one of `lieferschein up`, or a temporary one.

Our servers keep their data in a folder of their own beside the database, never in the user's ~/.prefect.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from dotenv import dotenv_values

from lieferschein.local.access import client_login
from lieferschein.local.process import HOST, Process, ProcessError, free_port
from lieferschein.settings import Settings

# The values of prefect.toml, for servers that are started from a folder without one (a test compares).
SERVER_SETTINGS = {
    "PREFECT_LOGGING_EXTRA_LOGGERS": "lieferschein,parsers,tasks",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_WORKER_QUERY_SECONDS": "3",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
}
# A temporary server schedules nothing and serves no pages.
TEMPORARY = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
}
START_SECONDS = 120  # the first start creates the tables: 10 to 25 seconds, more on a busy machine


def state_folder(settings: Settings) -> Path:
    """`.lieferschein` beside the SQLite database, else beside the settings: what we keep for ourselves."""
    prefix = "sqlite:///"
    name = settings.database_url.partition("?")[0]
    on_file = name.startswith(prefix) and name != prefix and ":memory:" not in name
    return (Path(name.removeprefix(prefix)).parent if on_file else settings.folder) / ".lieferschein"


def environment(folder: Path, port: int) -> dict[str, str]:
    """What the server on `port`, its clients and its worker find in their environment."""
    return {
        **SERVER_SETTINGS,
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_UI_API_URL": f"http://{HOST}:{port}/api",  # --port alone leaves the UI calling port 4200
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
    }


def start_server(folder: Path, env: dict[str, str]) -> Process:
    """A Prefect server with `env`, answering; only one at a time creates or changes the tables of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = Process("The Prefect server", ["prefect", "server", "start"], folder / "prefect-server.log", env)
        try:
            server.wait_until(lambda: answers(env["PREFECT_API_URL"]), START_SECONDS)
        except BaseException:
            server.stop()
            raise
    return server


def answers(api: str, seconds: float = 5) -> bool:
    """Whether a Prefect server is at `api`; one that is busy may take its time."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=seconds) as answer:  # noqa: S310 - an address we were given
            return bool(answer.status == 200)
    except (OSError, ValueError, http.client.HTTPException):  # nobody there, or a server that speaks otherwise
        return False


def running_server(folder: Path) -> str | None:
    """The API of the server that `lieferschein up` has running for this folder."""
    try:
        api = str(json.loads((folder / "server.json").read_text(encoding="utf-8"))["api"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return api if answers(api) else None


@contextlib.contextmanager
def announced(folder: Path, api: str) -> Iterator[None]:
    """Let other commands know the server at `api` for as long as the block runs."""
    file = folder / "server.json"
    file.write_text(json.dumps({"api": api, "pid": os.getpid()}), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def configured_server() -> str | None:
    """PREFECT_API_URL of the environment, or of the `.env` that Prefect reads too."""
    return os.environ.get("PREFECT_API_URL") or dotenv_values(Path.cwd() / ".env").get("PREFECT_API_URL") or None


@contextlib.contextmanager
def using_server(settings: Settings) -> Iterator[str]:
    """The API of a server that is there already, set up for this process before it imports Prefect."""
    folder = state_folder(settings)
    client_login()
    api = configured_server() or running_server(folder)
    if api is None:
        raise ProcessError(
            'No Prefect server is running here. Start one with "lieferschein up", or set PREFECT_API_URL.'
        )
    if not answers(api, 30) and "api.prefect.cloud" not in api:
        raise ProcessError(f"The Prefect server {api} of PREFECT_API_URL does not answer.")
    os.environ["PREFECT_API_URL"] = api
    if api == running_server(folder):
        os.environ["PREFECT_HOME"] = str(folder / "prefect")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    yield api


@contextlib.contextmanager
def prefect_server(settings: Settings) -> Iterator[str]:
    """The API that a run is recorded in, set up for this process before it imports Prefect."""
    folder = state_folder(settings)
    client_login()
    configured = configured_server()
    if configured:
        if not answers(configured) and "api.prefect.cloud" not in configured:
            raise ProcessError(
                f"The Prefect server {configured} of PREFECT_API_URL does not answer. "
                "Start it, or unset PREFECT_API_URL to do without it."
            )
        yield configured
        return
    running = running_server(folder)
    if running:
        os.environ.update(PREFECT_API_URL=running, PREFECT_HOME=str(folder / "prefect"))
        yield running
        return
    env = environment(folder, free_port())
    with start_server(folder, {**env, **TEMPORARY}):
        os.environ.update(env)
        try:
            yield env["PREFECT_API_URL"]
        finally:
            drain()


def drain() -> None:
    """Hand over what Prefect still holds of the run before its server goes; later it would complain."""
    if "prefect" not in sys.modules:
        return
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=10)
    EventsWorker.drain_all(timeout=10)
