"""An installation for a test: settings for one mailbox on a real server; what store and server hold afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import tomlkit

from lieferschein.intake import PLAIN, MailboxRun, Report, Steps, SyncOptions, sync
from lieferschein.settings import Settings, load_settings
from lieferschein.store import Store, open_store
from tests.fixtures.imap_server import ImapServer

INBOX = "INBOX/LIEFERSCHEINE/Eingang"
ARCHIVE = "INBOX/LIEFERSCHEINE/ARCHIV"
ERROR = "INBOX/LIEFERSCHEINE/FEHLER"

SUPPLIERS: dict[str, dict[str, Any]] = {
    "phonak": {"name": "Phonak", "senders": ["lieferschein@phonak.example"]},
    "lumen": {"name": "Lumen", "senders": ["*@lumen.example"], "format": "ubl"},
}


@dataclass
class House:
    """One installation; `changes` are merged into its mailbox, `suppliers` are the records."""

    server: ImapServer
    folder: Path
    database_url: str
    suppliers: dict[str, dict[str, Any]] = field(default_factory=lambda: {k: dict(v) for k, v in SUPPLIERS.items()})
    mailbox: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def account(self) -> dict[str, Any]:
        """The settings of its mailbox."""
        server = self.server
        return {
            "host": server.host,
            "port": server.port,
            "user": server.user,
            "password": server.password,
            "encryption": server.encryption,
            "timeout": 10,
            **({"ca_file": str(server.ca_file)} if server.ca_file else {}),
            **self.mailbox,
        }

    @property
    def values(self) -> dict[str, Any]:
        """The settings as plain values."""
        run = {"lease_wait": 0, "retry_waits": [0.01], **self.extra.get("run", {})}
        extra = {key: value for key, value in self.extra.items() if key != "run"}
        return {
            "database_url": self.database_url,
            "mailboxes": {"default": self.account},
            "suppliers": self.suppliers,
            "run": run,
            **extra,
        }

    @property
    def settings(self) -> Settings:
        """The settings, loaded."""
        return load_settings(**self.values)

    def write_settings(self) -> Path:
        """The settings as a file, for flows and commands that read them themselves."""
        file = self.folder / "lieferschein.toml"
        file.write_text(tomlkit.dumps(self.values), encoding="utf-8")
        return file

    def put(self, *mails: bytes, folder: str = INBOX) -> None:
        """Let mails arrive."""
        self.server.append(self.server.path(folder), *mails)

    def sync(self, steps: Steps = PLAIN, **options: Any) -> Report:
        """One run, without Prefect unless `steps` say otherwise."""
        return sync(MailboxRun(self.settings, "default", SyncOptions(**options)), steps)

    def ids(self, folder: str) -> list[str]:
        """The Message-IDs in a folder; none where there is no such folder."""
        if self.server.path(folder) not in self.server.folders():
            return []
        return self.server.message_ids(self.server.path(folder))

    def store(self) -> Store:
        """The store, opened for reading."""
        return open_store(self.database_url)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of the database, read from outside."""
        engine = sa.create_engine(self.database_url)
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(sa.text(statement))]
        finally:
            engine.dispose()

    def notes(self) -> list[tuple[str, int, str]]:
        """Every note in the database: number, revision, status."""
        statement = "SELECT delivery_note_number, revision, status FROM delivery_notes ORDER BY 1, 2"
        return [(number, revision, status) for number, revision, status in self.rows(statement)]
