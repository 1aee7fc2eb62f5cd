"""No regular expression that meets bytes from strangers takes more than a moment on text made to hurt it."""

from __future__ import annotations

import ast
import itertools
import re
import re._constants as constants
import re._parser as parser
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("parsers", "lieferschein/mail", "lieferschein/intake")
LENGTH = 1500
SECONDS = 0.5  # CPU time; exponential and cubic ones take for ever, quadratic ones some milliseconds
CALLS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
SAMPLES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "x"}


def expressions() -> Iterator[tuple[str, str | bytes, int, bool]]:
    """Place, pattern and flags of each expression that is written out in the code, and whether it is searched for."""
    for folder in FOLDERS:
        files = {file: file.read_text(encoding="utf-8") for file in sorted((ROOT / folder).glob("*.py"))}
        searched = set(re.findall(r"(\w+)\.(?:search|sub|subn|split|findall|finditer)\(", "".join(files.values())))
        for file, text in files.items():
            tree = ast.parse(text)
            kept = {id(a.value): a.targets[0] for a in ast.walk(tree) if isinstance(a, ast.Assign)}
            for node in ast.walk(tree):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
                if of_re and node.func.attr in CALLS and isinstance(node.args[0], ast.Constant):
                    name = kept.get(id(node))
                    method = node.func.attr
                    anywhere = method not in ("compile", "match", "fullmatch") or (
                        method == "compile" and (not isinstance(name, ast.Name) or name.id in searched)
                    )
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node.args[0].value, _flags(node), anywhere


def _flags(call: ast.Call) -> int:
    named = {each.attr for each in ast.walk(call) if isinstance(each, ast.Attribute) and each.attr.isupper()}
    return int(sum(getattr(re, name) for name in named if isinstance(getattr(re, name, None), re.RegexFlag)))


def letters(tree: Any) -> Iterator[str]:
    """A few characters that the expression means by name, set or literal, however deep."""
    for kind, value in tree:
        if kind in (constants.LITERAL, constants.NOT_LITERAL):
            yield chr(value)
        elif kind is constants.RANGE:
            yield chr(value[0])
        elif kind is constants.CATEGORY:
            yield SAMPLES.get(str(value), "x")
        elif kind is constants.ANY:
            yield "x"
        elif kind is constants.IN:
            yield from letters(value)
        else:
            for inner in value if isinstance(value, tuple) else (value,):
                yield from _inside(inner)


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, parser.SubPattern):
        yield from letters(value)
    elif isinstance(value, list):
        for each in value:
            yield from _inside(each)


def hostile(pattern: str | bytes, flags: int) -> Iterator[str]:
    """Long repetitions of what the expression is made of, with an end that fits nothing."""
    found = list(dict.fromkeys(letters(parser.parse(pattern, flags))))[:7]
    units = [*found, *("".join(pair) for pair in itertools.permutations(found, 2)), "".join(found)]
    for unit in dict.fromkeys(["x", " ", *units]):
        long = unit * (LENGTH // max(len(unit), 1))
        yield long + "\0!"
        yield (found[0] if found else "") + long + "\0!"


EXPRESSIONS = list(expressions())


def test_they_are_found() -> None:
    """The list is not empty by accident."""
    assert len(EXPRESSIONS) > 50


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_catastrophic_backtracking(folder: str) -> None:
    """Each expression of a folder answers quickly on each hostile text."""
    slow = []
    for place, pattern, flags, anywhere in EXPRESSIONS:
        if not place.startswith(folder):
            continue
        compiled = re.compile(pattern, flags)
        for text in hostile(pattern, flags):
            subject: Any = text.encode("latin-1", "replace") if isinstance(pattern, bytes) else text
            if seconds_of(compiled, subject, anywhere=anywhere) > SECONDS:
                slow.append((place, pattern, text[:10]))
                break
    assert slow == []


def seconds_of(compiled: re.Pattern[Any], subject: Any, *, anywhere: bool = True) -> float:
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    began = time.process_time()
    signal.alarm(1)  # the engine looks for signals now and then
    try:
        (compiled.search if anywhere else compiled.match)(subject)
    except TimeoutError:
        return 1
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return time.process_time() - began


def test_the_test_finds_them() -> None:
    """A known catastrophic expression is recognized: the hostile texts are hostile enough."""
    for pattern in (r"(a+)+$", r"(\d+)*x", r"(.*)(\d+)*\d*y"):
        assert any(
            seconds_of(re.compile(pattern), text) > SECONDS for text in itertools.islice(hostile(pattern, 0), 12)
        )
