"""The identity of a mail, from headers as bad as they come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lieferschein.mail import headers
from tests.mail.builders import DESADV, attached, mail


def test_ordinary_headers() -> None:
    """Message-ID with its brackets, address in lower case, subject decoded, date with its zone."""
    found = headers(mail(attached(DESADV), sender="Bote <Bote@Hoerwelt.example>"))
    assert found.message_id == "<4711@hoerwelt.example>"
    assert (found.sender, found.sender_raw) == ("bote@hoerwelt.example", "Bote <Bote@Hoerwelt.example>")
    assert found.subject == "Lieferschein 4711"
    assert found.date == datetime(2026, 11, 24, 7, 15, tzinfo=UTC)


def test_header_alone_is_enough() -> None:
    """The header of a mail says the same as the whole mail."""
    raw = mail(attached(DESADV))
    assert headers(raw.partition(b"\r\n\r\n")[0] + b"\r\n") == headers(raw)


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?q?F=C3=BCr_M=C3=BCnchen?=", "Für München"),
        (b"=?utf-8?B?RsO8cg==?= =?utf-8?B?IE3DvG5jaGVu?=", "Für München"),
        (b"=?utf-8?q?F=C3?=\r\n =?utf-8?q?=BCr?= Kiel", "Für Kiel"),
        (b"=?iso-8859-1?Q?F=FCr?= =?utf-8?Q?_M=C3=BCnchen?=", "Für München"),
        ("Für München".encode(), "Für München"),
        ("Für München".encode("cp1252"), "Für München"),
        (b"=?x-unbekannt?q?abc?=", "abc"),
        (b"=?utf-8?q?abc", "=?utf-8?q?abc"),
        (b"=?utf-8?b?A?=", ""),
        (b"Lieferschein\r\n 4711", "Lieferschein 4711"),
        (b"a\0b\x1b[31mc", "ab[31mc"),
        (b"", ""),
    ],
)
def test_subject(raw: bytes, subject: str) -> None:
    """Subjects are decoded as far as they can be, on one line, without control characters."""
    assert headers(b"Subject: " + raw + b"\r\n\r\n").subject == subject


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        (b"Tue, 24 Nov 2026 08:15:00 +0100", datetime(2026, 11, 24, 7, 15, tzinfo=UTC)),
        (b"24 Nov 26 08:15 GMT", datetime(2026, 11, 24, 8, 15, tzinfo=UTC)),
        (b"Tue, 24 Nov 2026 08:15:00 -0000", datetime(2026, 11, 24, 8, 15, tzinfo=UTC)),
        (b"Tue, 24 Nov 2026 08:15:00", datetime(2026, 11, 24, 8, 15, tzinfo=UTC)),
        (b"Di, 24.11.2026", None),
        (b"Tue, 99 Nov 2026 08:15:00 +0100", None),
        (b"Tue, 24 Nov 2026 08:15:00 +9999999999", None),
        (b"Fri, 31 Dec 9999 23:59:00 -2300", None),
        (b"\xff\xfe", None),
        (b"", None),
    ],
)
def test_date(raw: bytes, date: datetime | None) -> None:
    """A readable date has a zone; an unreadable one is none."""
    found = headers(b"Date: " + raw + b"\r\n\r\n").date
    assert found == date
    assert found is None or found.tzinfo is not None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"From", b"Subject", b"Date", b"Message-ID"]))
def test_any_header_is_read(value: bytes, name: bytes) -> None:
    """Whatever the header holds, reading it raises nothing, and what comes out is printable text."""
    found = headers(name + b": " + value + b"\r\n\r\n")
    (found.subject + found.sender_raw + found.message_id).encode("utf-8")
    assert isinstance(headers(value).subject, str)
