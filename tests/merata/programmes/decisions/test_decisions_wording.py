"""Conditions in words, where the rulebook has none of its own."""

from __future__ import annotations

import pytest

from merata.programmes.cel.parsing import parse
from merata.programmes.cel.syntax import Named
from merata.programmes.decisions.skeleton import Atom
from merata.programmes.decisions.wording import named_facts, stated, wanted
from merata.programmes.facts import MEMBERS
from merata.programmes.rules.rulebook import Condition
from merata.programmes.rules.sentence import Sentence

VALUES = {
    "household.desil": 6,
    "household.floor_area_m2": 36.5,
    "household.floor": "earth",
    "village.urban": True,
    "parameter.desil_max": 5,
}


def atom(written: str) -> Atom:
    return Atom(parse(written), None)


@pytest.mark.parametrize(
    ("written", "holds", "indonesian", "english"),
    [
        ("household.desil <= 5", False, "desil 6, batasnya paling banyak 5", "decile 6, the limit is at most 5"),
        (
            "household.desil > parameter.desil_max",
            True,
            "desil 6, batasnya di atas 5",
            "decile 6, the limit is above 5",
        ),
        ("5 >= household.desil", False, "desil 6, batasnya paling banyak 5", "decile 6, the limit is at most 5"),
        (
            "household.floor_area_m2 < 7.25",
            False,
            "luas lantai (m²) 36,5, batasnya di bawah 7,25",
            "floor area (m²) 36.5, the limit is below 7.25",
        ),
        (
            'household.floor != "earth"',
            False,
            "jenis lantai earth, syaratnya bukan earth",
            "floor earth, required is not earth",
        ),
        ("village.urban == false", False, "perkotaan ya, syaratnya tidak", "urban yes, required is no"),
        ("village.urban", True, "perkotaan", "urban"),
        ("village.urban", False, "tidak perkotaan", "not: urban"),
        ('"pkh" in household.programmes', True, "menerima pkh", "receives pkh"),
        ('"pkh" in household.programmes', False, "tidak menerima pkh", "does not receive pkh"),
        (
            "household.size * 2 > 7",
            False,
            "syarat “household.size * 2 > 7” tidak terpenuhi",
            "the condition “household.size * 2 > 7” is not met",
        ),
        (
            "persons.exists(p, p.pregnant)",
            True,
            "syarat “persons.exists(p, p.pregnant)” terpenuhi",
            "the condition “persons.exists(p, p.pregnant)” is met",
        ),
    ],
)
def test_what_is_so(written: str, holds: bool, indonesian: str, english: str) -> None:
    assert stated(atom(written), {}, holds=holds).with_values(VALUES) == Sentence(indonesian, english)


@pytest.mark.parametrize(
    ("written", "holds", "indonesian", "english"),
    [
        ("household.desil <= parameter.desil_max", True, "desil paling banyak 5", "decile at most 5"),
        ("household.desil <= 5", False, "desil di atas 5", "decile above 5"),
        ("household.desil < 5", False, "desil paling sedikit 5", "decile at least 5"),
        ("household.desil >= 5", False, "desil di bawah 5", "decile below 5"),
        ('household.floor == "earth"', True, "jenis lantai earth", "floor earth"),
        ('household.floor == "earth"', False, "jenis lantai bukan earth", "floor not earth"),
        ("village.urban", False, "tidak perkotaan", "not: urban"),
        ('"pkh" in household.programmes', False, "tidak menerima pkh", "does not receive pkh"),
    ],
)
def test_what_would_have_to_be_so(written: str, holds: bool, indonesian: str, english: str) -> None:
    assert wanted(atom(written), {}, holds=holds).with_values(VALUES) == Sentence(indonesian, english)


OTHERWISE, MET, REMEDY = (Sentence(f"{word} id", f"{word} en") for word in ("otherwise", "met", "remedy"))


def named(met: Sentence | None = None, remedy: Sentence | None = None) -> dict[str, Condition]:
    written = "household.desil <= 5"
    return {"poor": Condition("poor", parse(written), written, OTHERWISE, met, remedy, 1)}


def test_the_rulebooks_own_words_go_first() -> None:
    poor = Atom(Named("poor"), "poor")
    assert stated(poor, named(), holds=False) == OTHERWISE
    assert stated(poor, named(MET), holds=True) == MET
    assert stated(poor, named(), holds=True).with_values(VALUES).id == "desil 6, batasnya paling banyak 5"
    assert wanted(poor, named(remedy=REMEDY), holds=True) == REMEDY
    assert wanted(poor, named(), holds=True).id == "desil paling banyak 5"
    # What would make a condition fail is not its remedy.
    assert wanted(poor, named(remedy=REMEDY), holds=False).id == "desil di atas 5"


def test_a_condition_without_words_is_called_by_its_name() -> None:
    written = "household.size * 2 > 7"
    large = {"large": Condition("large", parse(written), written, OTHERWISE, None, None, 1)}
    assert wanted(Atom(Named("large"), "large"), large, holds=True).en == "the condition “large” is met"


def test_facts_by_name() -> None:
    found = named_facts([("household", "desil"), ("person", "age"), ("village", "urban"), MEMBERS])
    assert found.id == "desil, umur (anggota), perkotaan, anggota keluarga"
    assert found.en == "decile, age (members), urban, the members of the household"
