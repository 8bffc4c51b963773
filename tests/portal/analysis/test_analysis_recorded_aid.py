"""Who is on other offices' lists: told by village through the kernel, and left out where something else tells more."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from merata_portal.actor import Actor

AREA = "35.05"


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", AREA))


def rows(publication: Any, table: str) -> list[dict[str, str]]:
    from merata_portal.analysis import store  # noqa: PLC0415 - models need the settings first

    content = store.read(publication.manifest["program"]["tables"][table]["files"]["csv"]["hash"])
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_lists_are_told_by_village_rounded_and_withheld(data_root: Path, planner: Actor) -> None:
    from made_publications import FOUR, ONE, THREE, TWO, prepared, recorded  # noqa: PLC0415

    recorded("sembako", {ONE: 12, TWO: 23, THREE: 31, FOUR: 3})
    found = prepared(planner)
    told = {one["area_code"]: one["households"] for one in rows(found, "penerima_tercatat")}
    assert (told[ONE], told[TWO], told["35.05.01"], told[AREA]) == ("10", "25", "35", "70")  # 12, 23, 35, 69
    assert told[FOUR] == "", "three are too few to be told"
    assert {one["programme_title"] for one in rows(found, "penerima_tercatat")} == {"Program Sembako (BPNT)"}
    assert rows(found, "daftar_tercatat") == [
        {"programme": "sembako", "programme_title": "Program Sembako (BPNT)", "list_year": "2025"}
    ]
    said = found.manifest["program"]["tables"]["penerima_tercatat"]["title"]
    assert "daftar kantor lain yang tercatat" in said["id"]


def test_the_latest_list_not_after_the_years_is_told(data_root: Path, planner: Actor) -> None:
    from made_publications import ONE, prepared, recorded  # noqa: PLC0415

    recorded("pkh", {ONE: 20}, 2024)
    recorded("pkh", {ONE: 30}, 2025)
    recorded("pkh", {ONE: 50}, 2026)
    told = {one["area_code"]: one["households"] for one in rows(prepared(planner, 2025), "penerima_tercatat")}
    assert told[ONE] == "30"


def test_who_moved_away_is_counted_nowhere(data_root: Path, planner: Actor) -> None:
    from made_publications import ONE, prepared, recorded  # noqa: PLC0415

    from merata_portal.registry.models import Household  # noqa: PLC0415

    recorded("sembako", {ONE: 20, "35.72.01.1001": 40})
    gone = Household.objects.filter(village_code=ONE).order_by("pk")[:10]
    Household.objects.filter(pk__in=[one.pk for one in gone]).update(moved_out_on="2026-01-31")
    told = {one["area_code"]: one["households"] for one in rows(prepared(planner), "penerima_tercatat")}
    assert (told[ONE], told[AREA]) == ("10", "10")


def test_what_the_portal_paid_is_not_told_twice(data_root: Path, planner: Actor) -> None:
    from made_publications import ONE, cycle, prepared, receive, recorded  # noqa: PLC0415

    recorded("blt_dbhcht", {ONE: 40})
    assert {one["programme"] for one in rows(prepared(planner), "penerima_tercatat")} == {"blt_dbhcht"}
    receive(cycle(), {(ONE, "female"): 12})
    found = prepared(planner)
    assert rows(found, "penerima_tercatat") == rows(found, "daftar_tercatat") == []
    received = {one["area_code"]: one["households"] for one in rows(found, "penerima_menurut_jenis_kelamin")
                if one["head_sex"] == "total"}  # fmt: skip
    assert received[ONE] == "10"


def test_what_an_office_does_not_announce_is_told_from_no_list_either(data_root: Path, planner: Actor) -> None:
    from made_publications import ONE, TWO, cycle, prepared, recorded  # noqa: PLC0415

    recorded("blt_dbhcht", {ONE: 40})
    recorded("sembako", {TWO: 15})
    cycle(publication="nothing")
    assert {one["programme"] for one in rows(prepared(planner), "penerima_tercatat")} == {"sembako"}


def test_training_is_left_to_its_public_draws(data_root: Path, planner: Actor) -> None:
    from made_publications import ONE, prepared, recorded  # noqa: PLC0415

    recorded("pelatihan_vokasi", {ONE: 40})
    recorded("prakerja", {ONE: 40})
    assert rows(prepared(planner), "penerima_tercatat") == []


def test_what_was_withheld_stays_so_beside_the_next_edition(data_root: Path, planner: Actor, acting: Any) -> None:
    from made_publications import ONE, TWO, published, recorded  # noqa: PLC0415

    social = acting(("social_officer", AREA))
    recorded("sembako", {ONE: 3, TWO: 40})
    first = {one["area_code"]: one["households"] for one in rows(published(planner, social), "penerima_tercatat")}
    recorded("sembako", {ONE: 3})  # six now: told by themselves they would be known to have been few
    second = {one["area_code"]: one["households"] for one in rows(published(planner, social), "penerima_tercatat")}
    assert (first[ONE], second[ONE]) == ("", "")
    assert (first[TWO], second[TWO]) == ("40", "40")
