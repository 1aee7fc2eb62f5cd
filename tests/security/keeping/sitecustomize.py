"""Python imports this before anything else in every process of a canary run (canaries.py): what a process says, hears
and leaves behind is kept in the folder TEST_KEEPS.

Every logger is at DEBUG for us alone: what reaches the handlers stays as it is, and so do the tests that read them.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["TEST_KEEPS"])
FORMAT = logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s")
if "pytest" not in sys.orig_argv:  # what Prefect records of a run; its console is for the tests that read it
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "DEBUG")
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "INFO")


def keep(kind: str, content: str | bytes | None) -> None:
    """Append to the file of this process."""
    if content:
        data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
        with (FOLDER / f"{os.getpid()}.{kind}").open("ab") as file:
            file.write(data + b"\n")


enabled, hand_over = logging.Logger.isEnabledFor, logging.Logger.callHandlers


SERVERS = ("pymap",)  # the IMAP server of the tests: what a client sends is its own to log


def overheard(self: logging.Logger, record: logging.LogRecord) -> None:
    if record.name.startswith(SERVERS):
        return
    with contextlib.suppress(Exception):  # a record whose arguments do not fit its text
        keep("log", FORMAT.format(record))
    if enabled(self, record.levelno):
        hand_over(self, record)


communicate = subprocess.Popen.communicate


def heard(self: subprocess.Popen[Any], *arguments: Any, **options: Any) -> tuple[Any, Any]:
    said = communicate(self, *arguments, **options)
    for each in said:
        keep("output", each)
    return said


logging.Logger.isEnabledFor = lambda self, level: level >= logging.DEBUG  # type: ignore[method-assign]
logging.Logger.callHandlers = overheard  # type: ignore[method-assign]
subprocess.Popen.communicate = heard  # type: ignore[method-assign]
tempfile.TemporaryDirectory._rmtree = classmethod(lambda *_, **__: None)  # type: ignore[attr-defined]
