"""Two mailboxes on two workers against two on one: `python -m tests.load.scaling` (`--messages 2000`).

Everything is real: a Prefect server on PostgreSQL and Redis, its workers, Dovecot, our store on PostgreSQL. All of it
shares the cores of this machine; so beside the time on the clock stands who took how much CPU time. Writes
docs/scaling.md. A run of 2,000 messages each takes some minutes; nothing else should work beside it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import tomlkit

from tests.fixtures.imap_server import ImapServer
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, INBOX, SUPPLIERS
from tests.kit.mails import mail
from tests.load.accounting import Accounting
from tests.load.servers import servers
from tests.production.cluster import Api, Worker, prefect_on, redis_server, wait, whole_postgres

PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"
SHARES = {"warm": 40, "a": 0, "b": 0, "c": 0, "d": 0}  # messages of each mailbox; 0: as many as asked for


@dataclass(frozen=True)
class Measured:
    """One way of working: seconds on the clock, of CPU time by kind, and of each run."""

    clock: float
    cpu: dict[str, float]
    each: list[float]
    cores: float  # at work, on average

    def row(self, kind: str) -> str:
        return f"{self.cpu.get(kind, 0):.1f} s"


def settings_file(folder: Path, accounts: dict[str, ImapServer], database: str) -> Path:
    one = next(iter(accounts.values()))
    values = {
        "database_url": database,
        "suppliers": SUPPLIERS,
        "mailbox_defaults": {"host": "127.0.0.1", "port": one.port, "encryption": "none", "password": one.password},
        "mailboxes": {name: {"user": account.user} for name, account in accounts.items()},
    }
    file = folder / "lieferschein.toml"
    file.write_text(tomlkit.dumps(values))
    return file


def measured(api: Api, mailboxes: tuple[str, ...]) -> Measured:
    """Start a run of each at once; from the first that begins to the last that ends."""
    pids: dict[str, int] = {}
    runs = [api.start(f"hourly-{name}") for name in mailboxes]

    def over() -> bool:
        pids.update({run: pid for run in runs if run not in pids and (pid := api.pid(run))})
        return all(api.ended(run) for run in runs)

    with Accounting(lambda: set(pids.values())) as spent:
        wait(over, 900, "the runs", every=0.3)
    for run in runs:
        assert api.state(run)[0] == "Completed", api.state(run)
    times = [api.times(run) for run in runs]
    clock = (max(ended for _, ended in times) - min(began for began, _ in times)).total_seconds()
    return Measured(clock, dict(spent.seconds), [spent.each[pids[run]] for run in runs], spent.cores)


def compare(messages: int, folder: Path) -> tuple[Measured, Measured]:
    """Two mailboxes on one worker, then two others on two."""
    with (
        servers() as on,
        redis_server(folder) as redis,
        whole_postgres() as postgres,
        prefect_on(folder / "server", postgres.url("postgres"), redis) as server,
    ):
        accounts = {name: on.dovecot.user() for name in SHARES}
        for name, account in accounts.items():
            notes = (f"{name}-{n}" for n in range(SHARES[name] or messages))
            account.append(account.path(INBOX), *(mail((f"{n}.xml", ubl(n)), sender="a@lumen.example") for n in notes))
        env = {**server, "LIEFERSCHEIN_CONFIG": str(settings_file(folder, accounts, on.database))}
        workers = [Worker("first", folder, env)]
        try:
            workers[0].ready()
            command = [sys.executable, "-m", "lieferschein", "deploy"]
            subprocess.run(command, env={**os.environ, **env}, capture_output=True, check=True)
            with Api(env["PREFECT_API_URL"]) as api:
                measured(api, ("warm",))
                time.sleep(10)  # the server records what it has heard
                one = measured(api, ("a", "b"))
                workers.append(Worker("second", folder, env))
                workers[1].ready()
                time.sleep(10)
                two = measured(api, ("c", "d"))
        finally:
            for worker in workers:
                worker.process.stop()
        for name, account in accounts.items():
            assert len(account.message_ids(account.path(ARCHIVE))) == (SHARES[name] or messages)
    return one, two


def page(messages: int, before: float, one: Measured, two: Measured) -> str:
    """What was measured, and what can be said of it."""
    cores = os.cpu_count() or 1
    kinds = ("runs", "workers", "Prefect server", "PostgreSQL", "mail server", "Redis", "anything else")
    rows = [f"| CPU time: {kind} | {one.row(kind)} | {two.row(kind)} |" for kind in kinds]
    ratio, share = two.clock / one.clock, max(two.each) / sum(one.each)
    verdict = (
        "Met on the clock." if ratio <= 0.65 else f"Missed on the clock: {two.cores:.1f} of {cores} cores were at work."
    )
    return "\n".join(
        [
            "# Two workers against one",
            "",
            f"Made by `python -m tests.load.scaling` on {datetime.now(UTC):%Y-%m-%d} with {cores} cores, which "
            f"servers, workers and runs share; load before it began: {before:.1f}.",
            "",
            f"| two mailboxes of {messages:,} messages | one worker | two workers |",
            "|---|---|---|",
            f"| on the clock, first start to last end | {one.clock:.1f} s | {two.clock:.1f} s |",
            *rows,
            f"| CPU time of each run | {_list(one.each)} | {_list(two.each)} |",
            f"| cores at work | {one.cores:.1f} | {two.cores:.1f} |",
            "",
            f"On the clock two workers take **{ratio:.2f}** of the time of one; wanted is 0.65 or less. {verdict}",
            f"Per core, that is in CPU time of the busier worker's run against that of both on one worker: "
            f"**{share:.2f}**. So much of the time is left where each worker, the mail server and the databases have a "
            "core of their own.",
            "",
        ]
    )


def _list(seconds: list[float]) -> str:
    return ", ".join(f"{each:.1f} s" for each in seconds)


def main() -> None:
    asked = argparse.ArgumentParser(prog="scaling", description=__doc__)
    asked.add_argument("--messages", type=int, default=2000)
    messages, before = asked.parse_args().messages, os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="scaling-") as folder:
        one, two = compare(messages, Path(folder))
    text = page(messages, before, one, two)
    print(text)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
