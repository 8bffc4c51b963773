"""Telling a person why something was not done, on the page they came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from merata.errors import MerataError


def done(request: HttpRequest, action: Callable[[], Any], said: object = "") -> bool:
    """Do it; say `said`, or why not. Whether it was done. What does not exist in one's area is not found (404).

    `Refused` goes on to the 403 page.
    """
    try:
        action()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except MerataError as error:
        messages.error(request, str(error))
        return False
    if said:
        messages.success(request, str(said))
    return True
