"""Bringing the tables to the version of this program, with Alembic, configured here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from .database import shown
from .errors import SchemaMissing, SchemaNewer, SchemaOutdated

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

HEAD = "0002"  # known here so that opening a store does not import Alembic; a test compares
_ADVISORY_LOCK = 7_150_310  # any constant: serialises upgrades of one PostgreSQL database


def found_version(connection: Connection) -> str | None:
    """The version of the tables in the database, None when there are none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def check_version(connection: Connection, url: URL) -> None:
    """Raise unless the tables are those of this program."""
    found = found_version(connection)
    if found == HEAD:
        return
    if found is None:
        raise SchemaMissing(database=shown(url))
    if found in known_versions():
        raise SchemaOutdated(database=shown(url), found=found)
    raise SchemaNewer(database=shown(url), found=found)


def known_versions() -> set[str]:
    """Every version that this program can upgrade from."""
    return {script.revision for script in scripts().walk_revisions()}


def upgrade_schema(engine: Engine, url: URL) -> str | None:
    """Apply what is missing in one transaction; two processes may do so at once. Returns the version found before."""
    with engine.begin() as connection:  # BEGIN IMMEDIATE on SQLite: the second process waits, then finds HEAD
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        found = found_version(connection)
        if found == HEAD:
            return found
        if found is not None and found not in known_versions():
            raise SchemaNewer(database=shown(url), found=found)
        from alembic import command

        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
    return found


def alembic_config() -> Config:
    """Alembic's configuration: where the migrations lie. `attributes["connection"]` is what they run on."""
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).with_name("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))  # ConfigParser interpolates
    return config


def scripts() -> ScriptDirectory:
    """The migrations of this program."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config())
