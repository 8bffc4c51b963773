"""What the pages of proposals and complaints take from a request: narrowed lists, and forms that may be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest

from merata.errors import MerataError
from merata_portal.office.telling import why_not

LONGEST = 100


def taken(form: Form, action: Callable[[], Any]) -> bool:
    """Do it; False with the refusal as the form's error. What does not exist in one's area is not found (404)."""
    try:
        action()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except MerataError as error:
        form.add_error(None, why_not(error))
        return False
    return True


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """What a list is narrowed to, by name; without what no database can look for."""
    return {name: request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in names}
