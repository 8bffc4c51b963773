"""The pages around a flood of proposals: what the sender sees, what strangers do not, what the office decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from merata_portal.participation.actions import reviewing
from merata_portal.participation.models import Proposal

pytestmark = pytest.mark.django_db
VILLAGE = "35.05.01.2001"
WAITS = "menunggu dilihat petugas desa"


@pytest.fixture(autouse=True)
def _every_one_waits(areas: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "SHOWN_OF_VILLAGE_A_DAY", 0)


def sent(client: Client) -> Proposal:
    asked = {"village_code": VILLAGE, "pillar": "infrastructure", "title": "Lampu jalan Krajan", "supporters": "1"}
    answer = client.post(reverse("public:proposal-new"), asked)
    assert answer.status_code == 302, answer.content.decode()
    made = Proposal.objects.latest("pk")
    assert (answer["Location"], made.state) == (reverse("public:proposal", args=[made.ticket]), "review")
    return made


def test_who_sent_it_sees_that_it_waits_and_nobody_else_sees_it(client: Client) -> None:
    made = sent(client)
    page, own = reverse("public:proposal", args=[made.ticket]), client
    assert WAITS in own.get(page).content.decode()
    assert Client().get(page).status_code == 404
    listed = Client().get(reverse("public:proposals")).content.decode()
    assert made.title not in listed
    assert 'value="review"' not in listed
    assert 'value="spam"' not in listed


@pytest.mark.parametrize(("said", "state", "status"), [("1", "raised", 200), ("0", "spam", 404)])
def test_the_office_is_told_and_decides(
    client: Client, person: Callable[..., Any], browser_of: Callable[..., Client], said: str, state: str, status: int
) -> None:
    made = sent(client)
    office = browser_of(person(("village_operator", VILLAGE)))
    home = office.get(reverse("office:home")).content.decode()
    assert "Usulan menunggu dilihat" in home
    assert f"{reverse('office:proposals')}?state=review" in home
    page = reverse("office:proposal", args=[made.uuid])
    shown = office.get(page).content.decode()
    assert "Apakah ini usulan?" in shown
    assert reverse("office:proposal-cost", args=[made.uuid]) not in shown
    asked = {"is_proposal": said, "reason": "sudah ditanyakan ke ketua rukun tetangga"}
    assert office.post(reverse("office:proposal-review", args=[made.uuid]), asked).status_code == 302
    assert Proposal.objects.get(pk=made.pk).state == state
    assert Client().get(reverse("public:proposal", args=[made.ticket])).status_code == status
    assert "sudah ditanyakan ke ketua rukun tetangga" in client.get(
        reverse("public:proposal", args=[made.ticket])
    ).content.decode()  # fmt: skip
    assert "Usulan menunggu dilihat" not in office.get(reverse("office:home")).content.decode()
