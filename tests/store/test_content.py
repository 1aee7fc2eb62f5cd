"""The content hash: equal for the same goods in any wrapping, different for different goods."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lieferschein.store import content_hash
from parsers.draft import Draft
from tests.store.build import draft

texts = st.one_of(st.none(), st.text(min_size=1, max_size=6).filter(lambda text: text.strip()))
quantities = st.decimals(min_value=0, max_value=10**6, places=3)
days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2030, 1, 1)))

COUNTED = ("supplier_article_number", "buyer_article_number", "manufacturer_article_number", "gtin", "order_line")
TEXTS = ("description", "remarks", "customer_reference", "outstanding_reason", "currency", "line_number")


@st.composite
def notes(make: st.DrawFn) -> Draft:
    made = draft(make(st.text(min_size=1, max_size=8).filter(lambda text: text.strip())), [])
    for _ in range(make(st.integers(1, 4))):
        line = {name: make(texts) for name in (*COUNTED, *TEXTS, "unit")} | {"quantity": make(quantities)}
        made.lines.append({name: value for name, value in line.items() if value is not None})
    made.packages = [{"package_id": name} for name in make(st.lists(st.text(min_size=1, max_size=4), max_size=3))]
    for _ in range(make(st.integers(0, 5))):
        unit = {
            "line": make(st.integers(0, len(made.lines) - 1)),
            "serial_number": make(texts),
            "batch_number": make(texts),
            "expiry_date": make(days),
            "package": make(st.integers(0, len(made.packages) - 1)) if made.packages else None,
            "quantity": make(quantities),
        }
        made.units.append({name: value for name, value in unit.items() if value is not None})
    return made


@given(notes(), st.randoms(use_true_random=False))
def test_wrapping_does_not_count(note: Draft, chance: random.Random) -> None:
    """Function, document id, moments, files, warnings, texts, trailing zeros, the order of lines: none counts."""
    again = Draft()
    again.note = note.note | {
        "document_function": chance.choice(["original", "replace", "duplicate"]),
        "document_id": "another",
        "issued_at": datetime(2026, 11, 24, tzinfo=UTC),
        "issue_date": date(2026, 12, 24),
        "source_name": "another.zip",
        "source_format": "ubl",
        "remarks": "again",
        "document_type": note.note.get("document_type", "delivery"),
    }
    again.warnings = ["a warning"]
    order = list(range(len(note.lines)))
    chance.shuffle(order)
    for at in order:
        line = {name: value for name, value in note.lines[at].items() if name not in TEXTS}
        again.lines.append(line | {"quantity": Decimal(f"{line['quantity']:f}") + Decimal("0.000000"), "remarks": "x"})
    packages = list(range(len(note.packages)))
    chance.shuffle(packages)
    again.packages = [note.packages[at] for at in packages]
    for unit in note.units:
        moved = dict(unit, line=order.index(unit["line"]))
        if "package" in unit:
            moved["package"] = packages.index(unit["package"])
        again.units.append(moved)
    chance.shuffle(again.units)
    assert content_hash(again) == content_hash(note)


@given(notes(), st.data())
def test_goods_count(note: Draft, data: st.DataObject) -> None:
    """A quantity, an article, a unit, an order, a serial, a batch or a date that differs makes another content."""
    before = content_hash(note)
    line = note.lines[data.draw(st.integers(0, len(note.lines) - 1))]
    change = data.draw(st.sampled_from([*COUNTED, "quantity", "unit", "order_number", "line", "serial", "date"]))
    if change == "quantity":
        line["quantity"] += Decimal("0.001")
    elif change == "line":
        note.lines.append(dict(line))
    elif change == "serial":
        note.units.append({"line": 0, "serial_number": "one more"})
    elif change == "date":
        note.units.append({"line": 0, "batch_number": "B", "best_before_date": date(2031, 1, 1)})
    else:
        line[change] = f"{line.get(change, '')}!"
    assert content_hash(note) != before


def test_document_type_and_number_count() -> None:
    """A return is no delivery; no type is a delivery."""
    assert content_hash(draft(document_type="delivery")) == content_hash(draft())
    assert content_hash(draft(document_type="return")) != content_hash(draft())
    assert content_hash(draft("LS-2")) != content_hash(draft("LS-1"))


def test_order_of_the_header_is_that_of_the_lines() -> None:
    """One order for all lines, in the header or on each line, is the same order."""
    header, lines = draft(order_number="B-7"), draft()
    lines.lines[0]["order_number"] = "B-7"
    assert content_hash(header) == content_hash(lines)


def test_the_rule_is_pinned() -> None:
    """The hash of a known note: it changes only together with CONTENT_VERSION, or old notes stop being recognised."""
    note = draft(quantities=["2", "3.50"])
    note.units = [{"line": 0, "serial_number": "007", "expiry_date": date(2027, 1, 31)}]
    assert content_hash(note) == "b2b0eb71f2a1f3f45564b93acf38cdd335ee3295f365bc838cb8fbca0c17fc2e"


def test_the_text_of_any_character_is_pinned() -> None:
    """Texts with marks, control characters, umlauts and half a surrogate pair are written as they always were."""
    characters = "".join(map(chr, range(0x21, 0x7F))) + "\x00\x1f\x7f \t\näöü€\u2028\U0001f600"
    plain = draft(characters)
    plain.lines[0]["order_number"] = characters
    assert content_hash(plain) == "4d9a565ca731e26b3b84d279a99a8fecef385d3bdd4ea5d8c2446ab4f8989de8"
    half = draft("LS\ud83d")
    half.units = [{"line": 0, "serial_number": "\udc00"}]
    assert content_hash(half) == "a2a87d881f4357f6ed94c16b85ce82094fe0890680405ec2af185039f0c83c5d"
