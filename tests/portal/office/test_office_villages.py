from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from made_registry import household
from office_places import FAR_VILLAGE, OTHER_VILLAGE, VILLAGE

from merata_portal.office.views.villages import grouped


def test_villages_are_gathered_by_kecamatan_with_sums() -> None:
    counts = {FAR_VILLAGE: (1, 4), OTHER_VILLAGE: (2, 5), VILLAGE: (3, 9)}
    found = grouped(counts, {"35.05.01": "Wonodadi", VILLAGE: "Jaten"})
    assert [(one.name, one.households, one.people) for one in found] == [("Wonodadi", 5, 14), ("35.05.10", 1, 4)]
    assert found[0].villages == ((VILLAGE, "Jaten", 3, 9), (OTHER_VILLAGE, OTHER_VILLAGE, 2, 5))
    assert grouped({}, {}) == []


@pytest.mark.django_db
def test_only_ones_own_villages_are_counted(browser: Callable[..., Client]) -> None:
    household(VILLAGE, "Slamet", "Agus")
    household(FAR_VILLAGE, "Budi")
    assert browser("auditor").get("/kantor/rumah-tangga/desa/").context["total"] == (2, 3)
    narrow = browser("village_operator", VILLAGE).get("/kantor/rumah-tangga/desa/")
    assert narrow.context["total"] == (1, 2)
    assert b"Kecamatan 35.05.01" in narrow.content
    assert browser("village_operator", OTHER_VILLAGE).get("/kantor/rumah-tangga/desa/").context["total"] == (0, 0)
