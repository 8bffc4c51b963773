"""A plan under way whose every figure can be added up by hand: aid in two villages, a class, a road, findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import made_courses
import made_meetings
import made_works
import pytest
from made_monitored import DECREED, FAR, OTHER, VILLAGE, charge, item, noon, plan
from made_registry import household

from merata_portal.actor import Actor
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Earmark
from merata_portal.ledger.requests import Sum
from merata_portal.participation.models import Finding, Proposal
from merata_portal.planning.models import Plan
from merata_portal.planning.queries import monitoring as reading
from merata_portal.planning.queries.monitoring_money import Amounts
from merata_portal.programmes.models import Verification
from merata_portal.training.models import Application, Course

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Any) -> None:
    settings.DATA_ROOT = tmp_path / "data"


@pytest.fixture
def council(acting: Callable[..., Actor]) -> Actor:
    return acting(("council_member", "35.05"))


def aid(of: Plan) -> Any:
    """A launch: VILLAGE is promised 5.4 million for 3 households (two decreed with 1.8 million each, one of them paid
    0.3 million of which nothing came back), OTHER 1.8 million for one; its reserve is 7.2 million.
    """
    from made_programmes import approved_by, cycle, enrolment, entitlement, launch  # noqa: PLC0415 - its folder is added

    made = launch("running", {VILLAGE: 5_400_000, OTHER: 1_800_000}, plan=of.reference)
    paid, waits = (enrolment(made, household(VILLAGE, name), "enrolled") for name in ("Siti", "Budi"))
    first = cycle(made, 1, pays_on=date(2026, 3, 2))
    cycle(made, 2, pays_on=date(2026, 5, 4))
    entitlement(first, paid, "received")
    entitlement(first, waits, "due", why="failed")
    marks = Earmark.objects.filter(purpose=made.purpose(VILLAGE))
    ledger.pay(
        by=approved_by(), sums=[Sum(marks.get().pk, 300_000)], reason="uji", document="SP2D", key=uuid4().hex,
    )  # fmt: skip
    for village, amount, many in ((VILLAGE, 5_400_000, 3), (OTHER, 1_800_000, 1)):
        item(
            of, amount_idr=amount, source_id="blt_dbhcht", village_code=village, households=many, made=[made.uuid],
            made_kind="launch",
        )  # fmt: skip
    return made


def course_of(of: Plan, acting: Callable[..., Actor]) -> Course:
    """A class of two seats in March, Rp30 million, of which half is paid: two hold seats, one of them completed it."""
    who = made_courses.officers(acting)
    made = made_courses.drafted(who, plan=of.reference)
    made_courses.funding.commit_course(by=who.officer, course=made.uuid, document="SK", reason="uji")
    made_courses.funding.pay_instalment(
        by=who.payer, course=made.uuid, number=1, amount_idr=15_000_000, document="SP2D", reason="uji"
    )
    for number, (seat, done) in enumerate(((True, True), (True, None), (False, None))):
        Application.objects.create(
            uuid=uuid4(), course=made, number=f"L-{number}", channel="operator", village_code=VILLAGE,
            ticket=f"L{number}", name_sealed=b"x", birth_date=date(1990, 1, 1), applied_on=DECREED,
            applied_at=noon(DECREED), selected=seat, completed=done,
        )  # fmt: skip
    Course.objects.filter(pk=made.pk).update(state="drawn")
    item(of, "course", 30_000_000, source_id="barista", village_code="", made=[made.uuid], made_kind="course")
    return Course.objects.get(pk=made.pk)


def road_of(of: Plan, acting: Callable[..., Actor], monkeypatch: Any) -> Any:
    """A bridge of 500 million (contract 400) due today, 40% built, 160 million paid; both milestones are due."""
    who = made_works.officers(acting)
    made_works.on(monkeypatch, date(2026, 4, 1))
    made = made_works.under_way(who, plan=of.reference, candidate_id="bridge_7")
    made_works.reported(who, made, "40", date(2026, 4, 1))
    made_works.paid(who, made, 160_000_000)
    made_works.on(monkeypatch, TODAY)
    item(
        of, "project", 500_000_000, source_id="bridge_7", village_code=VILLAGE, made=[made.uuid],
        made_kind="project",
    )  # fmt: skip
    return made


def finding(programme: str, area: str, state: str, deadline: date, found: date = date(2026, 4, 1)) -> Finding:
    meeting = made_meetings.planned(made_meetings.operator(area), area=area)
    return Finding.objects.create(
        uuid=uuid4(), meeting=meeting, area=area, text_sealed=b"x", programme=programme, office_role="social_officer",
        office_area="35.05", deadline=deadline, state=state, found_at=noon(found),
    )  # fmt: skip


def test_aid_by_item_village_and_pillar(areas: Any, council: Actor) -> None:
    of = plan()
    aid(of)
    seen = reading.monitoring(council, of.uuid, today=TODAY)
    # Two of six cycles have paid, the others are spread over February to December: by the end of June four are due.
    here, there = seen.rows
    assert here.money == Amounts(5_400_000, 1_800_000, 3_300_000, 300_000, 0, round(5_400_000 * 2 / 6))
    assert there.money == Amounts(1_800_000, 1_800_000, 0, 0, 0, 600_000)
    assert (here.reached.enrolled, here.reached.households, here.reached.done) == (2, 1, True)
    (pillar,) = seen.pillars
    assert (pillar.code, pillar.items, pillar.households, pillar.households_reached) == ("assistance", 2, 4, 1)
    assert pillar.money == Amounts(7_200_000, 10_800_000, 3_300_000, 300_000, 0, 2_400_000)  # with its reserve
    assert seen.total.money == pillar.money
    villages = {one.code: one for one in seen.villages}
    assert list(villages) == [VILLAGE, OTHER, "35.05.10.1004", FAR]
    assert villages[OTHER].money == there.money
    assert (villages[FAR].items, villages[FAR].money) == (0, Amounts())
    assert villages[VILLAGE].name == f"Desa {VILLAGE}"
    assert villages[VILLAGE].money.share == 300_000 / 5_400_000


def test_warnings_of_aid_say_what_and_whose(areas: Any, council: Actor) -> None:
    of = plan()
    made = aid(of)
    told = reading.monitoring(council, of.uuid, today=TODAY).warnings
    assert [(one.said.code, one.kind, one.uuid, one.said.turn) for one in told] == [
        ("failed", "launch", made.uuid, "social_officer"),
        ("behind", "launch", made.uuid, "social_officer"),
    ]
    assert told[0].said.text_id == "1 pembayaran gagal atau kembali belum diulang, Rp300.000"
    assert told[0].villages == (VILLAGE, OTHER)
    assert told[0].name_id == "Program blt_dbhcht"


def test_villages_that_have_not_spoken(areas: Any, council: Actor) -> None:
    from made_programmes import launch  # noqa: PLC0415

    of = plan()
    made = launch("approved", {VILLAGE: 1_000, OTHER: 1_000}, plan=of.reference)
    for village, opened, closed in (
        (VILLAGE, date(2026, 6, 1), None),
        (OTHER, date(2026, 6, 29), None),
        (FAR, date(2026, 6, 1), noon(TODAY)),
    ):
        Verification.objects.create(
            uuid=uuid4(), launch=made, village_code=village, procedure="musdesus", opened_at=noon(opened),
            opened_by_user_id=0, closed_at=closed,
        )  # fmt: skip
        item(of, amount_idr=1_000, source_id=f"x{village}", village_code=village, made=[made.uuid], made_kind="launch")
    told = {one.said.code: one for one in reading.monitoring(council, of.uuid, today=TODAY).warnings}
    assert told["unverified"].villages == (VILLAGE,)
    assert told["unverified"].said.text_id.startswith("1 desa/kelurahan")


def test_a_class(areas: Any, council: Actor, acting: Any) -> None:
    of = plan()
    made = course_of(of, acting)
    seen = reading.monitoring(council, of.uuid, today=date(2026, 3, 31))
    (row,) = seen.rows
    assert row.money == Amounts(30_000_000, 0, 15_000_000, 15_000_000, 0, 30_000_000)
    assert (row.reached.seats, row.reached.filled, row.reached.completed) == (2, 2, 1)
    (pillar,) = seen.pillars
    assert (pillar.code, pillar.seats, pillar.filled, pillar.completed, pillar.households) == ("training", 2, 2, 1, 0)
    assert [one.code for one in seen.villages][-1] == ""  # of no single village
    assert [(one.said.code, one.uuid) for one in seen.warnings] == [
        ("class_late", made.uuid), ("behind", made.uuid),
    ]  # fmt: skip


def test_classes_of_one_item_are_counted_together(areas: Any, council: Actor, acting: Any) -> None:
    of = plan()
    who = made_courses.officers(acting)
    first, second = (made_courses.drafted(who, plan=of.reference) for _ in range(2))
    Course.objects.filter(pk=first.pk).update(state="finished")
    item(
        of, "course", 60_000_000, village_code="", units=2, made=[first.uuid, second.uuid], made_kind="course"
    )  # fmt: skip
    (row,) = reading.monitoring(council, of.uuid, today=date(2026, 3, 1)).rows
    assert (row.reached.seats, row.reached.state, row.reached.done) == (4, "draft", False)
    assert row.money == Amounts(60_000_000, 60_000_000, 0, 0, 0, 0)


def test_a_work_is_measured_by_its_milestones(areas: Any, council: Actor, acting: Any, monkeypatch: Any) -> None:
    of = plan()
    road_of(of, acting, monkeypatch)
    early = reading.monitoring(council, of.uuid, today=date(2026, 4, 1))
    assert early.rows[0].money.expected_idr == 200_000_000  # the first milestone: 40%
    seen = reading.monitoring(council, of.uuid, today=TODAY)
    (row,) = seen.rows
    assert row.money == Amounts(500_000_000, 100_000_000, 240_000_000, 160_000_000, 0, 500_000_000)
    (pillar,) = seen.pillars
    assert (pillar.works, pillar.physical_pc, pillar.works_money_pc) == (1, 40.0, 32.0)
    codes = [one.said.code for one in seen.warnings]
    assert "silent" in codes
    assert codes[0] == "behind"


def test_findings_and_proposals(areas: Any, council: Actor, data_root: None) -> None:
    of = plan()
    aid(of)
    delivered, waiting = (
        Proposal.objects.create(
            uuid=uuid4(), ticket=f"U{number}", village_code=VILLAGE, year=2026, title="Bantuan", pillar="assistance",
            channel="page", filed_at=noon(DECREED), filed_by_user_id=0, **answer,
        )
        for number, answer in enumerate(
            ({"outcome": "accepted", "answer": "ya", "answered_at": noon(DECREED), "state": "answered"}, {})
        )
    )  # fmt: skip
    first, second = of.items.order_by("number")
    type(first).objects.filter(pk=first.pk).update(proposals=[str(delivered.uuid)])
    type(first).objects.filter(pk=second.pk).update(proposals=[str(waiting.uuid)])
    finding("blt_dbhcht", VILLAGE, "open", date(2026, 6, 1))
    finding("blt_dbhcht", VILLAGE, "open", date(2026, 7, 1))
    finding("blt_dbhcht", OTHER, "answered", date(2026, 6, 1))
    finding("blt_dbhcht", FAR, "open", date(2026, 6, 1))  # not a village of the plan
    finding("pkh", VILLAGE, "open", date(2026, 6, 1))  # not of this plan
    finding("blt_dbhcht", VILLAGE, "withdrawn", date(2026, 6, 1))
    finding("blt_dbhcht", VILLAGE, "open", date(2026, 6, 1), found=date(2025, 6, 1))  # of the plan before
    seen = reading.monitoring(council, of.uuid, today=TODAY)
    here, there = (row.said for row in seen.rows)
    assert (here.open, here.overdue, here.answered) == (2, 1, 0)
    assert (there.open, there.overdue, there.answered) == (0, 0, 1)
    assert (here.proposals, here.proposals_answered, here.proposals_delivered) == (1, 1, 1)
    assert (there.proposals, there.proposals_answered, there.proposals_delivered) == (1, 0, 0)
    assert (seen.total.said.open, seen.total.said.answered, seen.total.said.proposals) == (2, 1, 2)
    (told,) = [one for one in seen.warnings if one.kind == "findings"]
    assert (told.said.turn, told.said.text_id) == (
        "social_officer", "1 temuan musyawarah lewat tenggat jawaban, yang tertua 29 hari",
    )  # fmt: skip


def test_money_about_to_lapse_is_told_by_fund(areas: Any, council: Actor) -> None:
    of = plan()
    aid(of)
    seen = reading.monitoring(council, of.uuid, today=date(2026, 12, 14))
    (told,) = [one for one in seen.warnings if one.kind == "fund"]
    assert told.name_id == "DAU"
    assert told.said.text_id.startswith("Rp14.100.000 belum dibayar dan menjadi SiLPA pada akhir 2026")


def test_what_the_council_left_out_is_not_promised(areas: Any, council: Actor) -> None:
    of = plan()
    item(of, amount_idr=700, state="left_out", households=5)
    item(of, amount_idr=300, households=2, source_id="b")
    seen = reading.monitoring(council, of.uuid, today=TODAY)
    assert (seen.total.items, seen.total.money.promised_idr, seen.total.households) == (1, 300, 2)


def test_money_is_found_by_the_charges_earmark(areas: Any, council: Actor) -> None:
    """Where the ledger's purpose says nothing of the item, its charge does."""
    from made_programmes import launch, ledger_line  # noqa: PLC0415

    of = plan()
    line = ledger_line()
    made = launch("launched", {VILLAGE: 4_000}, line=line, plan=of.reference)
    one = item(of, amount_idr=4_000, village_code=OTHER)
    charge(one, line, earmark=Earmark.objects.get(purpose=made.purpose(VILLAGE)).pk)
    (row,) = reading.monitoring(council, of.uuid, today=TODAY).rows
    assert row.money.reserved_idr == 4_000


def test_nobody_elses_plan_and_none_that_was_not_approved(areas: Any, council: Actor, acting: Any) -> None:
    of, city = plan(), plan(area="35.72")
    assert reading.monitoring(council, of.uuid).plan == of
    for state in ("draft", "submitted", "approving", "refused", "withdrawn"):
        with pytest.raises(Plan.DoesNotExist):
            reading.monitoring(council, plan(state).uuid)
    with pytest.raises(Plan.DoesNotExist):
        reading.monitoring(council, city.uuid)
    with pytest.raises(Plan.DoesNotExist):
        reading.monitoring(acting(("village_operator", VILLAGE)), of.uuid)


def test_a_revoked_plan_is_told_without_warnings(areas: Any, council: Actor) -> None:
    of = plan("revoked")
    aid(of)
    seen = reading.monitoring(council, of.uuid, today=TODAY)
    assert seen.warnings == ()
    assert seen.total.money.paid_idr == 300_000


def test_queries_do_not_grow_with_the_plan(
    areas: Any, council: Actor, acting: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    of = plan()
    aid(of)
    course_of(of, acting)
    road_of(of, acting, monkeypatch)
    with django_assert_num_queries(24):
        reading.monitoring(council, of.uuid, today=TODAY)
    for number in range(5):
        aid_again = plan()
        aid(aid_again)
        for one in aid_again.items.all():
            item(
                of, amount_idr=one.amount_idr, source_id=f"{number}{one.village_code}", village_code=one.village_code,
                made=one.made, made_kind="launch",
            )  # fmt: skip
        item(of, "course", source_id=f"c{number}", village_code="")
    with django_assert_num_queries(24):
        reading.monitoring(council, of.uuid, today=TODAY)
