"""[mailbox_defaults]: what all mailboxes share is written once; each has it unless its own table says otherwise.

In its texts {mailbox} stands for the name of the mailbox, so that two hundred branches need no more than their names:

    [mailbox_defaults]
    host = "imap.example.com"
    user = "lieferscheine-{mailbox}@example.com"
    branch = "{mailbox}"

    [mailboxes]
    hamburg = {}
    kiel = { branch = "Kiel-Holtenau" }
"""

from __future__ import annotations

from typing import Any

from lieferschein.settings.problems import Place, Problem, SettingsError

DEFAULTS = "mailbox_defaults"
SECRETS = {"password", "client_secret", "refresh_token"}  # taken as they are, and whole
NAME = "{mailbox}"


def inherited(merged: dict[str, Any]) -> dict[str, Any]:
    """All settings, with what the mailboxes share put into each of them."""
    defaults = merged.get(DEFAULTS, {})
    if not isinstance(defaults, dict):
        raise SettingsError([Problem((DEFAULTS,), "allowed is a table of settings of a mailbox")])
    mailboxes = merged.get("mailboxes")
    rest = {key: value for key, value in merged.items() if key != DEFAULTS}
    if not defaults or not isinstance(mailboxes, dict):
        return rest
    filled = {
        name: _below(_named(defaults, name), own) if isinstance(own, dict) else own for name, own in mailboxes.items()
    }
    return {**rest, "mailboxes": filled}


def _below(defaults: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(defaults)
    for key, value in own.items():
        below = merged.get(key)
        tables = isinstance(value, dict) and isinstance(below, dict) and key not in SECRETS
        merged[key] = _below(below, value) if tables else value  # type: ignore[arg-type]
    return merged


def _named(value: Any, name: str, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key in SECRETS else value.replace(NAME, name)
    if isinstance(value, dict):
        return {each: _named(inner, name, each) for each, inner in value.items()}
    if isinstance(value, list):
        return [_named(each, name) for each in value]
    return value


def shared_place(place: Place) -> Place:
    """Where a setting of one mailbox stands when it is what all share."""
    return (DEFAULTS, *place[2:])
