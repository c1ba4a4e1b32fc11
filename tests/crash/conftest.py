# SPDX-License-Identifier: Apache-2.0

import tempfile

import pytest


@pytest.fixture
def ledgers():
    """A folder for ledgers."""
    with tempfile.TemporaryDirectory(prefix="hako-ledger-") as folder:
        yield folder
