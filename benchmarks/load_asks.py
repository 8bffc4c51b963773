"""What the readers of `load.py` ask: public pages, and an officer's household pages and searches."""

# ruff: noqa: PLC0415 - models can be imported only after Django is set up
from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

Asks = dict[str, Any]
GZIP = {"Accept-Encoding": "gzip"}
PLACES, HOMES = 60, 300
WORDS = ("Siti", "Slamet", "Sri", "Nur Utami", "Siti Lestari", "Wahyu", "Tidakada")
FORM = "application/x-www-form-urlencoded"
SECRET = "m" * 32


def asks(name: str, paths: list[str], headers: dict[str, str] | None = None) -> Asks:
    """A type of page: its addresses, and the headers it is asked with."""
    return {"name": name, "asks": [(path, None) for path in paths], "headers": headers or {}}


def public_pages(address: str) -> list[Asks]:
    """What a visitor reads, compressed as a browser takes it. Raises `RuntimeError` where no edition is published."""
    from django.urls import reverse

    from merata_portal.accounts.models import Area, AreaKind

    villages = Area.objects.filter(kind=AreaKind.VILLAGE).order_by("?").values_list("code", flat=True)[:PLACES]
    programmes = _links(address, reverse("public:programmes"), r"/program/[\w-]+/")
    datasets = _links(address, reverse("opendata:catalogue"), r"/data-terbuka/[\w.]+/[\w-]+/\d+/")
    return [
        asks("home", [reverse("public:home")], GZIP),
        asks("inequality", [reverse("public:inequality")], GZIP),
        asks("a village", [reverse("public:village", args=[code]) for code in villages], GZIP),
        asks("money", [reverse("public:money")], GZIP),
        asks("a programme", programmes, GZIP),
        asks("a dataset", datasets, GZIP),
        asks("proposals", [reverse("public:proposals")], GZIP),
    ]


def office_pages() -> list[Asks]:
    """What an officer opens who is signed in with both factors: households at random, and searches by words."""
    from django.conf import settings
    from django.urls import reverse

    from merata_portal.registry.models import Household

    session = _signed_in()
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={SECRET}"
    headers = {**GZIP, "Cookie": cookies}
    homes = Household.objects.filter(village_code__startswith="35.05").order_by("?").values_list("uuid", flat=True)
    found = reverse("office:found")
    searches = [(found, urlencode({"cari": words, "csrfmiddlewaretoken": SECRET})) for words in WORDS]
    return [
        asks("a household", [reverse("office:household", args=[uuid]) for uuid in homes[:HOMES]], headers),
        {"name": "a search", "asks": searches, "headers": {**headers, "Content-Type": FORM}},
    ]


def _links(address: str, path: str, pattern: str) -> list[str]:
    with urlopen(address + path) as answer:
        found = sorted(set(re.findall(rf'href="({pattern})"', answer.read().decode())))
    if not found:
        raise RuntimeError(f"{path} links to nothing like {pattern}; publish an edition of open data first")
    return found


def _signed_in() -> str:
    """The key of a session of a social officer of the regency, as signing in with both factors leaves it."""
    from django.conf import settings
    from django.test import Client

    from merata_portal.accounts.models import Assignment, User
    from merata_portal.accounts.second_factor import SESSION_KEY

    user, _made = User.objects.get_or_create(
        username="pembaca", defaults={"full_name": "Pembaca", "must_change_password": False}
    )
    Assignment.objects.get_or_create(
        user=user, role="social_officer", area_id="35.05", defaults={"from_day": date(2024, 1, 1)}
    )
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)
    session[SESSION_KEY] = user.pk
    session.save()
    return key
