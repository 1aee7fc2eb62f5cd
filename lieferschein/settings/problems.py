"""What is wrong with the settings: each problem with its place in the file, what was given, and what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Place = tuple[str | int, ...]


def nearest(name: str, known: Sequence[str]) -> str:
    """ ", did you mean X?" with the known name that `name` comes closest to, or nothing."""
    lowered = {each.lower(): each for each in known}
    close = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    return f"; did you mean {lowered[close[0]]}?" if close else ""


def dotted(place: Place) -> str:
    """The place as TOML writes it: mailboxes.default.port, or suppliers."a.b".senders[2]."""
    path = ""
    for part in place:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        else:
            bare = re.fullmatch(r"[A-Za-z0-9_-]+", part)
            path += ("." if path else "") + (part if bare else f'"{part}"')
    return path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what, and, when it did not stand in the file, where it came from."""

    place: Place
    text: str
    origin: str = ""

    def __str__(self) -> str:
        origin = f" ({self.origin})" if self.origin else ""
        return f"{dotted(self.place)}{origin} {self.text}" if self.place else self.text


class SettingsError(Exception):
    """The settings cannot be used; the text lists every problem, `.problems` holds them."""

    def __init__(self, problems: Sequence[Problem] | str, file: Path | None = None) -> None:
        self.problems = [Problem((), problems)] if isinstance(problems, str) else list(problems)
        self.file = file
        super().__init__(problems if isinstance(problems, str) else self._sentence())

    def _sentence(self) -> str:
        where = self.file.name if self.file else "the settings"
        if len(self.problems) == 1:
            return f"In {where}: {self.problems[0]}"
        listed = "\n".join(f"  - {problem}" for problem in self.problems)
        return f"In {where} {len(self.problems)} settings are wrong:\n{listed}"


class SettingsMissing(SettingsError):
    """There is no settings file, and nothing else that says where the mail is."""
