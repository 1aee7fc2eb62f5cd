"""The store: the ledger of messages, the delivery notes, the lease, in SQLite or PostgreSQL.

    store = open_store()                                     # the configured database
    store.lines(supplier="Phonak", since="2026-11-01")       # a DataFrame

For a run: `open_attempts`, then `import_messages`, `reject`, `ignore` or `defer`, then `mark_filed`.
"""

from __future__ import annotations

from .content import CONTENT_VERSION, content_hash
from .errors import (
    AccessRefused,
    Damaged,
    DatabaseFault,
    DatabaseMissing,
    DiskFull,
    LeaseHeld,
    LeaseLost,
    Locked,
    SchemaMissing,
    SchemaNewer,
    SchemaOutdated,
    StoreError,
    Unreachable,
    WrongUrl,
)
from .lease import Lease
from .opening import open_dry, open_store, upgrade
from .orders import OpenOrder
from .outbox import Due, Outbox, Promise
from .receiving import NotReceivable, Receipt
from .records import (
    DECIDED,
    OUTCOMES,
    POISON_DEATHS,
    POISON_FAILURES,
    Holder,
    ImportResult,
    LedgerEntry,
    MessageFacts,
    MessageImport,
    NoteEvent,
    NoteResult,
    StoredFile,
    Verdict,
)
from .store import Store

__all__ = [
    "CONTENT_VERSION",
    "DECIDED",
    "OUTCOMES",
    "POISON_DEATHS",
    "POISON_FAILURES",
    "AccessRefused",
    "Damaged",
    "DatabaseFault",
    "DatabaseMissing",
    "DiskFull",
    "Due",
    "Holder",
    "ImportResult",
    "Lease",
    "LeaseHeld",
    "LeaseLost",
    "LedgerEntry",
    "Locked",
    "MessageFacts",
    "MessageImport",
    "NotReceivable",
    "NoteEvent",
    "NoteResult",
    "OpenOrder",
    "Outbox",
    "Promise",
    "Receipt",
    "SchemaMissing",
    "SchemaNewer",
    "SchemaOutdated",
    "Store",
    "StoreError",
    "StoredFile",
    "Unreachable",
    "Verdict",
    "WrongUrl",
    "content_hash",
    "open_dry",
    "open_store",
    "upgrade",
]
