import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.report.numbers import NO_BREAK, Numbers, require_language

INDONESIAN, ENGLISH = Numbers("id"), Numbers("en")


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (50_000_000_000, "Rp 50 miliar", "Rp 50 billion"),
        (1_345_600, "Rp 1,3 juta", "Rp 1.3 million"),
        (2_714_000_000_000, "Rp 2,7 triliun", "Rp 2.7 trillion"),
        (417_158, "Rp 417.158", "Rp 417,158"),
        (-2_500_000, "Rp −2,5 juta", "Rp −2.5 million"),
        (0, "Rp 0", "Rp 0"),
    ],
)
def test_amounts_are_written_in_the_largest_unit_that_leaves_one(value, indonesian, english):
    assert INDONESIAN.money_short(value) == indonesian.replace(" ", NO_BREAK)
    assert ENGLISH.money_short(value) == english.replace(" ", NO_BREAK)


def test_decimal_signs_follow_the_language():
    assert INDONESIAN.percent(0.0757) == "7,6%"
    assert ENGLISH.percent(0.0757) == "7.6%"
    assert INDONESIAN.decimal(1234.5, 1) == "1.234,5"
    assert ENGLISH.decimal(-0.351, 3) == "−0.351"
    assert INDONESIAN.plain(0.02) == "0,02"


def test_minus_zero_is_zero():
    assert INDONESIAN.decimal(-0.00001, 3) == "0,000"


def test_a_foreign_currency_keeps_its_code():
    assert Numbers("en", "EUR").money(19_500) == f"EUR{NO_BREAK}19,500"


def test_an_unknown_language_is_wrong_usage_and_the_known_ones_are_named():
    with pytest.raises(UsageError, match="choose one of id, en") as caught:
        require_language("jv")
    assert caught.value.exit_code == 2


@given(st.integers(-(10**12), 10**12))
def test_grouping_changes_no_digit(value):
    assert int(INDONESIAN.integer(value).replace(".", "").replace("−", "-")) == value
