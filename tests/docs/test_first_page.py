"""docs/README.md is run as it stands, top to bottom, and its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fixtures.needs import require

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = DOCS / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = ("pip install", "lieferschein demo")  # the demo lies there already, filed by the same job without Prefect


def blocks() -> Iterator[tuple[int, str, str]]:
    text = PAGE.read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        yield text[: match.start()].count("\n") + 1, match[1], match[2]


def test_first_page(demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command ends well and every snippet runs; at the end the plot and the exports are there."""
    require(find_spec("matplotlib"), "matplotlib is not installed")
    for line, kind, text in blocks():
        if kind == "python":
            exec(compile(text, f"{PAGE.name}, line {line}", "exec"), {})
        elif kind == "console":
            for command in text.splitlines():
                _run(command, monkeypatch)
    said = capsys.readouterr().out
    assert "lines received" in said
    assert (demo / "weeks.png").stat().st_size > 1000
    assert list(demo.glob("books/*/*.xlsx"))
    assert list(demo.glob("parsed/*.parquet"))


def _run(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if command.startswith(NOT_RUN):
        return
    if command.startswith("export "):
        name, _, value = command.removeprefix("export ").partition("=")
        monkeypatch.setenv(name, value)
        return
    from lieferschein.cli import app

    program, *arguments = shlex.split(command)
    assert program == "lieferschein"
    with pytest.raises(SystemExit) as ended:
        app(arguments)
    assert not ended.value.code, command


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(DOCS)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to another file names one that is there."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target
