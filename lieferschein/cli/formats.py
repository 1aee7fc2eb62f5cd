"""`lieferschein formats`."""

from __future__ import annotations


def formats() -> None:
    """List the formats that can be read, by the names that `format` in the settings and `--format` take.

    "auto" finds the format by the content; a supplier whose format is known should say so.

        lieferschein formats
    """
    from lieferschein.cli.common import output, table
    from parsers import FORMATS

    rows = [("auto", "whichever of these the content shows", "")]
    rows += [(name, parser.title, ", ".join(sorted(parser.options))) for name, parser in FORMATS.items()]
    output(wide=True).print(table(("format", "reads", "options"), rows))
