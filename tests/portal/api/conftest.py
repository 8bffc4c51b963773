"""A data folder of the test's own, people of whom one prepares and the other publishes, and an edition."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from merata_portal.actor import Actor

sys.path.append(str(Path(__file__).parents[1] / "programmes"))
sys.path.append(str(Path(__file__).parents[1] / "participation"))


@pytest.fixture(autouse=True)
def data_root(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return Path(settings.DATA_ROOT)


@pytest.fixture(autouse=True)
def nobody_asked() -> None:
    """Each test asks as if it were the first of its minute."""
    from merata_portal.api.pace import PACE  # noqa: PLC0415 - needs the settings first

    PACE.forget()


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", "35.05"))


@pytest.fixture
def social(acting: Callable[..., Actor]) -> Actor:
    return acting(("social_officer", "35.05"))


@pytest.fixture
def edition(planner: Actor, social: Actor) -> Any:
    """An edition of 35.05 in which 6 and 2 households of one village and 5 of another received."""
    from made_publications import ONE, TWO, cycle, published, receive  # noqa: PLC0415 - models need the settings first

    receive(cycle(), {(ONE, "female"): 6, (ONE, "male"): 2, (TWO, "male"): 5})
    return published(planner, social)


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """A request that comes over WSGI ends its connection, and with it the test's own transaction."""
    from django.core.signals import request_finished, request_started  # noqa: PLC0415
    from django.db import close_old_connections  # noqa: PLC0415

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
