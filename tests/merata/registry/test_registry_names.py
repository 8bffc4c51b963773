"""Names made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.registry.names import folded_name, sorted_words, sound_code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MUHAMMAD SUKARNO", "H. Moch. Soekarno, S.Pd."),
        ("Muh. Ali", "MOHAMAD ALI"),
        ("M. ALI", "MUHAMMAD ALI"),
        ("Siti Aminah", "ST. AMINAH BINTI DJAJA"),
        ("Abd. Rachman", "ABDUL RACHMAN"),
        ("Tjokroaminoto", "COKROAMINOTO"),
        ("Djojo", "JOJO"),
        ("Achmad Fauzi", "AHMAD FAUZI"),
        ("NURUL  HUDA", "Nurul Huda"),
        ("ANNA", "ANA"),
        ("Drs. H. Slamet S.H.", "SLAMET"),
        ("MA'RUF", "MARUF"),
        ("Nyonya Soeparmi", "SUPARMI"),
        ("Noer Hayati", "NUR HAYATI"),
    ],
)
def test_spellings_of_one_name_come_out_alike(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("BUDI", "BUDIONO"), ("SITI AMINAH", "SITI ROHMAH"), ("SUTRISNO", "SUTARNO"), ("M", "MUHAMMAD")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert folded_name(one) != folded_name(other)


def test_a_single_title_is_a_name() -> None:
    assert folded_name("Haji") == "HAJI"


def test_a_name_without_letters_is_empty() -> None:
    assert folded_name("...") == ""
    assert sound_code("") == ""


def test_the_sound_code_forgives_vowels_and_twin_spellings() -> None:
    assert sound_code(folded_name("KHOIRUL")) == sound_code(folded_name("CHOIRUL")) == "HRL"
    assert sound_code("SUTRISNO SIPUT") == "STRS"
    assert sound_code("NOVI") == sound_code("NOFI") == "NF"


def test_the_order_of_words_does_not_count_where_they_are_sorted() -> None:
    assert sorted_words("SANTOSO BUDI") == sorted_words("BUDI SANTOSO") == "BUDI SANTOSO"


@given(st.text(max_size=40))
def test_folding_ends_in_capitals_and_single_spaces_whatever_comes(name: str) -> None:
    folded = folded_name(name)
    assert folded == " ".join(folded.split())
    assert all("A" <= sign <= "Z" or sign == " " for sign in folded)
