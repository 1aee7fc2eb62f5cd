"""One mailbox that fails, hangs, or belongs to another computer holds up no other."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomlkit

from lieferschein.local.deploying import queues_of
from lieferschein.local.prefect_server import environment, start_server
from lieferschein.local.process import free_port
from lieferschein.settings import load_settings
from tests.fixtures.imap_server import ImapServer
from tests.kit.documents import ubl
from tests.kit.house import ARCHIVE, INBOX, SUPPLIERS
from tests.kit.mails import mail
from tests.production.cluster import Api, Worker, wait


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that lets clients in and then says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=5) as listener:
        yield listener


def settings_file(folder: Path, good: ImapServer, silent: socket.socket) -> Path:
    values = {
        "database_url": f"sqlite:///{folder}/store.db",
        "suppliers": SUPPLIERS,
        "run": {"lease_wait": 0, "retry_waits": [0.1]},
        "mailbox_defaults": {
            "host": "127.0.0.1",
            "port": good.port,
            "user": "user-{mailbox}",
            "password": good.password,
            "encryption": "none",
            "timeout": 600,  # what hangs does so for longer than the test takes
        },
        "mailboxes": {
            "good": {"user": good.user},
            "wrong": {"password": "verraten"},
            "silent": {"port": silent.getsockname()[1]},
            "elsewhere": {"computers": ["kasse-1"]},
        },
    }
    file = folder / "lieferschein.toml"
    file.write_text(tomlkit.dumps(values))
    return file


def test_others_go_on(pymap_server: ImapServer, silent: socket.socket, tmp_path: Path) -> None:
    """While one run hangs, one fails, and one waits for its own computer, the run of a good mailbox files its mail."""
    pymap_server.append(INBOX, *(mail((f"{n}.xml", ubl(f"LS-{n}")), sender="a@lumen.example") for n in range(3)))
    file = settings_file(tmp_path, pymap_server, silent)
    server = environment(tmp_path / "server", free_port())
    env = {**server, "LIEFERSCHEIN_CONFIG": str(file)}
    with start_server(tmp_path / "server", server), Api(env["PREFECT_API_URL"]) as api:
        command = [sys.executable, "-m", "lieferschein", "deploy"]
        subprocess.run(command, env={**os.environ, **env}, capture_output=True, check=True)
        here = Worker("here", tmp_path, env, limit=2, queues=queues_of(load_settings(file), "this-computer"))
        there = None
        try:
            here.ready()
            reserved, hanging, failing = (api.start(f"hourly-{name}") for name in ("elsewhere", "silent", "wrong"))
            client, _ = silent.accept()  # the run of the silent mailbox waits for a greeting
            good = api.start("hourly-good")
            wait(lambda: api.ended(good), 300, "the good mailbox")
            wait(lambda: api.ended(failing), 300, "the mailbox with the wrong password")
            assert api.state(good)[0] == "Completed"
            assert len(pymap_server.message_ids(ARCHIVE)) == 3
            assert api.state(failing)[0] == "Failed"
            assert "password" in api.state(failing)[1]
            assert api.state(hanging)[0] == "Running"
            assert api.pid(reserved) is None, "no worker of another computer takes its run"
            there = Worker("there", tmp_path, env, queues=queues_of(load_settings(file), "Kasse-1.shop.example"))
            wait(lambda: api.ended(reserved), 300, "the mailbox of the other computer")
            assert api.state(reserved)[0] == "Skipped"  # by the mailbox's own rule: the test's computer is not kasse-1
            client.close()
            silent.close()
            wait(lambda: api.ended(hanging), 300, "the mailbox that hung")
            assert api.state(hanging)[0] == "Failed"
        finally:
            for worker in filter(None, (here, there)):
                worker.stop()
