"""The demo's database, filed without Prefect: what the pages work on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lieferschein.demo.mailbox import demo_mailbox
from lieferschein.intake import MailboxRun, SyncOptions, sync
from lieferschein.settings import load_settings


@pytest.fixture(scope="session")
def filed_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `lieferschein demo` leaves."""
    folder = tmp_path_factory.mktemp("demo") / ".lieferschein" / "demo"
    with demo_mailbox(folder) as file:
        assert sync(MailboxRun(load_settings(file), "default", SyncOptions())).counts["imported"] == 8
    return folder


@pytest.fixture
def demo(filed_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a copy of it, as the current folder."""
    folder = tmp_path / "work"
    shutil.copytree(filed_demo, folder / ".lieferschein" / "demo")
    monkeypatch.chdir(folder)
    return folder
