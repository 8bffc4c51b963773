from __future__ import annotations

import pytest
from django.utils.translation import override

from merata_portal.office.templatetags import writing


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [(1_234_567, "1.234.567", "1,234,567"), (-5, "−5", "−5"), (0, "0", "0"), (None, "–", "–")],
)
def test_whole_numbers(value: int | None, indonesian: str, english: str) -> None:
    with override("id"):
        assert writing.whole(value) == indonesian
    with override("en"):
        assert writing.whole(value) == english


def test_rupiah_stand_in_full_and_never_break_from_their_sign() -> None:
    with override("id"):
        assert writing.rupiah(47_000_000_000) == "Rp\u00a047.000.000.000"
        assert writing.rupiah(None) == "–"


def test_shares_have_one_decimal() -> None:
    with override("id"):
        assert (writing.percent(0.125), writing.percent(None), writing.percent(-0.5)) == ("12,5%", "–", "−50,0%")


def test_codes_are_told_in_words_and_unknown_ones_stay() -> None:
    with override("en"):
        assert writing.role_name("auditor") == "Auditor"
        assert writing.role_name("unheard") == "unheard"
        assert writing.pillar_name("training") == "training"
        assert writing.pillar_name("") == "–"
        assert writing.action_name("registry.merge") == "Two records merged"
        assert writing.job_name("registry.link") == "Search for duplicate records"
        assert writing.written("earth") == "earth"
    assert writing.name_of({"35.05": "Kabupaten"}, "35.05") == "Kabupaten"
    assert writing.name_of({}, "35.05") == "35.05"
