"""Keeping the demo apart from a real installation in the same folder or shell."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def on_its_own(settings_file: Path) -> Iterator[None]:
    """Work in the demo's folder, without the variables and the `.env` of a real installation.

    Neither its settings nor its Prefect server shall be touched by the demo.
    """
    for name in [name for name in os.environ if name.startswith("LIEFERSCHEIN_") or name == "PREFECT_API_URL"]:
        del os.environ[name]
    os.environ["LIEFERSCHEIN_CONFIG"] = str(settings_file)
    with contextlib.chdir(settings_file.parent):
        yield
