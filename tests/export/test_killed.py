"""An export that is killed at any moment, and run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from lieferschein.export import read_export
from lieferschein.export.run import TABLES
from lieferschein.store import open_store
from tests.export.conftest import nasty
from tests.store.build import draft, take

VICTIM = """
import os, signal, sys
from pathlib import Path
left, real = int(sys.argv[3]), Path.replace
def replace(*arguments):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
Path.replace = replace
from lieferschein.export import export
from lieferschein.store import open_store
with open_store(sys.argv[1]) as store:
    export(store, sys.argv[2], "parquet")
"""


@pytest.mark.parametrize("moment", [1, 3, 6])
def test_killed_and_run_again(sqlite_url: str, tmp_path: Path, moment: int) -> None:
    """SIGKILL before the nth file gets its name: no half file under a real name; the next run finishes."""
    folder = tmp_path / "export"
    with open_store(sqlite_url) as store:
        take(store, nasty())
        take(store, draft("X-1", [5]), supplier_key="oticon", supplier="Oticon")
        killed = _export(sqlite_url, folder, moment)
        assert killed == -signal.SIGKILL
        for file in folder.rglob("*.parquet"):
            if not file.name.startswith("."):
                pq.read_table(file, partitioning=None)
        assert _export(sqlite_url, folder, 10_000) == 0
        for table in TABLES:
            pd.testing.assert_frame_equal(read_export(folder, table), getattr(store, table)())
    assert not list(folder.rglob(".unfinished-*"))


def _export(url: str, folder: Path, moment: int) -> int:
    command = [sys.executable, "-c", VICTIM, url, str(folder), str(moment)]
    return subprocess.run(command, check=False, timeout=60, env=dict(os.environ)).returncode
