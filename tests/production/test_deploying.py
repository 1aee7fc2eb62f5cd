"""Many branches from one file: each gets its deployment, and only what changed is touched again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from lieferschein.local.prefect_server import TEMPORARY, environment, start_server
from lieferschein.local.process import free_port

COUNT = int(os.environ.get("LIEFERSCHEIN_TEST_BRANCHES", "60"))  # 200 by hand: docs/production.md
BRANCHES = [f"filiale-{number:03}" for number in range(COUNT)]
LAST = BRANCHES[-1]
SHARED = """
database_url = "sqlite:///store.db"
[mailbox_defaults]
host = "imap.example.com"
user = "lieferscheine-{mailbox}@example.com"
password = { prefect_secret = "mail-{mailbox}" }
branch = "{mailbox}"
[mailboxes]
"""


@pytest.fixture
def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("LIEFERSCHEIN_", "PREFECT_"))}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of the clients of an empty Prefect server that schedules nothing."""
    env = {**environment(tmp_path / "server", free_port()), **TEMPORARY}
    with start_server(tmp_path / "server", env):
        yield env


def deploy(folder: Path, env: dict[str, str], mailboxes: str) -> dict[str, dict[str, Any]]:
    """`lieferschein deploy` with these mailboxes; then the hourly deployments, by name."""
    (folder / "lieferschein.toml").write_text(SHARED + mailboxes)
    command = [sys.executable, "-m", "lieferschein", "deploy"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + (folder / ".lieferschein" / "prefect-deploy.log").read_text()
    found = []
    while page := httpx.post(
        f"{env['PREFECT_API_URL']}/deployments/filter", json={"offset": len(found)}, timeout=120
    ).json():
        found += page
    return {each["name"]: each for each in found if each["name"].startswith("hourly")}


def test_many_branches(tmp_path: Path, server: dict[str, str], clean_environment: dict[str, str]) -> None:
    """A deployment each, every hour, one run at a time; a second time none is touched; then one comes, one changes its
    computers, one goes, and what somebody paused in the UI stays paused."""
    env = {**clean_environment, **server}
    lines = [f"{name} = {{}}\n" for name in BRANCHES]
    first = deploy(tmp_path, env, "".join(lines))
    assert sorted(first) == [f"hourly-{name}" for name in BRANCHES]
    for name in BRANCHES:
        made = first[f"hourly-{name}"]
        assert made["parameters"] == {"mailbox": name}
        assert made["entrypoint"] == "flows.sync.sync_delivery_notes"
        assert [each["schedule"]["cron"] for each in made["schedules"]] == ["0 * * * *"]
        assert made["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        assert made["global_concurrency_limit"]["limit"] == 1
    paused = first["hourly-filiale-001"]["id"]
    httpx.post(f"{server['PREFECT_API_URL']}/deployments/{paused}/pause_deployment").raise_for_status()
    second = deploy(tmp_path, env, "".join(lines))
    assert {name: each["updated"] for name, each in second.items() if each["id"] != paused} == {
        name: each["updated"] for name, each in first.items() if each["id"] != paused
    }
    changed = ["neu = {}\n", *lines[1:-1], f'{LAST} = {{ computers = ["Kasse-1"] }}\n']
    third = deploy(tmp_path, env, "".join(changed))
    assert set(third) == {"hourly-neu", *(f"hourly-{name}" for name in BRANCHES[1:])}
    assert third[f"hourly-{LAST}"]["work_queue_name"] == "kasse-1"
    assert third[f"hourly-{LAST}"]["id"] == first[f"hourly-{LAST}"]["id"]
    assert {name for name, each in third.items() if each["paused"]} == {"hourly-filiale-001"}


def test_settings_without_a_file(tmp_path: Path, server: dict[str, str], clean_environment: dict[str, str]) -> None:
    """Settings from the environment alone: runs start where the settings count their relative paths from."""
    given = {"HOST": "imap.example.com", "USER": "u", "PASSWORD": "geheim"}
    env = {**clean_environment, **server} | {
        f"LIEFERSCHEIN_MAILBOXES__DEFAULT__{name}": value for name, value in given.items()
    }
    command = [sys.executable, "-m", "lieferschein", "deploy"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = httpx.post(f"{server['PREFECT_API_URL']}/deployments/filter", json={}, timeout=120).json()
    assert {each["name"] for each in found} == {"hourly", "check-mailbox", "health"}
    assert {each["job_variables"]["working_dir"] for each in found} == {str(tmp_path)}
