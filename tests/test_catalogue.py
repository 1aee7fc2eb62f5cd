"""The catalogue of sentences: everything that people read exists in English and German."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "lieferschein" / "locale" / "de" / "LC_MESSAGES" / "lieferschein.po"
# In the parsers, which know no catalogue, every literal that is a sentence is a template.
SENTENCE = re.compile(r'[A-Z{"].* .*[.…]\Z', re.S)


def _strings(tree: ast.AST) -> Iterator[str]:
    """Every string literal but docstrings and parts of f-strings."""
    skipped = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    skipped |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    skipped |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def _marked(tree: ast.AST) -> Iterator[str]:
    """The arguments of N_()."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
            yield ast.literal_eval(node.args[0])


def templates() -> dict[str, str]:
    """Every template of the code, and where it stands."""
    found: dict[str, str] = {}
    for folder in ("lieferschein", "tasks", "flows"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            found.update(dict.fromkeys(_marked(ast.parse(file.read_text())), str(file.relative_to(ROOT))))
    found.update(_notifications())
    found.update(_deployments())
    for file in sorted((ROOT / "parsers").rglob("*.py")):
        sentences = filter(SENTENCE.match, _strings(ast.parse(file.read_text())))
        found.update(dict.fromkeys(sentences, str(file.relative_to(ROOT))))
    return found


def _notifications() -> dict[str, str]:
    """What automations tell people, in notifications and in the state of a run they end."""
    file = ROOT / "lieferschein" / "local" / "automations.yaml"
    automations = yaml.safe_load(file.read_text(encoding="utf-8"))["automations"]
    told = [action for each in automations for action in each["actions"]]
    return {action[text]: file.name for action in told for text in ("subject", "body", "message") if text in action}


def _deployments() -> dict[str, str]:
    """What the page of each deployment says; those of mailboxes are told by `lieferschein.local.deploying`."""
    file = ROOT / "prefect.yaml"
    _hourly, *others = yaml.safe_load(file.read_text(encoding="utf-8"))["deployments"]
    return {each["description"]: file.name for each in others}


def german() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="de") if message.id}


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_sentence_has_its_german() -> None:
    """A sentence that lacks German would be shown in English to those who chose German."""
    known = german()
    missing = {template: place for template, place in templates().items() if not known.get(template)}
    assert not missing


def test_no_translation_without_a_sentence() -> None:
    """What the code no longer says is dropped from the catalogue."""
    unused = set(german()) - set(templates())
    assert not unused


@pytest.mark.parametrize("template", sorted(german()))
def test_translations_keep_the_parameters(template: str) -> None:
    """A parameter that is left out, or misspelt, would hide what the sentence is about."""
    assert _fields(german()[template]) == _fields(template)
