"""The web pages of the store, as a browser shows them."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from lieferschein.store import open_store
from tests.cli.conftest import Run
from tests.fixtures.needs import require
from tests.store.build import draft, take

LOGIN = "ops:kein-geheimnis-47"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def pages(tmp_path: Path, port: int, environment: dict[str, str]) -> Iterator[str]:
    """The address of a running `lieferschein browse`."""
    with browsing(tmp_path, port, environment) as url:
        yield url


@pytest.fixture
def pages_for_others(tmp_path: Path, port: int, environment: dict[str, str]) -> Iterator[str]:
    """The same on all addresses, with a password."""
    environment["PREFECT_SERVER_API_AUTH_STRING"] = LOGIN
    with browsing(tmp_path, port, environment, "--host", "0.0.0.0") as url:
        yield url


@contextlib.contextmanager
def browsing(tmp_path: Path, port: int, environment: dict[str, str], *arguments: str) -> Iterator[str]:
    require(find_spec("datasette"), "Datasette is not installed")
    (tmp_path / "lieferschein.toml").write_text('database_url = "sqlite:///store.db"\n')
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        note = draft("LS 1", [2, 3])
        note.lines[0]["description"] = "<script>document.title='x'</script>"
        note.units = [{"line": 0, "serial_number": "S-1"}]
        take(store, note)
        take(store, draft("X-9", [4]), supplier_key="oticon", supplier="Oticon")
    command = [sys.executable, "-m", "lieferschein", "browse", "--port", str(port), *arguments]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "lieferschein browse ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError as refused:
            refused.close()
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("no answer")


def _seen(url: str, folder: Path) -> str:
    """The page after the browser built it."""
    browser = shutil.which("chromium") or ""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}"]
    done = subprocess.run(
        [browser, *options, "--dump-dom", url], capture_output=True, text=True, timeout=120, check=True, env=_quiet()
    )
    return done.stdout


def _quiet() -> dict[str, str]:
    return {**os.environ, "DBUS_SESSION_BUS_ADDRESS": "disabled:"}


def test_in_a_browser(pages: str, tmp_path: Path) -> None:
    """A box to search in; a serial number leads to its note; facets by supplier; texts of mails are only texts."""
    require(shutil.which("chromium"), "chromium is not installed")
    home = _seen(pages, tmp_path / "profile")
    assert 'name="text"' in home
    found = _seen(f"{pages}/store/search?text=S-1", tmp_path / "profile")
    assert 'href="/store/note?number=LS%201"' in found
    assert "&lt;script&gt;" in found
    assert "<title>x" not in found
    notes = _seen(f"{pages}/store/delivery_notes?_facet=supplier&_col=delivery_note_number", tmp_path / "profile")
    assert "supplier=Oticon" in notes
    assert "X-9" in notes


def test_read_only_and_for_this_computer_only(pages: str, port: int) -> None:
    """Nothing can be written, the file cannot be taken away, another name of the server is refused."""
    foreign = urllib.request.Request(pages, headers={"Host": f"elsewhere.example:{port}"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(foreign)
    assert refused.value.code == 421
    refused.value.close()
    for path in ("/store.db", "/store?sql=delete+from+delivery_notes"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(pages + path)
        assert refused.value.code in (400, 403, 404)
        refused.value.close()
    for query in ("note?number=LS+1", "suppliers", "expiring", "search?text=X-9"):
        with urllib.request.urlopen(f"{pages}/store/{query}") as page:
            assert page.status == 200
    with pytest.raises(OSError, match=r"refused|timed out|unreachable"):
        socket.create_connection((_address(), port), timeout=1).close()


@pytest.mark.parametrize(
    "given", [None, "Basic", f"Basic {LOGIN}", "Bearer b3BzOmtlaW4tZ2VoZWltbmlzLTQ3", "ops:", "ops:anders-geheim-47"]
)
def test_others_need_the_password(pages_for_others: str, tmp_path: Path, given: str | None) -> None:
    """Beyond this computer every page wants the name and the password, those with data as well as the rest."""
    if given and " " not in given and ":" in given:
        given = _basic(given)
    for path in ("/", "/store/search?text=S-1", "/store.json?sql=select+1", "/-/versions.json", "/-/static/app.css"):
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            _answer(pages_for_others + path, given)
        assert refused.value.headers["WWW-Authenticate"].startswith("Basic ")
        refused.value.close()
    assert "kein-geheimnis" not in (tmp_path / "log").read_text()


def test_others_with_the_password(pages_for_others: str, port: int) -> None:
    """With it the pages are there under any name of this computer, and their links lead on; nothing can be sent."""
    assert "LS%201" in _answer(f"{pages_for_others}/store/search?text=S-1", _basic(LOGIN))
    page = _answer(f"{pages_for_others}/store/search?text=S-1", _basic(LOGIN), host=f"notes.example:{port}")
    assert 'href="/store/note?number=LS%201"' in page
    with pytest.raises(urllib.error.HTTPError, match="405"):  # a form of another page, sent by our browser
        _answer(f"{pages_for_others}/-/messages", _basic(LOGIN), data=b"message=x")


def test_others_without_a_password_set(run: Run, tmp_path: Path) -> None:
    """`browse --host` says what is missing before anything is started; so for a weak one."""
    (tmp_path / "lieferschein.toml").write_text('database_url = "sqlite:///store.db"\n')
    for variables in ({}, {"PREFECT_SERVER_API_AUTH_STRING": "ops:short"}):
        done = run("browse", "--host", "0.0.0.0", **variables)
        assert done.returncode == 1
        assert "PREFECT_SERVER_API_AUTH_STRING=name:password" in " ".join(done.stderr.split())
        assert "short" not in done.stderr


def _basic(login: str) -> str:
    return f"Basic {base64.b64encode(login.encode()).decode()}"


def _answer(url: str, authorization: str | None, data: bytes | None = None, host: str = "") -> str:
    given = {"Authorization": authorization, "Host": host}
    headers = {name: value for name, value in given.items() if value}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=20) as answer:
        return answer.read().decode()


def _address() -> str:
    """An address of this computer that is not the loopback one; where there is none, one that nobody has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "192.0.2.1"
        found = str(probe.getsockname()[0])
    return "192.0.2.1" if found.startswith("127.") else found


def test_refusals(run: Run, tmp_path: Path, port: int) -> None:
    """PostgreSQL, a database that is not there, and a port in use end with one sentence."""
    settings = tmp_path / "lieferschein.toml"
    settings.write_text('database_url = "postgresql+psycopg://somebody@localhost/notes"\n')
    done = run("browse")
    assert done.returncode == 1
    assert "reads SQLite only" in " ".join(done.stderr.split())
    require(find_spec("datasette"), "Datasette is not installed")
    settings.write_text('database_url = "sqlite:///store.db"\n')
    assert "does not exist" in run("browse").stderr
    open_store(f"sqlite:///{tmp_path / 'store.db'}").close()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert f"Port {port} is in use" in run("browse", "--port", str(port)).stderr
