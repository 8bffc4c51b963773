import re
import string

import pytest

from merata.measurement.prediction import WARNINGS
from merata.report.texts import Words

INDONESIAN, ENGLISH = Words("id"), Words("en")


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_texts():
    assert INDONESIAN.keys == ENGLISH.keys


@pytest.mark.parametrize("key", sorted(INDONESIAN.keys))
def test_both_languages_fill_the_same_places_and_say_something(key):
    indonesian, english = INDONESIAN.text(key), ENGLISH.text(key)
    assert indonesian
    assert english
    assert placeholders(indonesian) == placeholders(english)


def test_a_text_is_filled_with_its_values():
    assert INDONESIAN("interval.between", low="6,1%", high="9,0%") == "antara 6,1% dan 9,0%"


def test_texts_on_rupiah_households_and_months_give_way_where_the_money_is_another():
    euro = Words("en", "EUR")
    assert "household consumption" in ENGLISH("situation.lead", households="10", regency="AT")
    assert euro("situation.lead", households="10", regency="AT").endswith("from a survey, 10 sampled units in AT.")
    assert euro("summary.title") == ENGLISH("summary.title")
    assert Words("en", "IDR")("summary.mean") == ENGLISH("summary.mean")


@pytest.mark.parametrize("key", sorted(key for key in INDONESIAN.keys if key.startswith("other_currency.")))
def test_a_text_for_another_currency_stands_for_one_on_rupiah_and_needs_no_other_values(key):
    replaced = key.removeprefix("other_currency.")
    assert placeholders(INDONESIAN.text(key)) <= placeholders(INDONESIAN.text(replaced))
    for text in (INDONESIAN.text(key), ENGLISH.text(key)):
        assert not re.search("per bulan|per month|rumah tangga|household|BPS", text.replace("{households}", ""))


def test_an_unknown_text_and_a_missing_value_are_errors():
    with pytest.raises(KeyError):
        INDONESIAN("no.such.text")
    with pytest.raises(KeyError):
        INDONESIAN("interval.between", low="1")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_warning_of_a_model_has_its_words(lang):
    words = Words(lang)
    assert all(words.known(f"certainty.warning_{name}") for name in WARNINGS)
