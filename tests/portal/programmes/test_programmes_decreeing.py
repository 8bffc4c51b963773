"""The decree: every rupiah fits, its money is bound, and everybody verified is enrolled, paused or asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import made_registry
import pytest
from django.utils import timezone
from enrolling_steps import EACH_IDR, approved, lists_known, of, propose, verify, work_off
from made_programmes import OTHER_VILLAGE, VILLAGE, earmark, launch, rule_version
from made_programmes import enrolment as made_enrolment

from merata_portal.actor import Actor, Refused, SamePerson
from merata_portal.ledger.models import Entry
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.programmes.actions import verifying
from merata_portal.programmes.actions.decreeing import issue_decree
from merata_portal.programmes.actions.owing import still_to_pay
from merata_portal.programmes.models import Enrolment, Flag, Launch, Pause, Simulation, Verification
from merata_portal.programmes.queries.benefit_now import benefit_now
from merata_portal.programmes.queries.decided import hash_of
from merata_portal.programmes.queries.decree import decree
from merata_portal.programmes.queries.overlaps import overlapping
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Benefit, Household

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 20)


@pytest.fixture
def homes(areas: object) -> list[Household]:
    lists_known()
    return [made_registry.household(VILLAGE, name) for name in ("Siti", "Budi", "Ani")]


@pytest.fixture
def verified(homes: list[Household], operator: Actor) -> Launch:
    made = approved(homes)
    propose(made)
    verify(operator, made)
    return made


def decree_it(by: Actor, made: Launch, **known: object) -> Launch:
    given: dict[str, object] = {"number": "188.45/77/2026", "on_day": DAY, "reason": "penetapan penerima"}
    return issue_decree(by=by, launch=made.uuid, **{**given, **known})  # type: ignore[arg-type]


def balance(found: object) -> tuple[int, int]:
    found.balance.refresh_from_db()  # type: ignore[attr-defined]
    return found.balance.reserved_idr, found.balance.committed_idr  # type: ignore[attr-defined]


def test_the_decree_binds_the_village_s_money_and_enrols_everybody(
    sector: Actor, verified: Launch, homes: list[Household]
) -> None:
    expected = hash_of(Enrolment.objects.filter(launch=verified))
    made = decree_it(sector, verified)
    assert (made.state, made.decree_number, made.decree_on, made.decree_hash) == (
        "enrolling", "188.45/77/2026", DAY, expected,
    )  # fmt: skip
    entry = Entry.objects.get(key=f"decree:{made.uuid}")
    assert (entry.kind, entry.document, entry.total_idr, entry.day) == ("commit", "188.45/77/2026", 3 * EACH_IDR, DAY)
    assert work_off().result == {"enrolled": 3, "paused": 0}
    made.refresh_from_db()
    assert made.state == "running"
    village = earmark(made, VILLAGE)
    assert balance(village) == (0, 3 * EACH_IDR)
    for home in homes:
        one = of(made, home)
        assert (one.state, one.since, one.earmark) == ("enrolled", DAY, village.pk)
        last = one.transitions.order_by("-pk")[0]
        assert (last.source, last.target, last.code, last.reason) == (
            "verified", "enrolled", "decreed", "188.45/77/2026",
        )  # fmt: skip


def test_who_was_added_is_paid_from_the_reserve(sector: Actor, operator: Actor, homes: list[Household]) -> None:
    made = approved(homes)
    propose(made)
    other = made_registry.household(VILLAGE, "Tono")
    one = verifying.add(by=operator, launch=made.uuid, household=other.uuid, reason="rumahnya roboh")
    verify(operator, made)
    decree_it(sector, made)
    work_off()
    one.refresh_from_db()
    assert (one.state, one.earmark) == ("enrolled", earmark(made).pk)
    assert balance(earmark(made))[1] == one.annual_idr


def test_rupiah_that_do_not_fit_are_refused_with_the_numbers(
    sector: Actor, operator: Actor, verified: Launch, homes: list[Household]
) -> None:
    Enrolment.objects.filter(household=homes[0]).update(annual_idr=EACH_IDR + 1)
    with pytest.raises(ProgrammeRefused) as refused:
        decree_it(sector, verified)
    assert f"village {VILLAGE}: Rp5,400,001 is needed, Rp5,400,000 is reserved" in refused.value.text_en
    assert f"desa {VILLAGE}: perlu Rp5.400.001, dicadangkan Rp5.400.000" in refused.value.text_id
    assert Launch.objects.get().state == "approved"
    assert not Entry.objects.filter(kind="commit").exists()


def test_everything_that_stands_in_the_way_is_said_at_once(
    sector: Actor, operator: Actor, homes: list[Household]
) -> None:
    made = approved(homes)
    propose(made)
    rule_version().__class__.objects.update(withdrawn_at=made.made_at)
    with pytest.raises(ProgrammeRefused) as refused:
        decree_it(sector, made, number=" ", on_day=timezone.localdate() + timedelta(days=1))
    for part in ("no village has closed", "rule version has been withdrawn", "number is empty", "still to come"):
        assert part in refused.value.text_en
    with pytest.raises(ProgrammeRefused, match="before the list's approval"):
        decree_it(sector, made, on_day=date(2026, 1, 1))
    with pytest.raises(ReasonMissing):
        decree_it(sector, made, reason="")


def test_an_open_village_is_waited_for_or_named_and_stays_proposed_with_its_money(
    sector: Actor, operator: Actor, homes: list[Household], acting: Callable[..., Actor]
) -> None:
    far = made_registry.household(OTHER_VILLAGE, "Tini")
    made = approved([*homes, far])
    propose(made)
    verify(operator, made)
    other_operator = acting(("village_operator", OTHER_VILLAGE))
    verifying.confirm_rest(by=other_operator, launch=made.uuid, village_code=OTHER_VILLAGE)
    with pytest.raises(ProgrammeRefused, match=rf"1 villages have not closed their part \({OTHER_VILLAGE}\)"):
        decree_it(sector, made)
    with pytest.raises(ProgrammeRefused, match="cannot be left out"):
        decree_it(sector, made, without=[OTHER_VILLAGE, VILLAGE])
    decree_it(sector, made, without=[OTHER_VILLAGE])
    assert work_off().result == {"enrolled": 3, "paused": 0}
    assert of(made, far).state == "proposed"
    assert of(made, far).transitions.order_by("-pk")[0].code == "not_closed"
    assert balance(earmark(made, OTHER_VILLAGE)) == (EACH_IDR, 0)


def test_whom_the_village_objected_to_stays_proposed(sector: Actor, operator: Actor, homes: list[Household]) -> None:
    made = approved(homes)
    propose(made)
    verifying.say(by=operator, enrolment=of(made, homes[0]).uuid, said="object", reason="data keliru")
    verify(operator, made)
    decree_it(sector, made)
    assert work_off().result == {"enrolled": 2, "paused": 0}
    assert of(made, homes[0]).state == "proposed"
    assert balance(earmark(made, VILLAGE)) == (EACH_IDR, 2 * EACH_IDR)


def test_a_decree_is_another_person_s_and_another_area_s_launch_is_not_there(
    verified: Launch, acting: Callable[..., Actor], planner: Actor, social: Actor
) -> None:
    Launch.objects.update(made_by_user_id=social.user_id)
    with pytest.raises(SamePerson):
        decree_it(social, verified)
    Launch.objects.update(made_by_user_id=0)
    Verification.objects.update(closed_by_user_id=social.user_id)
    with pytest.raises(SamePerson):
        decree_it(social, verified)
    with pytest.raises(Launch.DoesNotExist):
        decree_it(acting(("social_officer", "35.72")), verified)
    with pytest.raises(Refused):
        decree_it(planner, verified)


def test_a_decree_is_issued_once(sector: Actor, verified: Launch) -> None:
    decree_it(sector, verified)
    with pytest.raises(ProgrammeRefused, match="the launch is enrolling"):
        decree_it(sector, verified)


def test_an_open_pause_of_the_programme_enrols_as_paused(
    sector: Actor, verified: Launch, homes: list[Household]
) -> None:
    Pause.objects.create(
        programme_id=verified.programme_id, household=homes[0], code="absent", reason="tidak ditemui", from_day=DAY,
        at=verified.made_at, by_user_id=1,
    )  # fmt: skip
    decree_it(sector, verified)
    assert work_off().result == {"enrolled": 2, "paused": 1}
    assert of(verified, homes[0]).state == "paused"


def test_forbidden_aid_holds_those_alone_and_asks(
    sector: Actor, verified: Launch, homes: list[Household], areas: object
) -> None:
    Benefit.objects.create(household=homes[0], programme_id="blt_dbhcht_provinsi", year=2025, annual_idr=900_000)
    Benefit.objects.create(household=homes[1], programme_id="blt_dbhcht_provinsi", year=2024, annual_idr=900_000)
    decree_it(sector, verified)
    assert work_off().result == {"enrolled": 2, "paused": 1}
    flag = Flag.objects.get()
    assert (flag.enrolment, flag.kind, flag.evidence) == (
        of(verified, homes[0]), "overlap", {"programmes": ["blt_dbhcht_provinsi"]},
    )  # fmt: skip
    assert Pause.objects.get().code == "overlap"


def test_the_same_programme_twice_in_a_year_is_an_overlap(
    sector: Actor, verified: Launch, homes: list[Household]
) -> None:
    other = launch(state="running", villages={VILLAGE: EACH_IDR})
    made_enrolment(other, homes[2], "enrolled")
    decree_it(sector, verified)
    assert work_off().result == {"enrolled": 2, "paused": 1}
    assert Flag.objects.get().evidence == {"programmes": ["blt_dbhcht"]}


def test_what_a_decree_would_say_is_told_before_it(sector: Actor, verified: Launch) -> None:
    told = decree(sector, verified)
    assert [(one.village_code, one.enrolments, one.wanted_idr, one.reserved_idr, one.fits) for one in told.sums] == [
        (VILLAGE, 3, 3 * EACH_IDR, 3 * EACH_IDR, True)
    ]
    assert (told.total_idr, told.open_villages, told.faults) == (3 * EACH_IDR, (), ())


def test_a_word_that_crosses_the_decree_enrols_nobody_of_a_village_that_was_left_out(
    sector: Actor, operator: Actor, homes: list[Household]
) -> None:
    late = made_registry.household(OTHER_VILLAGE, "Wati")
    made = approved([*homes, late])
    propose(made)
    verify(operator, made)
    decree_it(sector, made, without=[OTHER_VILLAGE])
    Enrolment.objects.filter(household=late).update(state="verified")  # as the word of who spoke just then
    work_off()
    assert of(made, late).state == "verified"
    assert Enrolment.objects.filter(launch=made, state="enrolled").count() == 3


def test_where_a_village_is_given_no_rupiah_it_is_enrolled_without_money(
    sector: Actor, operator: Actor, homes: list[Household]
) -> None:
    made = approved(homes, ceiling_idr=3 * EACH_IDR)  # nothing is left for a reserve
    propose(made)
    verify(operator, made)
    village = earmark(made, VILLAGE)
    Enrolment.objects.filter(household=homes[0]).update(decided_by="village", annual_idr=0)
    decree_it(sector, made)
    work_off()
    assert of(made, homes[0]).state == "enrolled"
    assert still_to_pay(made) == {village.pk: 2 * EACH_IDR}


def test_a_new_round_takes_in_who_stands_on_the_last_list_and_nobody_gets_two_rounds_of_a_year(
    homes: list[Household],
) -> None:
    one = homes[0]
    Benefit.objects.create(household=one, programme_id="blt_dbhcht", year=2025, annual_idr=1_200_000)
    plain, renewed = launch(state="approved"), launch(state="approved")
    Simulation.objects.filter(pk=renewed.simulation_id).update(renews=True)
    renewed = Launch.objects.get(pk=renewed.pk)
    told = [benefit_now(of, one, None).reason.en for of in (plain, renewed)]
    assert ["already receives this programme" in text for text in told] == [True, False], told
    assert overlapping(renewed, [one.pk]) == {}
    made_enrolment(launch(state="running"), one, "enrolled")
    assert overlapping(renewed, [one.pk]) == {one.pk: ("blt_dbhcht",)}
