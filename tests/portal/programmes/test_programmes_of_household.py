"""What a household receives, could receive and why not; and who in a village receives nothing from anyone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import made_registry
import pytest
from enrolling_steps import EACH_IDR, lists_known, work_off
from made_programmes import VILLAGE, enrolment, launch, rule_version

from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.rules.loading import rulebook
from merata_portal.actor import SYSTEM, Actor
from merata_portal.jobs.models import Job, Status
from merata_portal.jobs.worker import Worker
from merata_portal.programmes.actions.exiting import graduate
from merata_portal.programmes.models import Flag, Launch
from merata_portal.programmes.queries.household_now import household_now, latest_years, unlisted
from merata_portal.programmes.queries.of_household import HouseholdAid, of_household
from merata_portal.programmes.queries.overlaps import overlapping
from merata_portal.programmes.queries.rulebooks import book_of, in_force, packaged
from merata_portal.programmes.queries.unserved import unserved
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.actions.snapshots import take_snapshot
from merata_portal.registry.models import Benefit, Household, Person, Programme

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def home(areas: object) -> Household:
    lists_known()
    return poor("Siti", "Budi")


def poor(*names: str, **known: Any) -> Household:
    made = made_registry.household(VILLAGE, *names, **{"desil": 1, "elderly": 0, "children": 1, **known})
    Person.objects.filter(memberships__household=made).update(birth_date=date(1980, 5, 1))
    return made


def rule_of(aid: HouseholdAid, programme_id: str) -> Any:
    return next(one for one in aid.rules if one.programme_id == programme_id)


def test_what_the_rules_say_now_is_told_with_reasons_and_remedies(social: Actor, home: Household) -> None:
    aid = of_household(social, home.uuid, on=DAY)
    assert {one.programme_id for one in aid.rules} == {book.programme_id for book in packaged() if in_force(book, DAY)}
    rice = rule_of(aid, "sembako")
    assert (rice.eligible, rice.receives) == (True, False)
    assert rice.annual_idr > 0
    assert rice in aid.could_receive
    Household.objects.filter(pk=home.pk).update(desil=9)
    rice = rule_of(of_household(social, home.uuid, on=DAY), "sembako")
    assert (rice.eligible, rice.annual_idr) == (False, 0)
    assert rice.reason.id.startswith("Tidak memenuhi: ")
    assert "Akan memenuhi bila: " in rice.reason.id
    assert "Would be met if: " in rice.reason.en


def test_what_is_not_known_never_makes_eligible(social: Actor, home: Household) -> None:
    Household.objects.filter(pk=home.pk).update(desil=None)
    aid = of_household(social, home.uuid, on=DAY)
    rice = rule_of(aid, "sembako")
    assert (rice.eligible, rice.annual_idr) == (None, 0)
    assert rice in aid.why_not
    assert "data belum lengkap" in rice.reason.id


def test_a_rule_that_asks_for_a_list_that_is_not_there_cannot_be_told(social: Actor, areas: object) -> None:
    lists_known()
    home = poor("Siti")
    Programme.objects.filter(programme_id="blt_dbhcht_provinsi").delete()
    found = rule_of(of_household(social, home.uuid, on=DAY), "blt_dbhcht")
    assert found.eligible is None
    assert "blt_dbhcht_provinsi" in found.reason.en


def test_what_is_received_is_told_from_all_sources(social: Actor, home: Household) -> None:
    other = poor("Ani")
    Benefit.objects.create(household=home, programme_id="pkh", year=2025, annual_idr=2_400_000)
    Benefit.objects.create(household=home, programme_id="sembako", year=2023, annual_idr=100_000)
    Benefit.objects.create(household=other, programme_id="sembako", year=2025, annual_idr=100_000)
    running = launch(state="running")
    enrolment(running, home, "enrolled")
    aid = of_household(social, home.uuid, on=DAY)
    assert [(one.programme_id, one.year, one.annual_idr) for one in aid.elsewhere] == [("pkh", 2025, 2_400_000)]
    assert [(one.programme_id, one.state, one.annual_idr) for one in aid.launches] == [
        ("blt_dbhcht", "enrolled", EACH_IDR)
    ]
    assert rule_of(aid, "pkh").receives
    assert rule_of(aid, "blt_dbhcht").receives
    assert rule_of(aid, "pkh") not in aid.could_receive
    assert latest_years(2026) == {"pkh": 2025, "sembako": 2025}


def test_another_area_s_household_is_not_there(home: Household, acting: Callable[..., Actor]) -> None:
    with pytest.raises(Household.DoesNotExist):
        of_household(acting(("social_officer", "35.72")), home.uuid)


def test_one_household_s_facts_are_those_that_all_households_have(home: Household) -> None:
    books = [book for book in packaged() if in_force(book, DAY) and not unlisted(book)]
    assert len(books) > 4
    now = household_now(home, books, DAY)
    assert isinstance(now.facts, FactTable)
    for book, assessed in zip(books, now.facts.assess(books, DAY), strict=True):
        rules = now.under(book)
        eligible = rules.eligible()
        assert bool(assessed.eligible[0]) == (eligible is True)
        assert int(assessed.entitled_idr[0]) == (rules.annual_idr() if eligible is True else 0)
        assert assessed.reasons[int(assessed.reason[0])].code == rules.reason().code


def test_members_who_died_left_or_are_not_described_are_no_facts(home: Household) -> None:
    book = rulebook("pkh")
    before = household_now(home, [book], DAY)
    assert len(before.persons) == 2
    Person.objects.filter(pk=before.persons[1].pk).update(died_on=DAY)
    assert len(household_now(home, [book], DAY).persons) == 1


def test_stored_rules_are_read_with_their_parameters_replaced(areas: object) -> None:
    version = rule_version("sembako")
    plain, changed = book_of(version), book_of(version, {"desil_max": "2"})
    assert plain.values(DAY)["desil_max"] != 2
    assert changed.values(DAY)["desil_max"] == 2


def test_forbidden_combinations_are_found_from_lists_and_launches(home: Household, areas: object) -> None:
    lists_known()
    other = poor("Ani")
    made = launch(state="approved")
    assert overlapping(made, [home.pk, other.pk]) == {}
    Benefit.objects.create(household=home, programme_id="blt_dbhcht_provinsi", year=2025, annual_idr=1)
    assert overlapping(made, [home.pk, other.pk]) == {home.pk: ("blt_dbhcht_provinsi",)}


@pytest.mark.django_db(transaction=True)
def test_who_is_eligible_and_receives_nothing_is_told_the_neediest_first(
    operator: Actor, social: Actor, home: Household, acting: Callable[..., Actor]
) -> None:
    rich, served, poorer = poor("Kaya", desil=10), poor("Dapat", desil=2), poor("Tini", desil=4)
    Benefit.objects.create(household=served, programme_id="pkh", year=2025, annual_idr=2_400_000)
    assert unserved(operator, VILLAGE).as_of is None
    take_snapshot(by=SYSTEM("uji"), area="35.05")
    work_off()
    found = unserved(operator, VILLAGE)
    assert (found.households, [one.household for one in found.missed]) == (4, [home.uuid, poorer.uuid])
    assert "sembako" in found.missed[0].programmes
    assert rich.uuid not in {one.household for one in found.missed}
    enrolment(launch(state="running"), home, "enrolled")
    assert [one.household for one in unserved(social, VILLAGE).missed] == [poorer.uuid]
    with pytest.raises(Household.DoesNotExist):
        unserved(acting(("social_officer", "35.72")), VILLAGE)


@pytest.mark.django_db(transaction=True)
def test_who_has_grown_out_of_a_programme_is_asked_about_and_a_person_decides(
    social: Actor, home: Household, areas: object
) -> None:
    grown = poor("Tono", desil=9)
    made = launch(
        state="running", villages={VILLAGE: 2 * EACH_IDR}, programme_id="sembako", rule_version=rule_version("sembako")
    )
    for one in (home, grown):
        enrolment(made, one, "enrolled")
    graduate(by=social, launch=made.uuid)
    Worker().run(until_empty=True)
    failed = Job.objects.latest("queued_at")
    assert (failed.status, failed.failure_en) == (
        Status.FAILED, "There is no snapshot of the area 35.05; freeze the registry first.",
    )  # fmt: skip
    take_snapshot(by=SYSTEM("uji"), area="35.05")
    work_off()
    graduate(by=social, launch=made.uuid)
    assert work_off().result == {"enrolled": 2, "asked": 1, "absent": 0}
    flag = Flag.objects.get()
    assert (flag.enrolment.household, flag.kind, flag.enrolment.state) == (grown, "graduate", "enrolled")
    assert flag.evidence["what"] == "not_eligible"
    graduate(by=social, launch=made.uuid)
    assert work_off().result == {"enrolled": 2, "asked": 0, "absent": 0}
    Launch.objects.update(state="closed")
    with pytest.raises(ProgrammeRefused, match="while it runs"):
        graduate(by=social, launch=made.uuid)
