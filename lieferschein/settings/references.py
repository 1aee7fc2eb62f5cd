"""Secrets that are kept elsewhere: the settings name them, and they are fetched when they are needed.

password = { keyring = "lieferschein", user = "lieferscheine@example.com" }
password = { prefect_secret = "mailbox-password" }
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from lieferschein.keepers import WRITTEN, NotKept, fetch
from lieferschein.settings.problems import SettingsError


class Reference(SecretStr):
    """A secret by name; `get_secret_value` fetches it, once. Shown as stars, like any secret."""

    def __init__(self, where: Mapping[str, str]) -> None:
        super().__init__("")
        self.where = dict(where)

    def __repr__(self) -> str:
        return "Reference('**********')"

    def __str__(self) -> str:
        return "**********"

    def __len__(self) -> int:
        return len(str(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.where == other.where

    def __hash__(self) -> int:
        return hash(tuple(self.where.items()))

    def get_secret_value(self) -> str:
        """The secret itself. SettingsError when it cannot be had."""
        if not self._secret_value:
            self._secret_value = fetched(self.where)
        return self._secret_value


def fetched(where: Mapping[str, str]) -> str:
    """The secret that `where` names. SettingsError when it cannot be had."""
    try:
        return fetch(where)
    except NotKept as missing:
        raise SettingsError(str(missing)) from None


def checked(value: Mapping[Any, Any]) -> dict[str, str]:
    """`value` as the place of a secret; ValueError says how one is written."""
    for keys in WRITTEN.values():
        if set(value) == set(keys) and all(isinstance(each, str) and each for each in value.values()):
            return {key: value[key] for key in keys}
    raise ValueError(
        'a text, { prefect_secret = "name of the block" } or { keyring = "name of the service", user = "name" }'
    )
