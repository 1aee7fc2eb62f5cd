"""All settings of an installation, checked against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ByteSize, Field, PrivateAttr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from lieferschein.settings.exchange import Handoff, NotesUrl, Orders
from lieferschein.settings.kinds import DatabaseUrl, GlnList, Section, Size, Text, Timezone
from lieferschein.settings.mailbox import Mailbox, Seconds
from lieferschein.settings.problems import Problem, SettingsError, nearest
from lieferschein.settings.supplier import Supplier

MEGABYTE = 1_000_000
Count = Annotated[int, Field(ge=1)]


class Branch(Section):
    """A branch (Filiale) that documents name by its GLN."""

    gln: GlnList = ()
    """the ship-to GLNs that mean this branch"""


class Limits(Section):
    """How much a mail may hold; checked while unpacking."""

    message: Size = ByteSize(50 * MEGABYTE)
    """the size of a mail"""
    unpacked: Size = ByteSize(200 * MEGABYTE)
    """the size of everything unpacked from a mail"""
    parts: Count = 1000
    """how many parts"""
    depth: Count = 5
    """how deep archives and mails may be nested"""
    ratio: Count = 200
    """how many times larger a part may become by unpacking"""


class Run(Section):
    """How a run proceeds."""

    batch_messages: Count = 100
    """how many mails are fetched at once"""
    batch_bytes: Size = ByteSize(50 * MEGABYTE)
    """how many bytes are fetched at once"""
    observe_each_up_to: Annotated[int, Field(ge=0)] = 300
    """up to how many mails in a run each has task runs of its own in the Prefect UI"""
    lease_wait: Annotated[float, Field(ge=0, le=3600)] = 90
    """how many seconds a run waits for another one on the same mailbox"""
    retry_waits: tuple[Seconds, ...] = (5, 20, 60)
    """the seconds between the attempts of a step that met a transient fault"""


class Settings(BaseSettings):
    """Every setting; `load_settings` reads it, the constructor takes values as they are."""

    model_config = SettingsConfigDict(
        env_prefix="LIEFERSCHEIN_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    branch: Text | None = None
    """the branch (Filiale) this installation stands in"""
    database_url: Annotated[DatabaseUrl, Field(repr=False)] = "sqlite:///lieferschein.db"
    """where the notes are kept"""
    timezone: Timezone = "Europe/Berlin"
    """the zone of the schedule and of moments that name none"""
    language: Literal["en", "de"] = "en"
    """the language of reasons, report and answer mails"""
    notes_url: NotesUrl | None = None
    """a page that shows a note, with {number} for its number: what the report in the Prefect UI links to"""
    mailboxes: dict[str, Mailbox] = {}
    """the mailboxes"""
    mailbox_defaults: Annotated[dict[str, Any], Field(repr=False)] = {}
    """what all mailboxes share: any setting of [mailboxes.NAME]; {mailbox} in its texts stands for the name"""
    branches: dict[str, Branch] = {}
    """the branches by GLN"""
    suppliers: dict[str, Supplier] = {}
    """the suppliers"""
    handoff: Handoff = Handoff()
    """the hand-off to an ERP"""
    orders: Orders = Orders()
    """our open orders"""
    limits: Limits = Limits()
    """how much a mail may hold"""
    run: Run = Run()
    """how a run proceeds"""
    keep_documents_days: Count | None = None
    """for how many days the files of mails are kept in the database as evidence; left out: for ever"""

    _file: Path | None = PrivateAttr(default=None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the caller gives: `sources.py` reads the others, so that an error can name where a value stood."""
        return (init_settings,)

    @property
    def file(self) -> Path | None:
        """The settings file, absolute; None when everything came from elsewhere."""
        return self._file

    @property
    def folder(self) -> Path:
        """The folder that relative paths count from."""
        return self._file.parent if self._file else Path.cwd()

    def mailbox(self, name: str = "default") -> Mailbox:
        """The mailbox called `name`, with everything a login needs; SettingsError says what is missing."""
        if name not in self.mailboxes:
            raise SettingsError([_no_such_mailbox(name, list(self.mailboxes))], self._file)
        mailbox = self.mailboxes[name]
        if mailbox.auth == "password" and mailbox.password is None:
            variable = f"LIEFERSCHEIN_MAILBOXES__{name.upper().replace('-', '_')}__PASSWORD"
            problem = Problem(
                ("mailboxes", name, "password"),
                f"is missing; put it into the environment as {variable}, "
                f"or into a file of that name in the folder LIEFERSCHEIN_SECRETS_DIR",
            )
            raise SettingsError([problem], self._file)
        return mailbox

    def suppliers_of(self, mailbox: str) -> dict[str, Supplier]:
        """The suppliers that write to `mailbox`."""
        return {key: each for key, each in self.suppliers.items() if not each.mailboxes or mailbox in each.mailboxes}


def _no_such_mailbox(name: str, known: list[str]) -> Problem:
    if not known:
        return Problem(
            ("mailboxes",), f'has no mailbox "{name}", nor any other; "lieferschein init" shows how to add one'
        )
    return Problem(("mailboxes", name), f"does not exist{nearest(name, known)}; there is {', '.join(sorted(known))}")
