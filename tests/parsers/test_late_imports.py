"""What reading does not need is not imported: a program that only looks at rows starts fast."""

from __future__ import annotations

import subprocess
import sys

from . import golden_files as golden

FOLDER = golden.GOLDEN


def test_rows_need_no_data_frames() -> None:
    """Reading every text format down to its rows imports neither pandas nor pyarrow nor numpy; the frames do."""
    code = (
        "import sys; from pathlib import Path; from parsers import read_delivery_note\n"
        "heavy = {'pandas', 'pyarrow', 'numpy'}\n"
        "for path in map(Path, sys.argv[1:]): drafts = read_delivery_note(path).drafts\n"
        "assert drafts[0].lines and not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
        "read_delivery_note(sys.argv[1]).lines\n"
        "assert heavy <= sys.modules.keys()"
    )
    names = ("desadv", "ubl", "opentrans", "x12", "idoc", "vda4913", "csv")
    sources = [next(path for path in golden.sources(FOLDER / name) if not golden.is_broken(path)) for name in names]
    done = subprocess.run([sys.executable, "-c", code, *map(str, sources)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
