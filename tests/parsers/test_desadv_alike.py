"""Lines of a DESADV that are read together, by their layout, are read as the handlers read them one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import DeliveryNoteError, desadv, desadv_alike
from parsers.desadv_alike import Alike
from parsers.edifact import DEFAULT, Message, messages

from . import golden_files as golden

COMMA = DEFAULT._replace(decimal=",")
SOURCES = [source for source in golden.sources(golden.GOLDEN / "desadv") if not golden.is_broken(source)]


def read(segments: list[str], *, alike: bool, decimal_comma: bool = False) -> tuple[Any, int]:
    """What reading a message gives, its rows or its error, and how many segments were read by a layout."""
    desadv_alike._RECENT.clear()
    message = Message(segments, 1, released=True, service=COMMA if decimal_comma else DEFAULT)
    taken: list[int] = []
    take = Alike.take

    def counted(self: Alike, at: int) -> int:
        taken.append(take(self, at) if alike else 0)
        return taken[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Alike, "take", counted)
        try:
            draft = desadv._read(message, {}, [1000], [16], None)
        except DeliveryNoteError as error:
            return (error.code, error.place, error.sentence), sum(taken)
    return (draft.note, draft.lines, draft.packages, draft.units, draft.warnings), sum(taken)


def repeated(segments: list[str]) -> list[str]:
    """The message with every line written three times."""
    starts = [at for at, segment in enumerate(segments) if segment[:3] in ("LIN", "CPS", "UNS", "CNT", "UNT")]
    found = segments[: starts[0]]
    for start, end in zip(starts, [*starts[1:], len(segments)], strict=True):
        found += segments[start:end] * (3 if segments[start][:3] == "LIN" else 1)
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_our_documents(source: Any) -> None:
    """Every document of ours, and with its lines repeated, so that they are alike."""
    options = golden.arguments(source)
    for message in messages(source.read_bytes(), options.get("encoding")):
        if message.kind == "DESADV":
            for segments in (message.segments, repeated(message.segments)):
                comma = message.decimal_comma
                together, _ = read(segments, alike=True, decimal_comma=comma)
                assert together == read(segments, alike=False, decimal_comma=comma)[0]


def test_layouts_are_used() -> None:
    """The test above compares two ways of reading: most of our documents have lines that are read together."""
    used = 0
    for source in SOURCES:
        for message in messages(source.read_bytes()):
            if message.kind == "DESADV":
                used += read(repeated(message.segments), alike=True)[1] > 0
    assert used >= 10


VALUES = st.sampled_from(
    (
        *(
            "A1",
            "4012345000016",
            "12",
            "1.5",
            "1,5",
            "0",
            "-1",
            "NA",
            "N/A",
            "",
            " ",
            " A",
            "A ",
            "A  B",
            "A B",
            "A\tB",
        ),
        *(
            "(01)04012345000016(21)7",
            "0104012345000016211",
            "01",
            "²",
            "\ufdd0",
            "PCE",
            "20261124",
            "00000000",
            "261124",
        ),
        *("1234567890123", "1.1234567", "18991231", "A:B", "A+B", "'"),
    )
)
SEGMENTS = (
    *("LIN+{}++{}:EN", "LIN+{}++{}:SRV::9", "LIN+{}", "LIN+{}++{}", "LIN+{}++{}:SA+1:{}", "LIN"),
    *("PIA+1+{}:SA", "PIA+5+{}:IN+{}:NB", "PIA+2+{}:SA", "PIA+1+{}:ZZZ", "PIA+1+{}", "PIA"),
    *("IMD+F++:::{}", "IMD+C++{}", "IMD+F+35+:::{}", "IMD+F++:::{}:{}", "IMD"),
    *("QTY+12:{}:{}", "QTY+12:{}", "QTY+21:{}:PCE", "QTY+83:{}", "QTY+52:{}", "QTY+113:{}", "QTY"),
    *("RFF+ON:{}:{}", "RFF+ON:{}", "RFF+VN:{}", "RFF+DQ:{}", "RFF+LI:{}:{}", "RFF+SE:{}", "RFF+ZZZ:{}"),
    *("DTM+36:{}:102", "DTM+361:{}:101", "DTM+171:{}:102", "DTM+94:{}", "DTM+137:{}:102"),
    *("PCI+17", "PCI+17+{}", "GIN+BN+{}", "GIN+BN+{}:{}", "GIN+BX+{}", "GIN+BJ+{}", "GIN+BN+{}+{}", "GIR+3+{}:BN"),
    *("ALI+{}", "LOC+27+{}", "MEA+PD+AAB+KGM:{}", "FTX+AAI+++{}", "TAX+7+{}", "MOA+203:{}", "PRI+AAA:{}"),
    *("CPS+{}", "PAC+{}++CT", "UNS+S", "NAD+DP+{}::9"),
)
SHAPES = st.tuples(
    st.sampled_from([segment for segment in SEGMENTS if segment.startswith("LIN")]),
    st.lists(st.sampled_from([segment for segment in SEGMENTS if not segment.startswith("LIN")]), max_size=5),
)


@settings(deadline=None, max_examples=300)
@given(st.data(), st.booleans())
def test_any_lines(data: st.DataObject, decimal_comma: bool) -> None:
    """Lines of any segments with any values, several times the same."""
    segments = [
        "UNH+1+DESADV:D:96A:UN",
        "BGM+351+LS-1+9",
        *data.draw(st.sampled_from((["CPS+1"], [], ["CPS+1", "GIN+BJ+1"]))),
    ]
    for _ in range(data.draw(st.integers(1, 3))):
        first, others = data.draw(SHAPES)
        # a quantity that can be read, more often than not, so that more than the refusal is compared
        shape = [first, *others, *data.draw(st.sampled_from((["QTY+12:1:PCE"], ["QTY+12:{}:PCE"], [])))]
        common = data.draw(VALUES)
        for _ in range(data.draw(st.integers(1, 4))):
            for segment in shape:
                values = [data.draw(st.just(common) | VALUES) for _ in range(segment.count("{}"))]
                segments.append(segment.format(*values))
    segments.append(f"UNT+{len(segments) + 1}+1")
    expected, _ = read(segments, alike=False, decimal_comma=decimal_comma)
    assert read(segments, alike=True, decimal_comma=decimal_comma)[0] == expected


def test_all_lines_to_the_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that are all alike are read in one go; where one of them is not, one by one, with the same rows."""
    body = [f"LIN+{n}++4012345000016:EN QTY+12:{n}:PCE RFF+ON:B{n % 2}".split() for n in range(1, 31)]
    for broken in (None, 0, 17, 29):
        lines = [segment for line in body for segment in line]
        if broken is not None:
            lines[3 * broken + 1] = "QTY+12:1:PCE:X"
        segments = ["UNH+1+DESADV:D:96A:UN", "BGM+351+LS-1+9", *lines, "CNT+2:30", "UNT+94+1"]
        expected, _ = read(segments, alike=False)
        assert read(segments, alike=True)[0] == expected
        with monkeypatch.context() as patch:
            patch.setattr(Alike, "_to_the_end", lambda *_: [])
            assert read(segments, alike=True)[0] == expected
