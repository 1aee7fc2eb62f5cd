"""Two machines, two mailboxes, one machine lost half-way: the other does all, and nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import sqlalchemy as sa
import tomlkit

from tests.fixtures.imap import DovecotFactory
from tests.fixtures.imap_server import ImapServer
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, INBOX, SUPPLIERS
from tests.kit.mails import mail
from tests.production.cluster import Api, Worker, descendants, prefect_on, redis_server, wait, whole_postgres

NOTES = int(os.environ.get("LIEFERSCHEIN_TEST_NOTES", "150"))  # in each mailbox; 1000 by hand: docs/production.md
NAMES = ("hamburg", "kiel")


def settings_file(folder: Path, servers: dict[str, ImapServer], database: str) -> Path:
    one = servers[NAMES[0]]
    values = {
        "database_url": database,
        "suppliers": SUPPLIERS,
        "run": {"lease_wait": 0, "retry_waits": [0.1], "batch_messages": 5, "observe_each_up_to": 0},
        "mailbox_defaults": {"host": "127.0.0.1", "port": one.port, "encryption": "none", "password": one.password},
        "mailboxes": {name: {"user": server.user, "branch": name} for name, server in servers.items()},
    }
    file = folder / "lieferschein.toml"
    file.write_text(tomlkit.dumps(values))
    return file


def numbers(database: str, name: str) -> list[str]:
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        if not sa.inspect(engine).has_table("delivery_notes"):
            return []
        rows = connection.execute(
            sa.text("SELECT delivery_note_number FROM delivery_notes WHERE delivery_note_number LIKE :like"),
            {"like": f"{name}-%"},
        )
        found = [number for (number,) in rows]
    engine.dispose()
    return found


def expire_lease(database: str) -> None:
    """A minute passes for the lease of the run that was killed."""
    engine = sa.create_engine(database)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE leases SET expires_at = '2020-01-01 00:00:00'"))
    engine.dispose()


def test_one_worker_is_lost(dovecot: DovecotFactory, postgres_store_url: str, tmp_path: Path) -> None:
    """SIGKILL to a worker and its run half-way: the next run on the other worker ends it, every note once."""
    servers = {name: dovecot() for name in NAMES}
    for name, server in servers.items():
        mails = (mail((f"{n}.xml", ubl(f"{name}-{n}")), sender="a@lumen.example") for n in range(NOTES))
        server.append(server.path(INBOX), *mails)
    file = settings_file(tmp_path, servers, postgres_store_url)
    with (
        redis_server(tmp_path) as redis,
        whole_postgres() as postgres,
        prefect_on(tmp_path / "server", postgres.url("postgres"), redis) as server,
    ):
        env = {**server, "LIEFERSCHEIN_CONFIG": str(file)}
        workers = [Worker(f"machine-{n}", tmp_path, env) for n in (1, 2)]
        try:
            for worker in workers:
                worker.ready()
            lose_one(env, workers, postgres_store_url)
        finally:
            for worker in workers:
                worker.stop()
    for name, server in servers.items():
        assert Counter(numbers(postgres_store_url, name)) == Counter(f"{name}-{n}" for n in range(NOTES))
        assert len(server.message_ids(server.path(ARCHIVE))) == NOTES
        assert server.message_ids(server.path(INBOX)) == []


def lose_one(env: dict[str, str], workers: list[Worker], database: str) -> None:
    deployed = subprocess.run(
        [sys.executable, "-m", "lieferschein", "deploy"],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert deployed.returncode == 0, deployed.stderr
    with Api(env["PREFECT_API_URL"]) as api:
        kill_half_way(api, workers, database)


def kill_half_way(api: Api, workers: list[Worker], database: str) -> None:
    assert {"hourly-hamburg", "hourly-kiel", "check-mailbox"} <= api.names()
    runs = {name: api.start(f"hourly-{name}") for name in NAMES}
    wait(lambda: api.pid(runs["kiel"]) is not None, 120, "the run of Kiel")
    pid = api.pid(runs["kiel"])
    lost = next(each for each in workers if pid in descendants(each.pid))
    wait(lambda: len(numbers(database, "kiel")) > 0, 60, "the first notes of Kiel", every=0.01)
    lost.lost()
    left = len(numbers(database, "kiel"))
    assert left < NOTES, "the run was too quick to be killed half-way"
    wait(lambda: api.ended(runs["hamburg"]), 900, "Hamburg, on the machine that is still there")
    assert api.state(runs["hamburg"])[0] == "Completed"
    api.crashed(runs["kiel"])
    expire_lease(database)
    again = api.start("hourly-kiel")
    wait(lambda: api.ended(again), 900, "Kiel, on the machine that is still there")
    assert api.state(again)[0] == "Completed", api.state(again)
