"""A folder with a settings file of its own, and nothing in the environment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

MINIMAL = """
[mailboxes.default]
host = "imap.example.com"
user = "lieferscheine@example.com"
password = "geheim-4711"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("LIEFERSCHEIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Callable[[str], Path]:
    def write(text: str = MINIMAL) -> Path:
        file = folder / "lieferschein.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write
