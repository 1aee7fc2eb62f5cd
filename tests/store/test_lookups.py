"""Looking things up: by number, order, article, GTIN, serial and batch number, in every table."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from lieferschein.store import Store, open_store, upgrade
from lieferschein.store.database import make_engine, parse_url
from lieferschein.store.filters import Filter
from lieferschein.store.frames import build_query
from lieferschein.store.migrate import HEAD, alembic_config
from parsers.draft import Draft
from tests.store.build import draft, take


def pieces() -> Draft:
    """Two lines, one serialised, one in a batch."""
    made = draft("LS-7", [2, 5], order_number="PO-1")
    made.lines[0] |= {"gtin": "04012345000016", "buyer_article_number": "B-9"}
    made.lines[1] |= {"order_number": "PO-2", "manufacturer_article_number": "M-1"}
    made.units = [
        {"line": 0, "serial_number": "S-1"},
        {"line": 0, "serial_number": "S-2"},
        {"line": 1, "batch_number": "L-1"},
    ]
    made.packages = [{"package_id": "340123450000000018", "package_id_type": "sscc"}]
    return made


@pytest.fixture
def filled(store: Store) -> Store:
    take(store, pieces())
    take(store, draft("LS-8", [1]), supplier_key="oticon", supplier="Oticon")
    return store


@pytest.mark.parametrize(
    ("wanted", "lines", "units"),
    [
        ({"serial": "S-2"}, ["1"], ["S-2"]),
        ({"batch": ["L-1", "L-2"]}, ["2"], [None]),
        ({"gtin": "4012345000016"}, ["1"], ["S-1", "S-2"]),
        ({"article": "B-9"}, ["1"], ["S-1", "S-2"]),
        ({"article": "4012345000016"}, ["1"], ["S-1", "S-2"]),
        ({"article": "M-1"}, ["2"], [None]),
        ({"order": "PO-1"}, ["1"], ["S-1", "S-2"]),
        ({"order": "PO-2"}, ["2"], [None]),
        ({"number": "LS-7"}, ["1", "2"], ["S-1", "S-2", None]),
        ({"serial": "S-2", "batch": "L-1"}, [], []),
    ],
)
def test_every_lookup_narrows_lines_and_pieces(
    filled: Store, wanted: dict[str, Any], lines: list[str], units: list[str | None]
) -> None:
    """A serial number gives its line; a GTIN is found in every length; an order in the header counts for its lines."""
    assert filled.lines(**wanted, to="arrow")["line_number"].to_pylist() == lines
    assert filled.units(**wanted, to="arrow")["serial_number"].to_pylist() == units
    assert len(filled.notes(**wanted)) == (1 if lines else 0)
    assert len(filled.packages(**wanted)) == (1 if lines else 0)


def test_all_statuses(filled: Store) -> None:
    """`status="all"` reads every revision, superseded and cancelled ones too."""
    take(filled, draft("LS-8", [3], function="replace"), supplier_key="oticon", supplier="Oticon")
    assert filled.notes(supplier="Oticon", status="all", to="arrow")["status"].to_pylist() == ["superseded", "open"]
    assert len(filled.messages(status="all")) == 3


def test_what_messages_cannot_be_filtered_by(filled: Store) -> None:
    """A filter that a table has not is refused, not ignored; so are other unknown words."""
    with pytest.raises(ValueError, match="messages are not filtered by serial"):
        filled.messages(serial="S-1")
    with pytest.raises(TypeError):
        filled.lines(sereal="S-1")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="chunks=0"):
        filled.lines(chunks=0)


def test_older_tables_are_upgraded_and_keep_their_notes(store_url: str) -> None:
    """Tables of the first version get what is new; nothing that is in them changes."""
    url = parse_url(store_url)
    engine = make_engine(url)
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO messages (id, account, folder, created_at) VALUES (1, 'a', 'f', '2026-11-02 08:00:00')"
        )
    engine.dispose()
    assert upgrade(store_url) == ("0001", HEAD)
    with open_store(store_url) as store:
        assert len(store.messages()) == 1
        take(store, pieces())
        assert len(store.lines(serial="S-1")) == 1


@pytest.mark.parametrize("table", ["notes", "lines", "units"])
@pytest.mark.parametrize("wanted", ["number", "order", "article", "gtin", "serial", "batch"])
def test_every_lookup_has_an_index(sqlite_url: str, table: str, wanted: str) -> None:
    """No question reads through all lines or pieces, nor through all notes."""
    with open_store(sqlite_url) as store, store.engine.connect() as connection:
        query = build_query(table, Filter(**{wanted: "4012345000016"}), "sqlite")
        text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    names = {line.split()[1] for line in plan if line.startswith("SCAN ")}
    assert names.isdisjoint({"delivery_notes", "delivery_note_lines", "units"}) or _only_in_order(plan), plan


def _only_in_order(plan: list[str]) -> bool:
    """Notes or lines walked in the order of their key, each looked up in what an index found, are few comparisons."""
    return any("LIST SUBQUERY" in line for line in plan) and not any("SCAN units" in line for line in plan)
