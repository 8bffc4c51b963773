"""A data folder of the test's own, a council member, and what an answer says without its markup."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from merata_portal.actor import Actor


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def council(acting: Callable[..., Actor]) -> Actor:
    return acting(("council_member", "35.05"))


@pytest.fixture
def city_council(acting: Callable[..., Actor]) -> Actor:
    """Of the other regency."""
    return acting(("council_member", "35.72"))


@pytest.fixture
def text_of() -> Callable[[Any], str]:
    """What an answer says: its texts, one space between them."""

    def read(answer: Any) -> str:
        content = b"".join(answer) if answer.streaming else answer.content
        plain = html.unescape(re.sub(r"<[^>]*>", " ", content.decode()))
        return re.sub(r"\s+", " ", plain.replace("\u00a0", " "))

    return read
