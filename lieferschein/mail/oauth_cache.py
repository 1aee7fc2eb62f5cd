"""Where tokens are kept between runs: memory, and a file that only its owner may read."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


class TokenCache:
    """The tokens of one login (`identity`), in a JSON file shared by all logins of an installation."""

    def __init__(self, file: str | Path | None, identity: str) -> None:
        self._file = Path(file) if file else None
        self._key = hashlib.sha256(identity.encode()).hexdigest()[:32]
        self._memory: dict[str, Any] = {}

    def load(self) -> dict[str, Any]:
        """What is kept; the file wins, because another process may have refreshed a token that rotates."""
        stored = self._read().get(self._key)
        return dict(stored) if isinstance(stored, dict) else dict(self._memory)

    def save(self, token: dict[str, Any]) -> None:
        """Keep `token`; the file is replaced whole, so that a crash leaves the old one."""
        self._memory = dict(token)
        if self._file is None:
            return
        everything = {**self._read(), self._key: token}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(everything, out)
            Path(name).replace(self._file)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def _read(self) -> dict[str, Any]:
        if self._file is None:
            return {}
        try:
            content = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):  # none yet, or damaged: log in again
            return {}
        return content if isinstance(content, dict) else {}
