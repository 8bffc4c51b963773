"""Headers held against the layouts."""

from __future__ import annotations

import pytest

from merata.errors import InputError
from merata.registry.recognition import recognised

HEADERS = {
    "dtsen_keluarga": "nomor_kartu_keluarga nama_anggota_keluarga jumlah_anggota_keluarga alamat kode_kelurahan_desa "
    "luas_lantai aset_bergerak_mobil desil_nasional",
    "dtsen_anggota": "nomor_kartu_keluarga nomor_induk_kependudukan nama jenis_kelamin tanggal_lahir status_bekerja "
    "penglihatan",
    "siksng": "provinsi kabkot id_desa Nama NIK NOKK idsemesta PKH periode_pkh keterangan_meninggal is_nonaktif",
    "p3ke_keluarga": "id_keluarga provinsi kode_kemdagri desil_kesejahteraan alamat kepala_keluarga nik padan_dukcapil",
    "p3ke_individu": "id_keluarga kode_kemdagri id_individu nama nik hub_dgn_kpl_keluarga tanggal_lahir tujuh_tahun",
}


@pytest.mark.parametrize("layout", HEADERS)
def test_the_layout_is_found_from_the_header(layout: str) -> None:
    header = tuple(HEADERS[layout].split())
    found = recognised("x.csv", header, "auto", None)
    assert found.layout.layout_id == layout
    assert found.unknown == ()
    assert [name for name, _ in found.columns] == list(header)


def test_names_are_compared_without_capitals_and_marks() -> None:
    found = recognised("x.csv", ("No. KK", "N I K", "NIK", "NAMA ", "Tgl.Lahir"), "siksng", None)
    assert found.names == {"kk": "No. KK", "nik": "NIK", "name": "NAMA ", "birth_date": "Tgl.Lahir"}
    assert found.unknown == ("N I K",)


def test_unknown_and_unused_columns_are_told_apart() -> None:
    found = recognised("x.csv", ("nik", "nama", "pkh", "warna_rumah", "tgl_lahir", "tanggal_lahir"), "siksng", None)
    assert found.unknown == ("warna_rumah",)
    assert found.unused == ("pkh", "tgl_lahir")
    assert found.names["birth_date"] == "tanggal_lahir"


def test_columns_that_an_earlier_check_added_are_none_of_the_file() -> None:
    found = recognised("x.csv", ("nik", "nama", "alasan", "reason"), "siksng", None)
    assert found.unknown == ()
    assert found.own_columns == ("nik", "nama")


def test_what_is_missing_is_named_for_the_nearest_layout() -> None:
    with pytest.raises(InputError, match="no known layout fits") as caught:
        recognised("x.csv", ("id_keluarga", "id_individu", "desil_kesejahteraan", "hub_dgn_kpl_keluarga"), "p3ke", None)
    assert [(fault.column, fault.problem) for fault in caught.value.faults] == [
        ("name", "the column is missing for p3ke_individu")
    ]
