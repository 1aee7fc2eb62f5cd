"""Suppliers written into lieferschein.toml: comments, order and everything else in the file stay as they are."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Table

from lieferschein.settings.load import load_settings
from lieferschein.settings.problems import SettingsError


def add_supplier(file: Path, key: str, record: Mapping[str, Any]) -> None:
    """Add the supplier `key`; the settings are checked as a whole before the file changes. Raises SettingsError."""
    document = _read(file)
    if key in _suppliers(document):
        raise SettingsError(f"There is a supplier {key} in {file.name} already.")
    if isinstance(document.get("suppliers"), InlineTable):  # suppliers = { … }: a table below it would be an error
        document["suppliers"][key] = _inline(record)
        _write(file, tomlkit.dumps(document))
        return
    # At the end of the file, where no comment is torn from what it speaks of
    text = tomlkit.dumps(document)
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.rstrip() + newline * 2 if text.strip() else ""
    _write(file, text + record_text(key, record).rstrip().replace("\n", newline) + newline)


def add_senders(file: Path, key: str, senders: Sequence[str]) -> list[str]:
    """Add addresses to the senders of a supplier; gives those that were new. Raises SettingsError."""
    document = _read(file)
    suppliers = _suppliers(document)
    if key not in suppliers:
        raise SettingsError(f"There is no supplier {key} in {file.name}.")
    known = suppliers[key].get("senders", [])
    if isinstance(known, str):
        known = suppliers[key]["senders"] = [known]
    elif "senders" not in suppliers[key]:
        suppliers[key]["senders"] = tomlkit.array()
    new = [sender for sender in senders if sender not in known]
    for sender in new:
        suppliers[key]["senders"].append(sender)
    _write(file, tomlkit.dumps(document))
    return new


def record_table(record: Mapping[str, Any]) -> Table:
    """A supplier's record as a TOML table, its options below it."""
    table = tomlkit.table()
    for name, value in record.items():
        if name == "options":
            continue
        table[name] = _inline(value) if isinstance(value, Mapping) else value
    if record.get("options"):
        table["options"] = _options(record["options"])
    return table


def record_text(key: str, record: Mapping[str, Any]) -> str:
    """A supplier's record as it would stand in the file."""
    document = tomlkit.document()
    document["suppliers"] = tomlkit.table(is_super_table=True)
    document["suppliers"][key] = record_table(record)
    return tomlkit.dumps(document)


def _options(options: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for name, value in options.items():
        table[name] = _inline(value) if isinstance(value, Mapping) else value
    return table


def _inline(values: Mapping[str, Any]) -> Any:
    table = tomlkit.inline_table()
    for name, value in values.items():
        table[name] = _inline(value) if isinstance(value, Mapping) else value
    return table


def _read(file: Path) -> tomlkit.TOMLDocument:
    load_settings(file)  # says better what is wrong with it
    return tomlkit.parse(file.read_bytes().decode("utf-8-sig"))


def _suppliers(document: tomlkit.TOMLDocument) -> Any:
    return document.get("suppliers", {})


def _write(file: Path, text: str) -> None:
    """Replace the file as a whole, once the settings in it are known to be right."""
    target = file.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", suffix=".toml", dir=target.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as output:
            output.write(text)
        try:
            load_settings(unfinished)
        except SettingsError as error:
            raise SettingsError(error.problems, file) from None
        unfinished.chmod(target.stat().st_mode & 0o777)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
