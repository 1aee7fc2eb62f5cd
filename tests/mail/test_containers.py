"""Containers of foreign formats: damaged and hostile ones end as damaged files, soon, and never as an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lieferschein.mail import unpack
from lieferschein.mail.compound import CompoundFile
from tests.mail.builders import DESADV, attached, mail, outlook, part, tnef, zipped
from tests.mail.ole import ole

FILES = {"Lieferschein für Kiel.edi": DESADV, "LS.csv": b"Artikel;Menge"}
CONTAINERS = (zipped(FILES), tnef(FILES, "Anbei.", FILES), outlook(FILES, "Anbei.", "From: a@b.example\r\n", FILES))
SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
BEGUN = b"\x30\x80" + SIGNED_DATA + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" + DATA  # up to the content


def streamed(pieces: list[bytes]) -> bytes:
    """A SignedData of indefinite length around the pieces, as streaming mailers write it; nothing signs it."""
    octets = b"".join(b"\x04\x82" + len(piece).to_bytes(2, "big") + piece for piece in pieces)
    return BEGUN + b"\xa0\x80\x24\x80" + octets + b"\0\0" * 3 + b"\x31\x00" + b"\0\0" * 3


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(CONTAINERS), st.data())
def test_changed_containers(container: bytes, data: st.DataObject) -> None:
    """A container with changed bytes gives files or is named as damaged, within a second."""
    changed = bytearray(container)
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(changed) - 1))
        changed[position : position + 4] = data.draw(
            st.sampled_from([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\1\0\0\0", b"x"])
        )
    begun = time.perf_counter()
    found = unpack(mail(attached(bytes(changed), "x")))
    assert time.perf_counter() - begun < 1
    assert found.documents or found.damaged or found.problem or found.ignored


@pytest.mark.parametrize("container", CONTAINERS, ids=["zip", "tnef", "msg"])
def test_cut_off_containers(container: bytes) -> None:
    """A container that ends early, anywhere, is no exception."""
    for size in range(0, len(container), 37):
        assert unpack(mail(attached(container[:size], "x"))).problem is None


def test_compound_file_with_several_storages() -> None:
    """Streams are found by their storage, small and empty ones too; others are absent."""
    streams = {"a": b"1", "b/a": b"22" * 100, "b/c/a": b"", "b/c/d": b"4" * 4000}
    found = CompoundFile(ole(streams))
    assert {path: found.read(tuple(path.split("/"))) for path in streams} == streams
    assert found.storages(("b",)) == [("b", "c")]
    assert found.read(("nothing",)) == b""


def test_compound_files_that_run_in_circles() -> None:
    """Chains of sectors without an end are an error, not a loop."""
    sound = outlook(FILES)
    fat = len(sound) - 512
    looped = sound[:fat] + b"".join(number.to_bytes(4, "little") for number in (0, *range(127)))
    for hostile in (looped, sound[:60] + b"\0\0\0\0\xff\xff\xff\x7f" + sound[68:]):
        begun = time.perf_counter()
        found = unpack(mail(attached(hostile, "x.msg")))
        assert found.damaged == ["1/x.msg"] or found.documents
        assert time.perf_counter() - begun < 1


def test_signed_data_in_thousands_of_pieces() -> None:
    """Streaming mailers cut what they sign into pieces of some kilobytes: read in linear time."""
    entity = part(DESADV * 40_000, "Content-Type: application/edifact; name=LS.edi")
    pieces = [entity[start : start + 1000] for start in range(0, len(entity), 1000)]
    raw = mail(attached(streamed(pieces), "smime.p7m"))
    begun = time.perf_counter()
    found = unpack(raw)
    assert [document.data for document in found.documents] == [DESADV * 40_000]
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\x80" + SIGNED_DATA,
        b"\x30\x80" + SIGNED_DATA + b"\xa0\x80" + b"\x30\x80" * 100_000,
        BEGUN + b"\xa0\x80" + b"\x24\x80" * 100_000,
        b"\x30\x80" + SIGNED_DATA + b"\xa0\x84\x7f\xff\xff\xff\x30\x80",
    ],
    ids=["stub", "nested", "nested string", "length"],
)
def test_hostile_signed_data(data: bytes) -> None:
    """Structures without an end, or longer than the mail, come out as the damaged file they are."""
    found = unpack(mail(attached(data, "x.p7m")))
    assert found.damaged == ["1/x.p7m"]
    assert [document.data for document in found.documents] == [data]


def test_a_signature_alone_holds_nothing() -> None:
    """SignedData without content is a signature of something else, and stays a file."""
    bare = BEGUN + b"\0\0\x31\x00" + b"\0\0" * 3
    found = unpack(mail(attached(bare, "x.bin")))
    assert ([document.data for document in found.documents], found.damaged) == ([bare], [])


def test_bytes_behind_a_winmail_dat() -> None:
    """What a gateway appends to winmail.dat takes nothing from its attachments; what is cut off is named."""
    whole = tnef(FILES)
    for appended in (b"", b"\0" * 40, b"\r\n", b"-- \r\nscanned for viruses\r\n"):
        found = unpack(mail(attached(whole + appended, "winmail.dat")))
        assert ([document.data for document in found.documents], found.damaged) == (list(FILES.values()), [])
    assert unpack(mail(attached(whole[:-60], "winmail.dat"))).damaged == ["1/winmail.dat"]
