from __future__ import annotations

from datetime import date

import pytest
from made_programmes import VILLAGE, launch
from paying_made import entitled, running, work_off

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job, Status
from merata_portal.programmes.actions.cycling import entitle, open_cycles, release
from merata_portal.programmes.models import Cycle, Enrolment, Entitlement, Flag, Launch, Pause
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db


def test_the_cycles_are_the_instalments_of_the_year_by_working_days(areas: object, social: Actor) -> None:
    made, _ = running(instalments=4)
    cycles = open_cycles(by=social, launch=made.uuid)
    assert [(one.number, one.begins, one.ends) for one in cycles] == [
        (1, date(2026, 1, 1), date(2026, 3, 31)),
        (2, date(2026, 4, 1), date(2026, 6, 30)),
        (3, date(2026, 7, 1), date(2026, 9, 30)),
        (4, date(2026, 10, 1), date(2026, 12, 31)),
    ]
    # The first of January is a holiday, 2 January 2026 a Friday.
    assert cycles[0].pays_on == date(2026, 1, 2)
    assert cycles[0].frozen_on < date(2025, 12, 20)
    assert open_cycles(by=social, launch=made.uuid) == cycles
    assert Event.objects.filter(action="programmes.open_cycles").count() == 1


def test_before_the_decree_and_elsewhere_there_are_none(areas: object, social: Actor, operator: Actor, acting) -> None:  # type: ignore[no-untyped-def]
    waiting = launch("approved")
    with pytest.raises(ProgrammeRefused, match="decree"):
        open_cycles(by=social, launch=waiting.uuid)
    made, _ = running()
    with pytest.raises(Launch.DoesNotExist):
        open_cycles(by=acting(("social_officer", "35.72")), launch=made.uuid)
    with pytest.raises(Refused):
        open_cycles(by=operator, launch=made.uuid)


def test_a_cycle_is_settled_once_and_not_before_its_day(areas: object, social: Actor) -> None:
    made, _ = running()
    cycle = entitled(made, social)
    with pytest.raises(ProgrammeRefused, match="settled already"):
        entitle(by=social, cycle_id=cycle.pk)
    later = Cycle.objects.get(launch=made, number=6)
    later.frozen_on = date(2999, 1, 1)
    later.save()
    with pytest.raises(ProgrammeRefused, match="2999-01-01"):
        entitle(by=social, cycle_id=later.pk)


def test_pressing_twice_asks_once(areas: object, social: Actor) -> None:
    made, _ = running()
    cycle = open_cycles(by=social, launch=made.uuid)[0]
    assert entitle(by=social, cycle_id=cycle.pk).pk == entitle(by=social, cycle_id=cycle.pk).pk
    assert work_off().status == Status.SUCCEEDED
    assert Job.objects.filter(kind="programmes.entitle").count() == 1


def paused(enrolled: Enrolment) -> Pause:
    return Pause.objects.create(
        programme_id=enrolled.launch.programme_id, household=enrolled.household, code="other", reason="uji",
        from_day=date(2026, 1, 1), at="2026-01-01T00:00:00Z", by_user_id=0,
    )  # fmt: skip


def flagged(enrolled: Enrolment, kind: str = "duplicate") -> Flag:
    return Flag.objects.create(uuid=enrolled.uuid, enrolment=enrolled, kind=kind, at="2026-01-01T00:00:00Z")


def states(of: Launch) -> list[tuple[str, str]]:
    return list(Entitlement.objects.filter(cycle__launch=of).order_by("pk").values_list("state", "why"))


def test_what_is_held_is_let_go_when_its_reason_is_gone(areas: object, social: Actor) -> None:
    made, (one, two, three) = running()
    pause, flag = paused(one), flagged(two)
    entitled(made, social)
    assert states(made) == [("held", "paused"), ("held", "flag"), ("due", "")]
    pause.lifted_on, flag.answered_at = date(2026, 2, 1), "2026-02-01T00:00:00Z"
    pause.save()
    flag.save()
    release(enrolment_pks=[one.pk, two.pk, three.pk])
    assert states(made) == [("due", ""), ("due", ""), ("due", "")]


def test_whoever_left_before_the_pay_day_gets_nothing_who_left_after_it_does(areas: object, social: Actor) -> None:
    made, (one, two, _) = running()
    cycle = entitled(made, social)
    for enrolled, day in ((one, cycle.pays_on), (two, cycle.ends)):
        Enrolment.objects.filter(pk=enrolled.pk).update(state="exited", since=day)
    release(enrolment_pks=[one.pk, two.pk])
    assert states(made) == [("cancelled", "exited"), ("due", ""), ("due", "")]


def test_growing_out_of_a_programme_is_asked_while_it_goes_on(areas: object, social: Actor) -> None:
    made, (one, *_) = running()
    flagged(one, "graduate")
    entitled(made, social)
    assert states(made)[0] == ("due", "")


def test_the_pause_of_one_person_does_not_hold_another(areas: object, social: Actor) -> None:
    made, (one, two, _) = running(unit="person", village=VILLAGE)
    pause = paused(one)
    pause.person = one.person
    pause.household = one.household
    pause.save()
    Enrolment.objects.filter(pk=two.pk).update(household=one.household)
    entitled(made, social)
    assert states(made) == [("held", "paused"), ("due", ""), ("due", "")]
