from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from made_courses import (
    ANYBODY,
    CLOSES,
    DAYS,
    DICE,
    DRAWN,
    FROZEN,
    OTHER,
    REVEAL_BY,
    VILLAGE,
    applied,
    drawn,
    identified,
    on,
    opened,
    people_applied,
    resident,
)  # fmt: skip

from merata.programmes.training.canonical import digest
from merata.programmes.training.commitment import read_commitment
from merata.programmes.training.frozen_list import freeze, read_list
from merata.programmes.training.result import conclude, read_result
from merata_portal.actor import Refused
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job
from merata_portal.jobs.worker import Worker
from merata_portal.registry.models import Household, Person
from merata_portal.tickets.actions import opened as by_pin
from merata_portal.training.actions import announcing, applying, drawing, voiding
from merata_portal.training.documents_of_draw import documents
from merata_portal.training.models import Application, Course, Draw
from merata_portal.training.queries import applicants, everybody
from merata_portal.training.queries.outcomes import outcome
from merata_portal.training.refusals import FaultyCourse, TrainingRefused
from merata_portal.training.registry_tables import registry_of

pytestmark = pytest.mark.django_db


def test_an_application_gets_a_ticket_a_pin_and_another_number(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    form = applying.Form("Siti Aminah", date(1990, 5, 1), OTHER, "rumah Bu RT", 900_000)
    made, pin = applying.apply(by=ANYBODY, course=course.uuid, form=form)
    assert (made.ticket[:2], made.number[:2], made.channel) == ("L-", "A-", "resident")
    assert by_pin(everybody.tickets(), made.ticket, pin) == made
    assert b"Siti" not in bytes(made.name_sealed)
    assert not [one for one in Event.objects.all() if "Siti" in one.data or made.ticket in one.data]
    assert [one.name for one in applicants.applications(who.village, course)] == ["Siti Aminah"]


def test_faults_of_an_application_are_named_at_once(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    wrong = applying.Form(" ", date(2030, 1, 1), "35.05.99.2001", "NIK 3505991234567890", -1)
    with pytest.raises(FaultyCourse) as error:
        applying.apply(by=ANYBODY, course=course.uuid, form=wrong)
    assert [text for _id, text in error.value.faults] == [
        "leave NIK and KK out of name and contact", "the name is needed, 150 signs at most",
        "the date of birth is impossible", "the village is not known", "the income is 0 or more",
    ]  # fmt: skip
    assert Application.objects.count() == 0


def test_for_a_resident_only_in_the_operators_own_village(who: Any, acting: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    form = applying.Form("Siti", date(1990, 5, 1), OTHER)
    with pytest.raises(Refused):
        applying.apply(
            by=acting(("village_operator", "35.05.01.2001")), course=course.uuid, form=form, for_resident=True
        )
    made, _pin = applying.apply(by=who.village, course=course.uuid, form=form, for_resident=True)
    assert (made.channel, made.filed_by_user_id) == ("operator", who.village.user_id)


def test_after_the_closing_day_nobody_applies(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    on(monkeypatch, CLOSES)
    applied(course, "Terakhir")
    on(monkeypatch, FROZEN)
    with pytest.raises(TrainingRefused, match="Applications closed on 2026-01-31"):
        applied(course, "Terlambat")


def test_the_list_waits_until_everybody_was_looked_for(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    one = applied(course, "Siti")
    on(monkeypatch, FROZEN)
    with pytest.raises(TrainingRefused, match="1 applicants have not been looked for"):
        drawing.freeze_list(by=who.officer, course=course.uuid)
    applying.mark_not_found(by=who.village, application=one.uuid, reason="tidak ada di KK mana pun")
    drawing.freeze_list(by=who.officer, course=course.uuid)
    assert Application.objects.get().refused_codes == ["person_unknown"]


@pytest.mark.parametrize("day", [CLOSES, DRAWN])
def test_the_list_is_frozen_between_closing_and_dice(who: Any, monkeypatch: Any, day: date) -> None:
    course = opened(who, monkeypatch)
    on(monkeypatch, day)
    with pytest.raises(TrainingRefused, match=f"today is {day}"):
        drawing.freeze_list(by=who.officer, course=course.uuid)


def test_prerequisites_are_read_from_the_registry_and_quotas_too(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch, women_seats=1, minimum_schooling_years=9)
    good = identified(who, course, resident("Ani", desil=2, schooling_years=9), "Ani")
    man = identified(who, course, resident("Budi", desil=9, sex="male", schooling_years=12), "Budi")
    young = identified(who, course, resident("Citra", birth_date=date(2010, 1, 1), schooling_years=6), "Citra")
    twice = identified(who, course, Person.objects.get(pk=good.person_id), "Ani lagi")
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    listed = read_list(documents(Draw.objects.get())["2-list.json"], documents(Draw.objects.get())["1-commitment.json"])
    # Ani is of desil 2 (three tickets), Budi of 9 (one); of Ani's two applications of one day the first number counts.
    first, second = sorted((good.number, twice.number))
    assert {entry.application_id: (entry.tickets, entry.groups) for entry in listed.entries} == {
        first: (3, ("women",)), man.number: (1, ()),
    }  # fmt: skip
    assert {one.application_id: one.reasons for one in listed.refused} == {
        young.number: ("too_young", "schooling_short"), second: ("twice",),
    }  # fmt: skip
    words = outcome(Application.objects.get(pk=young.pk)).reasons
    assert words == (
        ("Umur di bawah 18 tahun", "Younger than 18 years"),
        ("Lama sekolah kurang dari 9 tahun", "Fewer than 9 completed years of schooling"),
    )


def test_who_died_or_won_this_course_before_is_refused(who: Any, monkeypatch: Any) -> None:
    before = opened(who, monkeypatch)
    winner = resident("Ani")
    identified(who, before, winner, "Ani")
    drawn(who, before, monkeypatch)
    on(monkeypatch, date(2026, 1, 5))
    course = opened(who, monkeypatch)
    again = identified(who, course, winner, "Ani")
    dead = identified(who, course, resident("Budi"), "Budi")
    Person.objects.filter(pk=dead.person_id).update(died_on=date(2026, 1, 20))
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    found = dict(Application.objects.filter(course=course).values_list("number", "refused_codes"))
    assert found == {again.number: ["taken_before"], dead.number: ["person_unknown"]}


def test_the_draw_is_what_the_documents_alone_give(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 6)
    tables = registry_of(course)
    course = drawn(who, course, monkeypatch)
    files = documents(Draw.objects.get())
    assert sorted(files) == ["1-commitment.json", "2-list.json", "3-number.json", "4-reveal.json", "5-result.json"]
    assert freeze(files["1-commitment.json"], tables, frozen_on=FROZEN) == files["2-list.json"]
    assert conclude(*(files[name] for name in sorted(files)[:4])) == files["5-result.json"]
    result = read_result(files["5-result.json"])
    assert course.state == "drawn"
    assert sorted(Application.objects.filter(selected=True).values_list("number", flat=True)) == sorted(result.selected)
    # Six equal people and two seats: everybody's chance is a third.
    assert list(Application.objects.values_list("chance", flat=True)) == [pytest.approx(1 / 3, abs=1e-11)] * 6
    hashes = tuple(digest(one) for one in files.values())
    assert all(check.agrees for check in everybody.checks(Draw.objects.get(), hashes))
    assert not all(check.agrees for check in everybody.checks(Draw.objects.get(), ("0" * 64,)))


def test_a_changed_document_is_seen(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    drawn(who, course, monkeypatch)
    row = Draw.objects.get().documents.get(file="2-list.json")
    row.content = bytes(row.content).replace(b'"tickets": 3', b'"tickets": 2', 1)
    row.save()
    found = {}
    for check in everybody.checks(Draw.objects.get()):
        found[check.file] = found.get(check.file, True) and check.agrees
    # The list is still a list; but the number, and so all that follows, named another one.
    assert (found["1-commitment.json"], found["2-list.json"], found["3-number.json"]) == (True, True, False)


def test_the_number_is_of_its_day_and_kind(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 1)
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    with pytest.raises(TrainingRefused, match="fixed for 2026-02-05; today is 2026-02-02"):
        drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    on(monkeypatch, DRAWN)
    for wrong in ("6 4 2", "0 4 2 2 5 1 3 3 6 1", ""):
        with pytest.raises(TrainingRefused, match="10 digits from 1 to 6"):
            drawing.take_number(by=who.officer, course=course.uuid, text=wrong)
    drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    on(monkeypatch, date(2026, 2, 8))
    with pytest.raises(TrainingRefused, match="due by 2026-02-07"):
        drawing.draw_seats(by=who.officer, course=course.uuid)


def test_a_void_draw_stays_public_and_the_next_names_it(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    with pytest.raises(TrainingRefused, match="there is time until 2026-02-05"):
        voiding.void_draw(by=who.officer, course=course.uuid, code="no_number", reason="dadu hilang")
    voiding.void_draw(by=who.officer, course=course.uuid, code="list_wrong", reason="desil salah")
    course = Course.objects.get(pk=course.pk)
    assert course.state == "draft"
    assert everybody.open_course(course.uuid) == course
    assert set(Application.objects.values_list("need_weight", flat=True)) == {None}
    again = replace(DAYS, closes_on=date(2026, 2, 10), drawn_on=date(2026, 2, 15), reveal_by=date(2026, 2, 16))
    found = announcing.announce(by=who.officer, course=course.uuid, days=again)
    files = documents(found.draw)
    first = documents(Draw.objects.get(round=1))
    terms = read_commitment(files["1-commitment.json"]).terms
    assert (terms.round, terms.replaces) == (2, digest(first["4-void.json"]))
    on(monkeypatch, date(2026, 2, 11))
    drawing.freeze_list(by=who.officer, course=course.uuid)
    on(monkeypatch, date(2026, 2, 15))
    drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    drawing.draw_seats(by=who.officer, course=course.uuid)
    assert Application.objects.filter(selected=True).count() == 2
    assert all(check.agrees for check in everybody.checks(found.draw))
    assert everybody.checks(found.draw)[-1].says.en == "The commitment names the void draw before it"


def test_the_ticket_takes_an_application_back_before_the_freeze(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    gone, *_others = people_applied(who, course, 3)
    applying.withdraw(by=ANYBODY, application=gone)
    with pytest.raises(TrainingRefused, match="no longer be taken back"):
        applying.withdraw(by=ANYBODY, application=gone)
    drawn(who, course, monkeypatch)
    gone.refresh_from_db()
    assert (gone.selected, outcome(gone).code) == (None, "withdrawn")
    assert everybody.by_number(course, gone.number) == gone
    assert everybody.counts(course).applied == 2


def test_who_is_found_lives_in_the_operators_area_and_in_a_household(who: Any, acting: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    made = applied(course, "Ani")
    with pytest.raises(Person.DoesNotExist):
        applying.identify(by=who.village, application=made.uuid, person=resident("Ani", "35.05.10.2001").uuid)
    with pytest.raises(Refused):
        applying.identify(by=who.officer, application=made.uuid, person=resident("Ani").uuid)
    with pytest.raises(Application.DoesNotExist):
        applying.identify(
            by=acting(("village_operator", "35.05.10.2001")), application=made.uuid, person=resident("Ani").uuid
        )
    gone = resident("Ani")
    Person.objects.filter(pk=gone.pk).update(moved_out_on=date(2026, 1, 1))
    with pytest.raises(TrainingRefused, match="lives in no household"):
        applying.identify(by=who.village, application=made.uuid, person=gone.uuid)
    assert Household.objects.count() == 4


def test_the_last_day_of_the_secret_is_still_in_time(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    on(monkeypatch, DRAWN)
    drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    on(monkeypatch, REVEAL_BY)
    drawing.draw_seats(by=who.officer, course=course.uuid)
    assert Course.objects.get(pk=course.pk).state == "drawn"


def test_a_draw_that_breaks_half_way_leaves_nothing(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    on(monkeypatch, DRAWN)
    drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    events = Event.objects.count()

    def breaks(*_given: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(drawing, "_keep", breaks)
        with pytest.raises(OSError, match="disk full"):
            drawing.draw_seats(by=who.officer, course=course.uuid)
    files = documents(Draw.objects.get())
    assert sorted(files) == ["1-commitment.json", "2-list.json", "3-number.json"]
    assert (Course.objects.get().state, Event.objects.count()) == ("numbered", events)
    drawing.draw_seats(by=who.officer, course=course.uuid)
    assert Application.objects.filter(selected=True).count() == 2


def test_the_portal_draws_by_itself_once_the_number_is_there(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    on(monkeypatch, DRAWN)
    drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    assert Worker().run(until_empty=True) == 1
    assert Course.objects.get().state == "drawn"
    assert all(check.agrees for check in everybody.checks(Draw.objects.get()))
    event = Event.objects.filter(action="training.draw").get()
    assert event.actor == 0


def test_whoever_opened_the_secret_in_the_room_was_first(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    drawn(who, course, monkeypatch)
    Worker().run(until_empty=True)
    assert Job.objects.get(kind=drawing.DRAW).result == {"drawn": False}
    assert Event.objects.filter(action="training.draw").count() == 1


def test_a_known_number_is_not_thrown_away_by_cancelling_the_draw_alone(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    people_applied(who, course, 3)
    on(monkeypatch, FROZEN)
    drawing.freeze_list(by=who.officer, course=course.uuid)
    on(monkeypatch, DRAWN)
    drawing.take_number(by=who.officer, course=course.uuid, text=DICE)
    for code, why in (
        ("cancelled", "cancel the class itself"), ("list_wrong", "the result is fixed"), ("no_number", "time until"),
        ("not_revealed", "time until"),
    ):  # fmt: skip
        with pytest.raises(TrainingRefused, match=why):
            voiding.void_draw(by=who.officer, course=course.uuid, code=code, reason="tidak suka hasilnya")
    assert Course.objects.get().state == "numbered"


def test_one_browser_applies_fifteen_times_a_day_and_an_operator_without_end(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    form = applying.Form("Warga", date(1990, 5, 1), VILLAGE)

    def send(browser: str) -> Application:
        return applying.apply(by=ANYBODY, course=course.uuid, form=form, browser=browser)[0]

    for _ in range(applying.MOST_OF_BROWSER_A_DAY):
        send("satu")
    with pytest.raises(TrainingRefused, match="This device sent 15 applications"):
        send("satu")
    assert send("dua").browser_digest is not None
    made, _pin = applying.apply(by=who.village, course=course.uuid, form=form, for_resident=True)
    assert made.browser_digest is None


def test_a_flood_of_one_village_is_sent_to_its_office_and_no_other(who: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(applying, "MOST_OF_VILLAGE_A_DAY", 2)
    course = opened(who, monkeypatch)
    for name in ("Ani", "Budi"):
        applied(course, name)
    with pytest.raises(TrainingRefused, match="Apply at the village office"):
        applied(course, "Citra")
    assert applied(course, "Dewi", OTHER).village_code == OTHER
    form = applying.Form("Citra", date(1990, 5, 1), VILLAGE)
    applying.apply(by=who.village, course=course.uuid, form=form, for_resident=True)
    assert Application.objects.count() == 4


def test_who_applies_twice_has_one_place_in_the_urn(who: Any, monkeypatch: Any) -> None:
    course = opened(who, monkeypatch)
    person = resident("Siti")
    twice = [identified(who, course, person, "Siti") for _ in range(2)]
    people_applied(who, course, 2)
    drawn(who, course, monkeypatch)
    rows = [Application.objects.get(pk=one.pk) for one in twice]
    assert sorted(row.place_in_draw is not None for row in rows) == [False, True]
    assert [len(row.refused_codes) for row in rows if row.place_in_draw is None] == [1]
