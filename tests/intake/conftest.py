"""An installation per test, on pymap and SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.imap_server import ImapServer
from tests.kit.house import House


@pytest.fixture
def house(pymap_server: ImapServer, tmp_path: Path) -> House:
    return House(pymap_server, tmp_path, f"sqlite:///{tmp_path}/lieferschein.db")
