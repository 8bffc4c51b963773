"""Deaths and moves that the registry learns pause at once and ask a person; undone, the question falls by itself."""

from __future__ import annotations

from datetime import date

import made_registry
import pytest
from enrolling_steps import lists_known, work_off
from made_programmes import OTHER_VILLAGE, VILLAGE, enrolment, launch

from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job
from merata_portal.programmes.actions.flagging import answer_flag
from merata_portal.programmes.actions.pausing import lift
from merata_portal.programmes.models import Enrolment, Flag, Pause
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.actions import declaring, merging
from merata_portal.registry.actions.undoing import refuse_dependents
from merata_portal.registry.models import Household, Person
from merata_portal.registry.refusals import RegistryRefused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)


@pytest.fixture
def home(areas: object) -> Household:
    lists_known()
    return made_registry.household(VILLAGE, "Siti", "Budi")


def members(home: Household) -> list[Person]:
    return [one.person for one in home.memberships.select_related("person").order_by("id")]


def dies(by: Actor, person: Person) -> int:
    change = declaring.declare_death(by=by, person=person.uuid, on_day=DAY, reason="laporan keluarga")
    return change.id


def enrolled(home: Household, state: str = "enrolled", person: Person | None = None) -> Enrolment:
    made = launch(state="running" if state in ("enrolled", "paused") else "approved",
                  unit="household" if person is None else "person")  # fmt: skip
    return enrolment(made, home, state, person=person)


def test_where_nobody_is_enrolled_nobody_is_looked_for(social: Actor, home: Household) -> None:
    dies(social, members(home)[0])
    assert not Job.objects.exists()


def test_the_head_s_death_pauses_at_once_and_asks(social: Actor, home: Household) -> None:
    one = enrolled(home)
    change = dies(social, members(home)[0])
    assert work_off().result == {"death": 1}
    one.refresh_from_db()
    flag, pause = Flag.objects.get(), Pause.objects.get()
    assert (one.state, flag.kind, flag.evidence) == (
        "paused", "death", {"what": "head_died", "day": "2026-03-04", "village": "", "change": change},
    )  # fmt: skip
    assert (pause.code, pause.flag, pause.programme_id) == ("death", flag, one.launch.programme_id)
    assert Event.objects.filter(action="programmes.flag", rows=1).count() == 1


def test_a_member_s_death_pauses_nothing_of_a_household(social: Actor, home: Household) -> None:
    one = enrolled(home)
    dies(social, members(home)[1])
    assert work_off().result == {}
    one.refresh_from_db()
    assert one.state == "enrolled"


def test_the_last_member_s_death_is_asked_about(social: Actor, areas: object) -> None:
    lists_known()
    alone = made_registry.household(VILLAGE, "Siti")
    enrolled(alone)
    dies(social, members(alone)[0])
    work_off()
    assert Flag.objects.get().evidence["what"] == "last_member_died"


def test_who_is_not_enrolled_yet_is_asked_about_and_enrols_as_paused(social: Actor, home: Household) -> None:
    one = enrolled(home, "verified")
    dies(social, members(home)[0])
    work_off()
    one.refresh_from_db()
    assert (one.state, Pause.objects.get().code) == ("verified", "death")


def test_a_move_to_another_village_pauses_and_a_move_out_too(social: Actor, home: Household, areas: object) -> None:
    one = enrolled(home)
    declaring.declare_move(by=social, household=home.uuid, to_village=OTHER_VILLAGE, on_day=DAY, reason="pindah")
    work_off()
    flag = Flag.objects.get()
    assert (flag.kind, flag.evidence["what"], flag.evidence["village"]) == ("move", "other_village", OTHER_VILLAGE)
    answer_flag(by=social, flag=flag.uuid, answer="keep", reason="tetap dalam kabupaten")
    one.refresh_from_db()
    assert one.state == "enrolled"
    declaring.declare_move(by=social, household=home.uuid, to_village="", on_day=DAY, reason="pindah ke luar")
    work_off()
    assert Flag.objects.get(answered_at=None).evidence["what"] == "household_left"


def test_a_person_s_own_death_and_move_are_asked_about(social: Actor, home: Household) -> None:
    _, budi = members(home)
    one = enrolled(home, person=budi)
    dies(social, budi)
    work_off()
    one.refresh_from_db()
    assert (one.state, Flag.objects.get().evidence["what"]) == ("paused", "person_died")


def test_an_undone_death_withdraws_the_question_and_the_pause(social: Actor, home: Household) -> None:
    one = enrolled(home)
    change = dies(social, members(home)[0])
    work_off()
    declaring.take_back(by=social, change_id=change, reason="salah orang")
    assert work_off().result == {"withdrawn": 1}
    one.refresh_from_db()
    flag = Flag.objects.get()
    assert (one.state, flag.answer, flag.answered_by_user_id) == ("enrolled", "withdrawn", 0)
    assert "undone" in flag.answer_reason
    assert Pause.objects.get().lifted_on is not None


def test_undone_beside_another_death_the_question_stays(social: Actor, home: Household) -> None:
    enrolled(home)
    siti, _ = members(home)
    change = dies(social, siti)
    work_off()
    Person.objects.filter(pk=siti.pk).update(died_on=DAY)
    declaring.take_back(by=social, change_id=change, reason="salah catat")
    Person.objects.filter(pk=siti.pk).update(died_on=DAY)
    home.memberships.filter(person=siti).update(until_day=DAY)
    assert work_off().result == {"withdrawn": 0}
    assert Flag.objects.get().answered_at is None


def test_what_was_answered_is_not_asked_again(social: Actor, home: Household) -> None:
    one = enrolled(home)
    siti, budi = members(home)
    dies(social, siti)
    work_off()
    answer_flag(by=social, flag=Flag.objects.get().uuid, answer="other_member", reason="anaknya", recipient=budi.uuid)
    one.refresh_from_db()
    assert (one.state, one.recipient) == ("enrolled", budi)
    extra = made_registry.person(VILLAGE, "Tini")
    declaring.move_person(by=social, person=extra.uuid, to_household=home.uuid, on_day=DAY, reason="tinggal bersama")
    work_off()
    assert Flag.objects.count() == 1


def test_the_recipient_s_death_is_asked_about_in_turn(social: Actor, home: Household) -> None:
    one = enrolled(home)
    extra = made_registry.person(VILLAGE, "Tini")
    declaring.move_person(by=social, person=extra.uuid, to_household=home.uuid, on_day=DAY, reason="tinggal bersama")
    work_off()
    siti, budi, *_ = members(home)
    dies(social, siti)
    work_off()
    answer_flag(by=social, flag=Flag.objects.get().uuid, answer="other_member", reason="anaknya", recipient=budi.uuid)
    dies(social, budi)
    work_off()
    assert Flag.objects.get(answered_at=None).evidence["what"] == "recipient_died"
    one.refresh_from_db()
    assert one.state == "paused"


def test_a_person_goes_on_as_another_member_with_their_money(social: Actor, home: Household) -> None:
    siti, budi = members(home)
    one = enrolled(home, person=budi)
    dies(social, budi)
    work_off()
    flag = Flag.objects.get()
    with pytest.raises(ProgrammeRefused, match="Choose the member"):
        answer_flag(by=social, flag=flag.uuid, answer="other_member", reason="ibunya")
    with pytest.raises(ProgrammeRefused, match="does not live in that household"):
        answer_flag(by=social, flag=flag.uuid, answer="other_member", reason="ibunya", recipient=budi.uuid)
    answer_flag(by=social, flag=flag.uuid, answer="other_member", reason="ibunya", recipient=siti.uuid, on_day=DAY)
    one.refresh_from_db()
    other = Enrolment.objects.get(person=siti)
    assert (one.state, one.since) == ("exited", DAY)
    assert (other.state, other.earmark, other.annual_idr, other.launch) == (
        "enrolled", one.earmark, one.annual_idr, one.launch,
    )  # fmt: skip
    assert [each.target for each in other.transitions.order_by("pk")] == ["proposed", "verified", "enrolled"]


def test_the_dead_are_not_kept_on_but_every_question_has_a_way_out(social: Actor, home: Household) -> None:
    one = enrolled(home)
    dies(social, members(home)[0])
    work_off()
    flag = Flag.objects.get()
    with pytest.raises(ProgrammeRefused, match="still knows this recipient as dead"):
        answer_flag(by=social, flag=flag.uuid, answer="keep", reason="masih hidup")
    with pytest.raises(ProgrammeRefused, match="There is no answer"):
        answer_flag(by=social, flag=flag.uuid, answer="other_household", reason="x")
    with pytest.raises(ProgrammeRefused, match="waits for the answer"):
        lift(by=social, pause_id=Pause.objects.get().pk, reason="dicabut")
    answer_flag(by=social, flag=flag.uuid, answer="exit", reason="tidak ada penerus", on_day=DAY)
    one.refresh_from_db()
    assert (one.state, one.since, one.transitions.order_by("-pk")[0].code) == ("exited", DAY, "died")
    with pytest.raises(ProgrammeRefused, match="answered already"):
        answer_flag(by=social, flag=flag.uuid, answer="exit", reason="lagi")


def test_two_records_that_are_one_person_are_asked_about(social: Actor, home: Household, areas: object) -> None:
    other = made_registry.household(VILLAGE, "Siti")
    one = enrolled(other, person=members(other)[0])
    merging.merge(by=social, kept=members(home)[0].uuid, absorbed=members(other)[0].uuid, reason="orang yang sama")
    assert work_off().result == {"duplicate": 1}
    one.refresh_from_db()
    assert (Flag.objects.get().evidence["what"], one.state) == ("person_merged", "enrolled")


def test_a_failing_listener_undoes_the_change_of_the_registry(
    social: Actor, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(home)
    siti = members(home)[0]
    monkeypatch.setattr("merata_portal.programmes.actions.watching.enqueue", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        dies(social, siti)
    assert Person.objects.get(pk=siti.pk).died_on is None


def test_a_change_that_brought_somebody_enrolled_is_not_undone(social: Actor, home: Household) -> None:
    enrolled(home)
    with pytest.raises(RegistryRefused, match="1 enrolments in programmes"):
        refuse_dependents(home.created_by)
