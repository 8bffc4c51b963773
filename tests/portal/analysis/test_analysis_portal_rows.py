"""Rows and values of what the portal's apps give to a dataset: forums, findings, money, aid received, works."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from merata.evaluation.village_panel import served
from merata.tables.folder_check import check_folder
from merata_portal.actor import SYSTEM, Actor
from merata_portal.analysis.sources import sources_of

for _app in ("oversight", "participation", "programmes"):
    sys.path.append(str(Path(__file__).parents[1] / _app))

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_root")]
AREA, OTHER = "35.05", "35.72"
VILLAGE, SECOND, ELSEWHERE = "35.05.01.2001", "35.05.01.2002", "35.72.01.1001"


def rows(table: str, app: str, area: str = AREA) -> list[dict[str, Any]]:
    """What an app gives of a table now."""
    (source,) = [one for one in sources_of(table) if one.app == app]
    made = source.make(area, 2026)
    return [] if made is None else made.to_pylist()


def fingerprint(table: str, app: str) -> str:
    (source,) = [one for one in sources_of(table) if one.app == app]
    return source.fingerprint(AREA, 2026)


# Forums and findings.


def forum(present: int = 5, *, area: str = VILLAGE, kind: str = "musyawarah_desa", known: bool = True) -> Any:
    """A sealed meeting of six: women and men in turn, the sixth poor; or nobody's poverty is known."""
    import made_council  # noqa: PLC0415 - models need the settings first
    import made_meetings  # noqa: PLC0415

    guests = made_meetings.guests(6) if known else made_council.guests(3, 3)
    return made_council.sealed_meeting(area, guests, present, kind=kind)


def test_a_forum_counts_the_invited_who_signed() -> None:
    before = fingerprint("forums", "participation")
    meeting = forum(6).row()
    assert fingerprint("forums", "participation") != before
    assert rows("forums", "participation") == [
        {
            "forum_id": f"M{meeting.pk}", "village_code": VILLAGE, "kind": "musyawarah_desa",
            "held_on": date(2026, 6, 4), "invited": 6, "attended": 6, "attended_women": 3, "attended_poor": 1,
        }
    ]  # fmt: skip


def test_who_did_not_sign_did_not_come_and_unknown_poverty_is_not_none_poor() -> None:
    forum(5)
    forum(5, known=False)
    told = [(one["attended"], one["attended_women"], one["attended_poor"]) for one in rows("forums", "participation")]
    assert told == [(5, 3, 0), (5, 3, None)]


def test_meetings_that_the_dataset_does_not_know_and_open_ones_are_no_forums() -> None:
    import made_meetings  # noqa: PLC0415

    made_meetings.closed()
    forum(area=ELSEWHERE, kind="musrenbang_kelurahan")
    assert rows("forums", "participation") == []
    assert [one["village_code"] for one in rows("forums", "participation", OTHER)] == [ELSEWHERE]


def finding(meeting: Any, number: int, **known: Any) -> Any:
    from merata_portal.participation.models import Finding  # noqa: PLC0415

    fields = {
        "uuid": uuid4(), "meeting": meeting, "area": meeting.area, "text_sealed": b"x",
        "programme": f"program_{number}", "promised_idr": 300, "delivered_idr": 200,
        "office_role": "social_officer", "office_area": AREA,
        "deadline": "2026-07-01", "found_at": "2026-06-04T03:00:00Z",
    }  # fmt: skip
    return Finding.objects.create(**(fields | known))


def test_findings_about_a_programme_s_money_stand_with_their_forum_and_state() -> None:
    from merata_portal.participation.models.findings import FindingStep  # noqa: PLC0415

    meeting = forum().row()
    found = finding(meeting, 1)
    finding(meeting, 2, state="answered")
    finding(meeting, 3, state="confirmed")
    finding(meeting, 4, state="withdrawn")
    finding(meeting, 5, promised_idr=None)
    finding(meeting, 6, programme="")
    assert rows("findings", "participation") == [
        {
            "finding_id": f"T{one}", "forum_id": f"M{meeting.pk}", "item_id": f"program_{number}", "promised_idr": 300,
            "delivered_idr": 200, "status": status,
        }
        for one, number, status in (
            (found.pk, 1, "open"), (found.pk + 1, 2, "answered"), (found.pk + 2, 3, "confirmed"),
        )
    ]  # fmt: skip
    before = fingerprint("findings", "participation")
    FindingStep.objects.create(uuid=uuid4(), finding=found, kind="reopened", at="2026-07-04T03:00:00Z", by_user_id=0)
    assert [one["status"] for one in rows("findings", "participation")] == ["reopened", "answered", "confirmed"]
    assert fingerprint("findings", "participation") != before


def test_a_finding_of_a_meeting_that_is_not_among_the_forums_is_left_out() -> None:
    """It would name a forum that the dataset does not hold, and no such dataset can be read."""
    import made_meetings  # noqa: PLC0415

    finding(made_meetings.closed().row(), 1)
    assert rows("findings", "participation") == []


# Money.


def line(pillar: str = "assistance", owner: str = AREA, year: int = 2026) -> Any:
    from merata_portal.ledger import actions  # noqa: PLC0415
    from merata_portal.ledger.models import Line  # noqa: PLC0415
    from merata_portal.ledger.requests import Ceiling  # noqa: PLC0415

    account = f"5.{uuid4().hex[:6]}"
    actions.appropriate(
        by=SYSTEM("uji"), owner=owner, year=year, ceilings=[Ceiling(account, "PAD", 1_000_000, pillar)], reason="APBD",
        key=account, document="Perda 1",
    )  # fmt: skip
    return Line.objects.get(account_code=account)


@pytest.fixture
def money(acting: Callable[..., Actor]) -> Callable[..., int]:
    """Reserves, commits and pays of a line for a purpose, takes some of it back; the earmark."""
    from merata_portal.ledger import actions  # noqa: PLC0415
    from merata_portal.ledger.models import Earmark  # noqa: PLC0415
    from merata_portal.ledger.requests import Share, Sum  # noqa: PLC0415

    def spend(of: Any, purpose: str, paid: int, back: int = 0, *, programme: str = "", village: str = "") -> int:
        who = [acting((role, AREA), (role, OTHER)) for role in ("planner", "social_officer", "social_officer")]
        share = Share(of.pk, purpose, 500_000, programme, village)
        actions.reserve(by=who[0], shares=[share], reason="uji", key=f"r{purpose}")
        mark = int(Earmark.objects.get(line=of, purpose=purpose).pk)
        actions.commit(by=who[1], sums=[Sum(mark, 400_000)], reason="uji", key=f"c{purpose}", document="SK")
        if paid:
            actions.pay(by=who[2], sums=[Sum(mark, paid)], reason="uji", key=f"p{purpose}", document="SP2D")
        if back:
            actions.record_return(by=who[2], sums=[Sum(mark, back)], reason="uji", key=f"b{purpose}", document="STS")
        return mark

    return spend


def test_what_was_paid_less_what_came_back_stands_by_purpose(money: Callable[..., int]) -> None:
    launch = f"launch:{uuid4()}"
    before = fingerprint("delivered", "ledger")
    partly = money(line(), f"{launch}/{VILLAGE}", 300_000, 100_000, programme="blt", village=VILLAGE)
    money(line(), f"{launch}/{SECOND}", 300_000, 300_000, programme="blt", village=SECOND)
    money(line(), f"{launch}/cadangan", 0, programme="blt")
    grant = money(line("participation"), "hibah-desa", 400_000, programme="hibah_desa", village=SECOND)
    money(line(), "rapat", 200_000)
    assert rows("delivered", "ledger") == [
        {"delivery_id": f"P{partly}", "year": 2026, "lever": "assistance", "item_id": "blt", "village_code": VILLAGE,
         "amount_idr": 200_000},
        {"delivery_id": f"P{grant}", "year": 2026, "lever": "empowerment", "item_id": "hibah_desa",
         "village_code": SECOND, "amount_idr": 400_000},
    ]  # fmt: skip
    assert fingerprint("delivered", "ledger") != before


def test_classes_and_works_stand_under_the_names_of_the_dataset(
    money: Callable[..., int], acting: Callable[..., Actor]
) -> None:
    import made_courses  # noqa: PLC0415

    course = made_courses.drafted(made_courses.officers(acting))
    candidate, own = work(candidate_id="PJ-1"), work()
    money(line("training"), f"course:{course.uuid}", 100_000)
    money(line("infrastructure"), f"project:{candidate}", 200_000, village=VILLAGE)
    money(line("infrastructure"), f"project:{own}", 300_000, village=VILLAGE)
    assert [(one["lever"], one["item_id"], one["amount_idr"]) for one in rows("delivered", "ledger")] == [
        ("training", course.course_id, 100_000),
        ("infrastructure", "PJ-1", 200_000),
        ("infrastructure", f"project:{own}", 300_000),
    ]


def test_another_regency_s_money_is_not_the_area_s_and_a_desa_s_own_is(money: Callable[..., int]) -> None:
    money(line(owner=OTHER), "launch:a/x", 100_000, programme="blt", village=ELSEWHERE)
    money(line(owner=VILLAGE), "launch:b/x", 200_000, programme="blt_dd", village=VILLAGE)
    assert [(one["item_id"], one["amount_idr"]) for one in rows("delivered", "ledger")] == [("blt_dd", 200_000)]
    assert [one["amount_idr"] for one in rows("delivered", "ledger", OTHER)] == [100_000]


# Aid.


def test_a_household_s_aid_of_a_year_is_what_arrived_of_every_cycle() -> None:
    import made_programmes as made  # noqa: PLC0415
    import made_registry  # noqa: PLC0415

    home, other = (made_registry.household(VILLAGE, name) for name in ("Ani", "Budi"))
    launch = made.launch("running", {VILLAGE: 3_600_000})
    first, second = made.enrolment(launch, home, "enrolled"), made.enrolment(launch, other, "enrolled")
    cycles = [made.cycle(launch, number) for number in (1, 2)]
    next_year = made.cycle(launch, 3, pays_on=date(2027, 1, 5))
    before = fingerprint("benefits", "programmes")
    for cycle in (*cycles, next_year):
        made.entitlement(cycle, first, "received")
    made.entitlement(cycles[0], second, "sent")
    made.entitlement(cycles[1], second, "received", amount_idr=250_000)
    assert fingerprint("benefits", "programmes") != before
    told = {(one["household_id"], one["programme_id"], one["year"]): one["annual_idr"]
            for one in rows("benefits", "programmes")}  # fmt: skip
    assert told == {
        (home.dataset_id, "blt_dbhcht", 2026): 600_000,
        (home.dataset_id, "blt_dbhcht", 2027): 300_000,
        (other.dataset_id, "blt_dbhcht", 2026): 250_000,
    }
    assert rows("benefits", "programmes", OTHER) == []


def test_a_payment_that_came_back_makes_another_fingerprint() -> None:
    import made_programmes as made  # noqa: PLC0415
    import made_registry  # noqa: PLC0415

    launch = made.launch("running", {VILLAGE: 3_600_000})
    one, two = (made.enrolment(launch, made_registry.household(VILLAGE, name), "enrolled") for name in ("Ani", "Budi"))
    cycle = made.cycle(launch)
    paid, unpaid = made.entitlement(cycle, one, "received"), made.entitlement(cycle, two, "sent")
    before = fingerprint("benefits", "programmes")
    type(paid).objects.filter(pk=paid.pk).update(state="due")
    type(paid).objects.filter(pk=unpaid.pk).update(state="received")
    assert fingerprint("benefits", "programmes") != before


# Works.


def work(state: str = "planned", **known: Any) -> UUID:
    from merata_portal.infrastructure.models import Project  # noqa: PLC0415

    fields = {
        "uuid": uuid4(), "candidate_id": "", "name": "Jembatan Krajan", "kind": "bridge", "work": "construction",
        "owner": AREA, "village_code": VILLAGE, "place": "Dusun Krajan", "latitude": -8.05, "longitude": 112.05,
        "state": state, "budget_idr": 40_000_000, "made_at": "2026-01-01T00:00:00Z",
        "changed_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    return UUID(str(Project.objects.create(**(fields | known)).uuid))


def test_a_built_work_that_was_no_candidate_serves_its_own_village_and_claims_no_effect() -> None:
    import pyarrow as pa  # noqa: PLC0415

    built = work("handed_over", finished_on=date(2026, 9, 30))
    water = work("finished", kind="water", owner=SECOND, village_code=SECOND, finished_on=date(2025, 2, 1))
    work("under_way")
    work("candidate")
    work("handed_over", owner=OTHER, village_code=ELSEWHERE, finished_on=date(2026, 9, 30))
    shared = {"name": "Jembatan Krajan", "owner": AREA, "cost_idr": 40_000_000, "status": "built"}
    assert rows("projects", "works_built") == [
        shared | {"project_id": f"project:{built}", "kind": "bridge", "village_code": VILLAGE, "year": 2026},
        shared | {"project_id": f"project:{water}", "kind": "facility", "village_code": SECOND, "year": 2025},
    ]
    assert rows("project_villages", "works_built") == [
        {"project_id": f"project:{built}", "village_code": VILLAGE, "share_of_households": 1.0},
        {"project_id": f"project:{water}", "village_code": SECOND, "share_of_households": 1.0},
    ]
    projects, villages = (pa.Table.from_pylist(rows(name, "works_built")) for name in ("projects", "project_villages"))
    assert {name: one.year for name, one in served(projects, villages).items()} == {VILLAGE: 2026, SECOND: 2025}


def test_a_work_makes_stale_what_it_is_in_and_nothing_else() -> None:
    apps = (("projects", "infrastructure"), ("projects", "works_built"), ("proposals", "participation"),
            ("delivered", "ledger"))  # fmt: skip
    before = {app: fingerprint(*app) for app in apps}
    work()
    assert {app: fingerprint(*app) for app in apps} == before
    work("finished", finished_on=date(2026, 9, 30))
    assert [app for app in apps if fingerprint(*app) != before[app]] == [("projects", "works_built")]
    work(candidate_id="PJ-1", changed_at="2026-02-01T00:00:00Z")
    assert fingerprint("projects", "infrastructure") != before["projects", "infrastructure"]


def test_a_proposal_is_delivered_when_the_work_that_answers_it_is_built_and_that_is_seen() -> None:
    from merata_portal.infrastructure.models import Project  # noqa: PLC0415
    from merata_portal.participation.models import Proposal  # noqa: PLC0415

    answering = work()
    Proposal.objects.create(
        uuid=uuid4(), village_code=VILLAGE, year=2026, title="Jembatan", pillar="infrastructure", channel="page",
        filed_at="2026-01-01T00:00:00Z", filed_by_user_id=0, ticket="U-TEST-0009", pin_digest=b"x" * 16,
        item_kind="project", item=str(answering), state="answered", outcome="accepted", answer="Ya.", plan="RENCANA-1",
        answered_at="2026-01-02T00:00:00Z",
    )  # fmt: skip
    (one,) = rows("proposals", "participation")
    assert (one["item_id"], one["status"]) == (f"project:{answering}", "approved")
    before = fingerprint("proposals", "participation")
    Project.objects.filter(uuid=answering).update(state="finished")
    assert rows("proposals", "participation")[0]["status"] == "delivered"
    assert fingerprint("proposals", "participation") != before


def test_a_candidate_that_was_built_was_built_in_the_year_in_which_it_was_finished() -> None:
    work("finished", candidate_id="PJ-1", finished_on=date(2027, 1, 20))
    work("under_way", candidate_id="PJ-2", finished_on=date(2026, 12, 1))
    work("planned", candidate_id="PJ-3", owner=SECOND)
    assert [(one["project_id"], one["year"], one["status"]) for one in rows("projects", "infrastructure")] == [
        ("PJ-1", 2027, "built"), ("PJ-2", None, "approved"), ("PJ-3", None, "approved"),
    ]  # fmt: skip


def test_frozen_with_all_of_it_the_dataset_has_no_fault() -> None:
    from made_analysis import inputs  # noqa: PLC0415

    from merata.tables.folder import Dataset  # noqa: PLC0415
    from merata_portal.analysis.queries import datasets  # noqa: PLC0415

    finding(forum().row(), 1)
    built = work("handed_over", finished_on=date(2026, 9, 30))
    dataset = Dataset(datasets.folder(inputs()))
    for name in ("forums", "findings", "projects", "project_villages"):
        assert dataset.read(name).num_rows
    assert f"project:{built}" in dataset.read("projects")["project_id"].to_pylist()
    assert not check_folder(dataset.root).faults
