"""`lieferschein up`: server, worker and deployments, one at a time, gone without a trace when it is stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path

import pytest
import yaml

from lieferschein.local.deploying import deployments, queues_of
from lieferschein.local.prefect_server import SERVER_SETTINGS
from lieferschein.local.process import free_port, listens
from lieferschein.settings import load_settings

ROOT = Path(__file__).parents[2]


def ask(api: str, path: str) -> object:
    request = urllib.request.Request(f"{api}{path}", data=b"{}", headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_up(tmp_path, environment, run, stop):
    """UI and API on the chosen port, both deployments, the time zone of the settings; a clean stop of all."""
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    if stop == signal.SIGTERM:
        (tmp_path / "lieferschein.toml").write_text(
            'timezone = "Europe/Vienna"\n[mailboxes.default]\nhost = "127.0.0.1"\nuser = "u"\npassword = "p"\n'
        )
    started = subprocess.Popen(
        [sys.executable, "-m", "lieferschein", "up", "--port", str(port)],
        cwd=tmp_path,
        env={**environment, "COLUMNS": "200", "PREFECT_API_URL": "http://127.0.0.1:9/api"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert started.stdout
        lines = []
        for line in started.stdout:
            lines.append(line)
            if "Starting the Prefect server" in line:
                too_soon = run("up", "--port", str(free_port()))
            if "Prefect UI" in line:
                break
        assert too_soon.returncode == 1
        assert "lieferschein up was started already for" in too_soon.stderr
        told = "PREFECT_API_URL names another server, http://127.0.0.1:9/api" in "".join(lines)
        assert told is (stop == signal.SIGTERM), "the demo is on its own"
        assert f"Prefect UI: http://127.0.0.1:{port}" in lines[-1]
        found = {each["name"]: each for each in ask(api, "/deployments/filter")}
        assert set(found) == {"hourly", "check-mailbox", "health"}
        assert len(ask(api, "/automations/filter")) == 7
        schedule = found["hourly"]["schedules"][0]["schedule"]
        zone = "Europe/Vienna" if stop == signal.SIGTERM else "Europe/Berlin"
        assert (schedule["cron"], schedule["timezone"]) == ("0 * * * *", zone)
        assert found["hourly"]["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ui-settings", timeout=10) as answer:
            assert json.load(answer)["api_url"] == api
        again = run("up", "--port", str(free_port()))
        assert again.returncode == 1
        assert f"running already here: http://127.0.0.1:{port}" in again.stderr
        (tmp_path / "elsewhere.toml").write_text(f'database_url = "sqlite:///{tmp_path}/elsewhere/x.db"\n')
        other = run("up", "--port", str(port), LIEFERSCHEIN_CONFIG="elsewhere.toml")
        assert other.returncode == 1
        assert f"A Prefect server answers on port {port} already" in other.stderr
    finally:
        os.kill(started.pid, stop)
        rest = started.communicate(timeout=90)[0]
    assert started.returncode == 0
    assert rest.endswith("Stopped.\n")
    assert not listens(port)
    assert not list(tmp_path.rglob("server.json"))
    processes = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert not [line for line in processes.splitlines() if "lieferschein.local.child" in line and str(port) in line]


def test_children_end_with_their_parent(tmp_path):
    """A parent that is killed leaves no server behind."""
    port = free_port()
    code = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from lieferschein.local.process import Process, listens\n"
        f"server = Process('x', ['lieferschein.demo.server', '{port}', 'u', 'p'], Path('log'))\n"
        f"server.wait_until(lambda: listens({port}), 30)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False, timeout=60)
    for _ in range(100):
        if not listens(port):
            return
        signal.sigtimedwait([], 0.1)
    pytest.fail("the server is still there")


def test_the_time_zone_of_the_deployments():
    """prefect.yaml names its time zone; `up` puts the configured one there."""
    schedule = yaml.safe_load(deployments("Asia/Tokyo", {"default": ()}))["deployments"][0]["schedules"][0]
    assert schedule == {"cron": "0 * * * *", "timezone": "Asia/Tokyo"}


def test_every_mailbox_has_its_hourly_run():
    """The default mailbox has "hourly", each other "hourly-NAME"; those for some computers a work queue of theirs."""
    text = deployments("Europe/Berlin", {"kiel": ["Kasse-2", "kasse-1"], "default": []})
    found = yaml.safe_load(text)["deployments"]
    hourly = {each["name"]: each for each in found if each["name"].startswith("hourly")}
    assert {name: each["parameters"]["mailbox"] for name, each in hourly.items()} == {
        "hourly": "default",
        "hourly-kiel": "kiel",
    }
    assert hourly["hourly-kiel"]["work_pool"] == {"name": "local", "work_queue_name": "kasse-1+kasse-2"}
    assert hourly["hourly"]["work_pool"]["work_queue_name"] == "default"
    assert {each["schedules"][0]["cron"] for each in hourly.values()} == {"0 * * * *"}
    assert [each["name"] for each in found][-2:] == ["check-mailbox", "health"]


def test_a_worker_takes_what_its_computer_may_run():
    """Runs of mailboxes that are reserved for other computers stay in their queue."""
    one = {"host": "h", "user": "u"}
    reserved = {"a": one, "b": {**one, "computers": ["kasse-1"]}, "c": {**one, "computers": ["kasse-2", "Kasse-1"]}}
    settings = load_settings(mailboxes=reserved)
    assert queues_of(settings, "KASSE-1.example.com") == ["default", "kasse-1", "kasse-1+kasse-2"]
    assert queues_of(settings, "kasse-3") == ["default"]
    assert queues_of(load_settings(mailboxes={"a": one}), "kasse-3") == []


def test_prefect_toml_says_the_same():
    """The settings of servers we start from elsewhere are those of prefect.toml."""
    told: dict[str, str] = {}

    def walk(table: dict[str, object], name: str) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                walk(value, f"{name}_{key.upper()}")
            else:
                told[f"{name}_{key.upper()}"] = str(value).lower() if isinstance(value, bool) else str(value)

    walk(tomllib.loads((ROOT / "prefect.toml").read_text(encoding="utf-8")), "PREFECT")
    assert told == SERVER_SETTINGS


def test_a_port_of_another_program(run):
    """It says so, and what to do; nothing is started."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = run("up", "--port", str(other.getsockname()[1]))
    assert done.returncode == 1
    assert "is in use by another program. Choose another one" in done.stderr


def test_a_server_that_does_not_answer(run, tmp_path):
    """Every command that needs the server of PREFECT_API_URL names it."""
    (tmp_path / "lieferschein.toml").write_text('[mailboxes.default]\nhost = "127.0.0.1"\nuser = "u"\npassword = "p"\n')
    for command in (("sync",), ("automations",), ("deploy",), ("notify", "json://127.0.0.1:9/")):
        done = run(*command, PREFECT_API_URL="http://127.0.0.1:9/api")
        assert done.returncode == 1, command
        assert "The Prefect server http://127.0.0.1:9/api of PREFECT_API_URL does not answer." in done.stderr
