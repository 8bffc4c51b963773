from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from django.utils.translation import override

from merata.errors import MerataError
from merata_portal.actor import Refused
from merata_portal.audit.actions import NotRecordable
from merata_portal.office.telling import done
from merata_portal.registry.refusals import RegistryRefused


@pytest.fixture
def request_told() -> tuple[HttpRequest, list[tuple[str, str]]]:
    said: list[tuple[str, str]] = []

    class Storage(BaseStorage):
        def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
            said.append((str(level), message))

    request = RequestFactory().post("/")
    request._messages = Storage(request)  # type: ignore[attr-defined]
    return request, said


def failing(error: Exception) -> Any:
    def action() -> None:
        raise error

    return action


def test_what_was_done_is_said(request_told: tuple[HttpRequest, list[tuple[str, str]]]) -> None:
    request, said = request_told
    assert done(request, lambda: None, "Selesai.")
    assert done(request, lambda: None)
    assert said == [("25", "Selesai.")]


@pytest.mark.parametrize(
    ("error", "language", "text"),
    [
        (RegistryRefused("Tidak bisa.", "Cannot."), "id", "Tidak bisa."),
        (RegistryRefused("Tidak bisa.", "Cannot."), "en", "Cannot."),
        (MerataError("a / b"), "id", "a / b"),
    ],
)
def test_a_refusal_is_said_in_the_pages_language(
    request_told: tuple[HttpRequest, list[tuple[str, str]]], error: Exception, language: str, text: str
) -> None:
    request, said = request_told
    with override(language):
        assert not done(request, failing(error), "Selesai.")
    assert said == [("40", text)]


def test_what_cannot_be_recorded_is_said_without_its_inner_words(
    request_told: tuple[HttpRequest, list[tuple[str, str]]],
) -> None:
    request, said = request_told
    with override("id"):
        assert not done(request, failing(NotRecordable("reason holds … Personal(…)")))
    assert said[0][1].startswith("Tidak dilakukan, karena tidak dapat dicatat: jangan menulis NIK")


def test_what_is_not_there_is_not_found_and_who_may_not_is_refused(
    request_told: tuple[HttpRequest, list[tuple[str, str]]],
) -> None:
    with pytest.raises(Http404):
        done(request_told[0], failing(ObjectDoesNotExist()))
    with pytest.raises(Refused):
        done(request_told[0], failing(Refused("no")))
    with pytest.raises(ZeroDivisionError):
        done(request_told[0], failing(ZeroDivisionError()))
