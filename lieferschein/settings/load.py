"""Reading the settings: the file, the other sources, and the errors in the words of the file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from lieferschein.settings.contradictions import contradictions
from lieferschein.settings.explain import explain
from lieferschein.settings.inherit import inherited
from lieferschein.settings.model import Settings
from lieferschein.settings.problems import Problem, SettingsError, SettingsMissing
from lieferschein.settings.references import checked, fetched
from lieferschein.settings.sources import Source, read_sources, variable

FILE_NAME = "lieferschein.toml"


def load_settings(path: Path | str | None = None, **overrides: Any) -> Settings:
    """The settings of this installation.

    First wins: `overrides`, the environment (LIEFERSCHEIN_…, `__` between levels), `.env`, the secrets directory
    (LIEFERSCHEIN_SECRETS_DIR), and the file `path`, else the one LIEFERSCHEIN_CONFIG names, else lieferschein.toml.
    Raises SettingsError for anything wrong.
    """
    file = find_file(path)
    data = _read_toml(file) if file else {}
    arguments = {key: value for key, value in overrides.items() if value is not None}
    sources = [Source("argument", arguments), *read_sources(file, data), Source("", data)]
    merged: dict[str, Any] = {}
    for source in reversed(sources):
        merged = _merge(merged, source.data)
    if file is None and not merged.get("mailboxes") and not merged.get("database_url"):
        raise SettingsMissing(
            f'There are no settings: {Path.cwd()} has no {FILE_NAME}. Write one with "lieferschein init", '
            "or name yours in the environment variable LIEFERSCHEIN_CONFIG."
        )
    _fetch_database_url(merged, file)
    settings = _validated(inherited(merged), sources, file)
    settings._file = file
    return settings


def find_file(path: Path | str | None = None) -> Path | None:
    """The settings file, absolute: `path`, else what LIEFERSCHEIN_CONFIG names, else lieferschein.toml here."""
    named = path or variable("LIEFERSCHEIN_CONFIG")
    if named:
        file = Path(named).expanduser().absolute()
        if not file.is_file():
            origin = "" if path else " that LIEFERSCHEIN_CONFIG names"
            raise SettingsError(f'There is no settings file {file}{origin}. Write one with "lieferschein init".')
        return file
    file = Path.cwd() / FILE_NAME
    return file if file.is_file() else None


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError(f"{file} is not UTF-8 text (line {line}). Save it in the encoding UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} cannot be read: {error}. Texts stand in quotes, tables in [brackets].") from None
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from None


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


def _fetch_database_url(merged: dict[str, Any], file: Path | None) -> None:
    """A database_url that is kept elsewhere is fetched at once: every command needs it. No error repeats it."""
    where = merged.get("database_url")
    if not isinstance(where, dict):
        return
    try:
        merged["database_url"] = fetched(checked(where))
    except ValueError as error:
        raise SettingsError([Problem(("database_url",), f"needs {error}")], file) from None


def _validated(data: dict[str, Any], sources: list[Source], file: Path | None) -> Settings:
    try:
        settings = Settings(**data)
    except ValidationError as error:
        raise SettingsError(explain(error, sources), file) from None
    problems = contradictions(settings)
    if problems:
        raise SettingsError(problems, file)
    folder = file.parent if file else Path.cwd()
    absolute: Settings = _absolute(settings, folder)
    return absolute.model_copy(update={"database_url": _absolute_url(settings.database_url, folder)})


def _absolute(value: Any, folder: Path) -> Any:
    """`value` with every relative path in it counted from `folder`."""
    if isinstance(value, Path):
        return folder / value.expanduser()
    if isinstance(value, BaseModel):
        changed = {name: _absolute(getattr(value, name), folder) for name in type(value).model_fields}
        return value.model_copy(update={name: new for name, new in changed.items() if new is not getattr(value, name)})
    if isinstance(value, dict) and any(isinstance(each, BaseModel) for each in value.values()):
        return {key: _absolute(each, folder) for key, each in value.items()}
    return value


def _absolute_url(url: str, folder: Path) -> str:
    prefix = "sqlite:///"
    name, question, query = url.removeprefix(prefix).partition("?")
    if not url.startswith(prefix) or name in ("", ":memory:") or Path(name).is_absolute():
        return url
    return f"{prefix}{folder / name}{question}{query}"
