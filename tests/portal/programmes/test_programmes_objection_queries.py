"""What is due first, who sees what, floods, and erasing."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from objection_days import ANYBODY, FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, WORDS, Today, filed, objection

from merata_portal.actor import SYSTEM, Actor, Refused
from merata_portal.attachments.actions import attach
from merata_portal.attachments.models import Attachment, files
from merata_portal.audit.models import Event
from merata_portal.jobs.worker import Worker
from merata_portal.personal.keys import new_keys
from merata_portal.personal.keys import rotate as new_key
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.programmes.actions import answering, screening
from merata_portal.programmes.actions.objecting import appeal, withdraw
from merata_portal.programmes.actions.objection_erasing import erase_texts
from merata_portal.programmes.actions.screening import TooMany, discard, release, release_one
from merata_portal.programmes.models import Objection
from merata_portal.programmes.queries import objection_choices
from merata_portal.programmes.queries import objection_lists as lists
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.queries.objection_lists import Waiting
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.actions import rotating
from merata_portal.tickets.actions import Locked, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Today:
    return Today(monkeypatch)


def on(today: Today, day: str, **changed: object) -> Objection:
    today.is_(day)
    return objection(**changed)


def every_page(actor: Actor, village: str = "") -> list[Objection]:
    found, after = lists.waiting(actor, village=village)
    while after:
        more, after = lists.waiting(actor, village=village, after=after)
        found += more
    return found


class TestWhatIsDue:
    def test_the_overdue_come_first_then_the_next_due_and_those_that_stand_still_last(
        self, today: Today, social: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        third, first, second = on(today, "2026-02-10"), on(today, "2026-02-02"), on(today, "2026-02-03")
        still = on(today, "2026-02-02")
        answering.take_up(by=social, objection=still.uuid)
        answering.ask(by=social, objection=still.uuid, question="Berapa orang di rumah?")
        also_first = on(today, "2026-02-02")
        today.is_("2026-02-19")
        wanted = [first, also_first, second, third, still]
        assert every_page(social) == wanted
        for rows in (1, 2, 3, 4):
            monkeypatch.setattr(lists, "PAGE_ROWS", rows)
            assert every_page(social) == wanted
        # due 18, 18, 19 and, for the third, 26 February; three working days after the 19th is the 24th
        assert lists.counts(social) == Waiting(waiting=5, overdue=2, soon=1, asked=1, held=0)
        assert lists.public_counts() == lists.counts(social)
        assert lists.overdue_by_village(social) == [(VILLAGE, 5, 2)]

    def test_on_its_last_day_it_is_due_and_not_overdue(self, today: Today, social: Actor) -> None:
        one = on(today, "2026-02-02")
        for day, late in (("2026-02-18", False), ("2026-02-19", True)):
            today.is_(day)
            assert (lists.counts(social).overdue == 1, queries.of_ticket(one.ticket).overdue) == (late, late)

    def test_an_answer_stops_the_clock_and_that_it_came_late_stays_known(self, today: Today, social: Actor) -> None:
        late, early = on(today, "2026-02-02"), on(today, "2026-02-02")
        for one, day in ((early, "2026-02-03"), (late, "2026-02-20")):
            today.is_(day)
            answering.take_up(by=social, objection=one.uuid)
            answering.answer(by=social, objection=one.uuid, outcome="upheld", answer="Keputusan tetap.")
        today.is_("2026-06-01")
        told = [queries.of_ticket(one.ticket) for one in (early, late)]
        assert [(one.used, one.overdue) for one in told] == [(1, False), (12, True)]
        assert lists.counts(social).waiting == 0
        assert list(lists.closed(social)) == [early, late]  # the one filed last first


class TestWhoSees:
    def test_each_sees_those_of_their_own_areas(self, social: Actor, acting: Callable[..., Actor]) -> None:
        here, beside, far = objection(), objection(village_code=OTHER_VILLAGE), objection(village_code=FAR_VILLAGE)
        operator, kota = acting(("village_operator", VILLAGE)), acting(("social_officer", "35.72"))
        assert [every_page(one) for one in (social, operator, kota)] == [[here, beside], [here], [far]]
        assert every_page(social, OTHER_VILLAGE) == [beside]
        assert every_page(operator, OTHER_VILLAGE) == []
        assert lists.counts(operator).waiting == 1
        for nobody in (ANYBODY, acting(("planner", "35.05")), acting(("auditor", "35.05"))):
            assert (every_page(nobody), lists.counts(nobody).waiting) == ([], 0)
        with pytest.raises(Objection.DoesNotExist):
            queries.objection(operator, beside.uuid)
        with pytest.raises(Objection.DoesNotExist):
            queries.objection(social, far.uuid)

    def test_who_decides_reads_it_and_the_operator_only_what_they_wrote_down_themselves(
        self, social: Actor, operator: Actor, acting: Callable[..., Actor]
    ) -> None:
        one = objection()
        assert queries.objection(social, one.uuid).text == WORDS
        told = queries.objection(operator, one.uuid)
        assert (told.text, told.subject_text, told.contact, told.answer) == ("", "", "", "")
        assert queries.text_of(operator, one) == ""
        mine = objection(by=operator, channel="operator")
        assert queries.objection(operator, mine.uuid).text == WORDS
        colleague = acting(("village_operator", VILLAGE))
        assert queries.objection(colleague, mine.uuid).text == ""

    def test_questions_replies_and_letters_are_read_by_the_same(self, social: Actor, operator: Actor) -> None:
        one = objection()
        answering.take_up(by=social, objection=one.uuid)
        answering.ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")
        letter = attach(
            by=social, held=None, subject=one.subject, kind="letter", area=VILLAGE, file_name="surat",
            content=io.BytesIO(PDF),
        )  # fmt: skip
        assert queries.objection(social, one.uuid).steps[-1].text == "Berapa orang di rumah?"
        assert [step.text for step in queries.objection(operator, one.uuid).steps] == ["", "", ""]
        assert queries.scans(social, one.uuid) == [letter]
        assert queries.scans(operator, one.uuid) == []

    def test_guessing_its_pin_locks_the_ticket(self) -> None:
        one, pin = filed()
        wrong = f"{(int(pin) + 1) % 10**6:06d}"
        for _ in range(5):
            with pytest.raises(NotFound):
                queries.opened(one.ticket, wrong)
        with pytest.raises(Locked):
            queries.opened(one.ticket, pin)

    def test_what_may_be_chosen(self, operator: Actor) -> None:
        groups = dict(objection_choices.all_villages())
        assert groups["Kecamatan 35.05.01"] == [(VILLAGE, f"Desa {VILLAGE}"), (OTHER_VILLAGE, f"Desa {OTHER_VILLAGE}")]
        assert sum(len(group) for group in groups.values()) == 6
        assert objection_choices.own_villages(operator) == [(VILLAGE, f"Desa {VILLAGE} ({VILLAGE})")]
        indonesian, english = (dict(objection_choices.programmes(one)) for one in ("id", "en"))
        assert set(indonesian) == set(english) >= {"pkh", "blt_dbhcht", "pip"}
        assert indonesian["pkh"] == objection_choices.programme_title("pkh", "id") != english["pkh"]
        assert objection_choices.programme_title("tak_dikenal", "id") == "tak_dikenal"


class TestFloods:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in (
            ("FREE_FROM_BROWSER", 2), ("MOST_FROM_BROWSER", 4), ("FREE_IN_VILLAGE", 5), ("MOST_HELD_IN_VILLAGE", 3),
            ("MOST_HELD", 5),
        ):  # fmt: skip
            monkeypatch.setattr(screening, name, value)

    def test_one_browser_files_a_few_then_they_are_held_and_at_last_refused(self) -> None:
        assert [objection(from_browser=before).state for before in range(4)] == ["filed", "filed", "held", "held"]
        with pytest.raises(TooMany, match="operator"):
            filed(from_browser=4)

    def test_a_village_with_one_address_is_not_blocked_by_its_neighbours(self) -> None:
        states = [objection().state for _ in range(8)]  # each from a browser of its own
        assert states == ["filed"] * 5 + ["held"] * 3
        assert objection(village_code=OTHER_VILLAGE).state == "filed"
        assert Objection.objects.filter(due_on=date(2026, 2, 18)).count() == 9  # held ones have their term as well

    def test_a_machine_is_stopped_where_screening_itself_would_drown(self, operator: Actor) -> None:
        for _ in range(8):
            objection()
        with pytest.raises(TooMany):
            filed()
        assert Objection.objects.count() == 8
        for channel in ("operator", "paper"):  # people who come are never counted
            assert objection(by=operator, channel=channel).state == "filed"

    def test_nor_does_it_fill_all_villages(self) -> None:
        for village in (VILLAGE, OTHER_VILLAGE):
            for _ in range(7 + (village == VILLAGE)):
                objection(village_code=village)
        with pytest.raises(TooMany):
            filed(village_code=FAR_VILLAGE)

    def test_a_new_day_begins_anew(self, today: Today) -> None:
        for _ in range(6):
            objection()
        today.is_("2026-02-03")
        assert objection().state == "filed"

    def test_what_is_held_waits_for_nobody_until_somebody_looks(self, social: Actor, today: Today) -> None:
        held = [objection(from_browser=2) for _ in range(3)]
        assert every_page(social) == []
        assert lists.counts(social) == Waiting(waiting=3, overdue=0, soon=0, asked=0, held=3)
        assert lists.held(social) == [(VILLAGE, date(2026, 2, 2), 3, held)]
        with pytest.raises(ProgrammeRefused, match="Disaring"):
            answering.take_up(by=social, objection=held[0].uuid)
        assert release_one(by=social, objection=held[0].ticket) == held[0]
        today.is_("2026-02-04")
        assert release(by=social, village_code=VILLAGE, on_day=date(2026, 2, 2)) == 2
        assert {one.due_on for one in every_page(social)} == {date(2026, 2, 18)}
        assert [step.kind for step in queries.of_ticket(held[1].ticket).steps] == ["filed", "released"]
        assert [one.rows for one in Event.objects.filter(action="objection.release").order_by("sequence")] == [1, 2]
        assert release(by=social, village_code=VILLAGE, on_day=date(2026, 2, 2)) == 0

    def test_a_machines_are_discarded_together_and_the_page_is_open_again(self, social: Actor) -> None:
        for _ in range(8):
            objection()
        other = objection(village_code=OTHER_VILLAGE, from_browser=3)
        with pytest.raises(ReasonMissing):
            discard(by=social, village_code=VILLAGE, on_day=date(2026, 2, 2), reason="")
        assert discard(by=social, village_code=VILLAGE, on_day=date(2026, 2, 2), reason="teks yang sama") == 3
        other.refresh_from_db()
        assert other.state == "held"
        assert objection().state == "held"  # taken again
        gone = Objection.objects.filter(state="discarded").first()
        assert gone is not None
        assert [step.kind for step in queries.of_ticket(gone.ticket).steps] == ["filed", "discarded"]
        with pytest.raises(ProgrammeRefused):
            withdraw(by=ANYBODY, objection=gone.uuid)

    def test_only_who_decides_there_screens(self, operator: Actor, acting: Callable[..., Actor]) -> None:
        one = objection(from_browser=3)
        for nobody in (operator, ANYBODY, acting(("social_officer", "35.72"))):
            assert lists.held(nobody) == []
            with pytest.raises(Refused):
                release(by=nobody, village_code=VILLAGE, on_day=one.filed_on)
            with pytest.raises(Refused):
                discard(by=nobody, village_code=VILLAGE, on_day=one.filed_on, reason="uji")
            with pytest.raises(Objection.DoesNotExist):
                release_one(by=nobody, objection=one.ticket)


class TestErasing:
    @pytest.mark.django_db(transaction=True)
    def test_all_that_was_written_is_gone_and_that_it_was_answered_stays(self, social: Actor) -> None:
        one = objection()
        attach(
            by=social, held=None, subject=one.subject, kind="letter", area=VILLAGE, file_name="surat",
            content=io.BytesIO(PDF),
        )  # fmt: skip
        answering.take_up(by=social, objection=one.uuid)
        answering.ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")
        with pytest.raises(ProgrammeRefused, match="sudah selesai"):
            erase_texts(by=social, objection=one.uuid, reason="diminta pemohon")
        answering.resume(by=social, objection=one.uuid, heard="Lima orang semuanya.")
        answering.answer(by=social, objection=one.uuid, outcome="upheld", answer="Keputusan tetap.")
        with pytest.raises(ReasonMissing):
            erase_texts(by=social, objection=one.uuid, reason=" ")
        erase_texts(by=social, objection=one.uuid, reason="diminta pemohon")
        told = queries.objection(social, one.uuid)
        assert (told.text, told.subject_text, told.contact, told.answer) == ("", "", "", "")
        assert {step.text for step in told.steps} == {""}
        assert (told.objection.state, told.objection.outcome) == ("answered", "upheld")
        assert (queries.scans(social, one.uuid), list(files.folder().iterdir())) == ([], [])
        assert Attachment.objects.get().removed_reason == "diminta pemohon"
        assert Event.objects.get(action="personal.erase").subject == f"person:{one.uuid}"
        with pytest.raises(ProgrammeRefused, match="satu kali"):
            erase_texts(by=social, objection=one.uuid, reason="lagi")
        with pytest.raises(ProgrammeRefused):  # nothing can be sealed for it any more
            appeal(by=ANYBODY, objection=one.uuid, text="pendek")

    def test_an_appeal_keeps_its_own_texts(self, social: Actor) -> None:
        one = objection()
        answering.take_up(by=social, objection=one.uuid)
        answering.answer(by=social, objection=one.uuid, outcome="upheld", answer="Keputusan tetap.")
        made, _ = appeal(by=ANYBODY, objection=one.uuid, text="Desil saya 2, bukan 7.")
        erase_texts(by=social, objection=one.uuid, reason="diminta pemohon")
        assert queries.of_ticket(one.ticket).text == ""
        assert queries.of_ticket(made.ticket).text == "Desil saya 2, bukan 7."

    def test_only_who_decides_there_erases(self, operator: Actor, acting: Callable[..., Actor]) -> None:
        one = objection()
        withdraw(by=ANYBODY, objection=one.uuid)
        for nobody in (operator, ANYBODY, acting(("social_officer", "35.72")), acting(("administrator", "35.05"))):
            with pytest.raises(Objection.DoesNotExist):
                erase_texts(by=nobody, objection=one.uuid, reason="diminta pemohon")
        with pytest.raises(Objection.DoesNotExist):
            erase_texts(by=acting(("social_officer", "35.05")), objection=uuid4(), reason="diminta pemohon")

    def test_its_key_is_rotated_with_the_others(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        keys = tmp_path / "own" / "keys.json"
        keys.parent.mkdir(mode=0o700)
        new_keys(keys)
        monkeypatch.setenv("MERATA_KEYS", str(keys))
        one = objection()
        new_key(keys)
        assert rotating.outdated() == {"subjects": 1}
        rotating.rotate(by=SYSTEM("uji"))
        Worker(lease_seconds=30).run(until_empty=True)
        assert rotating.outdated() == {}
        assert queries.of_ticket(one.ticket).text == WORDS
