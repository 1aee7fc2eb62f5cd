"""Mails made to exhaust whoever unpacks them: rejected by what comes out, in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from lieferschein.mail import Limits, unpack
from tests.fixtures.needs import require
from tests.mail.builders import DESADV, attached, mail, tnef, zipped

MB = 1024 * 1024


def bomb(size: int) -> bytes:
    """A zip of `size` MB of zeros: a thousandth of that."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("null", "w") as file:
        for _ in range(size):
            file.write(bytes(MB))
    return out.getvalue()


def lying(archive: bytes) -> bytes:
    """The archive with directory and header that declare ten bytes per file."""
    out = bytearray(archive)
    for position in (archive.find(b"PK\x03\x04") + 22, archive.find(b"PK\x01\x02") + 24):
        out[position : position + 4] = b"\x0a\0\0\0"
    return bytes(out)


def matryoshka() -> bytes:
    """A zip in a zip, thirty times: like a zip that holds itself, for whoever goes no deeper than the limit."""
    archive = b"r" * 10
    for _ in range(30):
        archive = zipped({"r/r.zip": archive})
    return archive


def nested(depth: int, kind: str) -> bytes:
    """A leaf inside `depth` multiparts, or forwarded mails."""
    message = b"leaf"
    for level in range(depth):
        if kind == "multipart":
            line = b"--b%d" % level
            message = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n%s\r\n%s\r\n%s--\r\n" % (
                level,
                line,
                message,
                line,
            )
        else:
            message = b"Content-Type: message/rfc822\r\n\r\n" + message
    return message


TWO = zipped({"a.edi": DESADV, "b.edi": DESADV})
TWO_SIZE = len(TWO) + 2 * len(DESADV)  # the archive, and what is in it
PARTS = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * 10_000 + b"--x--"
OPENINGS = (b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(100_000))
MANY = {f"{number}.edi": b"x" for number in range(10_000)}

HOSTILE: dict[str, Callable[[], bytes]] = {
    "zip bomb": lambda: mail(attached(bomb(400), "a.zip")),
    "zip bomb that declares ten bytes": lambda: mail(attached(lying(bomb(400)), "a.zip")),
    "zip bomb in a zip": lambda: mail(attached(zipped({"a.zip": bomb(400)}), "b.zip")),
    "spreadsheet bomb": lambda: mail(attached(zipped({"mimetype": b"", "a.xml": bytes(400 * MB)}), "a.ods")),
    "gzip bomb": lambda: mail(attached(gzip.compress(bytes(400 * MB)), "a.gz")),
    "zips inside one another": lambda: mail(attached(matryoshka(), "r.zip")),
    "10,000 parts": lambda: PARTS,
    "10,000 files": lambda: mail(attached(zipped(MANY), "a.zip")),
    "100,000 files": lambda: mail(attached(zipped({f"{number}": b"" for number in range(100_000)}), "a.zip")),
    "10,000 attachments of Outlook": lambda: mail(attached(tnef(MANY), "winmail.dat")),
    "200 multiparts deep": lambda: nested(200, "multipart"),
    "100,000 multiparts deep": lambda: b"".join(OPENINGS),
    "200 mails deep": lambda: nested(200, "message"),
    "closing boundaries": lambda: b"Content-Type: multipart/mixed; boundary=x\n\n" + b"\n--x--" * 5_000_000,
    "lines like boundaries": lambda: b"Content-Type: multipart/mixed; boundary=x\n\n" + b"\n--xy" * 5_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_rejected(name: str) -> None:
    """A mail over a limit is `unpack_limit`, in under two seconds, with a sentence that is complete."""
    raw = HOSTILE[name]()
    begun = time.perf_counter()
    found = unpack(raw)
    assert time.perf_counter() - begun < 2
    assert found.problem is not None
    assert found.problem.code == "unpack_limit"
    assert "{" not in found.problem.sentence()


def test_memory_stays_below_the_limit() -> None:
    """A bomb of 400 MB, and an archive that fills the whole limit of 200 MB, take less than 400 MB of memory."""
    require(Path("/proc/self/status").exists(), "the memory of a process is read from Linux's /proc")
    script = (
        "import sys; from pathlib import Path; from lieferschein.mail import unpack;"
        "found = unpack(sys.stdin.buffer.read());"
        # ru_maxrss would count the process that started this one as well
        "lines = Path('/proc/self/status').read_text().splitlines();"
        "peak = next(int(line.split()[1]) for line in lines if line.startswith('VmHWM'));"
        "print(peak // 1024, found.problem and found.problem.code)"
    )
    block = bytes(range(256)) * 40 + bytes(MB)
    honest = zipped({f"{number}.bin": block * 60 for number in range(4)})
    for archive, code in ((bomb(400), "unpack_limit"), (honest, "unpack_limit")):
        raw = mail(attached(archive, "a.zip"))
        told = subprocess.run([sys.executable, "-c", script], input=raw, capture_output=True, check=True).stdout.split()
        assert told[1].decode() == code
        assert int(told[0]) < 400


def test_a_message_over_the_size_is_not_walked() -> None:
    """A mail over the size limit is `too_large`; at the limit it is read."""
    raw = mail(attached(DESADV))
    assert unpack(raw, Limits(message=len(raw))).problem is None
    found = unpack(raw, Limits(message=len(raw) - 1))
    assert found.problem is not None
    assert (found.problem.code, found.documents) == ("too_large", [])


@pytest.mark.parametrize(
    ("limits", "accepted"),
    [
        (Limits(parts=3), True), (Limits(parts=2), False),
        (Limits(depth=1), True), (Limits(depth=0), False),
        (Limits(unpacked=TWO_SIZE), True), (Limits(unpacked=TWO_SIZE - 1), False),
    ],
)  # fmt: skip
def test_limits_are_exact(limits: Limits, accepted: bool) -> None:
    """What is just within a limit is read, what is just over it is not."""
    found = unpack(mail(attached(TWO, "a.zip")), limits)
    assert (found.problem is None) is accepted
    assert (len(found.documents) == 2) is accepted


def test_depth_counts_every_kind_of_container() -> None:
    """Five containers inside one another are opened, whatever they are; the sixth is not."""
    data = DESADV
    for _ in range(2):
        data = zipped({"a": gzip.compress(data)})
    forwarded = mail(attached(data), boundary="innen")
    assert len(unpack(mail(b"Content-Type: message/rfc822\r\n\r\n" + forwarded)).documents) == 1
    deeper = mail(attached(gzip.compress(data)), boundary="innen")
    found = unpack(mail(b"Content-Type: message/rfc822\r\n\r\n" + deeper))
    assert found.problem is not None
    assert found.problem.code == "unpack_limit"


def test_well_compressed_small_files_are_no_bomb() -> None:
    """A table of blanks shrinks to a thousandth and is read all the same."""
    blank = b"Artikel;Menge" + b" " * 500_000
    assert len(zlib.compress(blank)) * 200 < len(blank)
    assert unpack(mail(attached(zipped({"a.csv": blank}), "a.zip"))).documents[0].data == blank


def test_a_large_attachment_is_read_in_time() -> None:
    """A note of 30 MB comes out whole, in under two seconds."""
    data = DESADV * (30 * MB // len(DESADV))
    raw = mail(attached(data))
    begun = time.perf_counter()
    assert unpack(raw).documents[0].data == data
    assert time.perf_counter() - begun < 2
