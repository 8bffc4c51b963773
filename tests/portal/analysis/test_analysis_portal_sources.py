"""What the portal's own apps keep, as tables of the dataset."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from made_analysis import AREA, VILLAGES, snapshot

from merata.tables.folder import Dataset
from merata_portal.actor import SYSTEM
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.portal_sources import inside
from merata_portal.analysis.queries import datasets
from merata_portal.analysis.queries.staleness import newer_than
from merata_portal.analysis.sources import source, sources, sources_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 31, 5, tzinfo=UTC)


def again(frozen: Inputs) -> Dataset:
    fresh = freeze(by=SYSTEM("uji"), area=AREA, snapshot=frozen.snapshot)
    assert newer_than(fresh) == ()
    return Dataset(datasets.folder(fresh))


def work(candidate: str, state: str, **known: Any) -> UUID:
    from merata_portal.infrastructure.models import Project  # noqa: PLC0415

    fields = {
        "uuid": uuid4(), "candidate_id": candidate, "name": f"Karya {candidate}", "kind": "bridge",
        "work": "construction", "owner": AREA, "village_code": VILLAGES[0], "place": "Dusun Krajan", "latitude": -8.05,
        "longitude": 112.05, "state": state, "made_at": NOON, "changed_at": NOON,
    }  # fmt: skip
    made = Project.objects.create(**(fields | known))
    return UUID(str(made.uuid))


def test_every_table_of_the_apps_has_a_source_with_a_cheap_version(areas: dict[str, Any]) -> None:
    own = {(one.table, one.app) for one in sources()}
    assert {
        ("budget", "ledger"), ("delivered", "ledger"), ("courses", "training"), ("applications", "training"),
        ("outcomes", "training"), ("projects", "infrastructure"), ("forums", "participation"),
        ("proposals", "participation"), ("findings", "participation"), ("benefits", "programmes"),
    } <= own  # fmt: skip
    assert all(one.version is not None for one in sources() if one.origin != "portal:uji")


def test_inside_an_area_are_itself_and_all_below(areas: dict[str, Any]) -> None:
    assert sorted(inside("35.72")) == ["35.72", "35.72.01", "35.72.01.1001", "35.72.01.1002"]
    assert list(inside("35.72.01.1001")) == ["35.72.01.1001"]


def test_works_change_the_candidates_status_and_cost_and_keep_the_rest(frozen: Inputs) -> None:
    work("PJ-1", "under_way", budget_idr=21_000_000)
    work("", "planned")
    work("PJ-9", "planned")
    assert [one.code for one in newer_than(frozen)] == ["portal"]
    rows = {row["project_id"]: row for row in again(frozen).read("projects").to_pylist()}
    assert set(rows) == {"PJ-1", "PJ-2"}
    assert (rows["PJ-1"]["status"], rows["PJ-1"]["cost_idr"]) == ("approved", 21_000_000)
    assert (rows["PJ-1"]["evidence_id"], rows["PJ-1"]["year"]) == ("road_access", 2026)
    assert rows["PJ-2"]["status"] == "candidate"


def test_a_cancelled_work_is_no_candidate_any_more(frozen: Inputs) -> None:
    work("PJ-2", "cancelled")
    assert again(frozen).read("projects")["project_id"].to_pylist() == ["PJ-1"]


def test_a_built_work_is_built(frozen: Inputs) -> None:
    work("PJ-2", "handed_over", kind="road")
    rows = {row["project_id"]: row["status"] for row in again(frozen).read("projects").to_pylist()}
    assert rows == {"PJ-1": "candidate", "PJ-2": "built"}


def test_proposals_come_under_their_reference_with_the_candidate_that_answers_them(frozen: Inputs) -> None:
    from merata_portal.participation.models import Proposal  # noqa: PLC0415

    def proposal(number: int, **known: Any) -> None:
        fields = {
            "uuid": uuid4(), "village_code": VILLAGES[0], "year": 2026, "title": f"Usulan {number}",
            "pillar": "infrastructure", "channel": "page", "filed_at": NOON, "filed_by_user_id": 0,
            "ticket": f"U-TEST-000{number}", "pin_digest": b"x" * 16,
        }  # fmt: skip
        Proposal.objects.create(**(fields | known))

    proposal(1, item_kind="project", item=str(work("PJ-1", "planned")))
    proposal(2, state="answered", outcome="refused", answer="Bukan tahun ini.", answered_at=NOON)
    proposal(3, state="withdrawn")
    proposal(4, village_code="35.72.01.1001")
    rows = {row["proposal_id"]: row for row in again(frozen).read("proposals").to_pylist()}
    assert set(rows) == {"U-1", "usulan:U-TEST-0001", "usulan:U-TEST-0002"}
    assert (rows["usulan:U-TEST-0001"]["item_id"], rows["usulan:U-TEST-0001"]["status"]) == ("PJ-1", "raised")
    assert rows["usulan:U-TEST-0002"]["status"] == "declined"
    assert rows["U-1"]["supporters"] == 25


def test_budgets_are_those_adopted_in_the_ledger(frozen: Inputs) -> None:
    from merata_portal.ledger.actions import adopt  # noqa: PLC0415
    from merata_portal.ledger.requests import Ceiling  # noqa: PLC0415

    books = {
        (AREA, 2026): [Ceiling("1.06.05", "PAD", 75_000_000, "assistance"), Ceiling("9.99", "DAU", 5_000_000, "")],
        ("35.72", 2026): [Ceiling("1.06.05", "PAD", 1_000_000, "assistance")],
    }
    adopt(by=SYSTEM("uji"), books=books, reason="APBD 2026")
    rows = {(row["owner"], row["account_code"]): row for row in again(frozen).read("budget").to_pylist()}
    assert {key: row["ceiling_idr"] for key, row in rows.items()} == {
        (AREA, "1.06.05"): 75_000_000, (AREA, "2.07.03"): 60_000_000, (AREA, "1.03.10"): 60_000_000,
        (AREA, "9.99"): 5_000_000,
    }  # fmt: skip


def test_a_source_without_a_version_is_made_to_be_compared(frozen: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa  # noqa: PLC0415

    from merata_portal.analysis import sources as module  # noqa: PLC0415

    monkeypatch.setattr(module, "_SOURCES", dict(module._SOURCES))
    lines = [450_000.0]

    def made(area: str, year: int) -> pa.Table:
        return pa.table({"regency_code": [area], "year": pa.array([year]), "line_idr": [lines[0]]})

    made.__module__ = "merata_portal.uji.tables"
    source("poverty_lines")(made)
    assert sources_of("poverty_lines")[0].origin == "portal:uji"
    assert again(frozen).read("poverty_lines")["line_idr"].to_pylist() == [450_000.0]
    fresh = freeze(by=SYSTEM("uji"), area=AREA, snapshot=snapshot().uuid)
    lines[0] = 460_000.0
    assert [one.code for one in newer_than(fresh)] == ["portal"]


def test_a_table_that_the_catalogue_does_not_know_has_no_source() -> None:
    with pytest.raises(KeyError, match="apa"):
        source("apa")
