from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from made_courses import DAYS, DRAFT, drafted, line, on, opened

from merata.programmes.training.commitment import read_commitment
from merata.programmes.training.randomness import secret_hash
from merata_portal.actor import Refused, SamePerson
from merata_portal.audit.models import Event
from merata_portal.ledger.models import EarmarkBalance, LineBalance
from merata_portal.training.actions import announcing, funding, making
from merata_portal.training.documents_of_draw import documents
from merata_portal.training.models import Course, Draw, Instalment, Partner, Trainer
from merata_portal.training.queries import courses as queries
from merata_portal.training.refusals import FaultyCourse, TrainingRefused

pytestmark = pytest.mark.django_db


def stages(course: Course) -> tuple[int, int, int]:
    at = EarmarkBalance.objects.get(earmark=Course.objects.get(pk=course.pk).earmark)
    return at.reserved_idr, at.committed_idr, at.paid_idr


def test_all_faults_of_a_draft_are_named_at_once(who: Any) -> None:
    wrong = replace(
        DRAFT, name="", seats=0, women_seats=3, ends_on=date(2026, 1, 1), minimum_age=40, maximum_age=20, owner="35.72"
    )
    with pytest.raises(Refused):
        making.make_course(by=who.officer, draft=wrong)
    with pytest.raises(FaultyCourse) as error:
        making.make_course(by=who.officer, draft=replace(wrong, owner="35.05", village_code="35.72.01.1001"))
    assert [text for _id, text in error.value.faults] == [
        "the course needs a name", "ends 2026-01-01, before it starts", "0 seats; expected 1 to 10000",
        "quotas of 3 + 0 are more than 0 seats", "the youngest age is above the oldest",
        "35.72.01.1001 lies outside 35.05",
    ]  # fmt: skip
    assert Course.objects.count() == 0


def test_the_money_is_reserved_committed_and_paid_by_three(who: Any) -> None:
    made = drafted(who)
    assert stages(made) == (30_000_000, 0, 0)
    funding.commit_course(by=who.officer, course=made.uuid, document="SK 1", reason="perjanjian BLK")
    with pytest.raises(SamePerson):
        funding.pay_instalment(
            by=who.officer, course=made.uuid, number=1, amount_idr=10, document="SP2D", reason="awal"
        )
    for _ in range(2):
        funding.pay_instalment(
            by=who.payer, course=made.uuid, number=1, amount_idr=12_000_000, document="SP2D 1", reason="awal"
        )
    assert stages(made) == (0, 18_000_000, 12_000_000)
    with pytest.raises(TrainingRefused, match="paid in order"):
        funding.pay_instalment(by=who.payer, course=made.uuid, number=3, amount_idr=1, document="x", reason="x")
    funding.pay_instalment(
        by=who.payer, course=made.uuid, number=2, amount_idr=18_000_000, document="SP2D 2", reason="akhir"
    )
    assert list(Instalment.objects.order_by("number").values_list("number", "amount_idr")) == [
        (1, 12_000_000), (2, 18_000_000),
    ]  # fmt: skip
    assert queries.money(Course.objects.get()).spent_idr == 30_000_000


def test_a_draft_whose_money_is_given_back_can_change_its_cost(who: Any) -> None:
    made = drafted(who)
    dearer = replace(DRAFT, cost_idr=40_000_000)
    with pytest.raises(FaultyCourse, match="the cost is reserved; release it first"):
        making.change_course(by=who.officer, course=made.uuid, draft=dearer, reason="harga naik")
    funding.release_course(by=who.planner, course=made.uuid, reason="harga naik")
    making.change_course(by=who.officer, course=made.uuid, draft=dearer, reason="harga naik")
    where = line()
    funding.reserve_course(by=who.planner, course=made.uuid, line=where.pk, reason="RKPD")
    assert LineBalance.objects.get(line=where).reserved_idr == 40_000_000


def test_a_cancelled_class_gives_everything_back(who: Any, monkeypatch: Any) -> None:
    made = opened(who, monkeypatch)
    funding.commit_course(by=who.officer, course=made.uuid, document="SK 1", reason="perjanjian")
    making.cancel_course(by=who.officer, course=made.uuid, reason="pelatih mundur")
    funding.unbind_course(by=who.officer, course=made.uuid, reason="batal")
    assert stages(made) == (0, 0, 0)
    assert "4-void.json" in documents(Draw.objects.get())
    with pytest.raises(TrainingRefused, match="this step is taken from draft only"):
        announcing.announce(by=who.officer, course=made.uuid, days=DAYS)


def test_a_finished_class_gives_back_what_was_never_committed(who: Any, monkeypatch: Any) -> None:
    made = opened(who, monkeypatch)
    with pytest.raises(TrainingRefused, match="this step is taken from cancelled / draft / finished only"):
        funding.release_course(by=who.planner, course=made.uuid, reason="belum")
    Course.objects.filter(pk=made.pk).update(state="finished")
    funding.release_course(by=who.planner, course=made.uuid, reason="dibiayai mitra")
    assert stages(made) == (0, 0, 0)


def test_the_announcement_holds_the_terms_and_the_hash_of_a_secret_that_is_sealed(who: Any, monkeypatch: Any) -> None:
    made = drafted(who, women_seats=1, disability_seats=1, max_per_village=1)
    on(monkeypatch, date(2026, 1, 5))
    found = announcing.announce(by=who.officer, course=made.uuid, days=DAYS)
    read = read_commitment(documents(found.draw)["1-commitment.json"])
    assert read.secret_sha256 == secret_hash(found.secret)
    assert found.secret.encode() not in bytes(Draw.objects.get().secret_sealed)
    terms = read.terms
    assert (terms.seats, terms.village_at_most, terms.prerequisites.age_from, terms.prerequisites.resident_of) == (
        2, 1, 18, "35.05",
    )  # fmt: skip
    assert [(one.group, one.at_least) for one in terms.quotas] == [("women", 1), ("disability", 1)]
    event = Event.objects.get(action="training.announce")
    assert event.content_hash == f"sha256:{found.sha256}"
    assert not [one for one in Event.objects.all() if found.secret in one.data]


def test_what_cannot_be_announced_is_said_at_once(who: Any, monkeypatch: Any) -> None:
    made = making.make_course(by=who.officer, draft=DRAFT)
    on(monkeypatch, date(2026, 1, 5))
    with pytest.raises(TrainingRefused, match="ask a planner to reserve it"):
        announcing.announce(by=who.officer, course=made.uuid, days=DAYS)
    funding.reserve_course(by=who.planner, course=made.uuid, line=line().pk, reason="RKPD")
    wrong = replace(
        DAYS, closes_on=date(2026, 1, 5), drawn_on=date(2026, 1, 6), reveal_by=date(2026, 1, 5), number_count=8,
        number_where="",
    )  # fmt: skip
    with pytest.raises(FaultyCourse) as error:
        announcing.announce(by=who.officer, course=made.uuid, days=wrong)
    assert [text.split(",")[0] for _id, text in error.value.faults] == [
        "applications must close after today", "the public number comes two days after the closing at the earliest",
        "the secret would be due before the public number", "the public number needs at least 9 dice or 7 digits",
        "say where and by whom the public number is made",
    ]  # fmt: skip
    assert Draw.objects.count() == 0


def test_trainers_and_partners_are_who_they_say(who: Any, acting: Any) -> None:
    made = drafted(who)
    with pytest.raises(TrainingRefused, match="no trainer in this area"):
        making.assign_trainer(by=who.officer, course=made.uuid, user_id=who.planner.user_id)
    with pytest.raises(TrainingRefused, match="no trainer in this area"):
        making.assign_trainer(by=who.officer, course=made.uuid, user_id=acting(("trainer", "35.72")).user_id)
    for _ in range(2):
        making.assign_trainer(by=who.officer, course=made.uuid, user_id=who.trainer.user_id)
    assert [one.pk for one in queries.trainers(made)] == [who.trainer.user_id]
    making.end_trainer(by=who.officer, course=made.uuid, user_id=who.trainer.user_id, reason="sakit")
    assert (Trainer.objects.count(), queries.trainers(made)) == (1, [])
    for _ in range(2):
        making.make_partner(by=who.officer, owner="35.05", name="CV Kopi Kawi", kind="firm", offers="magang")
    assert Partner.objects.get().name == "CV Kopi Kawi"


def test_a_draft_is_its_offices_alone_and_what_was_announced_everybodys(
    who: Any, acting: Any, monkeypatch: Any
) -> None:
    made = drafted(who)
    elsewhere, village = acting(("sector_officer", "35.72")), who.village
    assert [queries.courses(one).filter(pk=made.pk).exists() for one in (who.officer, elsewhere, village)] == [
        True, False, False,
    ]  # fmt: skip
    on(monkeypatch, date(2026, 1, 5))
    announcing.announce(by=who.officer, course=made.uuid, days=DAYS)
    assert [queries.courses(one).filter(pk=made.pk).exists() for one in (elsewhere, village)] == [True, True]
    with pytest.raises(Course.DoesNotExist):
        making.cancel_course(by=elsewhere, course=made.uuid, reason="x")
