"""What Python's garbage collector is told to leave alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from lieferschein.garbage import kept_for_good, only_new_searched


@pytest.fixture(autouse=True)
def nothing_is_left_alone() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_only_for_a_while() -> None:
    """What was there before is searched again afterwards."""
    with only_new_searched():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_for_good() -> None:
    """Nothing is searched meanwhile, and what was made stays left alone, also when a run has ended."""
    with kept_for_good():
        assert not gc.isenabled()
    assert gc.isenabled()
    with only_new_searched():
        pass
    assert gc.get_freeze_count() > 0


def test_a_failure_leaves_it_switched_on() -> None:
    """An import that fails is no reason to search nothing any more."""
    with pytest.raises(ImportError), kept_for_good():
        raise ImportError
    assert gc.isenabled()
