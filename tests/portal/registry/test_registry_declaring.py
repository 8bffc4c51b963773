from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from registry_exports import FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, kk, nik, two_families
from registry_observed import state_of_registry

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.registry.actions.declaring import ELSEWHERE, declare_death, declare_move, move_person, take_back
from merata_portal.registry.models import Household, Import, Membership, NameToken, Person
from merata_portal.registry.queries.lists import dead, households, moved_out, persons, village_counts
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.writing.identity import kk_digest, nik_digest

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 10)


@pytest.fixture
def slamet(imported: Callable[..., Import]) -> Person:
    imported(two_families())
    return Person.objects.get(identity_digest=nik_digest(nik(1)))


def home(number: int) -> Household:
    return Household.objects.get(identity_digest=kk_digest(kk(number)))


def test_the_dead_leave_their_household_and_stand_on_the_list(slamet: Person, officer: Actor) -> None:
    before = state_of_registry()
    change = declare_death(by=officer, person=slamet.uuid, on_day=DAY, reason="surat kematian")
    assert [(one.name, one.died_on) for one in dead(officer).rows] == [("Slamet Santoso", DAY)]
    assert Membership.objects.get(person=slamet).until_day == DAY
    assert village_counts(officer) == {VILLAGE: (1, 2), OTHER_VILLAGE: (1, 2)}
    with pytest.raises(RegistryRefused, match="2026-02-10"):
        declare_death(by=officer, person=slamet.uuid, on_day=DAY, reason="lagi")
    take_back(by=officer, change_id=change.id, reason="salah orang")
    assert state_of_registry() == before
    assert [event.action for event in Event.objects.order_by("-sequence")[:2]] == [
        "registry.take_back",
        "registry.death",
    ]


def test_a_household_moves_with_all_who_live_there(slamet: Person, officer: Actor) -> None:
    before = state_of_registry()
    change = declare_move(by=officer, household=home(1).uuid, to_village=FAR_VILLAGE, on_day=DAY, reason="pindah rumah")
    assert change.rows == 4
    assert {one.village_code for one in Person.objects.filter(memberships__household=home(1))} == {FAR_VILLAGE}
    assert set(NameToken.objects.filter(person_id=slamet.id).values_list("village_code", flat=True)) == {FAR_VILLAGE}
    assert village_counts(officer) == {OTHER_VILLAGE: (1, 2), FAR_VILLAGE: (1, 3)}
    take_back(by=officer, change_id=change.id, reason="batal")
    assert state_of_registry() == before


def test_a_household_that_leaves_the_areas_stands_on_the_list_of_the_departed(slamet: Person, officer: Actor) -> None:
    before = state_of_registry()
    change = declare_move(by=officer, household=home(1).uuid, to_village=ELSEWHERE, on_day=DAY, reason="ke Surabaya")
    assert {one.name for one in moved_out(officer).rows} == {"Slamet Santoso", "Siti Aminah", "Agus Santoso"}
    assert [one.head for one in households(officer).rows] == ["Budi Prasetyo"]
    take_back(by=officer, change_id=change.id, reason="batal")
    assert state_of_registry() == before


def test_who_moved_away_and_is_in_the_next_file_has_come_back(
    slamet: Person, officer: Actor, imported: Callable[..., Import]
) -> None:
    declare_move(by=officer, household=home(1).uuid, to_village=ELSEWHERE, on_day=DAY, reason="ke Surabaya")
    imported([{**one, "desil_nasional": "2"} for one in two_families()[:3]], as_of=date(2026, 3, 31))
    assert moved_out(officer).rows == ()
    assert village_counts(officer)[VILLAGE] == (1, 3)


def test_one_person_moves_to_another_household(slamet: Person, officer: Actor) -> None:
    before = state_of_registry()
    change = move_person(by=officer, person=slamet.uuid, to_household=home(2).uuid, on_day=DAY, reason="menikah lagi")
    assert Membership.objects.get(person=slamet, until_day__isnull=True).household_id == home(2).id
    assert len(persons(officer, village=OTHER_VILLAGE).rows) == 3
    with pytest.raises(RegistryRefused, match="already"):
        move_person(by=officer, person=slamet.uuid, to_household=home(2).uuid, on_day=DAY, reason="lagi")
    take_back(by=officer, change_id=change.id, reason="batal")
    assert state_of_registry() == before


def test_what_is_refused(slamet: Person, officer: Actor, acting: Callable[..., Actor]) -> None:
    before = state_of_registry()
    with pytest.raises(ReasonMissing):
        declare_death(by=officer, person=slamet.uuid, on_day=DAY, reason="")
    with pytest.raises(RegistryRefused, match="still to come"):
        declare_death(by=officer, person=slamet.uuid, on_day=date(timezone.localdate().year + 1, 1, 1), reason="x")
    with pytest.raises(RegistryRefused, match=r"35\.99\.01\.2001"):
        declare_move(by=officer, household=home(1).uuid, to_village="35.99.01.2001", on_day=DAY, reason="x")
    with pytest.raises(RegistryRefused, match="already"):
        declare_move(by=officer, household=home(1).uuid, to_village=VILLAGE, on_day=DAY, reason="x")
    elsewhere = acting(("village_operator", OTHER_VILLAGE))
    with pytest.raises(Refused):
        declare_death(by=elsewhere, person=slamet.uuid, on_day=DAY, reason="x")
    with pytest.raises(Refused):
        declare_move(by=elsewhere, household=home(1).uuid, to_village=OTHER_VILLAGE, on_day=DAY, reason="x")
    with pytest.raises(Refused):
        move_person(by=elsewhere, person=slamet.uuid, to_household=home(2).uuid, on_day=DAY, reason="x")
    assert state_of_registry() == before


def test_a_village_operator_declares_in_their_own_village(slamet: Person, acting: Callable[..., Actor]) -> None:
    operator = acting(("village_operator", VILLAGE))
    change = declare_death(by=operator, person=slamet.uuid, on_day=DAY, reason="surat kematian")
    take_back(by=operator, change_id=change.id, reason="keliru")
    assert Person.objects.get(id=slamet.id).died_on is None
