"""Areas from a dataset folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from merata.errors import InputError
from merata_portal.accounts import actions
from merata_portal.accounts.actions import AreasLoaded
from merata_portal.accounts.models import Area
from merata_portal.accounts.tables import areas_of_villages
from merata_portal.actor import SYSTEM, Actor, Refused
from merata_portal.audit.models import Event

HEADER = "village_code,name,type,kecamatan_code,kecamatan,regency_code,regency,latitude,longitude,population\n"
JATEN = "35.05.01.2001,Jaten,desa,35.05.01,Wonodadi,35.05,Kabupaten Blitar,-8.0,112.0,1780\n"
SALAM = "35.05.01.2002,Salam,desa,35.05.01,Wonodadi,35.05,Kabupaten Blitar,-8.0,112.0,2500\n"
BLITAR = "35.72.01.1001,Blitar,kelurahan,35.72.01,Sukorejo,35.72,Kota Blitar,-8.1,112.1,6000\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def to_folder(*rows: str) -> Path:
        (tmp_path / "villages.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
        return tmp_path

    return to_folder


def test_three_levels_come_of_the_table_of_villages(write: Callable[..., Path]) -> None:
    found = areas_of_villages(write(JATEN, SALAM, BLITAR))
    assert [(area.code, area.name, area.kind, area.village_type, area.parent_id) for area in found] == [
        ("35.05", "Kabupaten Blitar", "regency", "", None),
        ("35.72", "Kota Blitar", "regency", "", None),
        ("35.05.01", "Wonodadi", "kecamatan", "", "35.05"),
        ("35.72.01", "Sukorejo", "kecamatan", "", "35.72"),
        ("35.05.01.2001", "Jaten", "village", "desa", "35.05.01"),
        ("35.05.01.2002", "Salam", "village", "desa", "35.05.01"),
        ("35.72.01.1001", "Blitar", "village", "kelurahan", "35.72.01"),
    ]


def test_a_table_that_contradicts_itself_is_refused_with_every_contradiction(write: Callable[..., Path]) -> None:
    folder = write(JATEN, SALAM.replace("Wonodadi", "Wonotirto"), BLITAR.replace("35.72.01,", "35.72.02,"))
    with pytest.raises(InputError) as refused:
        areas_of_villages(folder)
    assert "35.05.01: Wonodadi / Wonotirto" in str(refused.value)
    assert "35.72.01.1001 35.72.02 35.72" in str(refused.value)


@pytest.mark.django_db
def test_loading_again_changes_and_records_nothing(write: Callable[..., Path]) -> None:
    folder = write(JATEN, BLITAR)
    assert actions.load_areas(by=SYSTEM("test"), folder=folder) == AreasLoaded(6, 0, 0, 0)
    assert Event.objects.filter(action="areas.load", rows=6).count() == 1
    assert actions.load_areas(by=SYSTEM("test"), folder=folder) == AreasLoaded(0, 0, 6, 0)
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_what_is_new_is_added_what_changed_is_changed_and_what_is_gone_stays(write: Callable[..., Path]) -> None:
    actions.load_areas(by=SYSTEM("test"), folder=write(JATEN, BLITAR))
    loaded = actions.load_areas(by=SYSTEM("test"), folder=write(JATEN.replace("Jaten", "Jaten Baru"), SALAM))
    assert loaded == AreasLoaded(new=1, changed=1, unchanged=2, not_in_table=3)
    assert Area.objects.get(code="35.05.01.2001").name == "Jaten Baru"
    assert Area.objects.filter(code="35.72.01.1001").exists()


@pytest.mark.django_db
def test_a_regency_of_others_cannot_be_loaded(write: Callable[..., Path], acting: Callable[..., Actor]) -> None:
    folder = write(JATEN, BLITAR)
    with pytest.raises(Refused, match=r"wilayah 35\.72"):
        actions.load_areas(by=acting(("administrator", "35.05")), folder=folder)
    with pytest.raises(Refused):
        actions.load_areas(by=acting(("planner", "35.05")), folder=folder)
    assert not Area.objects.filter(name="Jaten").exists()


@pytest.mark.django_db
def test_markup_in_a_name_is_kept_as_text(write: Callable[..., Path], client: Any) -> None:
    name = "<script>alert(1)</script>'; DROP TABLE accounts_area; --"
    actions.load_areas(by=SYSTEM("test"), folder=write(JATEN.replace("Jaten", f'"{name}"')))
    assert Area.objects.get(code="35.05.01.2001").name == name
