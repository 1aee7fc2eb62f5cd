"""On what was measured: a figure without its machine says nothing."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("prefect", "sqlalchemy", "imap-tools", "pandas", "pyarrow", "lxml", "pydantic")


def machine() -> dict[str, Any]:
    """Processor, memory, system."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": platform.platform(),
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def versions(dovecot: str | None) -> dict[str, str]:
    """Of Python, its packages and the mail server."""
    found = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    if dovecot:
        said = subprocess.run([dovecot, "--version"], capture_output=True, text=True, check=False).stdout
        found["dovecot"] = said.split(" ")[0].strip()
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
