"""Houses on every server and database; the PostgreSQL of the tests belongs to the whole session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House

MakeHouse = Callable[..., House]


@pytest.fixture
def make_house(request: pytest.FixtureRequest, tmp_path: Path) -> MakeHouse:
    """An installation: `make_house("no_move", "postgresql", bulk=True)`; servers are pymap and Dovecot's variants."""

    def make(server: str = "slash", database: str = "sqlite", *, bulk: bool = False, **mailbox: Any) -> House:
        imap = (
            request.getfixturevalue("pymap_server") if server == "pymap" else request.getfixturevalue("dovecot")(server)
        )
        url = request.getfixturevalue("sqlite_url" if database == "sqlite" else "postgres_store_url")
        run = {"observe_each_up_to": 0} if bulk else {}
        return House(imap, tmp_path, url, mailbox=mailbox, extra={"run": run})

    return make
