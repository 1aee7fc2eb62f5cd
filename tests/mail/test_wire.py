"""Shapes of IMAP answers, as any server may write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lieferschein.mail.wire import (
    chunks,
    decode_words,
    header_fields,
    message_id,
    parse_fetch,
    parse_internaldate,
    parse_uid_set,
    uid_set,
)


@given(st.sets(st.integers(1, 5000), min_size=1, max_size=300))
def test_uid_sets_go_there_and_back(uids: set[int]) -> None:
    """Any UIDs survive as a sequence set; only consecutive ones become ranges, so no foreign UID slips in."""
    assert set(parse_uid_set(uid_set(uids))) == uids


@given(st.sets(st.integers(1, 2**32 - 1), max_size=2000))
def test_no_command_grows_too_long(uids: set[int]) -> None:
    """Every portion fits a line that any server takes, whatever the gaps."""
    portions = list(chunks(uids))
    assert all(len(uid_set(portion)) < 8000 for portion in portions)
    assert [uid for portion in portions for uid in portion] == sorted(uids)


@pytest.mark.parametrize("text", ["", "x", "1:", ":2", "1,,2", "1:4294967295"])
def test_malformed_uid_sets_are_refused(text: str) -> None:
    """What a COPYUID may hold by mistake is a ValueError, and no endless list."""
    with pytest.raises(ValueError):  # noqa: PT011 - that kind is what callers rely on
        parse_uid_set(text)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ([None], []),
        ([b"7 (UID 9 FLAGS (\\Seen $x))"], [{b"UID": b"9", b"FLAGS": [b"\\Seen", b"$x"]}]),
        ([(b"1 (UID 2 BODY[] {3}", b"a)b"), b")"], [{b"UID": b"2", b"BODY": b"a)b"}]),
        ([(b"1 (BODY[]<0> {1}", b"x"), b" UID 2)"], [{b"UID": b"2", b"BODY": b"x"}]),
        ([b'1 (BODY[HEADER.FIELDS ("From" "To")] "" UID 3)'], [{b"UID": b"3", b"BODY": b""}]),
        ([b'1 (UID 3 BODY[] "{5}")'], [{b"UID": b"3", b"BODY": b"{5}"}]),
        ([(b"1 (X {1}", b"("), (b" BODY[] {2}", b"ab"), b" UID 4)", b"2 (UID 5)"],
         [{b"UID": b"4", b"X": b"(", b"BODY": b"ab"}, {b"UID": b"5"}]),
        ([b"1 (ENVELOPE ((NIL NIL) (\"a\" NIL)) UID 6)"], [{b"UID": b"6", b"ENVELOPE": [[None, None], [b"a", None]]}]),
        ([b"1 (", b"garbage", b")"], [{}]),
    ],
)  # fmt: skip
def test_fetch_answers(data: list[object], found: list[dict[bytes, object]]) -> None:
    """Literals, quoted strings, NIL, nesting, any order, more than one literal, garbage."""
    assert list(parse_fetch(data)) == found


@given(
    st.lists(st.one_of(st.none(), st.binary(max_size=60), st.tuples(st.binary(max_size=40), st.binary(max_size=20))))
)
def test_no_answer_breaks_the_reader(data: list[object]) -> None:
    """Whatever a server sends, reading it raises nothing."""
    list(parse_fetch(data))


@given(st.binary(max_size=200))
def test_no_header_breaks_the_reader(raw: bytes) -> None:
    """Whatever a mail's header holds, fields, Message-ID and subject can be read."""
    fields = header_fields(raw)
    message_id(fields)
    for value in fields.values():
        decode_words(value)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (b" 5-Nov-2026 08:30:00 +0130", dt.datetime(2026, 11, 5, 7, 0, tzinfo=dt.UTC)),
        (b"05-nov-2026 23:30:00 -0100", dt.datetime(2026, 11, 6, 0, 30, tzinfo=dt.UTC)),
        (b"31-Feb-2026 00:00:00 +0000", None),
        (b"yesterday", None),
        (None, None),
    ],
)
def test_arrival_times(text: bytes | None, moment: dt.datetime | None) -> None:
    """INTERNALDATE in UTC, whatever the computer's locale; nonsense is None."""
    assert parse_internaldate(text) == moment


def test_the_first_field_counts_and_raw_umlauts_are_read() -> None:
    """UTF-8, else Latin-1; folded lines are joined; a Message-ID loses folding and comments."""
    fields = header_fields(b"Subject: Gr\xfc\xdfe\r\nsubject: zweite\r\nMessage-ID: (x)\r\n\t<a@b> \r\nX: \xc3\xa4\r\n")
    assert fields == {"subject": "Grüße", "message-id": "(x) <a@b>", "x": "ä"}
    assert message_id(fields) == "<a@b>"
    assert decode_words("=?unknown-8bit?q?x?= =?utf-8?b?!!?=")
