"""How many queries each page asks, pinned, at two sizes of data: none grows with the rows that it shows.

Three of each are the frame's: the session, the account, what it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from made_registry import an_import, household, merge, pair, person, snapshot
from office_places import OTHER_VILLAGE, VILLAGE

from merata_portal.actor import SYSTEM
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.ledger.actions import appropriate
from merata_portal.ledger.models import Entry
from merata_portal.ledger.requests import Ceiling
from merata_portal.registry.models import Household, Import

pytestmark = pytest.mark.django_db
SIZES = (2, 14)
PAGES = {
    "": ("social_officer", 41),
    "rumah-tangga/": ("social_officer", 8),
    "rumah-tangga/desa/": ("social_officer", 8),
    "rumah-tangga/meninggal/": ("social_officer", 7),
    "rumah-tangga/pindah/": ("social_officer", 7),
    "rumah-tangga/unduh/": ("social_officer", 5),
    "rumah-tangga/{household}/": ("social_officer", 29),
    "impor/": ("social_officer", 10),
    "impor/{import}/": ("social_officer", 12),
    "kembar/": ("social_officer", 12),
    "potret/": ("planner", 7),
    "anggaran/": ("planner", 8),
    "anggaran/jurnal/": ("planner", 5),
    "anggaran/jurnal/{entry}/": ("planner", 7),
    "anggaran/ikuti/": ("planner", 3),
    "pekerjaan/": ("social_officer", 5),
    "audit/": ("auditor", 6),
    "audit/1/": ("auditor", 5),
    "pengguna/": ("administrator", 7),
    "saya/": ("auditor", 4),
}


@pytest.fixture(params=SIZES)
def many(request: pytest.FixtureRequest, person: Callable[..., Any]) -> int:
    """A portal with so many of everything."""
    size = int(request.param)
    fill(size)
    for _ in range(size):
        person(("village_operator", VILLAGE), ("council_member", OTHER_VILLAGE))
    return size


def fill(size: int) -> None:
    names = [f"Orang {number}" for number in range(size)]
    household(VILLAGE, *names, benefits=size)
    for number in range(size):
        household(OTHER_VILLAGE, f"Kepala {number}")
        person(VILLAGE, f"Mbah {number}", died_on="2026-01-05")
        person(VILLAGE, f"Pergi {number}", moved_out_on="2026-01-05")
        pair(VILLAGE, f"Satu {number}", f"Dua {number}", score=float(number))
        merge(VILLAGE, f"Gabung {number}", f"Gabung {number}")
        an_import(VILLAGE, f"{number}.csv", state="checking")
        snapshot(VILLAGE)
        enqueue(by=SYSTEM("uji"), kind="registry.link", parameters={"n": number}, area=VILLAGE)
        with transaction.atomic():
            record(by=SYSTEM("uji"), held=None, action="registry.reveal", subject=f"person:{number}", area=VILLAGE)
    ceilings = [Ceiling(f"1.06.{number:02}", "DAU", 1_000, "assistance") for number in range(size)]
    appropriate(by=SYSTEM("uji"), owner="35.05", year=2026, ceilings=ceilings, reason="APBD", key="apbd")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_whatever_it_shows(
    many: int, page: str, browser: Callable[..., Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    role, count = PAGES[page]
    path = "/kantor/" + page.format(
        household=Household.objects.order_by("id")[0].uuid,
        entry=Entry.objects.get().pk,
        **{"import": Import.objects.order_by("id")[0].uuid},
    )
    client = browser(role)
    assert client.get(path).status_code == 200  # the session notes the first visit
    with django_assert_num_queries(count):
        assert client.get(path).status_code == 200


def test_a_search_asks_as_often_however_many_are_found(
    many: int, officer: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    officer.post("/kantor/rumah-tangga/cari/", {"cari": "kepala"})
    with django_assert_num_queries(8):
        officer.post("/kantor/rumah-tangga/cari/", {"cari": "kepala"})
