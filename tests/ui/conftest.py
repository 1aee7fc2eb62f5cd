"""`lieferschein up` as users run it, on a real mailbox, and a real Chromium before its UI."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lieferschein.local.process import free_port
from tests.fixtures.needs import require
from tests.fixtures.pymap_server import PymapServer
from tests.kit.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium")
# LIEFERSCHEIN_SCREENSHOTS=docs/images makes the pictures of README and guide anew.
SCREENSHOTS = os.environ.get("LIEFERSCHEIN_SCREENSHOTS")
FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def wait(condition: Callable[[], bool], seconds: float = 120, tell: Callable[[], object] = str) -> None:
    """Until `condition` holds; `tell` what there is if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, tell()
        time.sleep(0.05)


@dataclass
class Stack:
    """A running `lieferschein up`: its mailboxes, its API, its process."""

    house: House
    kiel: House  # another mailbox of the same installation
    port: int
    process: subprocess.Popen[str]
    said: list[str]

    @property
    def ui(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, **body: Any) -> Any:
        """The API's answer; patient while the server is busy or being started again."""
        data = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.ui}/api{path}", data=data, headers=headers)
        deadline = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                error.close()
                if error.code != 503 or time.monotonic() > deadline:
                    raise
            except OSError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def deployment(self, name: str) -> str:
        return str(self.ask("/deployments/filter", deployments={"name": {"any_": [name]}})[0]["id"])

    def start(self, deployment: str = "hourly", **parameters: Any) -> str:
        """A run of `deployment`, started by hand."""
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return str(self.ask(f"/deployments/{self.deployment(deployment)}/create_flow_run", **body)["id"])

    def runs(self, *, scheduled: bool) -> list[dict[str, Any]]:
        """The runs of "hourly" that its schedule made, or those that somebody started; the next first."""
        found = self.ask("/flow_runs/filter", deployments={"name": {"any_": ["hourly"]}})
        chosen = [each for each in found if each["auto_scheduled"] is scheduled]
        return sorted(chosen, key=lambda each: str(each["expected_start_time"]))

    def run(self, run: str) -> dict[str, Any]:
        return dict(self.ask("/flow_runs/filter", flow_runs={"id": {"any_": [run]}})[0])

    def wait(self, run: str, seconds: float = 120, until: Callable[[dict[str, Any]], bool] | None = None) -> Any:
        """The run, once it is final (or `until` says so)."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.run(run)
            if until(found) if until else found["state_type"] in FINAL:
                return found
            assert time.monotonic() < deadline, (found["state"], self.said)
            time.sleep(0.5)

    def wait_recorded(self, run: str, last: str) -> None:
        """The server has recorded the task runs of `run` up to the one named `last`: a page shows what was there."""
        question = {"flow_runs": {"id": {"any_": [run]}}, "task_runs": {"name": {"any_": [last]}}}
        deadline = time.monotonic() + 60
        while not any(each["state_type"] in FINAL for each in self.ask("/task_runs/filter", **question)):
            assert time.monotonic() < deadline, last
            time.sleep(0.5)

    def children(self, module: str) -> list[int]:
        """The processes of `up` that run `module`."""
        listed = subprocess.run(["ps", "-wweo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
        return [int(pid) for pid, parent, args in rows if int(parent) == self.process.pid and module in args]


@pytest.fixture(scope="session")
def stack(pymap_service: PymapServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """`lieferschein up` for all tests here: it takes its time to start."""
    require(CHROMIUM, "Chromium is not installed")
    folder = tmp_path_factory.mktemp("up")
    demo = tomllib.loads(resources.files("lieferschein.demo").joinpath("demo.toml").read_text(encoding="utf-8"))
    house = House(pymap_service.user(), folder, f"sqlite:///{folder}/lieferschein.db", demo["suppliers"])
    house.extra = {"language": "de", "branches": demo["branches"], "run": {"lease_wait": 5}}
    kiel = House(pymap_service.user(), folder, house.database_url, demo["suppliers"])
    house.extra["mailboxes"] = {"default": house.account, "kiel": kiel.account}
    house.write_settings()
    house.store().close()  # its tables are there, to be asked
    port = free_port()
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith(("LIEFERSCHEIN_", "PREFECT_"))
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "lieferschein", "up", "--port", str(port)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    started = threading.Event()

    def listen() -> None:
        assert process.stdout
        for line in process.stdout:
            said.append(line)
            if "Prefect UI" in line:
                started.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        assert started.wait(240), said
        yield Stack(house, kiel, port, process, said)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)
        listener.join(10)
        if process.stdout:
            process.stdout.close()
    assert not any(folder.rglob("workspace.json")), "the environment of a run that was killed is gone with the worker"


@pytest.fixture
def page(stack: Stack) -> Iterator[Page]:
    """A page of a real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.set_default_timeout(30_000)
        yield page
        browser.close()


@pytest.fixture
def picture(page: Page, tmp_path: Path) -> Callable[[str], None]:
    """Keeps a picture of the page under a name."""

    def keep(name: str) -> None:
        if SCREENSHOTS:
            page.wait_for_timeout(1500)  # animations, and the graph
        page.screenshot(path=Path(SCREENSHOTS or tmp_path) / f"{name}.png")

    return keep
