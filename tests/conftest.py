"""Fixtures shared by all tests: real IMAP servers, real databases."""

from __future__ import annotations

import pytest

# Files with few tests that take long: begun last, one processor would wait for the other.
LONG = ("ui/test_trouble", "production/", "load/", "ui/", "cli/", "flows/")

pytest_plugins = ["tests.fixtures.imap", "tests.fixtures.postgres"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first."""
    items.sort(key=lambda item: next((at for at, part in enumerate(LONG) if f"tests/{part}" in item.nodeid), len(LONG)))
