"""What can go wrong with the database, each with a sentence that says what to do.

    StoreError                 transient? reason (code, sentence)
    ├── Unreachable            transient   no connection, server going down, file cannot be opened
    ├── Locked                 transient   another process held the lock too long, deadlock
    ├── DiskFull               transient   no space left, I/O error
    ├── AccessRefused                      wrong user or password, no right to write
    ├── DatabaseMissing                    no such database
    ├── SchemaMissing, SchemaOutdated, SchemaNewer
    ├── Damaged                            not a database of ours, or a damaged one
    ├── DatabaseFault                      anything else the database refuses
    ├── LeaseHeld              transient   another run works on the mailbox
    └── LeaseLost              transient   another run took the lease over

No text ever holds a password, a parameter of a statement, or the content of a note.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from lieferschein.reasons import N_, Reason


class StoreError(Exception):
    """The database did not do what was asked. `transient`: another try may succeed without anybody acting."""

    code: ClassVar[str] = "database_fault"
    message: ClassVar[str] = N_("The database {database} refused: {detail}")
    transient: ClassVar[bool] = False

    def __init__(self, **params: str) -> None:
        self.reason = Reason(self.code, self.message, params)
        super().__init__(self.reason.sentence("en"))


class DatabaseFault(StoreError):
    """The database refused a statement for a reason of its own."""


class Unreachable(StoreError):
    """No connection, or a connection that broke."""

    code = "database_unreachable"
    message = N_("The database {database} cannot be reached: {detail}. Check database_url, and whether it is running.")
    transient = True


class Locked(StoreError):
    """Another process held a lock for longer than we wait."""

    code = "database_locked"
    message = N_("The database {database} is locked by another process: {detail}. The next run tries again.")
    transient = True


class DiskFull(StoreError):
    """No space left for the database."""

    code = "database_disk_full"
    message = N_("The database {database} cannot write: {detail}. Free some space on its disk.")
    transient = True


class AccessRefused(StoreError):
    """The database does not let this user in, or not write."""

    code = "database_access"
    message = N_("The database {database} refuses access: {detail}. Check user, password and rights of database_url.")


class DatabaseMissing(StoreError):
    """There is no such database."""

    code = "database_missing"
    message = N_("The database {database} does not exist: {detail}. Create it, or correct database_url.")


class SchemaMissing(StoreError):
    """The database is there and empty."""

    code = "schema_missing"
    message = N_("The database {database} has no tables yet. Run: lieferschein db upgrade")


class SchemaOutdated(StoreError):
    """The tables are those of an older version."""

    code = "schema_outdated"
    message = N_("The tables of {database} are of an older version ({found}). Run: lieferschein db upgrade")


class SchemaNewer(StoreError):
    """The tables are those of a newer version."""

    code = "schema_newer"
    message = N_("The tables of {database} are of a newer version ({found}) than this program. Update lieferschein.")


class Damaged(StoreError):
    """The file is no database, or a damaged one."""

    code = "database_damaged"
    message = N_("{database} is not a usable database: {detail}. Restore it from a backup, or correct database_url.")


class WrongUrl(StoreError):
    """The URL of the database cannot be used."""

    code = "database_url"
    message = N_("database_url is not usable: {detail}. Write sqlite:///path/to/file.db or postgresql+psycopg://…")


class LeaseHeld(StoreError):
    """Another run holds the lease: `holder` since `since`, at least until `until`."""

    code = "lease_held"
    message = N_("{holder} holds the mailbox since {since}; it keeps it until {until} unless it goes on.")
    transient = True

    def __init__(self, holder: str, since: datetime, until: datetime) -> None:
        self.holder, self.since, self.until = holder, since, until
        super().__init__(holder=holder, since=f"{since:%Y-%m-%d %H:%M:%S} UTC", until=f"{until:%Y-%m-%d %H:%M:%S} UTC")


class LeaseLost(StoreError):
    """This run could not renew its lease in time; another one may be working on the mailbox."""

    code = "lease_lost"
    message = N_("The lease {key} was not renewed in time; another run may hold it. This run stops.")
    transient = True
