"""Bad input and bad luck: each gives one clear sentence, its exit status, and leaves the mail where it is."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lieferschein.local.prefect_server import environment, start_server
from lieferschein.local.process import free_port
from lieferschein.store import open_store
from tests.fixtures.imap_server import ImapServer

MAIL = b"From: a@auris.example\r\nSubject: hello\r\nMessage-ID: <1@auris.example>\r\n\r\nhello\r\n"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Prefect server for all runs of this file."""
    env = environment(tmp_path_factory.mktemp("prefect"), free_port())
    with start_server(tmp_path_factory.mktemp("state"), {**env, "PREFECT_SERVER_UI_ENABLED": "false"}):
        yield env["PREFECT_API_URL"]


@pytest.fixture
def mailbox(pymap_server: ImapServer) -> ImapServer:
    pymap_server.create("INBOX/Eingang")
    pymap_server.append("INBOX/Eingang", MAIL)
    return pymap_server


@pytest.fixture
def configure(tmp_path: Path, mailbox: ImapServer) -> Callable[..., None]:
    def configure(top: str = "", **changes: object) -> None:
        values: dict[str, object] = {
            "host": "127.0.0.1",
            "port": mailbox.port,
            "user": mailbox.user,
            "password": mailbox.password,
            "encryption": "none",
        } | changes
        lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        folders = '[mailboxes.default.folders]\ninbox = "INBOX/Eingang"\narchive = "INBOX/A"\nerror = "INBOX/F"\n'
        run = "[run]\nretry_waits = []\nlease_wait = 0\n"
        (tmp_path / "lieferschein.toml").write_text(
            top + "\n[mailboxes.default]\n" + "\n".join(lines) + "\n" + folders + run, encoding="utf-8"
        )

    return configure


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The sentence, as JSON or on standard error."""
    assert "Traceback" not in done.stderr + done.stdout
    return json.loads(done.stdout)["message"] if done.stdout.startswith("{") else done.stdout + done.stderr


TROUBLE = [
    ({"password": "wrong"}, "", 1, "password"),
    ({"port": 1}, "", 1, "cannot be reached on port 1"),
    ({"host": "nowhere.invalid"}, "", 1, "nowhere.invalid"),
    ({"encryption": "starttls"}, "", 1, "STARTTLS"),
    ({}, 'database_url = "postgresql+psycopg://u:geheim@127.0.0.1:1/d"', 1, "database"),
    ({"branches": ["Kiel"]}, "", 0, "Kiel"),
    ({"computers": ["elsewhere"]}, "", 0, "elsewhere"),
    ({"start": "2999-01-01"}, "", 0, "2999-01-01"),
]


@pytest.mark.parametrize(("changes", "top", "status", "said"), TROUBLE, ids=[each[3] for each in TROUBLE])
def test_sync(run, configure, mailbox, api, changes, top, status, said):
    """`sync` says what is wrong, ends with the status of the table of commands, and moves nothing."""
    configure(top, **changes)
    done = run("sync", "--json", PREFECT_API_URL=api)
    assert (done.returncode, said in told(done)) == (status, True), done.stdout + done.stderr
    assert "geheim" not in done.stdout + done.stderr
    assert len(mailbox.mails("INBOX/Eingang")) == 1
    assert json.loads(done.stdout)["state"] == ("Failed" if status else "Skipped")


@pytest.mark.parametrize(("changes", "top", "said"), [(each[0], each[1], each[3]) for each in TROUBLE if each[2]])
def test_check(run, configure, changes, top, said):
    """`check` says the same, without a server and without retrying."""
    configure(top, **changes)
    done = run("check")
    assert (done.returncode, said in told(done)) == (1, True), done.stdout
    assert "cannot be used yet" in done.stdout


def test_another_run(run, configure, mailbox, api, tmp_path):
    """A run that finds the mailbox taken ends with 4 and names who has it."""
    from lieferschein.intake.accounts import lease_key
    from lieferschein.settings import load_settings

    configure()
    settings = load_settings(tmp_path / "lieferschein.toml")
    with open_store(settings.database_url) as store, store.lease(lease_key(settings.mailbox()), "run of somebody"):
        done = run("sync", "--json", PREFECT_API_URL=api)
    assert done.returncode == 4, done.stderr
    assert "run of somebody" in told(done)
    assert len(mailbox.mails("INBOX/Eingang")) == 1


def test_a_bare_inbox(run, configure, tmp_path):
    """The bare INBOX needs a choice for mail from unknown senders: a wrong setting, before anything is connected."""
    configure()
    file = tmp_path / "lieferschein.toml"
    file.write_text(file.read_text().replace('"INBOX/Eingang"', '"INBOX"'))
    done = run("sync")
    assert done.returncode == 2
    assert "unknown_sender" in told(done)
