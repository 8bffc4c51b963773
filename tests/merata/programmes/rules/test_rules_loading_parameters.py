"""Parameters: dated, cited, of one type, without overlap, without gap."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from example_rulebook import found, places, read

from merata.programmes.rules.sentence import Sentence

FIRST, SECOND = "value: 100,", "value: 200,"
LAST = "- {from: 2025-01-01, value: 200, legal_base: law, source: text, certainty: low}"


def test_an_earlier_value_ends_the_day_before_the_later(tmp_path: Path) -> None:
    values = read(tmp_path).parameters["monthly_idr"]
    assert [(each.start, each.until, each.value) for each in values] == [
        (date(2024, 1, 1), date(2024, 12, 31), 100),
        (date(2025, 1, 1), None, 200),
    ]
    law, text = Sentence("law", "law"), Sentence("text", "text")
    assert (values[1].legal_base, values[1].source, values[1].certainty) == (law, text, "low")


def test_what_another_source_says_is_kept(tmp_path: Path) -> None:
    other = 'value: 200, conflict: {value: 250, source: "another text"},'
    conflict = read(tmp_path, (SECOND, other)).parameters["monthly_idr"][1].conflict
    assert conflict is not None
    assert (conflict.value, conflict.source) == (250, Sentence("another text", "another text"))


def test_what_is_said_in_words_stands_in_both_languages(tmp_path: Path) -> None:
    said = "legal_base: {id: peraturan bupati, en: a decree}, source: {id: asumsi, en: assumption},"
    other = "conflict: {value: 250, source: {id: dari ingatan, en: from memory}},"
    value = read(tmp_path, (LAST, LAST.replace("legal_base: law, source: text,", f"{said} {other}"))).parameters[
        "monthly_idr"
    ][1]
    assert value.legal_base == Sentence("peraturan bupati", "a decree")
    assert value.source == Sentence("asumsi", "assumption")
    assert value.conflict is not None
    assert value.conflict.source == Sentence("dari ingatan", "from memory")


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("legal_base: law", "legal_base: {id: undang-undang}", "legal_base.en"),
        ("source: text", "source: {en: from memory}", "source.id"),
        ("source: text", "conflict: {value: 1, source: {id: ingatan}}, source: text", "conflict.source.en"),
        ("source: text", "source: 7", "source"),
        ("source: text", "source: {id: '{household.desil}', en: x}", "source"),
        ("source: text", "source: {id: x, en: y, fr: z}", "source.fr"),
    ],
)
def test_a_language_that_is_missing_is_found_with_its_line(tmp_path: Path, old: str, new: str, column: str) -> None:
    (fault,) = found(tmp_path, (LAST, LAST.replace(old, new)))
    assert (fault.row, fault.column) == (22, f"parameters.monthly_idr.1.{column}")


@pytest.mark.parametrize("value", ["true", "abc", "[a, b]", "0.5"])
def test_values_of_every_type(tmp_path: Path, value: str) -> None:
    extra = f"\n  x:\n    - {{from: 2024-01-01, value: {value}, legal_base: l, source: s, certainty: high}}\n  months:"
    uses = {
        "true": "parameter.x",
        "abc": "village.type == parameter.x",
        "[a, b]": "village.type in parameter.x",
        "0.5": "household.land_ha < parameter.x",
    }
    expected = {"true": True, "abc": "abc", "[a, b]": ("a", "b"), "0.5": 0.5}
    book = read(tmp_path, ("\n  months:", extra), ("when: village.urban", f"when: {uses[value]}"))
    assert book.parameters["x"][0].value == expected[value]


@pytest.mark.parametrize(
    ("old", "new", "row", "problem"),
    [
        ("from: 2025-01-01", "from: 2024-01-01", 22, "overlaps the value before it"),
        ("from: 2025-01-01", "from: 2023-01-01", 22, "overlaps the value before it"),
        (FIRST, FIRST + " until: 2025-06-30,", 22, "overlaps the value before it"),
        (FIRST, FIRST + " until: 2024-06-30,", 22, "leaves a gap after 2024-06-30"),
        (SECOND, SECOND + " until: 2024-06-30,", 22, "ends before it begins"),
        (SECOND, "value: many,", 22, "of another type than the parameter's first value"),
        (SECOND, "value: 200.0,", 22, "of another type than the parameter's first value"),
        (SECOND, "value: true,", 22, "of another type than the parameter's first value"),
        (
            SECOND,
            "value: 200, conflict: {value: a, source: b},",
            22,
            "of another type than the parameter's first value",
        ),
        (SECOND, "value: 200, conflict: {value: 1},", 22, "missing or empty"),
        (SECOND, "value: {a: 1},", 22, "missing or of the wrong form"),
        (SECOND, "value: [],", 22, "missing or of the wrong form"),
        (SECOND, "value: [1, 2],", 22, "missing or of the wrong form"),
        (SECOND, "value: .inf,", 22, "not a finite number"),
        (SECOND, "value: 9_007_199_254_740_992,", 22, "too large to be exact"),
        (SECOND, "", 22, "missing or of the wrong form"),
        (SECOND, "value: 200, valued: 3,", 22, "unknown key"),
        ("certainty: low", "certainty: sure", 22, "unknown or missing"),
        ("source: text, certainty: low", "certainty: low", 22, "missing or empty"),
        ("from: 2025-01-01", "from: 2025", 22, "missing or not a date"),
        ("from: 2025-01-01", "from: 2025-01-01 10:00:00", 22, "missing or not a date"),
        ("  months:\n", "  Months:\n", 23, "not a name"),
        (LAST, "- 200", 22, "missing or of the wrong form"),
    ],
)
def test_a_fault_is_found_with_its_line(tmp_path: Path, old: str, new: str, row: int, problem: str) -> None:
    assert (row, problem) in places(tmp_path, (old, new))


def test_a_parameter_without_values(tmp_path: Path) -> None:
    row = "\n    - {from: 2024-01-01, value: 4, legal_base: law, source: text, certainty: high}"
    assert (18, "has no value") in places(tmp_path, (row, " []"))


def test_parameters_that_have_no_day_in_common(tmp_path: Path) -> None:
    ended = ("value: 4,", "value: 4, until: 2024-03-31,")
    late = (
        "  months:\n    - {from: 2024-01-01",
        "  months:\n    - {from: 2024-04-01",
    )
    problem = "begins after desil_max has ended, so that there is no day to compute on"
    assert (23, problem) in places(tmp_path, ended, late)
