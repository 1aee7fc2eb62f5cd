"""The environment of those we are compared with: made when it is missing, beside our own, never mixed with it."""

from __future__ import annotations

import subprocess
import sys
import venv
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".lieferschein" / "bench" / "peers"
REQUIREMENTS = Path(__file__).with_name("peers.txt")
MISSING = "The peers could not be installed ({reason}): parsedmarc, pydifact and the chart were left out."


class Peers:
    """`python` is their interpreter; `problem` the sentence why there is none."""

    def __init__(self) -> None:
        self.python = FOLDER / "bin" / "python"
        self.problem: str | None = None
        done = FOLDER / "installed.txt"
        wanted = REQUIREMENTS.read_text(encoding="utf-8")
        if not done.exists() or done.read_text(encoding="utf-8") != wanted:
            print("Installing the peers (once) …", file=sys.stderr)
            self._install()
            if self.problem is None:
                done.write_text(wanted, encoding="utf-8")

    @property
    def packages(self) -> Path:
        """Their site-packages."""
        return next((FOLDER / "lib").glob("python3*")) / "site-packages"

    def versions(self) -> dict[str, str]:
        """What is installed of those we name."""
        if self.problem:
            return {}
        names = {line.partition("==")[0] for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()}
        found: list[Distribution] = list(distributions(path=[str(self.packages)]))
        return {each.name: each.version for each in found if each.name in names}

    def _install(self) -> None:
        venv.EnvBuilder(with_pip=True, clear=True).create(FOLDER)
        command = [str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run([*command, "-r", str(REQUIREMENTS)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            self.problem = MISSING.format(reason=(lines or ["no answer"])[-1].removeprefix("ERROR: "))
