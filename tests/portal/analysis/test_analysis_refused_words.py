"""Every refusal has a text in both languages."""

from __future__ import annotations

import pytest

from merata_portal.analysis.refused_words import in_both


def test_what_merata_words_in_both_languages_is_parted() -> None:
    assert in_both("PJ-1 bukan calon / PJ-1 is no candidate\nPJ-2 bukan calon / PJ-2 is no candidate") == (
        "PJ-1 bukan calon\nPJ-2 bukan calon", "PJ-1 is no candidate\nPJ-2 is no candidate",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        ("the table budget has no line of 35.05 up to 2026; add its ceilings, or plan without them",
         "Buku anggaran tidak memuat pagu 35.05 sampai 2026"),
        ("no household of 35.05 is in the survey of 2025, so nothing predicts welfare there; survey it",
         "Survei 2025 tidak memuat rumah tangga dari 35.05"),
        ("survey_households has no rows of 2024; its latest year is 2025", "Survei tidak memuat tahun 2024"),
        ("unknown regency '35.99'; the dataset has 35.05", "tidak memuat kabupaten/kota 35.99"),
        ("the dataset lacks the table courses", "Masukan tidak memuat tabel courses"),
    ],
)  # fmt: skip
def test_the_known_ones_are_said_in_indonesian(english: str, indonesian: str) -> None:
    said, kept = in_both(english)
    assert indonesian in said
    assert kept == english


def test_an_unknown_one_keeps_its_words_for_who_must_help() -> None:
    said, kept = in_both("the matrix is singular")
    assert said.startswith("Tidak dapat dihitung")
    assert said.endswith("the matrix is singular")
    assert kept == "the matrix is singular"
