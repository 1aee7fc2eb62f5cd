"""No secret in anything that the tests leave: `make canaries`, or `python -m tests.security.canaries tests/flows`.

Runs the tests that are named, all by default, with every logger of every process at DEBUG, keeps what they leave (logs,
output of commands, temporary folders with Prefect's databases and ours, what PostgreSQL held), and searches it for
the secrets of the tests. A secret of a test contains one of MARKS, so that it is found.
"""

from __future__ import annotations

import mmap
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.security.disguises import disguises

MARKS = ("geheim", "kanarie", "verraten", "s3cret", "erster-refresh")
# Where a secret belongs: the settings that a test wrote, the folders of secrets, tokens that are kept, mode 0600.
PLACES = re.compile(
    r"(\.toml|/\.env|/secrets/[^/]+|/run-secrets/[^/]+|/systemd/[^/]+|/tokens?/[^/]+|/c\.json|/cache/[^/]+\.json)$"
)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="canaries-", dir="/tmp"))
    try:
        status = run(folder, sys.argv[1:])
        leaks = list(found(folder))
        report(folder, leaks)
    finally:
        if not os.environ.get("TEST_KEEPS_ALL"):
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(bool(leaks) or status)


def run(folder: Path, arguments: list[str]) -> int:
    """pytest, every process of which keeps in `folder` what it says."""
    kept, temporary = folder / "kept", folder / "tmp"
    kept.mkdir()
    temporary.mkdir()
    folder.chmod(0o755)
    kept.chmod(0o777)
    keeping = Path(__file__).parent / "keeping"
    path = os.pathsep.join(filter(None, (str(keeping), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "TEST_KEEPS": str(kept), "TMPDIR": str(temporary), "PYTHONPATH": path}
    command = ["pytest", "-p", "tests.security.reports", f"--basetemp={folder}/tests", "-o", "log_level=DEBUG"]
    return subprocess.run([sys.executable, "-m", *command, *arguments], env=env, check=False).returncode


def found(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each mark with each file that holds it, where it does not belong."""
    pattern = re.compile(b"|".join(re.escape(each) for mark in MARKS for each in disguises(mark)))
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.is_symlink() or not file.stat().st_size or PLACES.search(str(file)):
            continue
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for place in pattern.finditer(content):
                around = content[max(0, place.start() - 100) : place.end() + 60]
                yield around.decode("utf-8", "replace"), file


def report(folder: Path, leaks: list[tuple[str, Path]]) -> None:
    files = [file for file in folder.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    kinds = Counter(file.suffix for file in files)
    print(f"searched: {len(files)} files, {size / 1e6:.0f} MB; {dict(kinds.most_common(8))}")
    for around, file in leaks[:40]:
        print(f"{file.relative_to(folder)}: …{' '.join(around.split())}…")
    print(f"{len(leaks)} places hold a secret." if leaks else "No secret anywhere.")


if __name__ == "__main__":
    main()
