"""Connections that are cut at any octet, by turns of the dice: no mail is lost, doubled or left flagged."""

from __future__ import annotations

import random

import pytest

from lieferschein.mail import Account, MailError, MovePlan, Session, connect
from tests.fixtures.byte_relay import ByteRelay
from tests.fixtures.imap import DovecotFactory
from tests.mail.mails import identity, mail


@pytest.mark.parametrize("dies", [False, True])
@pytest.mark.parametrize("variant", ["slash", "no_move", "no_uidplus"])
@pytest.mark.parametrize("seed", range(4))
def test_cut_anywhere(dovecot: DovecotFactory, variant: str, dies: bool, seed: int) -> None:
    """List, fetch and move again until it is through; with `dies` every fault also ends the process that moves."""
    dice = random.Random(f"{variant}{dies}{seed}")
    server = dovecot(variant)
    server.append("INBOX/Eingang", *[mail(number) for number in range(1, 7)])
    server.create("INBOX/Archiv")
    server.flag("INBOX/Eingang", 6)  # somebody else's: never to be touched
    limits = [
        ("down", dice.randint(500, 4200)) if dice.random() < 0.5 else ("up", dice.randint(80, 840)) for _ in "123"
    ]
    wire = ByteRelay(server, limits)
    try:
        _move_everything(server.account(port=wire.port), dies=dies)
    finally:
        wire.close()
    assert server.message_ids("INBOX/Archiv") == [identity(number) for number in range(1, 6)]
    assert server.message_ids("INBOX/Eingang") == []
    assert 6 in {stored.uid for stored in server.mails("INBOX/Eingang")}
    assert not any(stored.flags for stored in server.mails("INBOX/Archiv"))


def _move_everything(account: Account, *, dies: bool) -> None:
    plans: list[MovePlan] = []
    session: Session | None = None
    for _ in range(8):
        try:
            session = session or _begin(account, plans)
            listing = session.list("INBOX/Eingang")
            session.fetch(listing, listing.uids)
            session.move(listing, listing.uids, "INBOX/Archiv", remember=plans.append)
        except MailError as error:
            assert error.transient, error  # noqa: PT017 - whatever was cut, it may pass
            if dies and session is not None:
                session.close()
                session = None
        else:
            session.close()
            return
    pytest.fail("not through after eight tries")


def _begin(account: Account, plans: list[MovePlan]) -> Session:
    """As a run begins: log in, then finish what an earlier one left half done."""
    session = connect(account)
    try:
        for plan in plans[-1:]:
            session.recover(plan)
    except MailError:
        session.close()
        raise
    return session
