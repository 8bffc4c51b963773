"""Pausing, leaving, coming back, and a changed decision: money follows, pauses outlive it, duties stay apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import made_registry
import pytest
from django.utils import timezone
from enrolling_steps import EACH_IDR, approved, freeze, lists_known, of, propose, verify, work_off
from made_programmes import DAY, VILLAGE, cycle, earmark, enrolment, launch

from merata_portal.actor import Actor, Refused, SamePerson
from merata_portal.ledger.models import Entry
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.programmes.actions.deciding import admit
from merata_portal.programmes.actions.decreeing import issue_decree
from merata_portal.programmes.actions.exiting import exit_enrolment, propose_again
from merata_portal.programmes.actions.flagging import answer_flag, raise_flags
from merata_portal.programmes.actions.pausing import lift, pause
from merata_portal.programmes.models import Enrolment, Flag, Launch, Pause
from merata_portal.programmes.queries import flags as flag_queries
from merata_portal.programmes.queries.enrolments import counts
from merata_portal.programmes.queries.enrolments import enrolment as page_of
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Benefit, Household

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(areas: object) -> Household:
    lists_known()
    return made_registry.household(VILLAGE, "Siti", "Budi")


@pytest.fixture
def running(home: Household) -> Launch:
    made = launch(state="running", villages={VILLAGE: 2 * EACH_IDR})
    freeze(made, [home])
    return made


@pytest.fixture
def one(running: Launch, home: Household) -> Enrolment:
    return enrolment(running, home, "enrolled")


def left(of_launch: Launch, village: str = "") -> tuple[int, int]:
    found = earmark(of_launch, village)
    return found.balance.reserved_idr, found.balance.committed_idr


def test_a_pause_holds_until_it_is_lifted_and_two_until_both_are(social: Actor, one: Enrolment) -> None:
    first = pause(by=social, enrolment=one.uuid, code="absent", reason="tidak ditemui tiga kali")
    second = pause(by=social, enrolment=one.uuid, code="checking", reason="data ganda?")
    one.refresh_from_db()
    assert one.state == "paused"
    with pytest.raises(ProgrammeRefused, match="paused for this already"):
        pause(by=social, enrolment=one.uuid, code="absent", reason="lagi")
    lift(by=social, pause_id=first.pk, reason="sudah ditemui")
    one.refresh_from_db()
    assert one.state == "paused"
    lift(by=social, pause_id=second.pk, reason="data benar")
    one.refresh_from_db()
    assert one.state == "enrolled"
    assert [each.code for each in one.transitions.order_by("pk")] == ["listed", "absent", "resumed"]
    with pytest.raises(ProgrammeRefused, match="lifted already"):
        lift(by=social, pause_id=first.pk, reason="lagi")


def test_pauses_are_for_people_to_give_with_a_code_and_a_reason_in_their_area(
    social: Actor, one: Enrolment, acting: Callable[..., Actor], operator: Actor
) -> None:
    with pytest.raises(ProgrammeRefused, match="cannot be chosen"):
        pause(by=social, enrolment=one.uuid, code="death", reason="x")
    with pytest.raises(ReasonMissing):
        pause(by=social, enrolment=one.uuid, code="absent", reason="")
    with pytest.raises(Enrolment.DoesNotExist):
        pause(by=acting(("social_officer", "35.72")), enrolment=one.uuid, code="absent", reason="x")
    with pytest.raises(Refused):
        pause(by=operator, enrolment=one.uuid, code="absent", reason="x")
    made = pause(by=social, enrolment=one.uuid, code="absent", reason="x")
    with pytest.raises(Pause.DoesNotExist):
        lift(by=acting(("social_officer", "35.72")), pause_id=made.pk, reason="x")


def test_whoever_leaves_gives_back_what_is_not_settled_yet(social: Actor, running: Launch, one: Enrolment) -> None:
    cycle(running, 1, entitled_at=running.made_at)
    assert left(running, VILLAGE) == (EACH_IDR, EACH_IDR)
    exit_enrolment(by=social, enrolment=one.uuid, code="asked", reason="sudah bekerja", on_day=DAY)
    assert left(running, VILLAGE) == (EACH_IDR, EACH_IDR // 6)
    entry = Entry.objects.latest("event")
    assert (entry.kind, entry.total_idr) == ("cancel", EACH_IDR - EACH_IDR // 6)
    one.refresh_from_db()
    assert (one.state, one.since) == ("exited", DAY)
    with pytest.raises(ProgrammeRefused, match="It cannot become exited"):
        exit_enrolment(by=social, enrolment=one.uuid, code="asked", reason="lagi", on_day=DAY)


def test_exits_are_refused_for_days_to_come_and_codes_of_others(social: Actor, one: Enrolment) -> None:
    with pytest.raises(ProgrammeRefused, match="still to come"):
        exit_enrolment(
            by=social, enrolment=one.uuid, code="moved", reason="x", on_day=timezone.localdate() + timedelta(days=1)
        )
    with pytest.raises(ProgrammeRefused, match="cannot be chosen"):
        exit_enrolment(by=social, enrolment=one.uuid, code="village", reason="x", on_day=DAY)


def test_leaving_answers_what_stood_open(social: Actor, one: Enrolment) -> None:
    raise_flags(by=social, held=None, kind=Flag.Kind.NOT_FOUND, evidence={one.pk: {"code": "R03"}}, day=DAY)
    exit_enrolment(by=social, enrolment=one.uuid, code="moved", reason="pindah", on_day=DAY)
    assert Flag.objects.get().answer == "exit"


def test_a_decision_on_an_objection_takes_in_from_the_reserve_and_the_next_instalment(
    social: Actor, running: Launch, home: Household
) -> None:
    cycle(running, 1, entitled_at=running.made_at)
    before = left(running)
    made = admit(by=social, launch=running.uuid, household=home.uuid, reason="data dulu keliru")
    assert (made.state, made.decided_by, made.from_instalment, made.earmark) == (
        "enrolled", "objection", 2, earmark(running).pk,
    )  # fmt: skip
    taken = made.annual_idr - made.annual_idr // 6
    assert left(running) == (before[0] - taken, taken)
    assert [each.target for each in made.transitions.order_by("pk")] == ["proposed", "verified", "enrolled"]
    with pytest.raises(ProgrammeRefused, match="is enrolled in this launch already"):
        admit(by=_another(social), launch=running.uuid, household=home.uuid, reason="lagi")


def _another(_of: Actor) -> Actor:
    """Somebody else of the same role."""
    return Actor(987654, "Orang lain", _of.held)


def test_a_pause_survives_exit_and_a_changed_decision(
    social: Actor, social2: Actor, running: Launch, one: Enrolment, home: Household
) -> None:
    made = pause(by=social2, enrolment=one.uuid, code="conditions", reason="anak tidak sekolah")
    exit_enrolment(by=social2, enrolment=one.uuid, code="not_eligible", reason="keliru", on_day=DAY)
    again = admit(by=social, launch=running.uuid, household=home.uuid, reason="keberatan diterima")
    assert (again.pk, again.state) == (one.pk, "paused")
    lift(by=social2, pause_id=made.pk, reason="sudah sekolah")
    again.refresh_from_db()
    assert again.state == "enrolled"


def test_a_pause_survives_into_the_next_launch(
    social: Actor, sector: Actor, operator: Actor, one: Enrolment, home: Household, running: Launch
) -> None:
    pause(by=social, enrolment=one.uuid, code="absent", reason="tidak ditemui")
    Launch.objects.filter(pk=running.pk).update(state="closed")
    following = approved([home])
    propose(following)
    verify(operator, following)
    issue_decree(by=sector, launch=following.uuid, number="188/2", on_day=date(2026, 2, 20), reason="penetapan")
    work_off()
    assert of(following, home).state == "paused"


def test_who_decides_is_nobody_who_decided_before(
    running: Launch, home: Household, social: Actor, social2: Actor, planner: Actor
) -> None:
    for column in ("made_by_user_id", "approved_by_user_id", "decreed_by_user_id"):
        known = getattr(running, column)
        Launch.objects.filter(pk=running.pk).update(**{column: social.user_id})
        with pytest.raises(SamePerson):
            admit(by=social, launch=running.uuid, household=home.uuid, reason="x")
        Launch.objects.filter(pk=running.pk).update(**{column: known})
    one = enrolment(running, home, "enrolled")
    exit_enrolment(by=social, enrolment=one.uuid, code="not_eligible", reason="keliru", on_day=DAY)
    with pytest.raises(SamePerson):
        admit(by=social, launch=running.uuid, household=home.uuid, reason="x")
    assert admit(by=social2, launch=running.uuid, household=home.uuid, reason="x").state == "enrolled"
    with pytest.raises(Refused):
        admit(by=planner, launch=running.uuid, household=home.uuid, reason="x")


def test_a_changed_decision_is_refused_where_it_cannot_be(social: Actor, running: Launch, home: Household) -> None:
    Benefit.objects.create(household=home, programme_id="blt_dbhcht_provinsi", year=2026, annual_idr=1)
    with pytest.raises(ProgrammeRefused, match="may not stand beside"):
        admit(by=social, launch=running.uuid, household=home.uuid, reason="x")
    Benefit.objects.all().delete()
    for number in range(1, 7):
        cycle(running, number, entitled_at=running.made_at)
    with pytest.raises(ProgrammeRefused, match="All instalments"):
        admit(by=social, launch=running.uuid, household=home.uuid, reason="x")
    Launch.objects.update(state="closed")
    with pytest.raises(ProgrammeRefused, match="The launch is closed"):
        admit(by=social, launch=running.uuid, household=home.uuid, reason="x")


def test_a_reserve_that_does_not_suffice_is_told(social: Actor, home: Household) -> None:
    poor = launch(state="running", villages={VILLAGE: EACH_IDR}, ceiling_idr=EACH_IDR + 1000)
    freeze(poor, [home])
    with pytest.raises(ProgrammeRefused, match=r"reserve holds Rp1,000, Rp[\d,]+ is needed"):
        admit(by=social, launch=poor.uuid, household=home.uuid, reason="x")
    assert not Enrolment.objects.filter(launch=poor).exists()


def test_before_the_decree_a_changed_decision_is_decreed_with_the_others(
    social: Actor, social2: Actor, operator: Actor, home: Household
) -> None:
    made = approved([])
    other = made_registry.household(VILLAGE, "Tono")
    freeze(made, [other])
    propose(made)
    taken = admit(by=social, launch=made.uuid, household=home.uuid, reason="keberatan")
    assert taken.state == "verified"
    verify(operator, made)
    issue_decree(by=social2, launch=made.uuid, number="1", on_day=date(2026, 2, 20), reason="penetapan")
    work_off()
    taken.refresh_from_db()
    assert (taken.state, taken.earmark) == ("enrolled", earmark(made).pk)


def test_who_left_is_proposed_again(social: Actor, one: Enrolment) -> None:
    exit_enrolment(by=social, enrolment=one.uuid, code="moved", reason="pindah", on_day=DAY)
    assert propose_again(by=social, enrolment=one.uuid, reason="kembali").state == "proposed"
    with pytest.raises(ProgrammeRefused, match="It cannot become proposed"):
        propose_again(by=social, enrolment=one.uuid, reason="kembali")


def test_of_two_that_are_one_family_the_right_one_stays(
    social: Actor, running: Launch, one: Enrolment, home: Household
) -> None:
    double = enrolment(running, made_registry.household(VILLAGE, "Siti"), "enrolled")
    told = {one.pk: {"other": str(double.uuid)}, double.pk: {"other": str(one.uuid)}}
    assert raise_flags(by=social, held=None, kind=Flag.Kind.DUPLICATE, evidence=told, day=DAY) == 2
    assert raise_flags(by=social, held=None, kind=Flag.Kind.DUPLICATE, evidence=told, day=DAY) == 0
    asked = Flag.objects.get(enrolment=double)
    answer_flag(by=social, flag=asked.uuid, answer="other_household", reason="KK lama")
    double.refresh_from_db()
    one.refresh_from_db()
    assert (double.state, one.state) == ("exited", "enrolled")
    assert double.transitions.order_by("-pk")[0].code == "duplicate"
    assert Flag.objects.get(enrolment=one).answer == "keep"


def test_the_questions_that_wait_are_listed_with_their_ways_out(
    social: Actor, operator: Actor, one: Enrolment, acting: Callable[..., Actor]
) -> None:
    raise_flags(by=social, held=None, kind=Flag.Kind.OVERLAP, evidence={one.pk: {"programmes": ["pkh"]}}, day=DAY)
    (row,) = flag_queries.flags(social).rows
    assert ([answer.value for answer in row.answers], row.enrolment.uuid) == (["keep", "exit"], one.uuid)
    assert flag_queries.flag(operator, row.uuid).evidence == {"programmes": ["pkh"]}
    assert (flag_queries.waiting(social), flag_queries.waiting(operator)) == (1, 0)
    assert flag_queries.flags(social, kind="death").rows == ()
    stranger = acting(("social_officer", "35.72"))
    assert flag_queries.flags(stranger).rows == ()
    with pytest.raises(Flag.DoesNotExist):
        flag_queries.flag(stranger, row.uuid)
    with pytest.raises(Flag.DoesNotExist):
        answer_flag(by=stranger, flag=row.uuid, answer="keep", reason="x")
    answer_flag(by=social, flag=row.uuid, answer="keep", reason="bantuan lain sudah berakhir")
    one.refresh_from_db()
    assert one.state == "enrolled"


def test_one_enrolment_s_page_has_all_that_happened(social: Actor, one: Enrolment, running: Launch) -> None:
    made = pause(by=social, enrolment=one.uuid, code="asked", reason="pergi bekerja")
    page = page_of(social, one.uuid)
    assert [each.target for each in page.transitions] == ["enrolled", "paused"]
    assert page.pauses == (made,)
    assert counts(social, running.uuid) == {
        "proposed": (0, 0), "verified": (0, 0), "enrolled": (0, 0), "paused": (1, EACH_IDR), "exited": (0, 0),
    }  # fmt: skip
