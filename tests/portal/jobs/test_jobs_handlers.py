from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from merata_portal.jobs.handlers import Handler, handler_of, kinds
from merata_portal.jobs.running import Running

Handles = Callable[[str], Callable[[Handler], Handler]]


def test_a_kind_is_found_by_its_name(handles: Handles) -> None:
    @handles("test.one")
    def one(running: Running) -> dict[str, Any]:
        return {}

    assert handler_of("test.one") is one
    assert kinds() == {"test.one"}


def test_a_kind_that_nobody_does_is_named_with_those_there_are(handles: Handles) -> None:
    with pytest.raises(KeyError, match=r"nobody does jobs of kind 'x'; there are: none"):
        handler_of("x")
    handles("test.b")(lambda running: {})
    handles("test.a")(lambda running: {})
    with pytest.raises(KeyError, match=r"there are: test\.a, test\.b"):
        handler_of("x")


def test_two_handlers_of_one_kind_are_refused(handles: Handles) -> None:
    def one(running: Running) -> dict[str, Any]:
        return {}

    def other(running: Running) -> dict[str, Any]:
        return {}

    handles("test.one")(one)
    handles("test.one")(one)
    with pytest.raises(ValueError, match=r"two handlers for jobs of kind 'test\.one'"):
        handles("test.one")(other)
