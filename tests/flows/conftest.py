"""One Prefect server for all flow tests: it takes its time to start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.imap_server import ImapServer
from tests.kit.house import House


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API of a real Prefect server that everything in this process talks to."""
    from lieferschein.local.prefect_server import TEMPORARY, drain, environment, start_server
    from lieferschein.local.process import free_port

    folder: Path = tmp_path_factory.mktemp("prefect")
    env = environment(folder, free_port())
    with start_server(folder, {**env, **TEMPORARY}):
        before = dict(os.environ)
        os.environ.update(env, PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL="CRITICAL")
        from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

        with temporary_settings({PREFECT_API_URL: env["PREFECT_API_URL"], PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            yield env["PREFECT_API_URL"]
            drain()
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def house(prefect_server: str, pymap_server: ImapServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """An installation whose settings file the flow reads."""
    house = House(pymap_server, tmp_path, f"sqlite:///{tmp_path}/lieferschein.db")
    monkeypatch.setenv("LIEFERSCHEIN_CONFIG", str(house.write_settings()))
    return house
