from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.personal.names import folded, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siti Nur Hasanah", ("siti", "nur", "hasanah")),
        ("H. MOCH. SYA'RONI", ("moch", "syaroni")),
        ("Hj. Siti binti Sulaiman", ("siti", "sulaiman")),
        ("José-María", ("jose", "maria")),
        ("  Sri   Rahayu ", ("sri", "rahayu")),
        ("Haji", ("haji",)),
        ("", ()),
        ("12345", ()),
        ("<script>alert(1)</script>", ("script", "alert", "script")),
    ],
)
def test_words_of_a_name(name: str, expected: tuple[str, ...]) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("soekarno", "sukarno"),
        ("djoko", "joko"),
        ("tjokro", "cokro"),
        ("sjahrir", "syahrir"),
        ("syarif", "sarif"),
        ("khasanah", "hasanah"),
        ("choirul", "khoirul"),
        ("moch", "muhammad"),
        ("mohamad", "muh"),
        ("rizky", "riski"),
        ("fatonah", "fattonah"),
        ("dzulkifli", "zulkifli"),
        ("wahyoe", "wahyu"),
        ("yanto", "ianto"),
    ],
)
def test_spellings_that_sound_alike_fold_together(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("siti", "sita"), ("budi", "budiman"), ("ali", "alif"), ("joko", "jono")])
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_words_are_plain_letters_and_settled(name: str) -> None:
    found = words(name)
    assert all(word.isascii() and word.isalpha() and word == word.lower() for word in found)
    assert words(" ".join(found)) == found
