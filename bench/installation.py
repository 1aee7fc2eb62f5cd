"""An installation to be measured: settings and database in a folder, for one mailbox, and the Prefect server."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from bench.mailbox import ARCHIVE, ERROR, INBOX
from lieferschein.local.prefect_server import environment, start_server
from lieferschein.local.process import free_port
from lieferschein.store import open_store
from tests.fixtures.imap_server import ImapServer

SENDER = "lieferschein@phonak.example"


class PrefectServer:
    """A server as `lieferschein up` starts it, for all runs."""

    def __init__(self, folder: Path) -> None:
        self.env = environment(folder, free_port())
        self.log = folder / "prefect-server.log"
        self._process = start_server(folder, self.env)

    def stop(self) -> None:
        """Stop it."""
        self._process.stop()

    def recorded(self, flow_run_id: str) -> int:
        """How many task runs of a flow run it has recorded to their end."""
        ended = {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}}
        return int(
            self._ask("task_runs/count", {"flow_runs": {"id": {"any_": [flow_run_id]}}, "task_runs": {"state": ended}})
        )

    def run_seconds(self, flow_run_id: str) -> float:
        """How long a flow run ran, from its start to its final state."""
        with urllib.request.urlopen(f"{self.env['PREFECT_API_URL']}/flow_runs/{flow_run_id}", timeout=60) as answer:
            return float(json.load(answer)["total_run_time"])

    def dropped(self) -> int:
        """How often it has said that it drops an event."""
        return self.log.read_text(encoding="utf-8", errors="replace").count("dropping message")

    def _ask(self, path: str, body: Mapping[str, Any]) -> Any:
        request = urllib.request.Request(
            f"{self.env['PREFECT_API_URL']}/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


def install(folder: Path, server: ImapServer, *, each: bool) -> dict[str, str]:
    """Write the settings of an installation in use: its database is there. Returns the environment of its runs."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'lieferschein.db'}"
    open_store(url).close()
    values = {
        "database_url": url,
        "mailboxes": {
            "default": {
                "host": server.host,
                "port": server.port,
                "user": server.user,
                "password": server.password,
                "encryption": "none",
                "folders": {"inbox": INBOX, "archive": ARCHIVE, "error": ERROR},
            }
        },
        "suppliers": {"phonak": {"name": "Phonak", "senders": [SENDER], "format": "desadv"}},
        "run": {"observe_each_up_to": 1_000_000 if each else 0},
    }
    file = folder / "lieferschein.toml"
    file.write_text(tomlkit.dumps(values), encoding="utf-8")
    return {**os.environ, "LIEFERSCHEIN_CONFIG": str(file)}
