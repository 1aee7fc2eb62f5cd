"""Where settings come from besides the file: the environment, `.env`, and directories of secrets.

pydantic-settings finds the variables; they are put together here, because its own reading takes a password such as
`[1` for broken JSON, and because environment variables are written in capitals while a mailbox may be called Kiel.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

from dotenv import dotenv_values
from pydantic import BaseModel
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from lieferschein.settings.kinds import plain
from lieferschein.settings.model import Settings
from lieferschein.settings.secret_files import secret_directories, secrets_in

PREFIX = "lieferschein_"
DELIMITER = "__"


@dataclass(frozen=True)
class Source:
    """What one source says, and what to call it in an error."""

    label: str
    data: dict[str, Any]


def variable(name: str) -> str | None:
    """The environment variable `name`, from the environment or else from the `.env` of this folder."""
    return os.environ.get(name) or dotenv_values(Path.cwd() / ".env").get(name) or None


def read_sources(file: Path | None, data: Mapping[str, Any]) -> list[Source]:
    """The environment, `.env`, secrets directories, first wins; `data` (of the file) tells how names are spelt."""
    folders = [file.parent] if file else []
    dotenv_files = [folder / ".env" for folder in (*folders, Path.cwd())]  # the last one wins
    variables: list[tuple[str, Mapping[str, str | None]]] = [
        ("environment variable", EnvSettingsSource(Settings).env_vars),
        ("variable in .env", DotEnvSettingsSource(Settings, env_file=dotenv_files).env_vars),
    ]
    base = file.parent if file else Path.cwd()
    for directory in secret_directories(variable("LIEFERSCHEIN_SECRETS_DIR"), base, file):
        variables.append(("secrets file", secrets_in(directory, PREFIX)))
    return [Source(label, _nested(values, data)) for label, values in variables]


def _nested(variables: Mapping[str, str | None], data: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in variables.items():
        if not name.startswith(PREFIX) or value is None:
            continue
        *path, last = name.removeprefix(PREFIX).split(DELIMITER)
        branch = tree
        for part in path:
            below = branch.setdefault(part, {})
            if not isinstance(below, dict):  # both LIEFERSCHEIN_RUN and LIEFERSCHEIN_RUN__X: the longer one wins
                below = branch[part] = {}
            branch = below
        branch.setdefault(last, value)
    known: dict[str, Any] = _fit(Settings, tree, data)
    return known


def _fit(kind: Any, value: Any, spelling: Any) -> Any:
    """`value` without what `kind` does not know, with JSON texts read where a table is expected."""
    kind = plain(kind)
    table = isinstance(kind, type) and issubclass(kind, BaseModel)
    if not table and get_origin(kind) is not dict:
        return value
    value = _json(value)
    if not isinstance(value, dict):
        return value
    like = spelling if isinstance(spelling, Mapping) else {}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields
        return {key: _fit(fields[key].annotation, value[key], like.get(key)) for key in value if key in fields}
    return {(name := _spelt(key, like)): _fit(get_args(kind)[1], value[key], like.get(name)) for key in value}


def _json(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _spelt(key: str, names: Iterable[str]) -> str:
    """The name in the file that the variable's part `key` means: variables know neither capitals nor hyphens."""
    return next((name for name in names if _shouted(name) == _shouted(key)), key)


def _shouted(name: str) -> str:
    return re.sub(r"\W", "_", name).upper()
