"""The packing of a DESADV (SG10 CPS to SG14 GIN): handling units and their numbers."""

from __future__ import annotations

from collections.abc import Iterable

from . import desadv_codes as codes
from .desadv_header import components_of, gross_weight, nad, parts_of
from .desadv_identities import batches, identities, related
from .desadv_state import Group, Handler, Portion, Reading
from .draft import Row
from .identifiers import sscc_of
from .udi import elements_of
from .values import LARGEST, clean

_NOT_COUNTED = 999  # PAC 7224 of the paper industry: the packages are numbered, not counted


def open_group(reading: Reading, segment: str, handlers: dict[str, Handler]) -> None:
    """CPS: a packing level; 7164 its number, 7166 that of the one which holds it."""
    elements = segment.split("+")
    identity = elements[1].strip() if len(elements) > 1 else ""
    parent = elements[2].strip() if len(elements) > 2 else ""
    leave_group(reading, parent)
    group = Group(identity, parent)
    reading.groups.append(group)
    reading.group = group
    reading.single = None
    reading.label = ""
    reading.handlers = handlers
    if len(identity) >= 8:  # a sequence number never is: here it names the package itself
        group.packages[_package(reading, identity, "supplier")] = None
        reading.single = single_of(group)


def leave_group(reading: Reading, parent: str | None) -> None:
    """Before the next CPS, whose parent is `parent`: packages without a number that only total those below are none."""
    group = reading.group
    if group is None:
        return
    close_packaging(reading)
    if group.loose and not group.parent:
        _count_all(reading, group)
        weights = [row["gross_weight_kg"] for row in group.loose if "gross_weight_kg" in row]
        if parent is not None and parent == group.id and not group.lines:
            if weights and sum(weights) < LARGEST:
                reading.note.setdefault("gross_weight_kg", sum(weights))
            group.loose = []
    settle_loose(reading)


def settle_loose(reading: Reading) -> None:
    """Make rows of the packages without a number of the current group."""
    group = reading.group
    if group is None or not group.loose:
        return
    numbered = [*group.packages]
    for row in group.loose:
        if not numbered:
            group.packages[len(reading.draft.packages)] = None
        elif len(numbered) == 1:  # a numbered pallet and what stands on it
            row["parent_package"] = numbered[0]
        reading.draft.packages.append(row)
    if not group.parent and not numbered:
        _count_all(reading, group)
    group.loose = []
    reading.single = single_of(group)


def _count_all(reading: Reading, group: Group) -> None:
    """The packages of the first level: they are all there are when every other level lies in one above."""
    counts = [row["package_count"] for row in group.loose if "package_count" in row]
    if counts and len(reading.groups) == 1 and reading.total_packages is None:
        reading.total_packages = sum(counts)


def single_of(group: Group) -> int | None:
    """The only handling unit of a level."""
    return next(iter(group.packages)) if len(group.packages) == 1 else None


def pac(reading: Reading, segment: str) -> None:
    """PAC: number (7224) and type (C202/7065) of packages (SG11)."""
    close_packaging(reading)
    packaging = _packaging(reading, segment)
    if reading.group is not None:
        reading.group.packaging = packaging


def line_pac(reading: Reading, segment: str) -> None:
    """PAC after a line, where some put it: of the handling units that the line numbers next."""
    reading.line_packaging = _packaging(reading, segment)


def _packaging(reading: Reading, segment: str) -> Row:
    elements = segment.split("+")
    packaging: Row = {}
    count = elements[1].strip() if len(elements) > 1 else ""
    if count:
        amount = reading.measure(count)
        if amount is not None and amount == amount.to_integral_value() and amount >= 0:
            packaging["package_count"] = int(amount)
    if len(elements) > 3:
        code, _, _, text = components_of(elements[3], 4)
        type_ = clean(code) or clean(text)
        if type_:
            packaging["package_type"] = reading.share(type_, type_)
    return packaging


def close_packaging(reading: Reading) -> None:
    """After the last segment of a PAC: what it says belongs to the handling units numbered in it."""
    group = reading.group
    if group is None or (group.packaging is None and not group.new):
        return
    packaging = group.packaging
    group.packaging = None
    _lay_into_master(reading, group)
    if packaging is None:
        group.new = {}
        return
    if not group.new:
        if packaging.get("package_count") != 0 and packaging:
            group.loose.append(packaging)
        return
    if len(group.new) > 1:
        packaging.pop("gross_weight_kg", None)
        packaging.pop("package_count", None)
    if packaging.get("package_count") == _NOT_COUNTED:
        del packaging["package_count"]
    for index in group.new:
        row = reading.draft.packages[index]
        for column, value in packaging.items():
            row.setdefault(column, value)
        if len(group.new) > 1:
            row["package_count"] = 1
    group.new = {}


def _lay_into_master(reading: Reading, group: Group) -> None:
    """RFF+AAT: the master label around the handling units numbered here; without such it is the label itself."""
    if not group.within:
        return
    master = reading.package_ids.get(group.within)
    if not group.new:
        _numbered(reading, [group.within], "supplier")
    elif master is not None:
        for index in group.new:
            if index != master:
                reading.draft.packages[index].setdefault("parent_package", master)
    group.within = ""


def pci(reading: Reading, segment: str) -> None:
    """PCI: marking; C827 tells the label of a single from that of a master load (automotive subsets).

    The marks themselves (C210/7102) are the SSCC where no GIN follows (EANCOM before 1996).
    """
    elements = segment.split("+")
    if len(elements) > 2 and elements[1].partition(":")[0].strip() in codes.SSCC_MARKS:
        numbers = [text.strip() for text in elements[2].split(":") if sscc_of(text.strip())]
        _numbered(reading, numbers, "sscc")
    reading.label = elements[4].split(":")[0].strip() if len(elements) > 4 else ""


def gin(reading: Reading, segment: str) -> None:
    """GIN of packages (SG14): SSCC and other numbers of handling units; batch and serial numbers of what is in them."""
    elements = segment.split("+")
    qualifier = elements[1].strip() if len(elements) > 1 else ""
    group = reading.group
    if group is None:
        group = reading.group = Group("", "")
        reading.groups.append(group)
    if qualifier in codes.GIN_SSCC or qualifier in codes.GIN_LABEL:
        kind = "sscc" if qualifier in codes.GIN_SSCC else "supplier"
        _numbered(reading, identities(reading, elements[2:], (group.packaging or {}).get("package_count")), kind)
    elif qualifier in codes.GIN_BATCH:
        _content(group).batches.extend(batches(reading, elements[2:]))
    elif qualifier not in codes.GIN_SERIAL and group.packaging is not None and not group.new:
        _numbered(reading, identities(reading, elements[2:]), "supplier")  # a trade's own code: its first number


def gir(reading: Reading, segment: str) -> None:
    """GIR of packages (SG13): labels of handling units, and the batch of what is in them."""
    labels, lots, _ = related(segment)
    group = reading.group
    if group is None:
        group = reading.group = Group("", "")
        reading.groups.append(group)
    _numbered(reading, labels, "supplier")
    if lots:
        _content(group).batches.extend(lots)


def _content(group: Group) -> Portion:
    """What is said of all goods of a packing level."""
    if group.portion is None:
        group.portion = Portion()
    return group.portion


def _numbered(reading: Reading, numbers: Iterable[str], kind: str) -> None:
    """Handling units of the current packing level by their numbers."""
    group = reading.group
    if group is None:
        return
    for number in numbers:
        index = _same(reading, group, number, kind)
        if index is None:
            index = _package(reading, number, kind)
        group.new[index] = None
        if reading.label in codes.LABEL_HOLDS and group.holder is None:
            group.holder = index
        elif index not in group.packages:
            group.packages[index] = None
            if group.holder is not None:
                reading.draft.packages[index].setdefault("parent_package", group.holder)
    reading.single = single_of(group)


def _same(reading: Reading, group: Group, number: str, kind: str) -> int | None:
    """The one handling unit of a PAC that is numbered already, when `number` is its SSCC or its label beside that."""
    if number in reading.package_ids or (group.packaging or {}).get("package_count") != 1 or len(group.new) != 1:
        return None
    index = next(iter(group.new))
    row = reading.draft.packages[index]
    if (row["package_id_type"] == "sscc") == (kind == "sscc"):
        return None
    if kind == "sscc":
        sscc = sscc_of(number) or elements_of(number).get("00")
        if sscc is None:
            return None
        row["package_id"], row["package_id_type"] = sscc, kind
    reading.package_ids[number] = index
    return index


def _package(reading: Reading, number: str, kind: str) -> int:
    """The index of the handling unit `number`, made when it is new."""
    known = reading.package_ids.get(number)
    if known is not None:
        return known
    row: Row = {"package_id": number, "package_id_type": kind}
    if kind == "sscc" or len(number) >= 18:
        sscc = sscc_of(number) or elements_of(number).get("00")
        if sscc is not None:
            row = {"package_id": sscc, "package_id_type": "sscc"}
        elif kind == "sscc":
            reading.warn(f"{number} is no SSCC of 18 digits")
            row["package_id_type"] = "supplier"
    index = len(reading.draft.packages)
    reading.package_ids[number] = index
    reading.draft.packages.append(row)
    return index


def package_in_line(reading: Reading, number: str, kind: str) -> int:
    """The handling unit that a marking group of a line (SG20) names; it lies in that of the group."""
    known = reading.package_ids.get(number)
    if known is not None:
        return known
    index = _package(reading, number, kind)
    row = reading.draft.packages[index]
    if reading.single is not None:
        row["parent_package"] = reading.single
    if "package_type" in reading.line_packaging:
        row["package_type"] = reading.line_packaging["package_type"]
    return index


def package_qty(reading: Reading, segment: str) -> None:
    """QTY+52 of packages: quantity in each of them (automotive subsets); QTY+12 what lies in the level."""
    qualifier, text, unit = map(str.strip, components_of(segment[4:], 3))
    group = reading.group
    if group is None or not text:
        return
    if qualifier == codes.PER_PACKAGE:
        group.per_package = reading.measure(text)
    elif qualifier == codes.DELIVERED:
        amount = reading.measure(text)
        if amount is not None:
            group.quantity = (amount, unit)


def package_mea(reading: Reading, segment: str) -> None:
    """MEA of packages: gross weight of the PAC; of the whole delivery where it stands before any PAC."""
    weight = gross_weight(reading, segment)
    group = reading.group
    if weight is None or group is None:
        return
    if group.packaging is not None:
        group.packaging.setdefault("gross_weight_kg", weight)
    elif not group.parent and not group.packages:
        reading.note.setdefault("gross_weight_kg", weight)
    elif reading.single is not None:
        reading.draft.packages[reading.single].setdefault("gross_weight_kg", weight)


def package_rff(reading: Reading, segment: str) -> None:
    """RFF of packages (SG13): our order where it holds for a packing level, the carrier's number of a package."""
    qualifier, number, line = map(str.strip, components_of(segment[4:], 3))
    group = reading.group
    if group is None or not clean(number):
        return
    if qualifier in codes.ORDERS:
        group.order = (reading.share(number, number), line)
        reading.orders[number] = None
    elif qualifier == codes.MASTER_LABEL and number.strip("0"):
        group.within = number
    elif qualifier in ("CN", "AAM", "CW", "AWB"):
        if group.new:
            reading.draft.packages[next(reversed(group.new))].setdefault("tracking_number", number)
        elif group.packaging is not None:
            group.packaging.setdefault("tracking_number", number)


def package_dtm(reading: Reading, segment: str) -> None:
    """DTM of packages (SG13): dates of all goods in them."""
    qualifier, text, code = map(str.strip, components_of(segment[4:], 3))
    column = codes.GOODS_DATES.get(qualifier)
    if column is None or reading.group is None:
        return
    day = reading.date(text, code)
    if day is not None:
        _content(reading.group).dates.setdefault(column, []).append(day)


def package_nad(reading: Reading, segment: str) -> None:
    """NAD of a packing level: the place of delivery where the header names none, and all levels the same."""
    if codes.PARTIES.get(parts_of(segment, 1)[0].strip(), ("",))[0] != "ship_to":
        return
    if not reading.places and "ship_to" not in reading.ranks:
        nad(reading, segment)
        reading.places[segment] = None
    elif reading.places:
        reading.places[segment] = None
