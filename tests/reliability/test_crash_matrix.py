"""Every row of the crash matrix (docs/reliability.md): a real SIGKILL there, then a normal run, read from outside."""

from __future__ import annotations

import pytest

from tests.kit.house import INBOX, House
from tests.reliability.conftest import MakeHouse
from tests.reliability.invariants import Post, after_a_kill, at_the_end, expire_leases, mail_of, stored
from tests.reliability.victim import start

# Where it dies, as docs/reliability.md names the rows; each place is met once per message, or once per batch.
ANYWHERE = [
    "lease:after", "folders:after", "list:after", "fetch:after",
    "attempt:before", "attempt:after", "parse:before", "parse:after", "import:before",
    "commit:inside",
    "import:after", "reject:after", "move:before",
    "move:after", "filed:before", "filed:after", "logout:before",
]  # fmt: skip
WITH_MOVE = ["UID MOVE:before", "UID MOVE:sent", "UID MOVE:after"]
WITH_COPY = [
    "remember:after", "UID COPY:before", "UID COPY:sent", "UID COPY:after",
    "UID STORE:before", "UID STORE:sent", "UID STORE:after",
]  # fmt: skip
WITH_EXPUNGE = ["UID EXPUNGE:before", "UID EXPUNGE:sent", "UID EXPUNGE:after"]
LATE = ANYWHERE[-8:]
EACH, BULK = False, True
CASES = [
    *(("slash", "sqlite", point, bulk) for point in ANYWHERE + WITH_MOVE for bulk in (EACH, BULK)),
    *(("slash", "postgresql", point, EACH) for point in ANYWHERE[4:] + WITH_MOVE),
    *(("pymap", "sqlite", point, BULK) for point in WITH_MOVE),
    *(("no_move", "sqlite", point, EACH) for point in LATE + WITH_COPY + WITH_EXPUNGE),
    *(("no_move", "postgresql", point, BULK) for point in LATE + WITH_COPY + WITH_EXPUNGE),
    *(("no_uidplus", "sqlite", point, BULK) for point in LATE + WITH_COPY),
]
# Met once a run or a batch, the others once a message
ONCE = ("lease", "folders", "list", "fetch", "reject", "import", "commit", "logout")
OTHERS = "<others@deleted>"


def deliver(house: House) -> Post:
    """Two good mails, a broken one, one of the good ones again; and a mail that somebody else deleted."""
    post = Post()
    house.put(post.good("LS-1"), post.broken("B-1"), post.good("LS-2"), post.again("LS-1", "C-1"))
    house.server.append(house.server.path(INBOX), mail_of("LS-9", OTHERS), flags="\\Deleted")
    return post


@pytest.mark.parametrize(("server", "database", "point", "bulk"), CASES)
def test_killed_there(make_house: MakeHouse, server: str, database: str, point: str, bulk: bool) -> None:
    """Killed at that place, nothing is lost, doubled or moved undecided; the next run ends as if nothing had been."""
    house = make_house(server, database, bulk=bulk)
    post = deliver(house)
    victim = start(house, die_at=point, nth=1 if bulk or point.split(":", maxsplit=1)[0] in ONCE else 2)
    assert victim.end() == -9, f"{point} was not met"
    after_a_kill(house, post)
    expire_leases(house)
    report = house.sync()
    assert report.exit_status in (0, 3), report.summary
    at_the_end(house, post)
    assert OTHERS in {each.message_id for each in stored(house, INBOX)}, "somebody else's deleted mail was expunged"
