"""Several machines on one: a Prefect server on PostgreSQL and Redis, workers, a store that all share."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import httpx

from lieferschein.local.prefect_server import environment, start_server
from lieferschein.local.process import Process, free_port, listens
from tests.fixtures.needs import require
from tests.fixtures.postgres import EmbeddedPostgres

REDIS = shutil.which("redis-server")


@contextlib.contextmanager
def whole_postgres() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL with pg_trgm, which Prefect's tables want and the one from the wheel has not."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    require(found, "PostgreSQL of the system (Debian: postgresql) is not installed")
    server = EmbeddedPostgres(found[-1].parents[1])
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def redis_server(folder: Path) -> Iterator[int]:
    """A Redis without persistence; its port."""
    require(REDIS, "redis-server is not installed")
    assert REDIS
    port = free_port()
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with (folder / "redis.log").open("wb") as log:
        started = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        wait(lambda: listens(port), 20, "Redis")
        yield port
    finally:
        started.terminate()
        started.wait(10)


@contextlib.contextmanager
def prefect_on(folder: Path, database: str, redis: int) -> Iterator[dict[str, str]]:
    """A Prefect server as docs/production.md sets it up; the environment of its clients."""
    env = {
        **environment(folder, free_port()),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.replace("+psycopg", "+asyncpg"),
        "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
        "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
        "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
        "PREFECT_REDIS_MESSAGING_HOST": "127.0.0.1",
        "PREFECT_REDIS_MESSAGING_PORT": str(redis),
        "PREFECT_SERVER_DOCKET_URL": f"redis://127.0.0.1:{redis}/1",
    }
    with start_server(folder, env):
        yield {name: value for name, value in env.items() if name != "PREFECT_SERVER_DATABASE_CONNECTION_URL"}


class Worker:
    """A worker with a home of its own, as on a machine of its own; takes `limit` runs at a time, of these queues.

    Its temporary files go with it, as systemd's PrivateTmp and a container's tmpfs have it.
    """

    def __init__(
        self, name: str, folder: Path, env: Mapping[str, str], limit: int = 1, queues: Sequence[str] = ()
    ) -> None:
        command = ["prefect", "worker", "start", "--pool", "local", "--type", "process", "--name", name]
        command += ["--limit", str(limit), *(part for queue in queues for part in ("--work-queue", queue))]
        log = folder / f"{name}.log"
        self._temporary = folder / f"{name}-tmp"
        self._temporary.mkdir()
        own = {
            "PREFECT_HOME": str(folder / name),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "TMPDIR": str(self._temporary),
        }
        self.process = Process(name, command, log, {**env, **own})

    def ready(self) -> None:
        """It asks for runs."""
        self.process.wait_until(lambda: "started" in self.process.log.read_text(errors="replace"), 120)

    def stop(self) -> None:
        """The worker and all that it started end."""
        self.process.stop()
        shutil.rmtree(self._temporary, ignore_errors=True)

    @property
    def pid(self) -> int:
        return self.process._popen.pid

    def lost(self) -> None:
        """The machine is gone: SIGKILL to the worker and to all that it started."""
        for pid in (*descendants(self.pid), self.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """All processes below `pid`."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [pid]
    for each in found:
        found += [child for child, parent in parents if parent == each]
    return found[1:]


class Api:
    """The few calls that a person makes in the UI."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=120)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def start(self, deployment: str) -> str:
        """Run a deployment now; the run's id."""
        found = self._post("/deployments/filter", {"deployments": {"name": {"any_": [deployment]}}})
        made = self._post(f"/deployments/{found[0]['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})
        return str(made["id"])

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        """Asked again while the server's database is busy, as Prefect's own client does."""
        for _ in range(30):
            answer = self._client.post(path, json=body)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(1)
        return answer.raise_for_status().json()

    def state(self, run: str) -> tuple[str, str]:
        """Name and message of a run's state."""
        state = self._client.get(f"/flow_runs/{run}").json()["state"]
        return state["name"], state["message"] or ""

    def crashed(self, run: str) -> None:
        """What the automation does when a run gives no sign of life any more."""
        body = {"state": {"type": "CRASHED", "name": "Crashed"}, "force": True}
        self._post(f"/flow_runs/{run}/set_state", body)

    def pid(self, run: str) -> int | None:
        """The process of a run, once there is one."""
        known = self._client.get(f"/flow_runs/{run}").json()["infrastructure_pid"]
        return int(known.rpartition(":")[2]) if known else None

    def times(self, run: str) -> tuple[datetime, datetime]:
        """When a run that is over began and ended."""
        found = self._client.get(f"/flow_runs/{run}").json()
        return datetime.fromisoformat(found["start_time"]), datetime.fromisoformat(found["end_time"])

    def ended(self, run: str) -> bool:
        """Whether nothing more will become of it."""
        return self._client.get(f"/flow_runs/{run}").json()["state"]["type"] in (
            "COMPLETED", "FAILED", "CRASHED", "CANCELLED"
        )  # fmt: skip

    def names(self) -> set[str]:
        """All deployments."""
        return {each["name"] for each in self._post("/deployments/filter", {})}


def wait(ready: Callable[[], bool], seconds: float, what: str, every: float = 0.1) -> None:
    """Until `ready()`."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} seconds"
        time.sleep(every)
