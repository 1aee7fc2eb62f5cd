"""Element paths → columns: the tables of the XML formats, and the one pass over the tree that fills rows from them.

A format writes its mapping as a table of (path, column, kind), with the standard's own element names:

    LINE = Table(
        ("DeliveredQuantity", "quantity", NUMBER),
        ("DeliveredQuantity", None, None),              # and the element, for what else it says
        ("Item/Name", "description", TEXT),
        ("Item/Description", "description", TEXT),      # a column that is already filled stays
        ("Item/ItemInstance*", None, None),             # every occurrence, left to the format's own code
    )

Names are local names: prefixes and namespaces differ from sender to sender. `Table.find` walks the children of an
element once and looks only into those that the table names; no XPath, no search per field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from . import units_of_weight
from .draft import Row
from .edifact_values import foreign_number
from .errors import Invalid
from .values import clean, compact_date, integer, iso_date, number
from .xmltree import Element, place_of

# Some profiles prescribe the dummy "NA" where the schema wants an element; programs write their first day for no date
NOTHING = frozenset({"", "NA", "N/A", "0001-01-01", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "0000-00-00"})
Found = dict[str, Any]  # path → first element, or all of them for a path that ends with *
_REMEMBERED, _LONGEST = 500, 200  # so many names with their namespaces, per element; how long they are


class Kind(NamedTuple):
    """How the text of an element becomes a value; a kind with a `problem` stops the reading, another one warns."""

    convert: Callable[[str], Any]
    expected: str
    problem: Callable[[str, str], Invalid] | None = None


def one_line(text: str) -> str:
    """Text in which line breaks and indentation of the XML are single blanks."""
    return " ".join(text.split()) if "\n" in text or "\t" in text else text


def day(text: str) -> date:
    """A date as XML has it, or as DD.MM.YYYY, CCYY/MM/DD or CCYYMMDD, which can be read in one way only.

    Raises ValueError.
    """
    if text[4:5] == "-":
        return iso_date(text)
    if text[4:5] in ("/", ".") and text[7:8] == text[4]:
        return iso_date(text.replace(text[4], "-"))
    german = _GERMAN_DATE.match(text)
    if german:
        return date(int(german.group(3)), int(german.group(2)), int(german.group(1)))
    return compact_date(text[:8] if text[8:9] == "T" or (len(text) in (12, 14) and text.isdigit()) else text)


_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T].*)?\Z", re.ASCII)


def not_a_date(place: str, found: str) -> Invalid:
    """The error for a text that is no date."""
    return Invalid(
        "{place} holds {found}, which is no date.", place=place, expected="a date like 2026-11-24", found=found[:80]
    )


def not_a_number(place: str, found: str) -> Invalid:
    """The error for a text that is no number."""
    return Invalid("{place} holds {found}, which is no number.", place=place, expected="a number", found=found[:80])


TEXT = Kind(one_line, "text")
DATE = Kind(day, "a date like 2026-11-24", not_a_date)
NUMBER = Kind(number, "a number like 12.5", not_a_number)
AMOUNT = Kind(number, "a number like 12.5")  # weights and prices: nothing is booked by them
INTEGER = Kind(integer, "a whole number")

# What an element means where it stands: the entry that ends here (its path, whether every occurrence counts, whether
# the element is kept, the column that it fills at once, the kind of it), and the steps below. Plain tuples, which are
# the fastest to take apart.
_Entry = tuple[str, bool, bool, str | None, Kind]
_Step = tuple[_Entry | None, "_Steps | None"]
_UNKNOWN: _Step = (None, None)
_NO_COLUMN: tuple[None, Kind] = (None, TEXT)


class _Steps(dict[str, _Step]):
    """The steps from an element to its children, by local name, and by the full names that senders use."""

    def add(self, path: str, *, kept: bool, target: tuple[str | None, Kind] = _NO_COLUMN) -> None:
        """Add the steps that lead to an entry."""
        steps = self
        *above, last = path.split("/")
        for name in above:
            entry, below = steps.get(name, _UNKNOWN)
            if below is None:
                below = _Steps()
                steps[name] = entry, below
            steps = below
        name = last.removesuffix("*")
        _, below = steps.get(name, _UNKNOWN)
        steps[name] = (path, last.endswith("*"), kept, *target), below

    def __missing__(self, tag: str) -> _Step:
        """The step for a name in a namespace; remembered under the full name, of which senders use a few."""
        step = self.get(tag.rpartition("}")[2].rpartition(":")[2], _UNKNOWN)
        if len(self) < _REMEMBERED and len(tag) < _LONGEST:
            self[tag] = step
        return step


class Table:
    """A mapping of element paths to columns, compiled once."""

    def __init__(self, *entries: tuple[str, str | None, Kind | None]) -> None:
        self.entries = entries
        mapped = [(path, column, kind) for path, column, kind in entries if column is not None and kind is not None]
        times = Counter(column for _, column, _ in mapped)
        first = {column: path for path, column, _ in reversed(mapped)}
        self._direct: dict[str, tuple[str, Kind]] = {}  # what is filled wherever it stands: nothing comes before it
        self._ranked: dict[str, tuple[str, Kind]] = {}  # what waits for those that stand above it in the table
        for path, column, kind in mapped:
            direct = times[column] == 1 or (kind is TEXT and path == first[column])
            (self._direct if direct else self._ranked)[path] = column, kind
        self._late = frozenset(self._ranked)  # most elements have none of them, which a set tells soonest
        self._places = _Steps()  # of `find`, which keeps every element
        self._steps = _Steps()  # of `read`, which keeps those that are asked for later
        asked = {path for path, column, _ in entries if column is None}
        for path, _, _ in entries:
            self._places.add(path, kept=True)
            kept = path in asked or path in self._late
            self._steps.add(path, kept=kept, target=self._direct.get(path, _NO_COLUMN))

    def read(self, element: Element, row: Row, warnings: list[str]) -> Found:
        """`find` and `fill` in one pass; what is found is the elements of the entries without a column."""
        found: Found = {}
        _collect(element, self._steps, found, row, warnings)
        if self._late and not self._late.isdisjoint(found):
            self._fill_ranked(row, found, warnings)
        return found

    def find(self, element: Element) -> Found:
        """The elements below `element` that the table names: path → element, or list for a path that ends with *."""
        found: Found = {}
        _collect(element, self._places, found, {}, [])
        return found

    def fill(self, row: Row, found: Found, warnings: list[str]) -> None:
        """Set the columns of `row` that are not set yet; raises Invalid for a date or quantity that is none."""
        for path, element in found.items():
            target = self._direct.get(path)
            if target is not None and target[0] not in row:
                value = read(element, target[1], warnings)
                if value is not None:
                    row[target[0]] = value
        self._fill_ranked(row, found, warnings)

    def _fill_ranked(self, row: Row, found: Found, warnings: list[str]) -> None:
        for path, (column, kind) in self._ranked.items():
            if path in found and column not in row:
                value = read(found[path], kind, warnings)
                if value is not None:
                    row[column] = value


class Attributes:
    """A mapping of the attributes of one element to columns."""

    def __init__(self, *entries: tuple[str, str, Kind]) -> None:
        self.entries = entries

    def fill(self, row: Row, element: Element, warnings: list[str]) -> None:
        """Set the columns of `row` that are not set yet; raises Invalid for a date or quantity that is none."""
        for name, column, kind in self.entries:
            raw = element.get(name)
            if raw is not None and column not in row:
                value = read_text(raw, kind, element, name, warnings)
                if value is not None:
                    row[column] = value


def _collect(element: Element, steps: _Steps, found: Found, row: Row, warnings: list[str]) -> None:
    for child in element[:]:  # type: ignore[index]  # lxml-stubs know no slices; a list is made faster than an iterator
        entry, below = steps[child.tag]
        if entry is not None:
            path, repeated, kept, column, kind = entry
            if repeated:
                if path in found:
                    found[path].append(child)
                else:
                    found[path] = [child]
            elif path not in found:
                if kept:
                    found[path] = child
                if column is not None and column not in row:
                    text = child.text
                    if kind is TEXT and text and text.isprintable() and (text := text.strip()) not in NOTHING:
                        row[column] = text  # as it stands: `read` would make the same of it
                    elif (value := read(child, kind, warnings)) is not None:
                        row[column] = value
                    else:
                        found[path] = child  # the one that counts, although nothing stands in it
        if below is not None:
            _collect(child, below, found, row, warnings)


def read(element: Element, kind: Kind, warnings: list[str]) -> Any:
    """The value of an element; None when it is empty or holds a dummy."""
    text = element.text
    if text is None or (text := text.strip()) in NOTHING:
        return None
    try:
        return kind.convert(text)
    except ValueError:
        return _unread(text, kind, place_of(element), warnings)


def read_text(raw: str | None, kind: Kind, element: Element, attribute: str, warnings: list[str]) -> Any:
    """The value of the text of an attribute; None when it is empty or holds a dummy."""
    text = clean(raw)
    if text is None or text in NOTHING:
        return None
    try:
        return kind.convert(text)
    except ValueError:
        return _unread(text, kind, place_of(element, attribute), warnings)


def _unread(text: str, kind: Kind, place: str, warnings: list[str]) -> Decimal | None:
    value = _with_comma(text) if kind.convert is number else None
    if value is not None:
        warnings.append(f"{place}: {text[:80]!r} has a decimal comma; read as {value}")
    elif kind.problem is not None:
        raise kind.problem(place, text) from None
    else:
        warnings.append(f"{place}: {text[:80]!r} is not {kind.expected}; left out")
    return value


def _with_comma(text: str) -> Decimal | None:
    """A number with a decimal comma; None where it could as well be grouped thousands, or is none."""
    try:
        return foreign_number(text, decimal_comma=False)
    except ValueError:
        return None


def text_of(element: Element | None) -> str | None:
    """The text of an element on one line; None when there is none."""
    text = None if element is None else element.text
    if text is None or (text := text.strip()) in NOTHING:
        return None
    return text if text.isprintable() else one_line(text)


def joined(elements: list[Element] | None) -> str | None:
    """The texts of elements, one a line; None when there are none."""
    texts = [text for text in (clean(element.text) for element in elements or ()) if text]
    return "\n".join(texts) or None


def kilograms(element: Element, unit: str | None, warnings: list[str]) -> Decimal | None:
    """The weight that an element holds, in kilograms; None, with a warning, when its unit is no unit of weight."""
    return _in_kilograms(read(element, AMOUNT, warnings), unit, element, warnings)


def kilograms_of(raw: str | None, unit: str | None, element: Element, warnings: list[str]) -> Decimal | None:
    """The weight that the attribute `quantity` of an element holds, in kilograms."""
    return _in_kilograms(read_text(raw, AMOUNT, element, "quantity", warnings), unit, element, warnings)


def _in_kilograms(value: Decimal | None, unit: str | None, element: Element, warnings: list[str]) -> Decimal | None:
    if value is None:
        return None
    weight = units_of_weight.kilograms(value, unit or "KGM")
    if weight is None:
        warnings.append(f"{place_of(element)}: a weight in {unit} cannot be read in kilograms; left out")
    return weight


def per_unit(line: Row, warnings: list[str]) -> None:
    """A price that is stated for so many units (the column `price_quantity`) as the price of one."""
    per = line.pop("price_quantity", None)
    if not per or "unit_price" not in line:
        return
    try:
        line["unit_price"] = number(format(line["unit_price"] / per, "f"))
    except ValueError:
        warnings.append(f"the price {line.pop('unit_price')} for {per} units is no price; left out")
