"""Deaths and moves from the household's page, and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from made_registry import household, kk
from office_places import OTHER_VILLAGE, VILLAGE

from merata_portal.audit.models import Event
from merata_portal.registry.models import Change, Household, Membership, Person

pytestmark = pytest.mark.django_db


def post(browser: Client, home: Household, what: str, **given: Any) -> Any:
    return browser.post(f"/kantor/rumah-tangga/{home.uuid}/{what}/", given, follow=True)


def test_a_death_is_recorded_and_taken_back(officer: Client, told: Callable[[Any], list[str]]) -> None:
    home = household(VILLAGE, "Slamet", "Agus")
    agus = Person.objects.get(relation="child")
    answer = post(officer, home, "meninggal", person=agus.uuid, on_day="2026-02-01", reason="akta 12/2026")
    assert told(answer) == ["Kematian dicatat."]
    agus.refresh_from_db()
    assert (str(agus.died_on), Event.objects.get(action="registry.death").reason) == ("2026-02-01", "akta 12/2026")
    assert [member.person.name for member in answer.context["page"].former] == ["Agus"]
    made = Change.objects.get(kind="death")
    answer = post(officer, home, f"tarik/{made.id}", reason="salah orang")
    assert told(answer) == ["Catatan ditarik; keadaan sebelumnya dikembalikan."]
    agus.refresh_from_db()
    assert agus.died_on is None
    assert told(post(officer, home, f"tarik/{made.id}", reason="lagi")) == ["Perubahan ini sudah dibatalkan."]


def test_a_household_moves_to_another_village_or_out_of_all(officer: Client) -> None:
    home = household(VILLAGE, "Slamet", "Agus")
    post(officer, home, "pindah", to_village=OTHER_VILLAGE, on_day="2026-02-01", reason="surat 1")
    home.refresh_from_db()
    assert home.village_code == OTHER_VILLAGE
    post(officer, home, "pindah", to_village="", on_day="2026-02-02", reason="surat 2")
    home.refresh_from_db()
    assert str(home.moved_out_on) == "2026-02-02"
    assert Event.objects.filter(action="registry.move").count() == 2


def test_one_person_moves_into_the_household_whose_number_is_typed(
    officer: Client, told: Callable[[Any], list[str]]
) -> None:
    home, other = household(VILLAGE, "Slamet", "Agus"), household(OTHER_VILLAGE, "Budi")
    agus = Person.objects.get(relation="child")
    number = kk(int(other.dataset_id.removeprefix("rt-")))
    given = {"person": agus.uuid, "to_number": number, "on_day": "2026-02-01", "reason": "menikah"}
    answer = post(officer, home, "keluar", **given)
    assert told(answer) == ["Kepindahan dicatat."]
    assert number not in str(answer.redirect_chain)
    assert Membership.objects.get(person=agus, until_day__isnull=True).household == other
    answer = post(officer, other, "keluar", **(given | {"to_number": "9905019999999999"}))
    assert answer.status_code == 422
    assert answer.context["leave"].errors == {
        "to_number": ["Tidak ada satu keluarga dengan nomor itu di wilayah Anda."]
    }
    assert list(post(officer, other, "keluar", **(given | {"to_number": "Budi"})).context["leave"].errors) == [
        "to_number"
    ]


def test_what_is_filled_in_wrongly_is_said_beside_it_and_nothing_is_done(officer: Client) -> None:
    home = household(VILLAGE, "Slamet")
    person = Person.objects.get()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = post(officer, home, "meninggal", person=person.uuid, on_day=tomorrow, reason="")
    assert answer.status_code == 422
    assert set(answer.context["death"].errors) == {"on_day", "reason"}
    shown = answer.content.decode()
    assert '<a href="#meninggal-on_day">' in shown
    assert 'aria-invalid="true"' in shown
    answer = post(officer, home, "pindah", to_village=VILLAGE, on_day="x", reason="surat")
    assert set(answer.context["move"].errors) == {"to_village", "on_day"}
    assert not Event.objects.filter(action__startswith="registry.").exists()


def test_a_whole_nik_in_a_reason_is_refused_and_nothing_is_done(
    officer: Client, told: Callable[[Any], list[str]]
) -> None:
    home = household(VILLAGE, "Slamet")
    answer = post(officer, home, "pindah", to_village="", on_day="2026-02-01", reason="NIK 9905010101800001")
    assert told(answer)[0].startswith("Alasan memuat NIK")
    assert Household.objects.get().moved_out_on is None


def test_who_may_only_see_declares_nothing(browser: Callable[..., Client]) -> None:
    home = household(VILLAGE, "Slamet")
    assert post(browser("auditor"), home, "pindah", on_day="2026-02-01", reason="x").status_code == 403
    assert post(browser("village_operator", OTHER_VILLAGE), home, "pindah", reason="x").status_code == 404
