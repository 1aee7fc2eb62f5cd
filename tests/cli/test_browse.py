"""The web pages of the store, as a browser shows them."""

from __future__ import annotations

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


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def pages(tmp_path: Path, port: int, environment: dict[str, str]) -> Iterator[str]:
    """The address of a running `lieferschein browse`."""
    require(find_spec("datasette"), "Datasette is not installed")
    (tmp_path / "lieferschein.toml").write_text('database_url = "sqlite:///store.db"\n')
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        note = draft("LS 1", [2, 3])
        note.lines[0]["description"] = "<script>document.title='x'</script>"
        note.units = [{"line": 0, "serial_number": "S-1"}]
        take(store, note)
        take(store, draft("X-9", [4]), supplier_key="oticon", supplier="Oticon")
    command = [sys.executable, "-m", "lieferschein", "browse", "--port", str(port)]
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
    assert f'href="{pages}/store/note?number=LS%201"' in found
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
