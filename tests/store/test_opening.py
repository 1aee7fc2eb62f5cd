"""Opening a store: migrations, what is created when, and errors that say what to do and tell no secret."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from lieferschein.store import (
    AccessRefused,
    Damaged,
    DatabaseMissing,
    Locked,
    SchemaMissing,
    SchemaNewer,
    SchemaOutdated,
    Store,
    StoreError,
    Unreachable,
    WrongUrl,
    open_dry,
    open_store,
    upgrade,
)
from lieferschein.store.migrate import HEAD, scripts
from lieferschein.store.tables import metadata
from tests.fixtures.postgres import PASSWORD
from tests.store.build import draft, message, take

OURS = "application_name = 'lieferschein'"


def test_head_is_the_newest_migration() -> None:
    """The version that opening compares with is that of the newest migration."""
    assert scripts().get_current_head() == HEAD


def test_models_match_migrations(store_url: str) -> None:
    """The tables made by the migrations are those of the models, on both databases."""
    with open_store(store_url) as store, store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []


def test_upgrade_is_idempotent(postgres_url: str) -> None:
    """An upgrade from nothing, and once more without effect."""
    assert upgrade(postgres_url) == (None, HEAD)
    assert upgrade(postgres_url) == (HEAD, HEAD)
    with open_store(postgres_url) as store:
        assert len(store.notes()) == 0


def test_postgresql_is_not_changed_by_opening(postgres_url: str) -> None:
    """An empty PostgreSQL database names the command that makes the tables."""
    with pytest.raises(SchemaMissing, match="lieferschein db upgrade"):
        open_store(postgres_url)


def test_sqlite_is_made_on_first_use(tmp_path: Path) -> None:
    """SQLite needs no command: file, folder and tables are made, and kept."""
    url = f"sqlite:///{tmp_path}/new/store.db"
    with open_store(url) as store:
        take(store, draft())
    with open_store(url) as store:
        assert len(store.notes()) == 1


def test_sqlite_survives_power_cuts(sqlite_url: str) -> None:
    """WAL, full synchronisation, foreign keys on: what is committed stays."""
    with open_store(sqlite_url) as store, store.engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert values == ["wal", 2, 1]


def test_processes_that_open_at_once(sqlite_url: str) -> None:
    """Two processes on first use: one makes the tables, the others wait and find them."""
    code = "import sys; from lieferschein.store import open_store; print(len(open_store(sys.argv[1]).notes()))"
    root = Path(__file__).parents[2]
    started = [
        subprocess.Popen([sys.executable, "-c", code, sqlite_url], cwd=root, stdout=subprocess.PIPE) for _ in range(3)
    ]
    assert [process.communicate()[0].strip() for process in started] == [b"0"] * 3


def test_newer_and_older_tables(store_url: str) -> None:
    """Tables of a newer program are refused; those of an older one name the command (PostgreSQL) or are upgraded."""
    with open_store(store_url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaNewer, match="newer version"):
        open_store(store_url)
    with pytest.raises(SchemaNewer, match="newer version"):
        upgrade(store_url)


def test_outdated_tables_are_named(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading without the right to upgrade says what to run."""
    open_store(store_url).close()
    monkeypatch.setattr("lieferschein.store.migrate.HEAD", "0003")
    with pytest.raises(SchemaOutdated, match="lieferschein db upgrade"):
        open_store(store_url, readonly=True)


def test_missing_database(sqlite_url: str, postgres_url: str) -> None:
    """Nothing is created when it must not be."""
    with pytest.raises(DatabaseMissing):
        open_store(sqlite_url, create=False)
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()
    with pytest.raises(DatabaseMissing):
        open_store(postgres_url + "_missing")


def test_dry_store_of_nothing(sqlite_url: str) -> None:
    """A dry run without a database: everything is new, and no file appears."""
    with open_dry(sqlite_url) as store:
        (first,) = store.preview([message(store, draft())])
        (again,) = store.preview([message(store, draft())])
    assert (first.outcome, again.outcome) == ("imported", "duplicate")
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_dry_store_writes_nothing(store_url: str) -> None:
    """A dry run reads and cannot write."""
    with open_store(store_url) as store:
        take(store, draft(quantities=[2]))
        waiting = message(store, draft(quantities=[3]))
    with open_dry(store_url) as dry:
        (result,) = dry.preview([waiting])
        assert result.outcome == "rejected"
        assert result.reason is not None
        assert "quantity 2 before, 3 now" in result.reason.sentence()
        with pytest.raises(AccessRefused):
            dry.import_messages([waiting])
        assert len(dry.notes()) == 1


def test_preview_of_a_batch(store: Store) -> None:
    """A preview gives the results of the import, batch by batch, and leaves the store as it was."""
    batch = [
        message(store, draft(quantities=[2])),
        message(store, draft(quantities=[3], function="replace")),
        message(store, draft("LS-2", function="cancel")),
    ]
    previews = [*store.preview(batch[:1]), *store.preview(batch[1:])]
    assert len(store.notes()) == 0
    assert previews == store.import_messages(batch)


def test_nobody_listens() -> None:
    """An unreachable server is a transient fault, and the text holds no password."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unreachable) as caught:
        open_store(f"postgresql://me:s3cret@127.0.0.1:{port}/notes")
    assert caught.value.transient
    assert caught.value.reason.code == "database_unreachable"
    assert "s3cret" not in f"{caught.value} {caught.value.reason}"
    assert f"127.0.0.1:{port}/notes" in str(caught.value)


def test_wrong_password(postgres_server: object, postgres_url: str) -> None:
    """A user that the server does not know is no transient fault."""
    with pytest.raises(AccessRefused) as caught:
        open_store(postgres_url.replace(f"postgres:{PASSWORD}@", "nobody-here:s3cret@"))
    assert not caught.value.transient
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite+nothing"])
def test_wrong_url(url: str) -> None:
    """A URL that is none says which ones are."""
    with pytest.raises(WrongUrl, match="sqlite:///"):
        open_store(url)


def test_not_a_database(tmp_path: Path) -> None:
    """A file that is no database is left alone and named."""
    path = tmp_path / "notes.db"
    path.write_bytes(b"no database, but long enough to be looked at by SQLite" * 50)
    with pytest.raises(Damaged, match=r"notes\.db"):
        open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="folder"):
        open_store(f"sqlite:///{tmp_path}")


def test_locked(sqlite_url: str) -> None:
    """A writer that does not end is a transient fault after the time we wait."""
    with open_store(sqlite_url, busy_timeout=0.1) as store:
        waiting = message(store, draft())
        other = sa.create_engine(sqlite_url)
        with other.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            with pytest.raises(Locked) as caught:
                store.import_messages([waiting])
            assert len(store.notes()) == 0  # readers go on
        other.dispose()
        assert caught.value.transient
        assert store.import_messages([waiting])[0].outcome == "imported"


def test_server_goes_away_and_comes_back(store_url: str, request: pytest.FixtureRequest) -> None:
    """A connection that broke is a transient fault; the next call connects again."""
    if store_url.startswith("sqlite"):
        return
    with open_store(store_url) as store:
        waiting = message(store, draft())
        server = request.getfixturevalue("postgres_server")

        @sa.event.listens_for(store.engine, "begin", once=True)
        def cut(connection: sa.Connection) -> None:
            server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OURS}")

        with pytest.raises(Unreachable):
            store.import_messages([waiting])
        assert store.import_messages([waiting])[0].outcome == "imported"
