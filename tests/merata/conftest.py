"""A small invented region that several rooms test on."""

from __future__ import annotations

import pytest
from invented_region import DatasetInMemory, region


@pytest.fixture(scope="session")
def small_region() -> DatasetInMemory:
    return region()
