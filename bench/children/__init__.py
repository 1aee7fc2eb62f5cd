"""What is measured runs in a process of its own: nothing of one run is left for the next."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class ChildFailed(RuntimeError):
    """A measured process failed; the text is what it said."""


def run_child(
    name: str, env: Mapping[str, str], *arguments: object, python: Path | str = sys.executable
) -> dict[str, Any]:
    """Run `bench/children/NAME.py`; the JSON document that it prints last."""
    command = [str(python), "-m", f"bench.children.{name}", *map(str, arguments)]
    if str(python) != sys.executable:  # another environment: our packages are not there
        command = [str(python), str(Path(__file__).with_name(f"{name}.py")), *map(str, arguments)]
    done = subprocess.run(command, env=dict(env), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ChildFailed(f"{name}: {(done.stderr or done.stdout)[-2000:]}")
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def peak_megabytes() -> float:
    """The most memory that this process has held; ru_maxrss would count the process that started it as well."""
    status = Path("/proc/self/status")
    if not status.exists():  # no Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
