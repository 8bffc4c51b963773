import string

import pytest

from merata.measurement.small_area import WARNINGS
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


def test_an_unknown_text_and_a_missing_value_are_errors():
    with pytest.raises(KeyError):
        INDONESIAN("no.such.text")
    with pytest.raises(KeyError):
        INDONESIAN("interval.between", low="1")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_warning_of_a_model_has_its_words(lang):
    words = Words(lang)
    assert all(words.known(f"certainty.warning_{name}") for name in WARNINGS)
