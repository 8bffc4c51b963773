"""What the pages of programmes share: what one may not see is not there, lists go on, files are downloads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse

from merata_portal.office.paging import address_with

Found = TypeVar("Found")
AFTER: Final = re.compile(r"([\w.]{1,40}:)?\d{1,18}", re.ASCII)
"""What the lists of programmes give to go on from: a row, with what orders it before it where there is any."""


def sought(find: Callable[[], Found]) -> Found:
    """What is found; `Http404` where it does not exist in the actor's areas."""
    try:
        return find()
    except ObjectDoesNotExist as error:
        raise Http404 from error


def following(request: HttpRequest, after: str) -> str:
    """The address of a list's next page; empty after the last."""
    return address_with(request, lanjut=after) if after else ""


def text_in(request: HttpRequest, name: str) -> str:
    """A parameter of the address as text, without what no text column takes."""
    return request.GET.get(name, "").strip().replace("\x00", "")


def codes(rows: Iterable[object], field: str = "village_code") -> set[str]:
    """The codes that stand in a field of the rows."""
    return {getattr(row, field) for row in rows}


def uuid_of(text: str) -> UUID:
    """The uuid that a hidden field holds; `Http404` where somebody altered it."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF as a download that no cache keeps."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
