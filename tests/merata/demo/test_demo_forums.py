"""Forums: one meeting a year in every village, proposals with what answers them, findings that agree with approvals."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from merata.demo import forums
from merata.demo.geography import Geography
from merata.tables.catalogue import TABLES

Works = tuple[pa.Table, pa.Table]
Held = tuple[pa.Table, pa.Table, pa.Table, pa.Table]
NAMES = ("forums", "proposals", "findings", "approvals")


def a_class(owner: str, year: int) -> dict[str, Any]:
    return {
        "course_id": f"course_{owner}_{year}",
        "name": "Tata boga",
        "sector": "services",
        "year": year,
        "owner": owner,
        "seats": 20,
        "cost_idr": 210_000_000,
        "status": "held" if year < 2026 else "candidate",
    }


COURSES = pa.Table.from_pylist(
    [a_class(owner, year) for owner in ("35.05", "35.72") for year in (2023, 2024, 2025, 2026)],
    schema=TABLES["courses"].arrow,
)


@pytest.fixture(scope="module")
def held(places: Geography, works: Works) -> Held:
    return forums.build(places, *works[:2], COURSES, 1)


def test_the_tables_follow_the_catalogue(held: Held) -> None:
    for name, table in zip(NAMES, held, strict=True):
        schema = TABLES[name]
        assert table.schema.equals(schema.arrow)
        assert len(table.group_by(list(schema.key)).aggregate([])) == len(table)
        for column in schema.columns:
            if column.required:
                assert table[column.name].null_count == 0
            if column.choices:
                assert set(table[column.name].to_pylist()) <= set(column.choices)


def test_every_village_meets_once_a_year_in_its_season(held: Held, places: Geography) -> None:
    kinds = dict(zip(places.villages["village_code"].to_pylist(), places.villages["type"].to_pylist(), strict=True))
    assert held[0].num_rows == 2 * 269
    for row in held[0].to_pylist():
        desa = kinds[row["village_code"]] == "desa"
        assert row["kind"] == ("musyawarah_desa" if desa else "musrenbang_kelurahan")
        assert row["held_on"].month in ((4, 5, 6) if desa else (1,))
        assert row["held_on"].weekday() != 6
        assert row["attended_women"] <= row["attended"] <= row["invited"]
        assert row["attended_poor"] <= row["attended"]


def test_some_meetings_miss_the_quorum(held: Held) -> None:
    short = sum(3 * row["attended"] < 2 * row["invited"] for row in held[0].to_pylist())
    assert 0.05 < short / held[0].num_rows < 0.35


def test_three_to_six_proposals_with_no_more_voices_than_people(held: Held) -> None:
    attended = dict(zip(held[0]["forum_id"].to_pylist(), held[0]["attended"].to_pylist(), strict=True))
    asked = held[1].to_pylist()
    assert set(Counter(row["forum_id"] for row in asked).values()) <= {3, 4, 5, 6}
    assert len(Counter(row["forum_id"] for row in asked)) == held[0].num_rows
    assert set(held[1]["pillar"].to_pylist()) == {"training", "assistance", "infrastructure", "participation"}
    for row in asked:
        assert 1 <= row["supporters"] <= attended[row["forum_id"]]
        assert (row["cost_idr"] is None) == (row["status"] == "raised")
    assert 0.05 < held[1]["cost_idr"].null_count / len(asked) < 0.25


def test_a_linked_proposal_names_a_project_that_serves_its_village_or_a_course_of_its_regency(
    held: Held, works: Works
) -> None:
    serving = {(row["project_id"], row["village_code"]) for row in works[1].to_pylist()}
    candidates = set(works[0].filter(pc.equal(works[0]["status"], "candidate"))["project_id"].to_pylist())
    courses = {row["course_id"]: row for row in COURSES.to_pylist()}
    linked = Counter[str]()
    for row in held[1].to_pylist():
        if row["item_id"] is None or row["pillar"] == "assistance":
            continue
        linked[row["pillar"]] += 1
        if row["pillar"] == "infrastructure":
            assert row["item_id"] in candidates
            assert (row["item_id"], row["village_code"]) in serving
            assert row["year"] == 2025
        else:
            assert row["village_code"].startswith(courses[row["item_id"]]["owner"])
            assert courses[row["item_id"]]["year"] == row["year"] + 1
    assert linked["infrastructure"] > 50
    assert linked["training"] > 50


def test_kelurahan_ask_for_no_dana_desa_and_speak_of_lingkungan(held: Held) -> None:
    in_kota = [row for row in held[1].to_pylist() if row["village_code"].startswith("35.72")]
    assert all(row["item_id"] != "blt_dana_desa" for row in in_kota)
    assert not any("Dusun" in row["title"] for row in in_kota)


def test_approvals_cover_what_was_done_and_findings_agree_with_them(held: Held, works: Works) -> None:
    approved = {row["item_id"]: row["amount_idr"] for row in held[3].to_pylist()}
    built = works[0].filter(pc.equal(works[0]["status"], "built"))
    cost = dict(zip(built["project_id"].to_pylist(), built["cost_idr"].to_pylist(), strict=True))
    cost |= {row["course_id"]: row["cost_idr"] for row in COURSES.to_pylist() if row["status"] == "held"}
    assert set(approved) == set(cost)
    assert all(approved[item] >= amount for item, amount in cost.items())
    assert any(approved[item] > amount for item, amount in cost.items())
    assert held[2].num_rows > 40
    for row in held[2].to_pylist():
        assert row["promised_idr"] == approved[row["item_id"]]
        assert row["delivered_idr"] == cost[row["item_id"]]
        assert (row["status"] == "confirmed") == (row["promised_idr"] == row["delivered_idr"])


def test_the_seed_decides(held: Held, places: Geography, works: Works) -> None:
    again = forums.build(places, *works[:2], COURSES, 1)
    assert all(first.equals(second) for first, second in zip(again, held, strict=True))
    assert not forums.build(places, *works[:2], COURSES, 2)[1].equals(held[1])
