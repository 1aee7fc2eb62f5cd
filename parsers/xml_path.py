"""Paths in a mapping: a small, safe subset of XPath, compiled once and checked when the options are read.

Header/No                   children, by local name (a prefix is ignored); * for any
Qty/@unit                   an attribute
.   ..   ../Order/@id       the element itself, the one around it
//Delivery                  anywhere below (only at the start)
Party[@role='buyer']/Name   only those with this attribute, or child: Party[Role='buyer']/Name
Address[1]                  the first one
=Stk                        no path: the constant "Stk"
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .values import clean
from .xmlpaths import one_line
from .xmltree import Element, local_name

_STEP = re.compile(
    r"(?P<axis>@)?(?P<name>\*|\.{1,2}|[\w.\-]+(?::[\w.\-]+)?)"
    r"(?:\[(?:(?P<position>\d{1,4})|(?P<kind>@)?(?P<key>[\w.\-:]+)\s*=\s*(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"))\])?\Z"
)
_SLASHES = re.compile(r"/(?![^\[]*\])")


class Step(NamedTuple):
    """One step: a name and, where given, a position or a condition on an attribute or child."""

    name: str
    position: int
    key: str
    is_attribute: bool
    value: str


class Path(NamedTuple):
    """A compiled path: its steps, whether it starts anywhere below, its attribute, or a constant."""

    text: str
    steps: tuple[Step, ...]
    anywhere: bool
    attribute: str
    constant: str | None

    def elements(self, start: Element) -> list[Element]:
        """The elements that the path leads to from `start`."""
        found = [start]
        for number, step in enumerate(self.steps):
            below = self.anywhere and number == 0
            found = [hit for element in found for hit in _follow(element, step, anywhere=below)]
        return found

    def texts(self, start: Element) -> list[tuple[str, Element]]:
        """The texts that the path leads to, each with its element; empty ones and dummies are left out."""
        if self.constant is not None:
            return [(self.constant, start)]
        texts = []
        for element in self.elements(start):
            raw = _attribute(element, self.attribute) if self.attribute else element.text
            text = clean(raw)
            if text is not None:
                texts.append((one_line(text), element))
        return texts


def path_of(option: str, text: object) -> Path:
    """Compile a path; raises ValueError that names the option."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{option} takes a path such as Header/No or Qty/@unit, not {text!r}")
    text = text.strip()
    if text.startswith("="):
        return Path(text, (), False, "", text[1:])
    anywhere = text.startswith("//")
    steps = [_step(option, text, part) for part in _SLASHES.split(text[2:] if anywhere else text)]
    attribute = ""
    if steps[-1].name.startswith("@"):
        attribute = steps.pop().name[1:]
    if any(step.name.startswith("@") for step in steps) or (anywhere and not steps):
        raise ValueError(f"{option}: an attribute can only stand at the end of a path, not as in {text!r}")
    return Path(text, tuple(step for step in steps if step.name != "."), anywhere, attribute, None)


def _step(option: str, text: str, part: str) -> Step:
    match = _STEP.match(part.strip())
    if match is None:
        raise ValueError(f"{option}: {part!r} in {text!r} is no step of a path; see docs/formats/xml.md")
    name = match["name"].rpartition(":")[2]
    key = (match["key"] or "").rpartition(":")[2]
    value = match["single"] if match["single"] is not None else match["double"] or ""
    return Step(
        f"@{name}" if match["axis"] else name, int(match["position"] or 0), key, match["kind"] is not None, value
    )


def _follow(element: Element, step: Step, *, anywhere: bool) -> list[Element]:
    if step.name == "..":
        parent = element.getparent()
        return [] if parent is None else [parent]
    candidates = element.iter("{*}*") if anywhere else iter(element)
    found = [
        child
        for child in candidates
        if step.name in ("*", local_name(child)) and (not step.key or _condition(child, step))
    ]
    if step.position:
        return found[step.position - 1 : step.position]
    return found


def _condition(element: Element, step: Step) -> bool:
    if step.is_attribute:
        return _attribute(element, step.key) == step.value
    return any((child.text or "").strip() == step.value for child in element if local_name(child) == step.key)


def _attribute(element: Element, name: str) -> str | None:
    found = element.get(name)
    if found is None:  # an attribute in a namespace
        found = next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), None)
    return found
