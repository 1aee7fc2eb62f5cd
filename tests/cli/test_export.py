"""`lieferschein export` from the command line."""

from __future__ import annotations

from pathlib import Path

from lieferschein.export import read_export
from lieferschein.store import open_store
from tests.cli.conftest import Run
from tests.store.build import draft, take


def test_export(run: Run, tmp_path: Path) -> None:
    """Writes what is new, says how much; a slip is one sentence."""
    (tmp_path / "lieferschein.toml").write_text('database_url = "sqlite:///store.db"\n')
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        take(store, draft("LS-1", [2, 3]))
    first = run("export", "tables", "--to", "csv")
    assert first.returncode == 0, first.stderr
    assert "1 written (3 rows), 0 unchanged" in first.stdout
    assert "0 written (0 rows), 1 unchanged" in run("export", "tables", "--to", "csv").stdout
    assert len(read_export(tmp_path / "tables", "lines")) == 2
    refused = run("export", "tables")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "Give another folder" in refused.stderr
    assert run("export", "tables", "--since", "x", "--to", "csv").returncode == 2
