"""The connection test of a mailbox, and of the database beside it: the same steps for the command and the flow."""

from __future__ import annotations

from collections.abc import Iterator

from lieferschein.intake.accounts import account_of
from lieferschein.mail import CheckStep, FolderNames, check_steps
from lieferschein.reasons import N_, Reason
from lieferschein.settings import Settings
from lieferschein.store import DatabaseMissing, SchemaMissing, StoreError, open_store

READY = N_("Mailbox {mailbox} is ready.")
NOT_READY = N_("Mailbox {mailbox} cannot be used yet.")


def check_mailbox(settings: Settings, name: str) -> Iterator[CheckStep]:
    """Every step of the test of mailbox `name`, each with what was found or what is wrong and what to do.

    Nothing is imported, moved or created.
    """
    folders = settings.mailbox(name).folders
    names = FolderNames(folders.inbox, folders.archive, folders.error)
    yield from check_steps(account_of(settings.mailbox(name)), names, create=folders.create)
    yield _database(settings)


def _database(settings: Settings) -> CheckStep:
    try:
        with open_store(settings.database_url, create=False, readonly=True) as store:
            return CheckStep("database", True, Reason("ok", N_("{database} is ready."), {"database": store.name}))
    except (DatabaseMissing, SchemaMissing) as error:
        if settings.database_url.startswith("sqlite"):
            message = N_("{database} does not exist yet; the first run creates it.")
            return CheckStep("database", True, Reason("ok", message, {"database": error.reason.params["database"]}))
        return CheckStep("database", False, error.reason)
    except StoreError as error:
        return CheckStep("database", False, error.reason)
