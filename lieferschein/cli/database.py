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
    before = upgrade_database(settings.database_url)
    output().print(f"The database is up to date{f' (it was at {before})' if before else ''}.")
