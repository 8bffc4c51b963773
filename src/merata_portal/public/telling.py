"""Telling whoever has no account why something was not done, on the page they came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from merata.errors import MerataError
from merata_portal.audit.actions import NotRecordable


def done(request: HttpRequest, action: Callable[[], Any], said: object = "") -> bool:
    """Do it; say `said`, or why not. Whether it was done. What does not exist is not found (404)."""
    try:
        action()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except MerataError as error:
        messages.error(request, why_not(error))
        return False
    if said:
        messages.success(request, str(said))
    return True


def sent_already(request: HttpRequest) -> None:
    """Say that the very same form was taken before, and that this is its page."""
    messages.info(request, _("Kiriman yang sama sudah tercatat; ini halamannya."))


def why_not(error: MerataError) -> str:
    """What a refusal says to a person, in the page's language where it has one text for each."""
    if isinstance(error, NotRecordable):
        return _("Jangan menulis NIK atau nomor KK yang utuh, dan hapus tanda yang tidak tampak.")
    in_language = getattr(error, "text_id" if get_language() == "id" else "text_en", None)
    return str(in_language or error)
