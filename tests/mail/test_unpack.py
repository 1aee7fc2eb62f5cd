"""What unpacking promises beyond the corpus: bytes as sent, nothing raised, agreement with the standard library."""

from __future__ import annotations

import email
import email.policy
import time
from pathlib import Path

import olefile
import pytest
import tnefparse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lieferschein.mail import Limits, unpack
from tests.mail.builders import DESADV, attached, mail, outlook, part, tnef, zipped

CORPUS = [path.read_bytes() for path in sorted((Path(__file__).parent / "corpus").glob("*.eml"))]
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "eml"
# Names and types that a generated part may claim; none of them changes what its bytes are.
TYPES = ("application/octet-stream", "text/plain", "text/html", "image/png", "application/edifact", "application/zip")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(b"")
@example(b"\n")
@example(b"\r")
@example(b"Content-Type: multipart/mixed; boundary=\n\n--\n--\n")
@example(b"Content-Type: multipart/mixed; boundary=a\n\n--a")
@example(b"Content-Type: message/rfc822\n\n")
def test_any_bytes_are_unpacked(raw: bytes) -> None:
    """Whatever the bytes: no exception, and a result."""
    assert isinstance(unpack(raw).documents, list)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_mutated_mails_are_unpacked(data: st.DataObject) -> None:
    """A mail of the corpus with bytes changed, cut out or repeated: no exception, documents with whole records."""
    raw = bytearray(data.draw(st.sampled_from(CORPUS)))
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(raw)))
        stop = min(len(raw), start + data.draw(st.integers(0, 60)))
        raw[start:stop] = data.draw(st.one_of(st.binary(max_size=12), st.just(bytes(raw[start:stop]) * 2)))
    found = unpack(bytes(raw), Limits(unpacked=10_000_000))
    assert all(document.path and document.name for document in found.documents)
    assert found.problem is None or "{" not in found.problem.sentence("en")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(TYPES), st.sampled_from(("base64", "binary")))
def test_attachments_come_out_byte_for_byte(content: bytes, content_type: str, encoding: str) -> None:
    """An attachment is exactly what was attached, in base64 and in binary, whatever its type says."""
    content = b"\x01" + content.replace(b"--=_grenze_1", b"")  # no container begins like this
    fields = (f"Content-Type: {content_type}", 'Content-Disposition: attachment; filename="x.bin"')
    raw = mail(part(content, *fields, encoding=encoding))
    assert [document.data for document in unpack(raw).documents] == [content]


def leaves(raw: bytes) -> list[bytes]:
    """The decoded parts as the standard library sees them."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    parts = [each for each in message.walk() if not each.is_multipart()]
    return [payload for each in parts if isinstance(payload := each.get_payload(decode=True), bytes)]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_agrees_with_the_standard_library(line_end: bytes) -> None:
    """Of a sound mail the parts are those that Python's own parser finds."""
    raw = mail(
        part("Größe".encode(), "Content-Type: text/plain; charset=utf-8"),
        attached(DESADV),
        b'Content-Type: multipart/mixed; boundary="zwei"\r\n\r\n--zwei\r\n'
        + attached(b"\n\n\r\nx\r\n")
        + b"\r\n--zwei--\r\n",
        attached(b"Artikel;Menge\n", content_type="text/csv"),
    ).replace(b"\r\n", line_end)
    assert [document.data for document in unpack(raw).documents] == leaves(raw)


def test_samples_unpack_in_time() -> None:
    """Every public mail at hand unpacks in under two seconds, without a problem, its attached files whole."""
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not there")
    for path in sorted(SAMPLES.rglob("*.eml")):
        raw = path.read_bytes()
        begun = time.perf_counter()
        found = unpack(raw)
        assert time.perf_counter() - begun < 2, path
        assert found.problem is None, path
        documents = {document.data for document in found.documents}
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        for each in message.walk():
            name = each.get_filename() or ""
            if each.is_multipart() or not name or name.endswith((".eml", ".p7s", ".bz2")):
                continue
            payload = each.get_payload(decode=True)
            assert not isinstance(payload, bytes) or payload in documents, (path, name)


def test_independent_readers_agree_with_our_containers() -> None:
    """The containers that the tests write are what other readers take for TNEF and OLE, so the tests test something."""
    files = {"Lieferschein für Kiel.edi": DESADV, "LS.csv": b"Artikel"}
    other = tnefparse.TNEF(tnef(files))
    assert {each.long_filename(): each.data for each in other.attachments} == files
    with olefile.OleFileIO(outlook(files)) as ole:
        assert ole.openstream("__attach_version1.0_#00000001/__substg1.0_37010102").read() == b"Artikel"


def test_a_damaged_part_does_not_hide_the_others() -> None:
    """A zip that cannot be opened is named, and the note beside it is there."""
    found = unpack(mail(attached(b"PK\x03\x04 cut off", "a.zip"), attached(DESADV)))
    assert found.damaged == ["1/a.zip"]
    assert found.documents[1].data == DESADV


def test_an_encrypted_part_does_not_hide_the_others() -> None:
    """A mail with a locked part is rejected, and still shows what else is in it."""
    locked = part(b"-----BEGIN PGP MESSAGE-----\n", "Content-Type: application/octet-stream; name=a.asc")
    found = unpack(mail(locked, attached(zipped({"LS.edi": DESADV}), "a.zip")))
    assert found.problem is not None
    assert found.problem.code == "encrypted"
    assert [document.path for document in found.documents] == ["2/a.zip/LS.edi"]


@pytest.mark.parametrize(
    "name", ["../LS-1.edi", "C:\\\\Export\\\\LS-1.edi", "a/b\\\\LS-1.edi", "LS-1.edi/", "x\\\\y/ LS-1.edi "]
)
def test_a_name_is_the_last_of_its_path(name: str) -> None:
    """Folders of the sender's computer are no part of a document's name; in a quoted value a backslash is doubled."""
    raw = mail(part(b"\x01a", f'Content-Disposition: attachment; filename="{name}"', encoding="base64"))
    assert [document.name for document in unpack(raw).documents] == ["LS-1.edi"]
