# SPDX-License-Identifier: Apache-2.0

import os
import tempfile

import pytest


@pytest.fixture(scope="session")
def is_long():
    """Whether this is the long run."""
    return bool(os.environ.get("HAKO_TEST_LONG"))


@pytest.fixture
def ledgers():
    """A folder for ledgers."""
    with tempfile.TemporaryDirectory(prefix="hako-ledger-") as folder:
        yield folder


def pytest_terminal_summary(terminalreporter):
    """Shows the lines that tests recorded as `summary`, also of other processes."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, line in getattr(report, "user_properties", []):
                if name == "summary" and report.when == "call":
                    terminalreporter.write_line(line)
