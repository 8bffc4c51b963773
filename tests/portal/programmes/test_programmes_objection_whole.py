"""From a real frozen list to a changed decision: every part by its own action, as in an office."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import made_targeting
import pytest
from django.db import connection
from made_targeting import VILLAGES
from objection_days import ANYBODY, filed

from merata_portal.actor import Actor, Held, Role, SamePerson
from merata_portal.ledger.models import Earmark
from merata_portal.programmes.actions.answering import answer, find_subject, take_up
from merata_portal.programmes.actions.listing import approve_list
from merata_portal.programmes.actions.objecting import appeal
from merata_portal.programmes.models import Enrolment, Launch, Objection
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Household

pytestmark = pytest.mark.django_db
BEYOND = "tetapi pagu habis sebelum urutan ini."


@pytest.fixture
def approved(planner: Actor, social2: Actor) -> Launch:
    """Listed by the planner, approved by another officer, its households proposed."""
    made = made_targeting.listed_launch(planner)
    approve_list(by=social2, launch=made.uuid, reason="sudah diperiksa")
    made_targeting.work_off()
    made.refresh_from_db()
    return made


def home_of(dataset_id: str) -> Household:
    return Household.objects.get(dataset_id=dataset_id)


def heard(by: Actor, household: Household, **changed: object) -> tuple[Objection, str]:
    one, pin = filed(programme_id="bantuan_uji", village_code=VILLAGES[0], **changed)
    take_up(by=by, objection=one.uuid)
    find_subject(by=by, objection=one.uuid, household=household.uuid)
    return one, pin


def test_why_my_neighbour_and_not_me(approved: Launch, social: Actor, acting: Callable[..., Actor]) -> None:
    one, pin = heard(social, home_of("r02"))
    upheld = answer(by=social, objection=one.uuid, outcome="upheld", answer="Pagunya habis sebelum giliran Anda.")
    assert (upheld.launch, upheld.enrolment) == (approved, None)
    assert upheld.reason_id.startswith("Memenuhi: ")
    assert upheld.reason_id.endswith(BEYOND)
    assert upheld.reason_en.startswith("Eligible: ")
    assert queries.of_ticket(queries.opened(one.ticket, pin).ticket).answer == "Pagunya habis sebelum giliran Anda."

    made, _ = appeal(by=ANYBODY, objection=one.uuid, text="Rumah saya berlantai tanah, periksalah.")
    with pytest.raises(SamePerson):
        take_up(by=social, objection=made.uuid)
    another = acting(("social_officer", "35.05"))
    take_up(by=another, objection=made.uuid)
    changed = answer(
        by=another, objection=made.uuid, outcome="changed", effect="admit", answer="Anda dimasukkan.",
        reason="Kunjungan rumah: lantai tanah.",
    )  # fmt: skip
    enrolled = Enrolment.objects.get(launch=approved, household=home_of("r02"))
    assert (changed.enrolment, enrolled.state, enrolled.decided_by) == (enrolled, "verified", "objection")
    assert Earmark.objects.get(line_id=approved.line, purpose=approved.purpose()).balance.reserved_idr == 400_000


@pytest.mark.parametrize(
    ("dataset_id", "begins"),
    [("r03", "Tidak memenuhi: desil 5, batasnya 3."), ("r04", "Belum dapat diputuskan: ")],
)
def test_the_frozen_lists_own_reason_is_the_answers(
    dataset_id: str, begins: str, approved: Launch, social: Actor
) -> None:
    one, _ = heard(social, home_of(dataset_id))
    made = answer(by=social, objection=one.uuid, outcome="upheld", answer="Keputusan tetap.")
    assert made.reason_id.startswith(begins)


def test_somebody_who_is_in_and_should_not_be_is_taken_out(approved: Launch, social: Actor) -> None:
    one, _ = heard(social, home_of("r01"), about="wrongly_listed")
    answer(
        by=social, objection=one.uuid, outcome="changed", effect="exit", answer="Sudah dikeluarkan.",
        reason="Desil 8 menurut kunjungan rumah.",
    )  # fmt: skip
    assert Enrolment.objects.get(launch=approved, household=home_of("r01")).state == "exited"


def test_who_had_the_list_made_or_approved_it_decides_nothing_of_it(
    approved: Launch, planner: Actor, social2: Actor
) -> None:
    one, _ = filed(programme_id="bantuan_uji", village_code=VILLAGES[0])
    now_social = Actor(planner.user_id, planner.name, (Held(Role.SOCIAL_OFFICER, "35.05"),))
    for by in (now_social, social2):
        with pytest.raises(SamePerson):
            take_up(by=by, objection=one.uuid)
    # Also where another had launched it.
    Launch.objects.update(made_by_user_id=99)
    type(approved.simulation).objects.update(by_user_id=99)
    with pytest.raises(SamePerson):
        take_up(by=now_social, objection=one.uuid)


def at_once(*attempts: Callable[[], object]) -> list[str]:
    """What came of attempts made at the same moment, each with a connection of its own: "done", or the refusal."""
    together, told = Barrier(len(attempts)), []

    def attempt(one: Callable[[], object]) -> None:
        together.wait(20)
        try:
            one()
            told.append("done")
        except ProgrammeRefused as refused:
            told.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=(one,)) for one in attempts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_it_once(social: Actor, social2: Actor) -> None:
    one, _ = filed()
    officers = [social, social2]
    assert at_once(*(lambda by=by: take_up(by=by, objection=one.uuid) for by in officers)) == [
        "ProgrammeRefused", "done",
    ]  # fmt: skip
    say = {"objection": one.uuid, "outcome": "upheld", "answer": "Keputusan tetap."}
    assert at_once(*(lambda by=by: answer(by=by, **say) for by in officers)) == ["ProgrammeRefused", "done"]
    text = "Saya tidak setuju."
    tries = [lambda: appeal(by=ANYBODY, objection=one.uuid, text=text)] * 3
    assert at_once(*tries) == ["ProgrammeRefused", "ProgrammeRefused", "done"]
    assert Objection.objects.filter(appeals=one).count() == 1
    assert [step.kind for step in queries.of_ticket(one.ticket).steps] == [
        "filed", "taken_up", "answered", "appealed",
    ]  # fmt: skip
