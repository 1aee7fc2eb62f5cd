"""Tries to speak for a supplier from somewhere else: each ends with nobody, or with who really sent it."""

from __future__ import annotations

from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lieferschein.mail import Match, headers, match_supplier
from tests.mail.builders import DESADV, attached, mail
from tests.mail.suppliers import HOERWELT, SUPPLIERS

VICTIM = "bote@hoerwelt.example"
EVIL = "evil@evil.example"

# What an attacker may write into From; none of it may be read as the victim.
FROMS = [
    f"{VICTIM} <{EVIL}>",
    f'"{VICTIM}" <{EVIL}>',
    f'"<{VICTIM}>" <{EVIL}>',
    f'"\\" <{VICTIM}>" <{EVIL}>',
    f"({VICTIM}) {EVIL}",
    f"{EVIL} ({VICTIM})",
    f"{EVIL} (<{VICTIM}>)",
    f"(\\( <{VICTIM}>) {EVIL}",
    f"{VICTIM}, {EVIL}",
    f"{EVIL}, {VICTIM}",
    f"<{VICTIM}> <{EVIL}>",
    f"<{EVIL}> <{VICTIM}>",
    f"<{EVIL}> {VICTIM}",
    f"{EVIL} <{VICTIM}",
    f"<<{VICTIM}>>",
    f"<{EVIL}><{VICTIM}>",
    f"<@evil.example:{VICTIM}>",
    f"Liste: {VICTIM};",
    f"{VICTIM};{EVIL}",
    f"{VICTIM}\0",
    f"{VICTIM}\r{EVIL}",
    f"{VICTIM}%evil.example@evil.example",
    f"{VICTIM}@evil.example",
    f'"{VICTIM}"@evil.example',
    f'"bote"@hoerwelt.example <{EVIL}>',
    "=?utf-8?q?bote=40hoerwelt=2Eexample?= <evil@evil.example>",
    "=?utf-8?q?bote=40hoerwelt=2Eexample?=",
    "=?utf-8?q?=3Cbote=40hoerwelt=2Eexample=3E?=",
    "bote＠hoerwelt.example",
    "bote@hoerwelt。example",
    "bote@ｈoerwelt.example",
    "bote@hoer\u200bwelt.example",
    "bote@hoerwe1t.example",
    "bote@hоerwelt.example",  # a Cyrillic o
    "bote@hoerwelt.example.evil.example",
    "bote@evil-hoerwelt.example",
    "bote@hörwelt.example",
    "bote @hoerwelt.example.evil.example",
    "bote@hoerwelt.example\u202e",
    "bote@edi.hoerwelt.example@evil.example",
    "a@b.edi.hoerwelt.example",
    "\u212aa@evil.example",
]


@pytest.mark.parametrize("sender", FROMS)
def test_from_that_only_looks_like_the_supplier(sender: str) -> None:
    """Display names, comments, lists, encoded words and look-alikes never become the supplier's address."""
    found = match_supplier(mail(attached(DESADV), sender=sender), SUPPLIERS)
    assert not isinstance(found, Match) or found.candidates == ()


@pytest.mark.parametrize(
    "field",
    [
        f"Reply-To: {VICTIM}", f"Sender: {VICTIM}", f"Return-Path: <{VICTIM}>", f"X-From: {VICTIM}",
        f"Resent-From: {VICTIM}", f"From-Address: {VICTIM}", f"X-Original-From: {VICTIM}", f"Envelope-From: {VICTIM}",
        f"Subject: x\rFrom: {VICTIM}", f"Subject: x\0\r\n From: {VICTIM}",
    ],
)  # fmt: skip
def test_other_fields_do_not_count(field: str) -> None:
    """Only From names the sender, and only a line of its own is a From."""
    found = match_supplier(mail(attached(DESADV), sender=EVIL, fields=[field]), SUPPLIERS)
    assert isinstance(found, Match)
    assert (found.sender, found.candidates) == (EVIL, ())


@pytest.mark.parametrize(
    "field",
    [
        f"From: {VICTIM}", f"FROM: {VICTIM}", f"From : {VICTIM}", f"from\t:{VICTIM}", f"From: {EVIL}",
        f"no field at all\r\nFrom: {VICTIM}",
    ],
)  # fmt: skip
def test_two_from_fields_are_ambiguous(field: str) -> None:
    """Two From fields are refused in any order, since readers differ in which they show."""
    raw = mail(attached(DESADV), sender=EVIL, fields=[field])
    swapped = mail(attached(DESADV), sender=VICTIM, fields=[field.replace(VICTIM, EVIL)])
    for each in (raw, swapped):
        found = match_supplier(each, SUPPLIERS)
        assert not isinstance(found, Match)
        assert found.code == "ambiguous_sender"


def test_from_in_the_body_does_not_count() -> None:
    """The header ends at the first blank line."""
    raw = mail(attached(DESADV), sender=EVIL).replace(b"\r\n\r\n", b"\r\n\r\nFrom: " + VICTIM.encode() + b"\r\n", 1)
    assert headers(raw).sender == EVIL


ALPHABET = st.sampled_from(
    ["<", ">", '"', "(", ")", ",", ";", ":", "\\", " ", VICTIM, EVIL, "a", "@", "=?u?q?", "\r\n "]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(ALPHABET, max_size=9).map("".join))
def test_no_arrangement_reaches_the_victim_beside_another_address(sender: str) -> None:
    """Whatever is arranged: where the standard library sees the attacker's address, the victim's is not taken."""
    found = match_supplier(mail(sender=sender), SUPPLIERS)
    if isinstance(found, Match) and found.candidates:
        assert found.candidates == (HOERWELT,)
        assert EVIL not in {address for _, address in getaddresses([sender])}
