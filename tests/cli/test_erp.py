"""The commands for an ERP: handoff and receive."""

from __future__ import annotations

from pathlib import Path

import pytest

from lieferschein.store import open_store
from tests.cli.conftest import Run
from tests.store.build import draft, line_statuses, take


@pytest.fixture(autouse=True)
def filled(tmp_path: Path) -> None:
    (tmp_path / "lieferschein.toml").write_text(
        'database_url = "sqlite:///store.db"\n[handoff]\ndirectory = "erp"\nformat = "amparex-csv"\n'
    )
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        take(store, draft("LS-1", [2, 3]))


def test_handoff(run: Run, tmp_path: Path) -> None:
    """A missing folder: 1 and one sentence; then it catches up, once."""
    waiting = run("handoff")
    assert waiting.returncode == 1
    assert "is not there; what waits (1)" in waiting.stderr
    (tmp_path / "erp").mkdir()
    assert run("handoff").stdout.startswith("1 handed over to")
    assert len(list((tmp_path / "erp").glob("*.csv"))) == 1
    assert run("handoff").stdout.startswith("0 handed over to")


def test_handoff_needs_a_folder(run: Run, tmp_path: Path) -> None:
    """Without the setting: 2, and where to write it."""
    (tmp_path / "lieferschein.toml").write_text('database_url = "sqlite:///store.db"\n')
    done = run("handoff")
    assert done.returncode == 2
    assert "[handoff]" in done.stderr


def test_receive(run: Run, tmp_path: Path) -> None:
    """A line, then the rest; a line that is not there is 1 and says which there are."""
    assert "1 line received, 1 open; the note is received." in run("receive", "LS-1", "--line", "2").stdout
    assert "1 line deleted, 0 open" in run("receive", "LS-1", "--deleted").stdout
    wrong = run("receive", "LS-1", "--line", "9")
    assert wrong.returncode == 1
    assert "it has 1, 2" in wrong.stderr
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        assert line_statuses(store) == ["deleted", "received"]
