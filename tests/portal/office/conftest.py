"""Browsers signed in as a role in an area, a data folder of its own, and what a page says without its markup."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def browser(person: Callable[..., Any], browser_of: Callable[[Any], Client]) -> Callable[..., Client]:
    """`browser("auditor", "35.05")`: a browser of such a person, signed in with both factors."""
    return lambda role, area="35.05": browser_of(person((role, area)))


@pytest.fixture
def officer(browser: Callable[..., Client]) -> Client:
    return browser("social_officer")


@pytest.fixture
def text_of() -> Callable[[Any], str]:
    """What an answer says: its texts, one space between them."""

    def read(answer: Any) -> str:
        content = b"".join(answer) if answer.streaming else answer.content
        plain = html.unescape(re.sub(r"<[^>]*>", " ", content.decode()))
        return re.sub(r"\s+", " ", plain.replace("\u00a0", " "))

    return read


@pytest.fixture
def told() -> Callable[[Any], list[str]]:
    """The messages that the page after a redirect shows."""
    return lambda answer: [str(message) for message in answer.context["messages"]]
