"""Who keeps secrets that the settings only name, and how each is asked; imports nothing heavy before it is asked.

Settings and intake know no Prefect: commands and flows, which do, say with `keeper` how its secrets are fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Fetch = Callable[[Mapping[str, str]], str]

# How each is written in the settings: the name of the keeper first.
WRITTEN = {"prefect_secret": ("prefect_secret",), "keyring": ("keyring", "user")}


class NotKept(Exception):
    """There is no such secret, or its keeper cannot be asked; the text says which, and what to do."""


def keeper(kind: str, fetch: Fetch) -> None:
    """Let secrets of this kind be fetched by `fetch`."""
    _KEEPERS[kind] = fetch


def fetch(where: Mapping[str, str]) -> str:
    """The secret that `where` names. NotKept when it cannot be had."""
    kind = next(iter(where))
    fetcher = _KEEPERS.get(kind)
    if fetcher is None:
        raise NotKept(f'The secret "{where[kind]}" is kept as {kind}, which cannot be asked from here.')
    secret = fetcher(where)
    if not secret:
        raise NotKept(f'The secret "{where[kind]}", kept as {kind}, is empty.')
    return secret


def _from_keyring(where: Mapping[str, str]) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise NotKept('Secrets in a keyring need an extra: pip install "lieferschein[keyring]".') from None
    service, user = where["keyring"], where["user"]
    try:
        secret = keyring.get_password(service, user)
    except KeyringError as error:
        raise NotKept(f'The keyring of this computer cannot be asked for "{service}": {error}.') from None
    if secret is None:
        raise NotKept(f'The keyring has no password of "{user}" for "{service}"; set it: keyring set {service} {user}')
    return secret


_KEEPERS: dict[str, Fetch] = {"keyring": _from_keyring}
