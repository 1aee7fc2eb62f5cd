"""Directories that hold one secret a file, named as its variable: of systemd, Docker, Kubernetes, or your own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from lieferschein.settings.problems import Problem, SettingsError

DOCKER = Path("/run/secrets")  # Docker, Podman and compose mount secrets here; Kubernetes does as you tell it
LARGEST = 64 * 1024


def secret_directories(named: str | None, folder: Path, file: Path | None) -> Iterator[Path]:
    """First wins: the directory of LIEFERSCHEIN_SECRETS_DIR, systemd's credentials, the secrets of a container."""
    if named:
        directory = folder / Path(named).expanduser()
        if not directory.is_dir():
            problem = Problem(("LIEFERSCHEIN_SECRETS_DIR",), f"names {directory}, which is not a folder")
            raise SettingsError([problem], file)
        yield directory
    # systemd sets it for units with LoadCredential= (systemd.exec(5))
    for directory in (Path(os.environ.get("CREDENTIALS_DIRECTORY") or DOCKER), DOCKER):
        if directory.is_dir():
            yield directory


def secrets_in(directory: Path, prefix: str) -> dict[str, str]:
    """Name in lower case → content without its last line end, of each file whose name begins with `prefix`."""
    found: dict[str, str] = {}
    try:
        files = sorted(directory.iterdir())
    except OSError as error:
        raise SettingsError(f"The folder of secrets {directory} cannot be read: {error.strerror}.") from None
    for file in files:
        if file.name.lower().startswith(prefix) and file.is_file():
            found[file.name.lower()] = _read(file)
    return found


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise SettingsError(f"The secret {file} is larger than {LARGEST // 1024} kB.")
        return content.decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        raise SettingsError(f"The secret {file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"The secret {file} is not UTF-8 text.") from None
