"""Bringing tables: every fault at once, nothing of a faulty file, the newest counts, the narrowest area first."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from merata_portal.actor import SYSTEM, Actor, Refused
from merata_portal.analysis import store
from merata_portal.analysis.actions.materials import bring, bring_folder
from merata_portal.analysis.models import Material
from merata_portal.analysis.queries.materials import materials, newest
from merata_portal.analysis.refusals import FaultyMaterial
from merata_portal.audit.models import Event
from merata_portal.personal.reasons import Declined

pytestmark = pytest.mark.django_db
GOOD = b"regency_code,year,line_idr\n35.05,2025,417158\n35.05,2024,400000\n"
BAD = b"regency_code,year,line_idr,nik\n35.05,1900,417158,3505990101010001\n,2024,-3,x\n"


def brought(
    by: Actor, content: bytes = GOOD, *, area: str = "35.05", name: str = "garis.csv", **given: Any
) -> Material:
    asked = {"table": "poverty_lines", "origin": "BPS 2025"} | given
    return bring(by=by, area=area, file=io.BytesIO(content), file_name=name, **asked)


def test_a_table_comes_in_with_rows_hash_origin_and_an_event(data_root: Path, acting: Callable[..., Actor]) -> None:
    planner = acting(("planner", "35.05"))
    made = brought(planner)
    assert (made.rows, made.table, made.area, made.origin, made.by_user_id) == (
        2, "poverty_lines", "35.05", "BPS 2025", planner.user_id,
    )  # fmt: skip
    assert store.sound(made.content_hash).is_file()
    event = Event.objects.get(action="analysis.bring")
    assert (event.rows, event.content_hash, event.area) == (2, f"sha256:{made.content_hash}", "35.05")


def test_all_faults_come_at_once_under_the_files_own_name_and_nothing_is_kept(
    data_root: Path, acting: Callable[..., Actor]
) -> None:
    with pytest.raises(FaultyMaterial) as caught:
        brought(acting(("planner", "35.05")), BAD)
    told = {(fault.file, fault.row, fault.column) for fault in caught.value.faults}
    assert {("garis.csv", None, "nik"), ("garis.csv", 2, "year"), ("garis.csv", 3, "regency_code"),
            ("garis.csv", 3, "line_idr")} <= told  # fmt: skip
    assert "3505990101010001" not in str([fault.value for fault in caught.value.faults])
    assert not Material.objects.exists()
    assert not [path for path in (data_root / "portal-analysis").rglob("*") if path.is_file()]


def test_the_same_again_is_the_same_and_other_content_is_newer(data_root: Path, acting: Callable[..., Actor]) -> None:
    planner = acting(("planner", "35.05"))
    first = brought(planner)
    assert brought(planner).pk == first.pk
    second = brought(planner, GOOD + b"35.05,2023,390000\n")
    assert newest("35.05")["poverty_lines"].pk == second.pk != first.pk
    assert brought(planner).pk not in (first.pk, second.pk)


def test_a_wider_areas_material_counts_only_without_ones_own(data_root: Path, acting: Callable[..., Actor]) -> None:
    wide = brought(SYSTEM("uji"), area="35")
    assert newest("35.05")["poverty_lines"].pk == newest("35.72")["poverty_lines"].pk == wide.pk
    own = brought(acting(("planner", "35.05")), GOOD + b"35.05,2023,390000\n")
    brought(SYSTEM("uji"), GOOD + b"35.05,2022,380000\n", area="35")
    assert newest("35.05")["poverty_lines"].pk == own.pk
    assert newest("35.72")["poverty_lines"].rows == 3


@pytest.mark.parametrize("table", ["households", "persons", "benefits", "truth", "truth_effects", "apa_saja"])
def test_what_the_registry_keeps_and_the_hidden_truth_are_not_brought(
    data_root: Path, acting: Callable[..., Actor], table: str
) -> None:
    with pytest.raises(FaultyMaterial, match=table):
        brought(acting(("planner", "35.05")), table=table)


@pytest.mark.parametrize(("name", "table"), [("garis.pdf", "poverty_lines"), ("peta.csv", "polygons")])
def test_a_file_of_another_form_is_refused_by_name(
    data_root: Path, acting: Callable[..., Actor], name: str, table: str
) -> None:
    with pytest.raises(FaultyMaterial, match=name):
        brought(acting(("planner", "35.05")), name=name, table=table)


@pytest.mark.parametrize("content", [b"\x00\xff\xfe", b"PK\x03\x04", b""])
def test_a_file_that_is_no_table_at_all_is_refused(
    data_root: Path, acting: Callable[..., Actor], content: bytes
) -> None:
    for name in ("a.parquet", "a.xlsx", "a.csv"):
        with pytest.raises(FaultyMaterial):
            brought(acting(("planner", "35.05")), content, name=name)


@pytest.mark.parametrize(
    "content",
    [b"{}", b"[1]", b'{"type": "FeatureCollection", "features": []}', b"[" * 100_000,
     b'{"type": "FeatureCollection", "features": [{"properties": {}, "geometry": {}}]}'],
)  # fmt: skip
def test_a_map_without_villages_is_refused(data_root: Path, acting: Callable[..., Actor], content: bytes) -> None:
    with pytest.raises(FaultyMaterial) as caught:
        brought(acting(("planner", "35.05")), content, name="peta.geojson", table="polygons")
    assert caught.value.faults


@pytest.mark.parametrize("origin", ["", " . ", "asal 3505990101010001", "x" * 201])
def test_an_origin_is_needed_and_holds_no_number(data_root: Path, acting: Callable[..., Actor], origin: str) -> None:
    with pytest.raises(Declined):
        brought(acting(("planner", "35.05")), origin=origin)


def test_only_who_may_in_that_area(data_root: Path, acting: Callable[..., Actor]) -> None:
    for held in (("social_officer", "35.05"), ("council_member", "35.05"), ("planner", "35.72")):
        with pytest.raises(Refused):
            brought(acting(held))
    brought(acting(("planner", "35.05")))
    assert materials(acting(("auditor", "35.05"))).count() == 1
    assert materials(acting(("auditor", "35.72"))).count() == 0
    assert materials(acting(("village_operator", "35.05.01.2001"))).count() == 0


def test_a_folder_comes_in_without_what_the_registry_keeps(data_root: Path) -> None:
    from made_analysis import dataset  # noqa: PLC0415

    root = data_root / "tiga"
    dataset(root)
    found = bring_folder(by=SYSTEM("uji"), area="35.05", folder=root, origin="peragaan")
    names = {one.table for one in found}
    assert {"survey_households", "villages", "projects", "polygons", "evidence"} <= names
    assert not names & {"households", "persons", "benefits", "truth"}
    assert next(one.rows for one in found if one.table == "polygons") == 3


def test_a_folder_with_faults_brings_nothing(data_root: Path) -> None:
    from made_analysis import dataset  # noqa: PLC0415

    root = data_root / "tiga"
    dataset(root)
    (root / "poverty_lines.parquet").unlink()
    (root / "poverty_lines.csv").write_bytes(BAD)
    with pytest.raises(FaultyMaterial) as caught:
        bring_folder(by=SYSTEM("uji"), area="35.05", folder=root, origin="peragaan")
    assert len(caught.value.faults) >= 4
    assert not Material.objects.exists()
    (root / "kosong").mkdir()
    with pytest.raises(FaultyMaterial, match="no table"):
        bring_folder(by=SYSTEM("uji"), area="35.05", folder=root / "kosong", origin="peragaan")
