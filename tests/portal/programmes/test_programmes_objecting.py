"""Filing, replying, withdrawing and appealing; nothing of what was written stands in the open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from made_programmes import launch
from objection_days import ANYBODY, FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, WORDS, Today, filed, objection

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.programmes.actions import answering, objecting
from merata_portal.programmes.actions.objecting import appeal, new_pin, reply, withdraw
from merata_portal.programmes.models import Launch, Objection, ObjectionStep
from merata_portal.programmes.queries import objection_lists as lists
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.tickets.actions import NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Today:
    return Today(monkeypatch)


def answered(by: Actor, **changed: object) -> Objection:
    one = objection(**changed)
    answering.take_up(by=by, objection=one.uuid)
    return answering.answer(by=by, objection=one.uuid, outcome="upheld", answer="Keputusan tetap karena desil 7.")


def test_a_resident_files_without_an_account_and_gets_a_ticket_and_a_pin() -> None:
    made, pin = filed()
    made.refresh_from_db()
    assert (made.ticket[0], len(pin), made.state, made.channel) == ("K", 6, "filed", "resident")
    assert (made.filed_on, made.term_days, made.due_on) == (date(2026, 2, 2), 10, date(2026, 2, 18))
    assert (made.filed_by_user_id, made.launch) == (None, None)
    assert [step.step for step in made.steps.all()] == ["filed"]
    assert queries.opened(made.ticket, pin) == made
    told = queries.of_ticket(made.ticket)
    assert (told.text, told.subject_text, told.contact) == (WORDS, "Slamet, Dusun Krajan", "0812-0000-0000")
    assert (told.used, told.left, told.overdue) == (0, 10, False)


def test_neither_names_nor_words_nor_the_pin_stand_in_the_database_or_the_audit(today: Today, social: Actor) -> None:
    made, pin = filed()
    answering.take_up(by=social, objection=made.uuid)
    answering.ask(by=social, objection=made.uuid, question="Apakah Bu Karsi masih serumah dengan Anda?")
    reply(by=ANYBODY, objection=made.uuid, text="Bu Karsi sudah pindah ke Malang.")
    answering.answer(by=social, objection=made.uuid, outcome="upheld", answer="Pak Slamet, keputusan tetap.")
    rows = [*Objection.objects.values(), *ObjectionStep.objects.values()]
    kept = repr([{name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()} for row in rows])
    events = repr(list(Event.objects.values()))
    for word in ("Karto", "Slamet", "Krajan", "0812", "Karsi", "Malang", "keputusan tetap", pin, "Tetangga"):
        assert word not in kept
        assert word not in events
    kept_events = Event.objects.filter(action__startswith="objection.").order_by("pk")
    told = [(one.action, one.actor, one.area) for one in kept_events]
    assert told == [
        ("objection.file", -1, VILLAGE),
        ("objection.take_up", social.user_id, VILLAGE),
        ("objection.ask", social.user_id, VILLAGE),
        ("objection.reply", -1, VILLAGE),
        ("objection.answer", social.user_id, VILLAGE),
    ]


def test_it_is_about_the_programmes_latest_launch_that_reaches_the_village() -> None:
    launch("withdrawn")
    launch("running", owner="35.72", villages={FAR_VILLAGE: 1})
    assert objection().launch is None
    running = launch("running")
    assert objection().launch == running
    assert objection(programme_id="pkh").launch is None
    older = launch("closed", made_at=running.made_at.replace(year=2024))
    assert objection().launch == running
    assert objection(launch=older.uuid).launch == older
    with pytest.raises(Launch.DoesNotExist):
        filed(launch=older.uuid, village_code=FAR_VILLAGE)
    with pytest.raises(Launch.DoesNotExist):
        filed(launch=older.uuid, programme_id="pkh")


def test_what_is_unknown_is_refused_all_at_once_and_nothing_is_kept() -> None:
    with pytest.raises(ProgrammeRefused, match="desa/kelurahan, program, hal yang dikeberatkan"):
        filed(village_code="35.05", programme_id="xyz", about="cuaca")
    with pytest.raises(ProgrammeRefused, match="Cara pengajuan"):
        filed(channel="telepati")
    for text in ("", "  pendek ", "x" * 4_001):
        with pytest.raises(ProgrammeRefused):
            filed(text=text)
    with pytest.raises(ProgrammeRefused, match="200"):
        filed(contact="0" * 201)
    assert (Objection.objects.count(), Event.objects.count()) == (0, 0)


def test_texts_come_as_they_are_typed_less_what_no_database_keeps() -> None:
    made = objection(text="baris satu\r\nbaris dua\x00\n", subject_text=" Slamet \n Dusun ", contact="")
    told = queries.of_ticket(made.ticket)
    assert (told.text, told.subject_text, told.contact) == ("baris satu\nbaris dua", "Slamet Dusun", "")
    assert made.contact_sealed is None


def test_the_operator_files_for_somebody_in_their_own_village_alone(operator: Actor, auditor: Actor) -> None:
    made = objection(by=operator, channel="operator", language="en")
    assert (made.filed_by_user_id, made.language) == (operator.user_id, "en")
    assert Event.objects.get().role == "village_operator"
    for channel in ("operator", "paper"):
        with pytest.raises(Refused):
            filed(by=operator, channel=channel, village_code=OTHER_VILLAGE)
        for nobody in (ANYBODY, auditor):
            with pytest.raises(Refused):
                filed(by=nobody, channel=channel)


def test_the_terms_of_the_office_hold_for_what_is_filed_later(today: Today) -> None:
    before = objection()
    root = Path(django_settings.DATA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    packaged = Path(objecting.__file__).parents[1] / "terms" / "terms.yaml"
    text = packaged.read_text(encoding="utf-8").replace("working_days: 10", "working_days: 5")
    (root / "objection_terms.yaml").write_text(text, encoding="utf-8")
    after = objection()
    assert (before.due_on, after.due_on) == (date(2026, 2, 18), date(2026, 2, 9))
    assert queries.of_ticket(before.ticket).left == 10


def test_a_reply_needs_a_question(social: Actor) -> None:
    one = objection()
    with pytest.raises(ProgrammeRefused, match="Tidak ada pertanyaan"):
        reply(by=ANYBODY, objection=one.uuid, text="Saya di rumah.")
    answering.take_up(by=social, objection=one.uuid)
    answering.ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")
    reply(by=ANYBODY, objection=one.uuid, text="Lima orang, dua anak.")
    assert [(step.kind, step.text) for step in queries.of_ticket(one.ticket).steps[-2:]] == [
        ("asked", "Berapa orang di rumah?"), ("replied", "Lima orang, dua anak."),
    ]  # fmt: skip
    with pytest.raises(ProgrammeRefused):
        reply(by=ANYBODY, objection=one.uuid, text="Sekali lagi saya jawab.")


@pytest.mark.parametrize("until", ["filed", "heard", "asked"])
def test_it_can_be_withdrawn_until_it_is_answered(until: str, social: Actor) -> None:
    one = objection()
    if until != "filed":
        answering.take_up(by=social, objection=one.uuid)
    if until == "asked":
        answering.ask(by=social, objection=one.uuid, question="Berapa orang di rumah?")
    assert withdraw(by=ANYBODY, objection=one.uuid).state == "withdrawn"
    with pytest.raises(ProgrammeRefused, match="tidak ada yang dapat dicabut"):
        withdraw(by=ANYBODY, objection=one.uuid)
    with pytest.raises(ProgrammeRefused):
        answering.take_up(by=social, objection=one.uuid)
    assert lists.public_counts().waiting == 0


def test_an_answered_one_is_not_withdrawn(social: Actor) -> None:
    with pytest.raises(ProgrammeRefused):
        withdraw(by=ANYBODY, objection=answered(social).uuid)


def test_an_answer_is_appealed_against_once_with_a_ticket_of_its_own(social: Actor) -> None:
    first = answered(social)
    with pytest.raises(ProgrammeRefused):
        appeal(by=ANYBODY, objection=first.uuid, text="pendek")
    made, pin = appeal(by=ANYBODY, objection=first.uuid, text="Desil saya 2, bukan 7.")
    assert (made.appeals, made.state, made.about, made.village_code) == (first, "filed", "not_listed", VILLAGE)
    assert made.ticket != first.ticket
    assert queries.opened(made.ticket, pin) == made
    with pytest.raises(NotFound):
        queries.opened(first.ticket, pin)
    told = queries.of_ticket(made.ticket)
    assert (told.text, told.contact, told.appeal_until) == ("Desil saya 2, bukan 7.", "0812-0000-0000", None)
    before = queries.of_ticket(first.ticket)
    assert (before.appeal, before.appeal_until, before.steps[-1].kind) == (made, None, "appealed")
    with pytest.raises(ProgrammeRefused, match="satu kali"):
        appeal(by=ANYBODY, objection=first.uuid, text="Sekali lagi saya banding.")


def test_an_appeal_is_not_appealed_against(social: Actor, social2: Actor) -> None:
    first = answered(social)
    made, _ = appeal(by=ANYBODY, objection=first.uuid, text="Desil saya 2, bukan 7.")
    answering.take_up(by=social2, objection=made.uuid)
    answering.answer(by=social2, objection=made.uuid, outcome="upheld", answer="Keputusan tetap.")
    with pytest.raises(ProgrammeRefused, match="Ombudsman"):
        appeal(by=ANYBODY, objection=made.uuid, text="Saya masih tidak setuju.")


def test_only_answers_are_appealed_against_and_within_the_term(social: Actor, today: Today) -> None:
    with pytest.raises(ProgrammeRefused, match="hanya atas jawaban"):
        appeal(by=ANYBODY, objection=objection().uuid, text="Saya tidak setuju.")
    today.is_("2025-07-01")  # a Tuesday: 21 working days later is Wednesday, 30 July
    first = answered(social)
    assert queries.of_ticket(first.ticket).appeal_until == date(2025, 7, 30)
    today.is_("2025-07-31")
    with pytest.raises(ProgrammeRefused, match="30-07-2025"):
        appeal(by=ANYBODY, objection=first.uuid, text="Saya tidak setuju.")
    today.is_("2025-07-30")
    appeal(by=ANYBODY, objection=first.uuid, text="Saya tidak setuju.")


def test_an_operator_brings_an_appeal_and_may_not_elsewhere(
    social: Actor, operator: Actor, acting: Callable[..., Actor]
) -> None:
    first = answered(social)
    with pytest.raises(Refused):
        appeal(by=acting(("village_operator", OTHER_VILLAGE)), objection=first.uuid, text=WORDS, channel="operator")
    made, _ = appeal(by=operator, objection=first.uuid, text=WORDS, channel="operator")
    assert made.filed_by_user_id == operator.user_id


def test_a_new_pin_takes_the_place_of_the_old() -> None:
    made, pin = filed()
    fresh = new_pin(by=ANYBODY, objection=made.uuid)
    assert queries.opened(made.ticket, fresh) == made
    if fresh != pin:
        with pytest.raises(NotFound):
            queries.opened(made.ticket, pin)
