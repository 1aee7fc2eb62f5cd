"""What several commands need: the mailbox that is meant, the consoles, tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lieferschein.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table


def chosen_mailbox(settings: Settings, name: str | None) -> str:
    """The mailbox that is meant: the one named, else "default", else the only one. SettingsError names them."""
    if name is None and "default" not in settings.mailboxes and len(settings.mailboxes) == 1:
        name = next(iter(settings.mailboxes))
    name = name or "default"
    settings.mailbox(name)
    return name


def output(*, wide: bool = False) -> Console:
    """The console for results; `wide` keeps tables whole when they are not for a terminal."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    return Console(width=None if terminal or not wide else 200, highlight=False, soft_wrap=False)


def messages() -> Console:
    """The console for everything that is not the result: standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[RenderableType | int | None]], title: str | None = None
) -> Table:
    """A table of texts; what is None stays empty. Texts are taken literally: they come from mails."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    built = Table(*columns, title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        built.add_row(*(Text("" if cell is None else str(cell)) if isinstance(cell, _PLAIN) else cell for cell in row))
    return built


_PLAIN = (str, int, type(None))
