"""Works, classes, meetings, proposals, findings, programmes, areas, editions: values, filters, whole walks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from walking import walk

from merata_portal.actor import Actor

pytestmark = pytest.mark.django_db
ONE, TWO = "35.05.01.2001", "35.05.01.2002"


@pytest.fixture
def bridge(acting: Callable[..., Actor], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A bridge whose first half was paid, finished ten days before its day."""
    import made_works  # noqa: PLC0415 - models need the settings first

    made_works.on(monkeypatch, made_works.NOW)
    who = made_works.officers(acting)
    made = made_works.finished(who)
    made_works.paid(who, made, 160_000_000)
    return made


def test_a_work_with_its_money_and_days(client: Client, bridge: Any) -> None:
    told = client.get("/api/v1/works").json()["items"]
    assert len(told) == 1
    one = client.get(f"/api/v1/works/{bridge.uuid}").json()
    assert told == [one]
    assert (one["budget_idr"], one["contract_idr"], one["spent_idr"]) == (500_000_000, 400_000_000, 160_000_000)
    assert (one["promised_on"], one["finished_on"], one["delay_days"]) == ("2026-06-30", "2026-06-20", -10)
    assert (one["physical_pc"], one["state"], one["area_name"]) == (100.0, "finished", f"Desa {ONE}")
    assert client.get(one["page"]).status_code == 200
    assert client.get(one["oc4ids"]).json()["projects"][0]["title"] == one["name"]
    assert client.get("/api/v1/works", {"area": "35.05.01", "kind": "bridge", "state": "finished"}).json()["items"]
    for other in ({"area": TWO}, {"kind": "road"}, {"state": "cancelled"}):
        assert client.get("/api/v1/works", other).json()["items"] == []


def test_a_candidate_is_nobodys_promise(client: Client, acting: Callable[..., Actor]) -> None:
    import made_works  # noqa: PLC0415

    made = made_works.candidate(made_works.officers(acting).officer)
    assert client.get("/api/v1/works").json()["items"] == []
    assert client.get(f"/api/v1/works/{made.uuid}").status_code == 404


def test_a_class_and_its_counts(client: Client, acting: Callable[..., Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    import made_courses  # noqa: PLC0415

    who = made_courses.officers(acting)
    made = made_courses.opened(who, monkeypatch)
    made_courses.people_applied(who, made, 3)
    one = client.get(f"/api/v1/classes/{made.uuid}").json()
    assert (one["applied"], one["seats"], one["seated"], one["state"]) == (3, made.seats, 0, "open")
    # Nobody is none; one of the counts that are there may be small.
    assert (one["completed"], one["refused"], one["withheld"]) == (0, 0, None)
    listed = client.get("/api/v1/classes", {"year": made.year}).json()["items"]
    assert [row["id"] for row in listed] == [str(made.uuid)]
    assert listed[0].items() <= one.items()
    assert client.get("/api/v1/classes", {"year": 2020}).json()["items"] == []


def test_proposals_walked_while_others_come(client: Client, areas: Any) -> None:
    from made_proposals import proposal  # noqa: PLC0415

    tickets = [proposal(f"Usulan {number}").ticket for number in range(11)]

    def another() -> None:
        proposal("Usulan yang datang kemudian", village_code=TWO)

    for limit in (1, 4, 500):
        found = [one["ticket"] for one in walk(client, "/api/v1/proposals", limit=limit, between=another, area=ONE)]
        assert found == tickets[::-1]
    assert client.get("/api/v1/proposals", {"area": TWO, "limit": 1}).json()["next"] is not None


def test_a_proposals_story_with_its_rupiah_and_without_its_proposer(
    client: Client, acting: Callable[..., Actor]
) -> None:
    from made_proposals import costed  # noqa: PLC0415

    made = costed(
        acting(("sector_officer", "35.05")), "Jembatan putus", 45_000_000, story="Anak sekolah memutar 6 km",
        proposer="Siti Aminah", contact="depan masjid",
    )  # fmt: skip
    answer = client.get(f"/api/v1/proposals/{made.ticket}")
    one = answer.json()
    assert (one["title"], one["cost_idr"], one["cost_year"], one["state"]) == (
        "Jembatan putus", 45_000_000, 2026, "costed",
    )  # fmt: skip
    assert one["story"] == "Anak sekolah memutar 6 km"
    assert (one["reserved_idr"], one["committed_idr"], one["spent_idr"], one["works"]) == (0, 0, 0, [])
    assert [step["step"] for step in one["steps"]] == [step.step for step in made.steps.order_by("id")]
    assert "Siti" not in answer.content.decode()
    assert "masjid" not in answer.content.decode()
    assert client.get("/api/v1/proposals/U-XXXX").status_code == 404


def test_what_answers_a_proposal_stands_in_fields_and_not_in_a_note(
    client: Client, acting: Callable[..., Actor]
) -> None:
    """The step that joins them keeps a kind, a code and a plan in one line, for nobody to read."""
    from made_proposals import costed  # noqa: PLC0415

    from merata_portal.participation.actions import answering  # noqa: PLC0415

    made = costed(acting(("sector_officer", "35.05")), "Jembatan putus", 45_000_000)
    planner = acting(("planner", "35.05"))
    answering.answer(by=planner, uuid=made.uuid, outcome="accepted", reason="masuk perubahan APBD")
    answering.link(by=planner, uuid=made.uuid, item_kind="project", item="jembatan-3", plan="rencana:7")
    one = client.get(f"/api/v1/proposals/{made.ticket}").json()
    assert (one["item_kind"], one["item"], one["plan"]) == ("project", "jembatan-3", "rencana:7")
    assert [(step["step"], step["note"]) for step in one["steps"]][-2:] == [
        ("accepted", "masuk perubahan APBD"), ("linked", ""),
    ]  # fmt: skip


def test_a_proposal_that_nobody_has_looked_at_is_not_told(client: Client, areas: Any) -> None:
    from made_proposals import proposal  # noqa: PLC0415

    made = proposal("Usulan yang menunggu")
    type(made).objects.filter(pk=made.pk).update(state="review")
    assert client.get("/api/v1/proposals").json()["items"] == []
    assert client.get(f"/api/v1/proposals/{made.ticket}").status_code == 404


def test_meetings_and_findings_once_they_are_sealed(client: Client, areas: Any) -> None:
    from made_meetings import closed, invited  # noqa: PLC0415

    from merata_portal.participation.actions.closing import seal_documents  # noqa: PLC0415
    from merata_portal.participation.models import Finding  # noqa: PLC0415

    waiting, forum = invited(), closed()
    before = client.get(f"/api/v1/meetings/{waiting.meeting}").json()
    assert (before["signed"], before["groups"], before["sealed_at"], before["invited"]) == (None, [], None, 6)
    assert client.get("/api/v1/findings").json()["items"] == []
    seal_documents(by=forum.by, meeting=forum.meeting)
    one = client.get(f"/api/v1/meetings/{forum.meeting}").json()
    assert one["signed"] == 5
    first = one["items"][0]
    assert (first["text"], first["in_favour"]) == ("Jembatan Sumber didahulukan", None)
    small = [row for row in one["groups"] if row["dimension"] != "all" and row["attended"] is None]
    assert small != []
    assert {row["id"] for row in walk(client, "/api/v1/meetings", limit=1)} == {
        str(forum.meeting), str(waiting.meeting),
    }  # fmt: skip
    listed = client.get("/api/v1/findings", {"area": ONE, "state": "open"}).json()["items"]
    assert [(row["promised_idr"], row["delivered_idr"], row["overdue"]) for row in listed] == [(300, 200, True)]
    finding = client.get(f"/api/v1/findings/{listed[0]['id']}").json()
    assert listed[0].items() <= finding.items()
    assert finding["text"].startswith("Bantuan triwulan pertama")
    assert [step["step"] for step in finding["steps"]] == ["found"]
    Finding.objects.update(programme="blt_dana_desa")  # divided by the benefit they would count its recipients
    listed = client.get("/api/v1/findings", {"area": ONE}).json()["items"]
    assert [(row["promised_idr"], row["delivered_idr"]) for row in listed] == [(None, None)]


def test_programmes_with_conditions_and_their_law(client: Client) -> None:
    codes = [one["code"] for one in walk(client, "/api/v1/programmes", limit=3)]
    assert len(codes) == len(set(codes))
    assert {"pkh", "blt_dbhcht", "blt_dana_desa"} <= set(codes)
    assert "prakerja" not in codes  # applied for, not given
    one = client.get("/api/v1/programmes/blt_dbhcht").json()
    assert (one["payer"], one["regencies"], one["decider"]["en"]) == ("regency", ["35.05"], "the regent")
    amount = next(row for row in one["parameters"] if row["name"] == "monthly_idr")
    assert (amount["value"], amount["start"], amount["until"]) == (300_000, "2025-01-01", None)
    assert "PMK 72/2024" in amount["legal_base"]["id"]
    assert "wilayah" in {row["code"] for row in one["conditions"]}
    assert one["not_with"] == ["blt_dbhcht_provinsi"]
    assert client.get("/api/v1/programmes/tidak_ada").status_code == 404


def test_a_decided_plan_tells_assistance_in_sum_alone(client: Client, areas: Any) -> None:
    """Rp40,000,000 for a bridge; of assistance 12 and 3 households, Rp1,800,000 each: 15 told, the 3 of another not."""
    import made_monitored as made  # noqa: PLC0415

    plan = made.plan()
    made.item(plan, "project", 40_000_000, made=[uuid4()], name="Jembatan Sumber")
    for village, households, source in ((ONE, 12, "blt"), (TWO, 3, "blt"), (ONE, 3, "pkh")):
        made.item(
            plan, "programme", households * 1_800_000, village_code=village, households=households, source_id=source,
            made=[uuid4()],
        )  # fmt: skip
    waiting = made.plan("submitted")
    listed = client.get("/api/v1/plans", {"year": 2026}).json()["items"]
    assert [(row["id"], row["decree_number"]) for row in listed] == [(str(plan.uuid), "188/7/DPRD/2026")]
    one = client.get(f"/api/v1/plans/{plan.uuid}").json()
    assert listed[0].items() <= one.items()
    assert [(row["name"], row["amount_idr"], row["stands"]) for row in one["works"]] == [
        ("Jembatan Sumber", 40_000_000, True)
    ]
    told = {row["programme"]: (row["households"], row["ceiling_idr"]) for row in one["aid"]}
    assert told == {"blt": (15, 27_000_000), "pkh": (None, None)}
    assert all("villages" not in row for row in one["aid"]), "beside the open data it tells who of the withheld has any"
    assert [row["withheld"] is None for row in one["aid"]] == [True, False]
    assert client.get(f"/api/v1/plans/{waiting.uuid}").status_code == 404
    assert client.get("/api/v1/plans", {"area": "35.72"}).json()["items"] == []


def test_areas_by_code(client: Client, areas: Any) -> None:
    whole = walk(client, "/api/v1/areas", limit=2)
    assert [one["code"] for one in whole] == sorted(areas)
    one = client.get(f"/api/v1/areas/{ONE}").json()
    assert one == {
        "code": ONE, "name": f"Desa {ONE}", "level": "village", "village_type": "desa", "parent": "35.05.01",
    }  # fmt: skip
    villages = client.get("/api/v1/areas", {"area": "35.72", "level": "village"}).json()["items"]
    assert [row["code"] for row in villages] == ["35.72.01.1001", "35.72.01.1002"]
    assert client.get("/api/v1/areas/99.99").status_code == 404


def test_editions_and_the_addresses_of_their_files(client: Client, edition: Any, social: Actor) -> None:
    from merata_portal.analysis.actions import publishing  # noqa: PLC0415

    one = client.get("/api/v1/editions/35.05-1").json()
    assert (one["number"], one["year"], one["state"]) == (1, 2026, "published")
    tables = [table for dataset in one["datasets"] for table in dataset["tables"]]
    assert len(tables) > 8
    for table in tables:
        assert client.get(table["csv"]).status_code == 200
        assert client.get(table["parquet"]).status_code == 200
    publishing.withdraw(by=social, publication=edition.uuid, reason="jumlah satu desa keliru")
    withdrawn = client.get("/api/v1/editions").json()["items"][0]
    assert (withdrawn["state"], withdrawn["datasets"]) == ("withdrawn", [])
    assert withdrawn["withdrawn_reason"] == "jumlah satu desa keliru"
    for wrong, status in (("35.05-2", 404), ("35.05", 400), ("35.05-x", 400), ("35.05-99999999999", 400), ("-1", 400)):
        assert client.get(f"/api/v1/editions/{wrong}").status_code == status


@pytest.mark.parametrize(
    ("address", "rows", "most"),
    [("areas", "areas", 3), ("works", "bridge", 9), ("estimates", "edition", 5), ("recipients", "edition", 5)],
)
def test_a_page_asks_the_database_a_fixed_number_of_times(
    client: Client, request: Any, address: str, rows: str, most: int, django_assert_max_num_queries: Any
) -> None:
    request.getfixturevalue(rows)
    with django_assert_max_num_queries(most):
        client.get(f"/api/v1/{address}")
