"""Lists of families that tell of house and assets: onto the households that there are, and back again."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from registry_exports import OTHER_VILLAGE, VILLAGE, kk, two_families
from registry_observed import AS_OF, state_of_registry, work_off

from merata.registry.household_cells import HOUSING
from merata_portal.actor import Actor
from merata_portal.registry import spool
from merata_portal.registry.actions.importing import accept_import, start_import
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.models import Household, Import, ImportFault
from merata_portal.registry.queries.imports import difference
from merata_portal.registry.writing.identity import kk_digest

pytestmark = pytest.mark.django_db
Import_ = Callable[..., Import]
HEADER = (
    "nomor_kartu_keluarga,nama_anggota_keluarga,jumlah_anggota_keluarga,kode_kelurahan_desa,luas_lantai,"
    "jenis_lantai_terluas,fasilitas_bab,sumber_air_minum_utama,bahan_bakar_utama_memasak,daya_terpasang,"
    "aset_bergerak_sepeda_motor,aset_bergerak_mobil,aset_bergerak_lemari_es,aset_bergerak_smartphone,"
    "aset_bergerak_komputer_laptop_tablet,jumlah_ternak_sapi"
)
FIRST = "KERAMIK,Sendiri,Sumur bor/pompa,Gas 3 kg,900 VA,1,2,1,YA,Tidak,3"
SECOND = "Tanah,Tidak ada,Mata air terlindung,Kayu bakar,0,2,2,2,2,2,"
TOLD = {
    "floor_area_m2": 54.5, "floor": "tile", "toilet": "private", "water": "well", "cooking_fuel": "gas",
    "electricity_va": 900, "owns_motorcycle": True, "owns_car": False, "owns_refrigerator": True,
    "owns_smartphone": True, "owns_computer": False, "cattle": 3,
}  # fmt: skip


def families(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows]).encode()


def of_family(number: int, members: int, area: str, rest: str, village: str = VILLAGE) -> str:
    return f"{kk(number)},Tidak Dibaca,{members},{village},{area},{rest}"


def both() -> bytes:
    return families(of_family(1, 3, '"54,5"', FIRST), of_family(2, 2, "20", SECOND, OTHER_VILLAGE))


def housing(number: int) -> dict[str, Any]:
    home = Household.objects.get(identity_digest=kk_digest(kk(number)))
    return {name: getattr(home, name) for name in HOUSING}


def test_housing_and_assets_come_to_the_households_that_there_are_and_can_be_undone(
    imported: Import_, officer: Actor
) -> None:
    imported(two_families())
    before = state_of_registry()
    made = imported(both(), name="keluarga.csv")
    assert (made.level, made.rows_faulty, made.counts["findings"]) == ("household", 0, {})
    assert (made.counts["households_changed"], made.counts.get("households_new", 0)) == (2, 0)
    assert housing(1) == TOLD
    assert housing(2) == {
        "floor_area_m2": 20.0, "floor": "earth", "toilet": "none", "water": "spring", "cooking_fuel": "firewood",
        "electricity_va": 0, "owns_motorcycle": False, "owns_car": False, "owns_refrigerator": False,
        "owns_smartphone": False, "owns_computer": False, "cattle": None,
    }  # fmt: skip
    told = difference(officer, made.uuid)
    assert {village: counts["households_changed"] for village, counts in told.items()} == {VILLAGE: 1, OTHER_VILLAGE: 1}
    undo_import(by=officer, uuid=made.uuid, reason="berkas keliru")
    work_off()
    assert state_of_registry() == before
    assert housing(1) == dict.fromkeys(HOUSING)


def test_the_same_families_again_say_nothing_new_and_what_a_later_list_leaves_empty_stays(imported: Import_) -> None:
    imported(two_families())
    imported(both(), name="a.csv")
    before = state_of_registry()
    again = imported(both() + b"\r\n", name="b.csv")
    assert again.counts["households_unchanged"] == 2
    assert state_of_registry() == before
    imported(families(of_family(1, 3, "", "KAYU,,,,,,,,,,")), name="c.csv")
    assert housing(1) == TOLD | {"floor": "wood"}
    imported([two_families()[0], two_families()[1] | {"alamat": "Dusun Baru"}], name="anggota2.csv")
    assert housing(1) == TOLD | {"floor": "wood"}


def test_a_number_that_no_list_explains_is_named_and_not_taken_over(imported: Import_) -> None:
    imported(two_families())
    made = imported(families(of_family(1, 3, "54.5", "2,1,3,4,2,1,1,1,1,1,1")), name="a.csv")
    assert made.rows_faulty == 0
    found = ImportFault.objects.filter(of=made).values_list("column", "code", "severity")
    assert sorted(found) == [
        (column, "attribute_unknown", "warning")
        for column in (
            "bahan_bakar_utama_memasak", "daya_terpasang", "fasilitas_bab", "jenis_lantai_terluas",
            "sumber_air_minum_utama",
        )
    ]  # fmt: skip
    told = housing(1)
    assert {name: told[name] for name in ("floor", "toilet", "water", "cooking_fuel", "electricity_va")} == (
        dict.fromkeys(("floor", "toilet", "water", "cooking_fuel", "electricity_va"))
    )
    assert (told["floor_area_m2"], told["owns_car"], told["cattle"]) == (54.5, True, 1)


def test_an_offices_mapping_explains_its_numbers(imported: Import_, officer: Actor) -> None:
    imported(two_families())
    mapping = (
        "format: dtsen_keluarga\nfields:\n"
        '  floor: {columns: jenis_lantai_terluas, values: {tile: ["2"]}}\n  toilet: {columns: fasilitas_bab, '
        'values: {none: ["1"]}}\n  electricity_va: {columns: daya_terpasang, values: {}}\n'
    )
    made = start_import(
        by=officer, area="35.05", file_name="a.csv", as_of=AS_OF, mapping=mapping,
        content=io.BytesIO(families(of_family(1, 3, "54.5", "2,1,,,1.300,,,,,,"))),
    )  # fmt: skip
    work_off()
    accept_import(by=officer, uuid=made.uuid)
    work_off()
    told = housing(1)
    assert (told["floor"], told["toilet"], told["electricity_va"]) == ("tile", "none", 1300)


def test_a_list_of_members_carries_no_housing_so_that_its_digests_stay_what_they_were(uploaded: Import_) -> None:
    made = uploaded(two_families())
    assert set(spool.read(made, 0).column_names) & set(HOUSING) == set()
