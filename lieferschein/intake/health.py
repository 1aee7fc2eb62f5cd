"""Whether everything works: mailboxes, waiting mail, silent suppliers, what is about to expire, database and disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from lieferschein.intake.checking import check_mailbox
from lieferschein.mail import CheckStep
from lieferschein.reasons import N_, Reason
from lieferschein.settings import Settings, SettingsError
from lieferschein.store import DatabaseMissing, SchemaMissing, StoreError, open_store
from lieferschein.store.upkeep import Sizes, arrivals, sizes_of

WAITING_DAYS = 2  # an hourly run leaves nothing that long
EXPIRY_DAYS = 21
LOOK_BACK_DAYS = 365
INTERVALS = 20  # the last so many pauses between two mails tell what is usual for a supplier
MIN_INTERVALS = 3
LEAST_SILENCE = timedelta(days=1)  # several mails in one morning are no usual interval
LOW_DISK = 1_000_000_000

_WAITING = N_("Mail has waited in {folder} since {oldest}; look at the last runs of mailbox {mailbox}.")
_PASSWORD = N_("The password of mailbox {mailbox} expires on {day}: change it, and the setting password_expires.")
_PASSWORD_GONE = N_("The password of mailbox {mailbox} expired on {day}: change it, and the setting password_expires.")
_SILENT = N_(
    "{supplier} has sent nothing since {since}; its longest pause lately was {usual} days. Ask whether it has."
)
_DISK = N_("Only {free} MB are left on the disk of the database: make room.")


@dataclass(frozen=True, slots=True)
class MailboxHealth:
    """A mailbox: its connection test, how many messages lie in each folder, and since which day the oldest waits."""

    name: str
    steps: tuple[CheckStep, ...]
    counts: dict[str, int]
    oldest_waiting: str | None
    problems: tuple[Reason, ...]

    @property
    def certificate_expires(self) -> str | None:
        """The last day of the server's certificate; None without one, or when nobody connected."""
        return next((step.reason.params.get("expires") for step in self.steps if step.name == "connect"), None)


@dataclass(frozen=True, slots=True)
class SupplierHealth:
    """A supplier's last mail; `silence` says that it is longer ago than usual."""

    key: str
    name: str
    last: datetime
    silence: Reason | None


@dataclass(slots=True)
class Health:
    """Everything that was looked at."""

    mailboxes: list[MailboxHealth] = field(default_factory=list)
    suppliers: list[SupplierHealth] = field(default_factory=list)
    sizes: Sizes | None = None
    problems: list[Reason] = field(default_factory=list)  # of the database and the disk

    @property
    def all_problems(self) -> list[Reason]:
        """What wants attention; silent suppliers are told apart."""
        return [*(problem for mailbox in self.mailboxes for problem in mailbox.problems), *self.problems]


def health_of(settings: Settings, *, connect: bool = True) -> Health:
    """Look at everything; `connect`: log in to the mailboxes, too. Never raises for what is wrong, it says so."""
    found = Health()
    if connect:
        found.mailboxes = [mailbox_health(settings, name) for name in settings.mailboxes]
    try:
        with open_store(settings.database_url, create=False, readonly=True) as store:
            found.sizes = sizes_of(store.engine)
            since = datetime.now(UTC) - timedelta(days=LOOK_BACK_DAYS)
            found.suppliers = list(_suppliers(settings, arrivals(store.engine, since)))
    except (DatabaseMissing, SchemaMissing) as error:
        if not settings.database_url.startswith("sqlite"):  # that one the first run creates
            found.problems.append(error.reason)
    except StoreError as error:
        found.problems.append(error.reason)
    if found.sizes and found.sizes.free is not None and found.sizes.free < LOW_DISK:
        found.problems.append(Reason("disk", _DISK, {"free": str(found.sizes.free // 1_000_000)}))
    return found


def mailbox_health(settings: Settings, name: str) -> MailboxHealth:
    """The connection test, read as figures; what is wrong or about to be."""
    try:
        steps = tuple(step for step in check_mailbox(settings, name) if step.name != "database")
    except SettingsError as error:
        return MailboxHealth(name, (), {}, None, (Reason("settings", str(error).replace("{", "{{")),))
    counts, oldest = {}, None
    for step in steps:
        if step.name in ("inbox", "archive", "error") and step.ok:
            counts[step.name] = int(step.reason.params.get("count") or 0)
            if step.name == "inbox":
                oldest = step.reason.params.get("oldest") or None
    problems = [step.reason for step in steps if not step.ok or step.reason.code == "certificate_expires"]
    problems += [*_waiting(settings, name, steps, oldest), *_password(settings, name)]
    return MailboxHealth(name, steps, counts, oldest, tuple(problems))


def _waiting(settings: Settings, name: str, steps: Iterable[CheckStep], oldest: str | None) -> Iterator[Reason]:
    if oldest is None or settings.mailboxes[name].unknown_sender == "leave":  # then mail is meant to stay there
        return
    if datetime.now(UTC).date() - date.fromisoformat(oldest) >= timedelta(days=WAITING_DAYS):
        folder = next(step.reason.params["folder"] for step in steps if step.name == "inbox")
        yield Reason("waiting", _WAITING, {"folder": folder, "oldest": oldest, "mailbox": name})


def _password(settings: Settings, name: str) -> Iterator[Reason]:
    expires = settings.mailboxes[name].password_expires
    if expires is None:
        return
    left = expires - datetime.now(UTC).date()
    if left < timedelta(days=EXPIRY_DAYS):
        message = _PASSWORD if left > timedelta(0) else _PASSWORD_GONE
        yield Reason("password_expires", message, {"mailbox": name, "day": expires.isoformat()})


def _suppliers(settings: Settings, heard: Iterable[tuple[str, datetime]]) -> Iterator[SupplierHealth]:
    moments: dict[str, list[datetime]] = {}
    for key, moment in heard:
        moments.setdefault(key, []).append(moment)
    now = datetime.now(UTC)
    for key, supplier in settings.suppliers.items():
        if key in moments:
            yield SupplierHealth(key, supplier.name, moments[key][-1], silence(supplier.name, moments[key], now))


def silence(name: str, moments: list[datetime], now: datetime) -> Reason | None:
    """Whether a supplier has been silent for longer than it lately ever was; None while too little is known of it."""
    recent = moments[-INTERVALS - 1 :]
    pauses = [later - earlier for earlier, later in pairwise(recent)]
    if len(pauses) < MIN_INTERVALS:
        return None
    usual = max(*pauses, LEAST_SILENCE)
    if now - recent[-1] <= usual:
        return None
    params = {"supplier": name, "since": recent[-1].date().isoformat(), "usual": str(max(usual.days, 1))}
    return Reason("silent", _SILENT, params)
