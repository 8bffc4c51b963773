from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from made_works import candidate, contracted, handed_over, paid, planned, under_way

from merata_portal.infrastructure.actions import contracting, planning
from merata_portal.infrastructure.exports.oc4ids import all_missing, missing_fields, package
from merata_portal.infrastructure.models import Project

pytestmark = pytest.mark.django_db
STANDARDS = Path(os.environ.get("MERATA_TEACHING_DATA", Path(__file__).parents[4] / "shared" / "data")) / "standards"
AT = datetime(2026, 10, 5, 3, tzinfo=UTC)


@pytest.fixture
def built(who: Any) -> dict[str, Any]:
    """A package of a planned, a cancelled, an amended and a handed-over work; a candidate is not in it."""
    candidate(who.officer, name="Calon saja")
    planned(who, name="Jalan Salam", kind="road", candidate_id="project_9")
    gone = contracted(who, name="Pasar Jaten", kind="market")
    planning.cancel_project(by=who.officer, project=gone.uuid, reason="lahan sengketa")
    going = under_way(who, name="Pustu Jaten", kind="health_post")
    contracting.amend_contract(
        by=who.officer, project=going.uuid, document="ADD-1", signed_on=date(2026, 5, 1), value_idr=450_000_000,
        ends_on=date(2026, 8, 31), reason="tanah longsor",
    )  # fmt: skip
    paid(who, handed_over(who, name="Jembatan Kali Lekso"), 160_000_000)
    return package(publisher="Kabupaten Blitar", address="https://merata.example/pekerjaan/oc4ids.json", at=AT)


def of(built: dict[str, Any], title: str) -> dict[str, Any]:
    return next(one for one in built["projects"] if one["title"] == title)


def test_every_public_work_is_there_once_with_its_status(built: dict[str, Any]) -> None:
    assert {one["title"]: one["status"] for one in built["projects"]} == {
        "Jembatan Kali Lekso": "maintenance", "Pustu Jaten": "implementation", "Pasar Jaten": "cancelled",
        "Jalan Salam": "identification",
    }  # fmt: skip
    assert (built["version"], built["publisher"]) == ("0.9", {"name": "Kabupaten Blitar"})
    assert of(built, "Jalan Salam")["identifiers"] == [{"id": "project_9", "scheme": "merata-candidate"}]


def test_money_days_and_parties_by_hand(built: dict[str, Any]) -> None:
    found = of(built, "Jembatan Kali Lekso")
    assert found["budget"]["amount"] == {"amount": 500_000_000, "currency": "IDR"}
    assert found["maintenancePeriod"] == {
        "startDate": "2026-07-01T00:00:00+07:00", "endDate": "2026-12-28T00:00:00+07:00",
    }  # fmt: skip
    assert found["sector"] == ["transport", "transport.road"]
    assert found["locations"][0]["geometry"] == {"type": "Point", "coordinates": [112.1, -8.1]}
    (process,) = found["contractingProcesses"]
    (paid_out,) = process["summary"]["transactions"]
    assert paid_out["value"] == {"amount": 160_000_000, "currency": "IDR"}
    assert process["summary"]["finalValue"]["amount"] == 400_000_000
    assert [one["name"] for one in process["summary"]["suppliers"]] == ["CV Karya Jaya"]
    (change,) = of(built, "Pustu Jaten")["contractingProcesses"][0]["summary"]["modifications"]
    assert (change["oldContractValue"]["amount"], change["newContractValue"]["amount"]) == (400_000_000, 450_000_000)
    assert change["newContractPeriod"]["endDate"] == "2026-08-31T00:00:00+07:00"


def test_nothing_that_must_be_there_is_missing(built: dict[str, Any]) -> None:
    assert all_missing(built["projects"]) == {}
    assert json.loads(json.dumps(built)) == built


def test_the_check_of_our_own_sees_what_is_wrong(built: dict[str, Any]) -> None:
    found = of(built, "Jembatan Kali Lekso")
    broken = {**found, "title": "", "status": "built", "period": {"startDate": "2026-09", "endDate": "2026-01"}}
    broken["parties"] = []
    supplier = found["contractingProcesses"][0]["summary"]["suppliers"][0]["id"]
    assert missing_fields(broken) == [
        "title is missing", "parties is missing", "status 'built' is none of the standard's",
        "period ends before it begins", f"supplier {supplier} is not among the parties",
    ]  # fmt: skip


@pytest.mark.skipif(not STANDARDS.is_dir(), reason="the OC4IDS schemas are not here (MERATA_TEACHING_DATA)")
def test_the_package_passes_the_official_schema(built: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    each, whole = (
        json.loads((STANDARDS / f"oc4ids_project{part}-schema.json").read_text(encoding="utf-8"))
        for part in ("", "-package")
    )
    reference = whole["properties"]["projects"]["items"]["$ref"]
    registry = referencing.Registry().with_resource(
        reference, referencing.Resource.from_contents(each, default_specification=referencing.jsonschema.DRAFT4)
    )
    validator = jsonschema.Draft4Validator(whole, registry=registry, format_checker=jsonschema.FormatChecker())
    assert [f"{list(one.absolute_path)}: {one.message}" for one in validator.iter_errors(built)] == []
    assert list(validator.iter_errors({**built, "projects": [{"title": "tanpa id"}]}))


def test_without_public_works_there_is_no_project(who: Any) -> None:
    candidate(who.officer)
    assert package(publisher="x", address="https://x.example/", at=AT)["projects"] == []
    assert Project.objects.count() == 1
