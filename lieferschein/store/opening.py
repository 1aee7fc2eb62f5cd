"""Opening a store: which database, whether it is there, whether its tables are ours."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, Engine

from .database import BUSY_TIMEOUT, make_engine, parse_url, reading, shown, sqlite_file, translated
from .errors import AccessRefused, DatabaseMissing, SchemaMissing, SchemaOutdated
from .migrate import check_version, upgrade_schema
from .store import Store
from .stored import Reread


def open_store(
    url: str | None = None,
    *,
    create: bool = True,
    readonly: bool = False,
    language: str | None = None,
    reread: Reread | None = None,
    busy_timeout: float = BUSY_TIMEOUT,
) -> Store:
    """Open the store at `url`, by default the configured database.

    An SQLite file is created and its tables are upgraded as needed, unless `create` is false or `readonly` true;
    PostgreSQL is never changed: `upgrade` does that. `language`: of the reasons' sentences, by default the configured
    one, else English. `reread`: reads stored documents again when the rule of `content_hash` has changed.
    Raises StoreError.
    """
    if url is None:
        url, configured = _configured()
        language = language or configured
    parsed = parse_url(url)
    path = sqlite_file(parsed)
    if path is not None:
        _check_file(path, parsed, create=create and not readonly)
    engine = make_engine(parsed, readonly=readonly, busy_timeout=busy_timeout)
    try:
        _check_schema(engine, parsed, upgrade_it=parsed.get_backend_name() == "sqlite" and create and not readonly)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, parsed, language or "en", reread)


def open_dry(url: str | None = None, *, language: str | None = None) -> Store:
    """The store for a dry run: read only, nothing created. Where there is none yet, everything will be new to it."""
    try:
        return open_store(url, create=False, readonly=True, language=language)
    except (DatabaseMissing, SchemaMissing):
        return open_store("sqlite://", language=language or (_configured()[1] if url is None else None))


def upgrade(url: str | None = None) -> tuple[str | None, str]:
    """Bring the tables of a database to this program's version. Returns the versions before and after."""
    from .migrate import HEAD

    parsed = parse_url(url if url is not None else _configured()[0])
    path = sqlite_file(parsed)
    if path is not None:
        _check_file(path, parsed, create=True)
    engine = make_engine(parsed)
    try:
        with translated(parsed):
            return upgrade_schema(engine, parsed), HEAD
    finally:
        engine.dispose()


def _configured() -> tuple[str, str]:
    from lieferschein.settings import load_settings

    settings = load_settings()
    return str(settings.database_url), str(settings.language)


def _check_file(path: Path, url: URL, *, create: bool) -> None:
    if path.is_dir():
        raise AccessRefused(database=shown(url), detail="it is a folder")
    if not create and not path.exists():
        raise DatabaseMissing(database=shown(url), detail="there is no such file")
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AccessRefused(database=shown(url), detail=error.strerror or "the folder cannot be made") from error


def _check_schema(engine: Engine, url: URL, *, upgrade_it: bool) -> None:
    with translated(url):
        try:
            with reading(engine) as connection:
                check_version(connection, url)
        except (SchemaMissing, SchemaOutdated):
            if not upgrade_it:
                raise
            upgrade_schema(engine, url)
