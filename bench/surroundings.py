"""What the comparisons share: the mail server, the Prefect server, the peers, folders; each made when first needed."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.children import run_child
from bench.installation import PrefectServer, install
from bench.mailbox import PostOffice
from bench.peers import Peers
from tests.fixtures.imap_server import ImapServer

SETTLE_SECONDS = 120


class Surroundings:
    """`quick` asks for a short run."""

    def __init__(self, *, quick: bool) -> None:
        self.quick = quick
        self._folder = tempfile.TemporaryDirectory(prefix="lieferschein-bench-")
        self.folder = Path(self._folder.name)
        self._numbers = itertools.count(1)

    def close(self) -> None:
        """Stop everything that was started."""
        for name in ("server", "post_office"):
            started = self.__dict__.get(name)
            if started is not None:
                started.stop() if name == "server" else started.close()
        self._folder.cleanup()

    @cached_property
    def post_office(self) -> PostOffice:
        """A Dovecot."""
        return PostOffice()

    @cached_property
    def server(self) -> PrefectServer:
        """A Prefect server."""
        return PrefectServer(self.folder / "prefect")

    @cached_property
    def peers(self) -> Peers:
        """parsedmarc, pydifact, matplotlib."""
        return Peers()

    def new_folder(self) -> Path:
        """A folder that nobody has used."""
        folder = self.folder / str(next(self._numbers))
        folder.mkdir()
        return folder

    def sync(self, mails: Sequence[bytes], *, each: bool, at: ImapServer | None = None) -> dict[str, Any]:
        """Our flow on a fresh mailbox with `mails` (or the one `at`), a server running; what the server recorded."""
        mailbox = at or self.post_office.mailbox(mails)
        env = install(self.new_folder(), mailbox, each=each) | self.server.env
        dropped = self.server.dropped()
        found = run_child("sync", env)
        expected = f"{len(mails)} imported, 0 duplicates, 0 rejected, 0 left in Eingang"
        if found["message"] != expected:
            raise RuntimeError(f"the run says {found['message']!r}, not {expected!r}")
        found["recorded"] = self.settle(found["flow_run_id"], found["made"])
        found["run_seconds"] = self.server.run_seconds(found["flow_run_id"])
        found["dropped"] = self.server.dropped() - dropped
        return found

    def floor(self, task_runs: int) -> dict[str, Any]:
        """An empty flow with so many task runs."""
        env = install(self.new_folder(), self.post_office.mailbox(), each=True) | self.server.env
        found = run_child("floor", env, task_runs)
        self.settle(found["flow_run_id"], task_runs)
        found["run_seconds"] = self.server.run_seconds(found["flow_run_id"])
        return found

    def plain(self, mails: Sequence[bytes], at: ImapServer | None = None) -> dict[str, Any]:
        """The plain script on a fresh mailbox."""
        mailbox = at or self.post_office.mailbox(mails)
        where = (mailbox.host, mailbox.port, mailbox.user, mailbox.password)
        found = run_child("plain", self.server.env | _path(), *where, self.new_folder() / "plain.db")
        if found["mails"] != len(mails):
            raise RuntimeError(f"the plain script did {found['mails']} of {len(mails)} mails")
        return found

    def settle(self, flow_run_id: str, expected: int) -> int:
        """Wait until the server has recorded what it was told, so that the next run finds it idle."""
        deadline = time.monotonic() + SETTLE_SECONDS
        recorded = self.server.recorded(flow_run_id)
        while recorded < expected and time.monotonic() < deadline:
            time.sleep(0.5)
            recorded = self.server.recorded(flow_run_id)
        return recorded


def _path() -> dict[str, str]:
    import os

    return dict(os.environ)
