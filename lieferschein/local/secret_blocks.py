"""Secrets in Prefect: blocks of the type Secret, by name. Commands and flows fetch them; settings know no Prefect."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from lieferschein.keepers import NotKept, keeper


def ask_prefect() -> None:
    """Let the settings' `{ prefect_secret = "name" }` be fetched from the Prefect server."""
    keeper("prefect_secret", _fetch)


def _fetch(where: Mapping[str, str]) -> str:
    name = where["prefect_secret"]
    _choose_server(name)
    from prefect.blocks.system import Secret

    try:
        block: Any = Secret.load(name, _sync=True)  # type: ignore[call-arg]  # what makes it answer in a task
    except ValueError:
        raise NotKept(
            f'Prefect has no Secret block "{name}". Make one in the UI under Blocks, of the type Secret.'
        ) from None
    except Exception as error:  # whatever the client raises when the server is away or refuses
        raise NotKept(f'Prefect cannot be asked for the Secret block "{name}": {type(error).__name__}.') from None
    value = block.value.get_secret_value()  # its get() takes 1e3 for a number
    if not isinstance(value, str):
        raise NotKept(f'The Secret block "{name}" holds no text. Give it one value, as text.')
    return value


def _choose_server(name: str) -> None:
    """Outside a run: the server of PREFECT_API_URL, else the one that `lieferschein up` started from here."""
    from lieferschein.local.prefect_server import configured_server, running_server, state_folder
    from lieferschein.settings import load_settings

    if configured_server():
        return
    running = running_server(state_folder(load_settings()))
    if running is None:
        raise NotKept(
            f'The Secret block "{name}" is kept in Prefect, and no Prefect server is known here. '
            "Set PREFECT_API_URL, or start one: lieferschein up"
        )
    os.environ["PREFECT_API_URL"] = running
