"""Beyond this computer the server is reached with a password only, and never by a page of somebody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from lieferschein.local.access import access, is_loopback
from lieferschein.local.process import ProcessError, free_port

LOGIN = "ops:kein-geheimnis-47"


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.7", "::1", "localhost"])
def test_this_computer(host: str) -> None:
    """On the loopback address nothing is asked for; a password that is set counts there too."""
    assert is_loopback(host)
    assert access(host, 4200) == {}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "server.example.com", "127.0.0.1.example.com"])
@pytest.mark.parametrize("given", [None, "short:pw", "nocolonatallbutlong", ":passwordwithoutname"])
def test_beyond_without_a_password(host: str, given: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other address is refused without a name and a password that is long enough; it is not shown."""
    if given:
        monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", given)
    with pytest.raises(ProcessError, match="PREFECT_SERVER_API_AUTH_STRING") as refused:
        access(host, 4200)
    assert given is None or given not in str(refused.value)


def test_a_password_in_the_file_that_prefect_reads() -> None:
    """`.env` is read as Prefect reads it."""
    Path(".env").write_text(f"PREFECT_SERVER_API_AUTH_STRING={LOGIN}\n")
    assert access("192.0.2.1", 4200)["PREFECT_API_URL"] == "http://192.0.2.1:4200/api"
    assert access("127.0.0.1", 4200)["PREFECT_API_AUTH_STRING"] == LOGIN


def test_up_refuses(tmp_path: Path) -> None:
    """`up --host` says what is missing before anything is started."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LIEFERSCHEIN_", "PREFECT_"))}
    command = [sys.executable, "-m", "lieferschein", "up", "--host", "0.0.0.0", "--port", str(free_port())]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "name:password" in done.stderr
    assert not (tmp_path / ".lieferschein").exists()


def test_a_server_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API answers nobody without the password, wants a token of its own pages (CSRF), and its own clients work."""
    from lieferschein.local.prefect_server import TEMPORARY, environment, start_server

    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", LOGIN)
    port = free_port()
    env = {**environment(tmp_path, port), **TEMPORARY, **access("0.0.0.0", port)}
    with start_server(tmp_path, env):
        assert ask(port, "admin/version", LOGIN)
        with pytest.raises(urllib.error.HTTPError, match="401"):
            ask(port, "admin/version", None)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            ask(port, "flows/filter", LOGIN, b"{}")  # what another page in the browser of a logged-in person would send
        code = "from prefect.variables import Variable; Variable.set('a', 'b', _sync=True); print('written')"
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True, check=False
        )
        assert "written" in done.stdout, done.stderr


def ask(port: int, path: str, login: str | None, data: bytes | None = None) -> object:
    import base64

    headers = {"Content-Type": "application/json"}
    if login:
        headers["Authorization"] = f"Basic {base64.b64encode(login.encode()).decode()}"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/{path}", data=data, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
