"""`lieferschein db …`."""

from __future__ import annotations


def upgrade() -> None:
    """Create the tables, or bring them to the version of this program; the data stays.

    An SQLite database gets its tables by itself on first use; PostgreSQL waits for this command.

        lieferschein db upgrade
    """
    from lieferschein.cli.common import output
    from lieferschein.settings import load_settings
    from lieferschein.store import upgrade as upgrade_database

    settings = load_settings()
    before, after = upgrade_database(settings.database_url)
    if before == after:
        output().print(f"Nothing to do: the tables are at version {after}.")
    else:
        output().print(f"The tables are at version {after} now{f'; they were at {before}' if before else ''}.")
