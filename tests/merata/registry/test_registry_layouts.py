"""The layouts that Merata brings, and offices' own mapping files over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from merata.errors import InputError, UsageError
from merata.registry.layout_mapping import mapped
from merata.registry.layouts import COLUMN_FIELDS, folded, layouts, layouts_of


def test_every_layout_is_whole() -> None:
    assert sorted(layouts()) == [
        "dtsen_anggota", "dtsen_keluarga", "dukcapil_peristiwa", "p3ke_individu", "p3ke_keluarga",
        "penerima_bantuan", "siksng",
    ]  # fmt: skip
    for name, layout in layouts().items():
        assert layout.layout_id == name
        assert layout.level in ("person", "household", "event", "benefit")
        assert set(layout.required) <= set(layout.fields) <= set(COLUMN_FIELDS)
        aliases = [alias for spec in layout.fields.values() for alias in spec.names]
        assert len(aliases) == len(set(aliases)), f"{name}: a column would be two fields"
        assert all(alias == folded(alias) for alias in aliases)


def test_code_lists_lead_to_what_the_registry_says() -> None:
    relation = layouts()["dtsen_anggota"].fields["relation"].values
    assert {relation[code] for code in ("1", "kepala_keluarga")} == {"head"}
    assert set(relation.values()) == {"head", "spouse", "child", "parent", "other"}
    assert set(layouts()["siksng"].fields["sex"].values.values()) == {"male", "female"}


def test_a_format_means_its_layouts() -> None:
    assert {layout.layout_id for layout in layouts_of("dtsen")} == {"dtsen_anggota", "dtsen_keluarga"}
    assert [layout.layout_id for layout in layouts_of("p3ke_individu")] == ["p3ke_individu"]
    assert len(layouts_of("auto")) == len(layouts())
    with pytest.raises(UsageError, match="unknown format 'dtks'"):
        layouts_of("dtks")


def test_patterns_of_known_columns() -> None:
    keluarga = layouts()["dtsen_keluarga"]
    assert keluarga.knows("aset_bergerak_sepeda_motor")
    assert not keluarga.knows("aset_lain")


def test_a_mapping_changes_columns_and_codes_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "kota.yaml"
    path.write_text(
        "format: dtsen_anggota\nfields:\n  name: NAMA LENGKAP WARGA\n"
        "  relation: {columns: SHDK, values: {head: [KK, 01], other: [no]}}\nknown: [CATATAN *]\n"
    )
    layout = mapped(path)
    assert layout.fields["name"].names == ("nama_lengkap_warga",)
    assert layout.fields["relation"].names == ("shdk",)
    # Codes stay as they are written: 01 is not 1, and no is not false.
    assert layout.fields["relation"].values["01"] == "head"
    assert layout.fields["relation"].values["no"] == "other"
    assert layout.fields["relation"].values["istri"] == "spouse"
    assert layout.fields["nik"] == layouts()["dtsen_anggota"].fields["nik"]
    assert layout.knows("catatan_petugas")


def test_a_column_given_to_one_field_belongs_to_no_other(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("format: dtsen_anggota\nfields:\n  source_person_id: nik\n")
    layout = mapped(path)
    assert "nik" not in layout.fields["nik"].names
    assert layout.fields["source_person_id"].names == ("nik",)


def test_all_faults_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("format: dtks\nfields:\n  nama: x\n  sex: {values: {mannelijk: [M]}}\n  kk: 3\nlain: 1\nknown: x\n")
    with pytest.raises(InputError) as caught:
        mapped(path)
    told = {(fault.row, fault.column) for fault in caught.value.faults}
    assert told == {(1, "format"), (3, "fields.nama"), (4, "fields.sex.values.mannelijk"), (6, "lain"), (7, "known")}


@pytest.mark.parametrize("text", ["", "- 1\n", "format: [\n"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(InputError):
        mapped(path)
