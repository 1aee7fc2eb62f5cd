"""Fixtures shared by all tests: real IMAP servers, real databases."""

from __future__ import annotations

pytest_plugins = ["tests.fixtures.imap", "tests.fixtures.postgres"]
