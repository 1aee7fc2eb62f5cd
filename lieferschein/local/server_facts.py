"""What the Prefect server says of our runs, asked without Prefect: a status has to be quick."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lieferschein.local.access import login
from lieferschein.local.prefect_server import answers, configured_server, running_server, state_folder
from lieferschein.settings import Settings

LATEST = 20  # of the runs that ended well, in case some were dry runs
GOOD = ("Completed", "Rejected")  # names of states of a run that did its work


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """The server's address (None: there is none here), whether it answers, and the last good run of each mailbox."""

    api: str | None
    reachable: bool
    last_good: dict[str, datetime | None]
    size: int | None  # bytes of its database, where it is one of ours


def server_facts(settings: Settings) -> ServerFacts:
    """Ask the configured server, or the one of `lieferschein up`."""
    folder = state_folder(settings)
    api = configured_server() or running_server(folder)
    reachable = api is not None and answers(api)
    last = {name: _last_good(api, name) if api and reachable else None for name in settings.mailboxes}
    return ServerFacts(api, reachable, last, _size(folder / "prefect" / "prefect.db"))


def _last_good(api: str, mailbox: str) -> datetime | None:
    question = {
        "sort": "END_TIME_DESC",
        "limit": LATEST,
        "flows": {"name": {"any_": ["sync-delivery-notes"]}},
        "flow_runs": {"name": {"any_": [mailbox]}, "state": {"name": {"any_": list(GOOD)}}},
    }
    try:
        found = _ask(f"{api}/flow_runs/filter", question)
    except (OSError, ValueError, urllib.error.URLError):
        return None
    return _moments(run["end_time"] for run in found if not _dry(run))


def _dry(run: dict[str, Any]) -> bool:
    """A dry run has done nothing."""
    return bool((run["parameters"].get("options") or {}).get("dry_run"))


def _moments(texts: Iterable[str]) -> datetime | None:
    return max((datetime.fromisoformat(text) for text in texts), default=None)


def _ask(url: str, question: dict[str, Any]) -> list[dict[str, Any]]:
    data = json.dumps(question).encode()
    headers = {"Content-Type": "application/json"}
    name_and_password = login()
    if name_and_password:
        headers["Authorization"] = f"Basic {base64.b64encode(name_and_password.encode()).decode()}"
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - an address we were given
        return list(json.load(answer))


def _size(file: Path) -> int | None:
    return sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*")) if file.exists() else None
