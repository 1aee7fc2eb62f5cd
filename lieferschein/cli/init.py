"""`lieferschein init`: a commented settings file."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lieferschein.cli.failures import UserError

QUESTIONS = (
    ("host", "IMAP server", "imap.example.com"),
    ("user", "Login name", "lieferscheine@example.com"),
    ("inbox", "Folder that delivery notes arrive in", "INBOX/LIEFERSCHEINE/Eingang"),
    ("archive", "Folder for mail that is done", "INBOX/LIEFERSCHEINE/ARCHIV"),
    ("error", "Folder for rejected mail", "INBOX/LIEFERSCHEINE/FEHLER"),
)


def init(file: Annotated[Path, Parameter(help="The file to write.")] = Path("lieferschein.toml")) -> None:
    """Write a commented settings file; on a terminal, ask for what it needs.

    An existing file is never overwritten. The password is not asked for: it does not belong into the file.

        lieferschein init
        lieferschein init /etc/lieferschein/lieferschein.toml
    """
    answers = _ask() if sys.stdin.isatty() else {name: default for name, _, default in QUESTIONS}
    try:
        with file.open("x", encoding="utf-8") as created:
            created.write(filled(answers))
    except FileExistsError:
        raise UserError(f"{file} exists already and stays as it is. Name another file, or move it away.") from None
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.") from None
    print(
        f"Wrote {file}. Next:\n"
        "  1. fill in the mailbox and your suppliers;\n"
        "  2. put the password into the environment: LIEFERSCHEIN_MAILBOXES__DEFAULT__PASSWORD, or into .env;\n"
        "  3. lieferschein check"
    )


def filled(answers: dict[str, str]) -> str:
    """The template with `answers` in it."""
    text = resources.files("lieferschein.cli").joinpath("template.toml").read_text(encoding="utf-8")
    for name, _, default in QUESTIONS:
        text = text.replace(f'"{default}"', _quoted(answers[name]), 1)
    return text


def _quoted(text: str) -> str:
    # TOML basic strings escape as JSON does
    import json

    return json.dumps(text, ensure_ascii=False)


def _ask() -> dict[str, str]:
    answers = {}
    try:
        for name, question, default in QUESTIONS:
            print(f"{question} [{default}]: ", end="", flush=True)
            answers[name] = input().strip() or default
    except EOFError:
        raise UserError("Nothing was written.") from None
    return answers
