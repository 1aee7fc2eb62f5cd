"""`lieferschein check`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lieferschein.mail import CheckStep
    from lieferschein.settings import Settings


def check(mailbox: str | None = None) -> int:
    """Connect to a mailbox, log in, check the folders and the database; say what is wrong and what to do.

    Nothing is imported, moved or created.

        lieferschein check
        lieferschein check kiel

    Parameters
    ----------
    mailbox
        Which mailbox of the settings; left out: "default", or the only one there is.
    """
    from rich.text import Text

    from lieferschein.cli.common import chosen_mailbox, output
    from lieferschein.settings import load_settings

    settings = load_settings()
    name = chosen_mailbox(settings, mailbox)
    console = output()
    failed = False
    for step in _steps(settings, name):
        mark, style = ("✓", "green") if step.ok and not step.warning else ("!", "yellow") if step.ok else ("✗", "red")
        console.print(
            Text.assemble((f"{mark} ", style), (f"{step.name:<10}", "bold"), step.reason.sentence(settings.language))
        )
        failed = failed or not step.ok
    console.print(f"Mailbox {name} {'cannot be used yet' if failed else 'is ready'}.")
    return 1 if failed else 0


def _steps(settings: Settings, name: str) -> Iterator[CheckStep]:
    from lieferschein.intake.accounts import account_of
    from lieferschein.mail import FolderNames, check_steps

    mailbox = settings.mailbox(name)
    folders = mailbox.folders
    names = FolderNames(folders.inbox, folders.archive, folders.error)
    yield from check_steps(account_of(mailbox), names, create=folders.create)
    yield _database(settings)


def _database(settings: Settings) -> CheckStep:
    from lieferschein.mail import CheckStep
    from lieferschein.reasons import N_, Reason
    from lieferschein.store import DatabaseMissing, SchemaMissing, StoreError, open_store

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
