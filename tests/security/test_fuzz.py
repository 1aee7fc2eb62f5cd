"""The fuzzing harness itself: every target takes its own seeds, and there are seeds for every target."""

from __future__ import annotations

import pytest

from fuzz.seeds import seeds
from fuzz.targets import targets

TARGETS = targets()


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    """A target comes back from each of its seeds, and from what a fuzzer tries first."""
    inputs = list(seeds(name))[:40]
    assert inputs, f"no seeds for {name}"
    for data in (b"", b"\0", b"\xff" * 100, *inputs):
        TARGETS[name](data)
