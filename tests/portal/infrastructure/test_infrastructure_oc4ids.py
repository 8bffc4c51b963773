from __future__ import annotations

import io
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from made_works import PDF, candidate, contracted, finished, handed_over, paid, planned, reported, under_way

from merata_portal.infrastructure.actions import contracting, handing_over, planning
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
    assert faults_of(built) == []
    assert faults_of({**built, "projects": [{"title": "tanpa id"}]})


def faults_of(built: dict[str, Any]) -> list[str]:
    """What the official schema says against a package."""
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
    return [f"{list(one.absolute_path)}: {one.message}" for one in validator.iter_errors(built)]


@pytest.mark.skipif(not STANDARDS.is_dir(), reason="the OC4IDS schemas are not here (MERATA_TEACHING_DATA)")
def test_odd_works_pass_the_official_schema_too(who: Any) -> None:
    officer = who.officer
    without = planned(who, name="Tanpa kontrak")
    planning.cancel_project(by=officer, project=without.uuid, reason="dana dialihkan")
    failed = planned(who, name="Lelang gagal")
    planning.tender(by=officer, project=failed.uuid, reason="lelang")
    planning.fail_tender(by=officer, project=failed.uuid, reason="tidak ada penawar")
    stopped = under_way(who, name="Putus kontrak")
    reported(who, stopped, "30", date(2026, 3, 15))
    paid(who, stopped, 50_000_000)
    planning.cancel_project(by=officer, project=stopped.uuid, reason="pelaksana mangkir")
    twice = under_way(who, name="Dua adendum")
    for number, (value, ends_on) in enumerate(((450_000_000, date(2026, 8, 31)), (350_000_000, date(2026, 7, 31))), 1):
        contracting.amend_contract(
            by=officer, project=twice.uuid, document=f"ADD-{number}", signed_on=date(2026, 5, number), value_idr=value,
            ends_on=ends_on, reason="lingkup berubah",
        )  # fmt: skip
    refused = finished(who, name="Ditolak desa")
    handing_over.hand_over(
        by=who.village, project=refused.uuid, on_day=date(2026, 7, 1), accepted=False, minutes_number="BAST/0",
        findings="railing belum ada", minutes=("bast.pdf", io.BytesIO(PDF)),
    )  # fmt: skip
    handed_over(who, name="Tanpa pemeliharaan", warranty_days=0)
    found = package(publisher="Kabupaten Blitar", address="https://merata.example/oc4ids.json", at=AT)
    assert {one["title"]: one["status"] for one in found["projects"]} == {
        "Tanpa kontrak": "cancelled", "Lelang gagal": "identification", "Putus kontrak": "cancelled",
        "Dua adendum": "implementation", "Ditolak desa": "implementation", "Tanpa pemeliharaan": "maintenance",
    }  # fmt: skip
    assert faults_of(found) == []
    assert all_missing(found["projects"]) == {}
    assert "contractingProcesses" not in of(found, "Tanpa kontrak")
    assert "completionPeriod" not in of(found, "Ditolak desa")
    assert [one["newContractValue"]["amount"] for one in changes(of(found, "Dua adendum"))] == [
        450_000_000,
        350_000_000,
    ]


def changes(project: dict[str, Any]) -> list[dict[str, Any]]:
    return list(project["contractingProcesses"][0]["summary"]["modifications"])


def test_without_public_works_there_is_no_project(who: Any) -> None:
    candidate(who.officer)
    assert package(publisher="x", address="https://x.example/", at=AT)["projects"] == []
    assert Project.objects.count() == 1
