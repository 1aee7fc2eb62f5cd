"""A plugin of pytest for canary runs: what a test logged and wrote is kept beside what other processes did."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # reported once more by the process that gathers them
    test = report.nodeid.partition("[")[0]  # some parameters are secrets
    with (Path(os.environ["TEST_KEEPS"]) / "tests.report").open("a", encoding="utf-8") as file:
        file.writelines(f"{test} {name}\n{text}\n" for name, text in report.sections)
