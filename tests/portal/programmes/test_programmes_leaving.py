"""Who leaves is not paid by what they were due before, nobody is paid twice, and their money is not left bound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from enrolling_steps import lists_known
from made_programmes import VILLAGE, earmark, enrolment, launch
from made_registry import household
from paying_made import entitled, made_batch, running, with_account, work_off

from merata_portal.actor import Actor
from merata_portal.jobs.models import Job
from merata_portal.programmes.actions.batching import discard_batch, make_batch
from merata_portal.programmes.actions.exiting import exit_enrolment, propose_again
from merata_portal.programmes.actions.flagging import answer_flag, raise_flags
from merata_portal.programmes.actions.memberships import make_list
from merata_portal.programmes.actions.refunding import give_back
from merata_portal.programmes.models import Enrolment, Entitlement, Flag, Launch, Payment
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import ExitCode
from merata_portal.registry.actions.declaring import declare_death
from merata_portal.registry.models import Person

pytestmark = pytest.mark.django_db
PART = 300_000


@pytest.fixture(autouse=True)
def _known(areas: object) -> None:
    lists_known()


@pytest.fixture
def officer(acting: Callable[..., Actor]) -> Actor:
    return acting(("social_officer", "35.05"))


def committed(of: Launch) -> int:
    return earmark(of, VILLAGE).balance.committed_idr


def of(one: Enrolment) -> Entitlement:
    return Entitlement.objects.get(enrolment=one)


def test_who_left_before_the_pay_day_and_is_proposed_again_is_not_paid_for_it(officer: Actor) -> None:
    made, (one, other) = running(("Siti", "Budi"))
    cycle = entitled(made, officer)
    day = cycle.pays_on - timedelta(days=1)
    exit_enrolment(by=officer, enrolment=one.uuid, code=ExitCode.ASKED, reason="pindah kerja", on_day=day)
    assert (of(one).state, of(one).why) == ("cancelled", "exited")
    propose_again(by=officer, enrolment=one.uuid, reason="keliru")
    batch = made_batch(cycle, officer)
    assert [payment.entitlement.enrolment_id for payment in batch.payments.all()] == [other.pk]


def test_who_left_while_a_batch_was_made_and_is_proposed_again_is_not_paid_after_it_is_discarded(
    officer: Actor,
) -> None:
    made, (one, _) = running(("Siti", "Budi"))
    cycle = entitled(made, officer)
    batch = made_batch(cycle, officer)
    exit_enrolment(by=officer, enrolment=one.uuid, code=ExitCode.ASKED, reason="pindah", on_day=cycle.pays_on)
    propose_again(by=officer, enrolment=one.uuid, reason="keliru")
    discard_batch(by=officer, batch=batch.uuid, reason="susun ulang")
    again = made_batch(cycle, officer)
    assert one.pk not in {payment.entitlement.enrolment_id for payment in again.payments.all()}


def test_what_was_bound_for_who_left_is_available_again_at_once(officer: Actor) -> None:
    made, (one, _) = running(("Siti", "Budi"))
    cycle = entitled(made, officer)
    assert committed(made) == 12 * PART
    exit_enrolment(by=officer, enrolment=one.uuid, code=ExitCode.ASKED, reason="pindah", on_day=cycle.pays_on)
    assert committed(made) == 6 * PART
    with pytest.raises(ProgrammeRefused, match="still owed"):
        give_back(by=officer, launch=made.uuid, reason="tidak ada")


def test_who_left_by_somebody_who_may_not_cancel_leaves_money_that_an_officer_gives_back(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, (one, _) = running(("Siti", "Budi"))
    cycle = entitled(made, officer)
    monkeypatch.setattr("merata_portal.programmes.actions.leaving.free_remainder", lambda **_: 0)
    exit_enrolment(by=officer, enrolment=one.uuid, code=ExitCode.ASKED, reason="pindah", on_day=cycle.pays_on)
    assert committed(made) == 12 * PART
    entry = give_back(by=officer, launch=made.uuid, reason="sisa yang keluar")
    assert (entry.total_idr, committed(made)) == (6 * PART, 6 * PART)


def _persons(*names: str, **known: Any) -> tuple[Launch, Enrolment, list[Person]]:
    made = launch("running", {VILLAGE: 1_800_000}, unit="person", **known)
    home = with_account(household(VILLAGE, *names))
    people = [each.person for each in home.memberships.select_related("person").order_by("id")]
    return made, enrolment(made, home, "enrolled", person=people[0]), people


def _died(by: Actor, one: Enrolment, person: Person, day: date) -> Flag:
    person.died_on = day
    person.save(update_fields=["died_on"])
    raise_flags(by=by, held=by.held[0], kind=Flag.Kind.DEATH, evidence={one.pk: {"what": "person_died"}}, day=day)
    return Flag.objects.get(enrolment=one)


def test_an_instalment_that_stays_due_to_who_died_is_not_given_to_the_next_as_well(officer: Actor) -> None:
    made, one, people = _persons("Siti", "Budi")
    cycle = entitled(made, officer)
    # Settled in part: the job was killed after its last chunk, before the cycle was.
    cycle.entitled_at = None
    cycle.save(update_fields=["entitled_at"])
    day = cycle.pays_on + timedelta(days=1)
    flag = _died(officer, one, people[0], day)
    answer_flag(
        by=officer, flag=flag.uuid, answer="other_member", reason="adiknya", recipient=people[1].uuid, on_day=day
    )
    other = Enrolment.objects.get(person=people[1])
    assert (of(one).cycle_id, other.from_instalment) == (cycle.pk, 2)


def test_a_death_that_no_job_has_asked_about_yet_is_not_paid(officer: Actor) -> None:
    made, enrolled = running(("Siti", "Budi"))
    cycle = entitled(made, officer)
    person = enrolled[0].household.memberships.get().person
    declare_death(by=officer, person=person.uuid, on_day=cycle.pays_on, reason="laporan keluarga")
    Job.objects.filter(kind="programmes.watch").delete()  # lost, or far behind
    batch = made_batch(cycle, officer)
    assert [payment.entitlement.enrolment_id for payment in batch.payments.all()] == [enrolled[1].pk]
    assert (of(enrolled[0]).state, Flag.objects.get().kind) == ("held", "death")


def test_a_dead_member_is_in_no_list_of_members_though_no_job_has_asked_yet(officer: Actor) -> None:
    made, enrolled = running(("Siti", "Budi"), delivery="membership", unit="person", instalments=12)
    cycle = entitled(made, officer)
    declare_death(by=officer, person=enrolled[0].person.uuid, on_day=cycle.pays_on, reason="laporan keluarga")
    Job.objects.filter(kind="programmes.watch").delete()
    assert make_list(by=officer, cycle_id=cycle.pk).members == 1


def test_a_dead_member_who_was_let_go_and_taken_in_again_is_asked_about_anew(officer: Actor) -> None:
    made, (one, _) = running(("Siti", "Budi"), delivery="membership", unit="person", instalments=12)
    cycle = entitled(made, officer)
    declare_death(by=officer, person=one.person.uuid, on_day=cycle.pays_on, reason="laporan keluarga")
    assert work_off().result == {"death": 1}
    answer_flag(by=officer, flag=Flag.objects.get().uuid, answer="exit", reason="meninggal", on_day=cycle.pays_on)
    Enrolment.objects.filter(pk=one.pk).update(state="enrolled")  # by a decision that knew nothing of it
    Entitlement.objects.filter(enrolment=one).update(state="due", why="")
    assert make_list(by=officer, cycle_id=cycle.pk).members == 1
    assert Flag.objects.filter(answered_at=None).count() == 1


def test_a_dead_person_is_not_paid_in_cash_what_was_due_before(officer: Actor) -> None:
    made, one, people = _persons("Siti", "Budi", delivery="post")
    cycle = entitled(made, officer)
    day = cycle.pays_on + timedelta(days=1)
    flag = _died(officer, one, people[0], day)
    answer_flag(by=officer, flag=flag.uuid, answer="exit", reason="meninggal", on_day=day)
    make_batch(by=officer, cycle_id=cycle.pk, layout="pos_umum")
    assert "holds no payment" in work_off().failure_en
    assert not Payment.objects.exists()
    assert (of(one).state, of(one).why) == ("due", "no_recipient")
