"""One household by cel-python: the dialect on top of it, and where it leaves CEL's specification."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from merata.errors import UsageError
from merata.programmes.cel.parsing import parse
from merata.programmes.cel.reference import Unknown, evaluate
from merata.programmes.cel.syntax import MAX_INT
from merata.programmes.cel.typing import Type

MISSING, ARITHMETIC = Unknown.MISSING, Unknown.ARITHMETIC
TYPES = {
    ("household", "desil"): Type.INT,
    ("household", "money"): Type.INT,
    ("household", "land_ha"): Type.DOUBLE,
    ("household", "floor"): Type.STRING,
    ("household", "programmes"): Type.STRINGS,
    ("village", "urban"): Type.BOOL,
    ("person", "age"): Type.INT,
    ("person", "pregnant"): Type.BOOL,
}
HOUSEHOLD: dict[str, Any] = {"desil": 3, "money": MAX_INT, "land_ha": 1, "floor": None, "programmes": ["pkh"]}
PERSONS: list[dict[str, Any]] = [{"age": 70}, {"age": 30, "pregnant": True}]


def value(written: str, persons: list[dict[str, Any]] | None = PERSONS, **other: Any) -> Any:
    given: dict[str, Any] = {"household": HOUSEHOLD, "village": {}, "parameters": {"most": 4}, "named": {}, **other}
    return evaluate(written, facts=TYPES, persons=persons, **given)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("household.desil <= parameter.most", True),
        ("household.land_ha / 2.0", 0.5),  # an int where a double is due is that double
        ("household.money + 1", ARITHMETIC),
        ("household.money + 1 > 0 || true", True),
        ("-household.money - 1", ARITHMETIC),
        ("household.money * household.money", ARITHMETIC),
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("7 % -2", 1),
        ("1 / 0", ARITHMETIC),
        ("1 % 0", ARITHMETIC),
        ("1.0 / 0.0", ARITHMETIC),
        ("-1.0 / -0.0", ARITHMETIC),
        ("1e308 * 10.0", ARITHMETIC),
        ("int(-1.9)", -1),
        ("int(1e19)", ARITHMETIC),
        ("int(9007199254740992.0)", ARITHMETIC),
        ("double(3) / 2.0", 1.5),
        ("village.urban", MISSING),
        ("village.urban || true", True),
        ("village.urban && 1 / 0 == 1", MISSING),
        ("village.urban ? 1 : 2", MISSING),
        ("true ? 1 : 1 / 0", 1),
        ("has(household.floor) || has(village.urban)", False),
        ("'pkh' in household.programmes", True),
        ("'kip' in household.programmes", False),
        ("persons.size()", 2),
        ("persons.exists(p, p.pregnant)", True),
        ("persons.all(p, p.pregnant)", MISSING),
        ("persons.filter(p, p.age > 60).size()", 1),
        ("persons.filter(p, p.pregnant).size()", MISSING),
        # By the specification of && and ||; cel-python alone raises the error through them.
        ("persons.exists_one(p, p.pregnant) || true", True),
        ("false && persons.filter(p, p.pregnant).size() == 1", False),
        ("persons.exists(p, 1 / (p.age - 70) == 0)", True),
        ("persons.all(p, 1 / (p.age - 70) == 0)", ARITHMETIC),
    ],
)
def test_values(written: str, expected: Any) -> None:
    assert value(written) == expected
    assert type(value(written)) is type(expected)
    # A node is evaluated by its canonical text.
    node = parse(written)
    by_node = evaluate(
        node, facts=TYPES, household=HOUSEHOLD, village={}, persons=PERSONS, parameters={"most": 4}, named={}
    )
    assert by_node == expected


def test_nobody_and_unknown_members() -> None:
    assert value("persons.exists(p, p.age > 1)", []) is False
    assert value("persons.all(p, p.age > 1)", []) is True
    assert value("persons.size()", []) == 0
    assert value("persons.size()", None) is MISSING
    assert value("persons.all(p, p.age > 1) || true", None) is True


def test_many_unknown_members_are_one_unknown() -> None:
    assert value("persons.exists(p, p.pregnant) || persons.all(p, p.pregnant)", [{}] * 60) is MISSING


def test_programmes_of_which_some_are_unknown() -> None:
    household = {"programmes": {"pkh": True, "kip": False, "beras": None}}
    asked = ["pkh", "kip", "beras", "sembako"]
    found = [value(f"'{programme}' in household.programmes", household=household) for programme in asked]
    assert found == [True, False, MISSING, MISSING]
    assert value("'pkh' in household.programmes", household={}) is MISSING


def test_what_is_not_a_number_is_missing_and_infinity_compares() -> None:
    assert value("household.land_ha > 1.0", household={"land_ha": float("nan")}) is MISSING
    assert value("household.land_ha > 1.0", household={"land_ha": float("inf")}) is True
    assert value("household.land_ha + 1.0", household={"land_ha": float("inf")}) is ARITHMETIC


def test_named_conditions_and_their_unknowns() -> None:
    named = {"miskin": "household.desil <= parameter.most", "kota": "village.urban", "size": "true"}
    assert value("miskin && !kota", named=named) is MISSING
    assert value("miskin || kota", named=named) is True
    assert value("kota && 1 / 0 == 1 || miskin", named=named) is True


def test_a_person_without_a_macro() -> None:
    using: Any = {"household": {}, "village": {}, "persons": None, "parameters": {}, "named": {}}
    assert evaluate("p.pregnant", facts=TYPES, person={"pregnant": True}, **using) is True
    assert evaluate("p.pregnant", facts=TYPES, person={}, **using) is MISSING


@pytest.mark.parametrize(
    ("written", "other", "message"),
    [
        ("household.desil > 1", {"household": {"desil": "4"}}, "household.desil is '4'; expected int"),
        ("household.desil > 1", {"household": {"desil": 4.0}}, "household.desil is 4.0; expected int"),
        ("household.desill > 1", {}, "there is no fact household.desill"),
        ("parameter.least > 1", {}, "no value of parameter.least"),
        ("miskin", {}, "no condition miskin; given are none"),
        ("a", {"named": {"a": "!a"}}, "the conditions a → a name each other in a circle"),
    ],
)
def test_what_is_wrong_with_the_call(written: str, other: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        value(written, **other)


@pytest.mark.parametrize(
    "written",
    [
        "1 + 2 * 3 == 7 && !(2 > 3)",
        "7 / 2 == 3 && -7 / 2 == -3 && -7 % 2 == -1",
        "'a' in ['a', 'b'] && 'Wlingi'.startsWith('W') && 'Wlingi'.contains('ling') && 'Wlingi'.endsWith('i')",
        "1 / 0 == 1 || true",
        "true || 1 / 0 == 1",
        "false ? 1 / 0 == 1 : true",
        "int(-1.9) == -1 && double(3) / 2.0 == 1.5",
        "persons.exists(p, p.age > 60) && !persons.all(p, p.age > 60) && persons.exists_one(p, p.age > 60)",
        "persons.filter(p, p.age > 10).size() == 2 && size(persons) == 2",
        "has(household.desil) && !has(household.floor)",
        "1 - -1 == 2 && - 1 == -1 && --1 == 1 || false",
    ],
)
def test_a_third_implementation_of_cel_agrees(written: str) -> None:
    cel = pytest.importorskip("cel", reason="common-expression-language is not installed")
    facts = {"household": {"desil": 3}, "persons": PERSONS}
    assert cel.evaluate(written, facts) is value(written, household={"desil": 3}) is True


def test_no_fact_of_a_household_comes_into_a_log(caplog: pytest.LogCaptureFixture) -> None:
    """cel-python would write each value that it meets, were everything logged."""
    caplog.set_level(logging.DEBUG)
    assert value("household.desil <= 4", household={"desil": 3}) is True
    assert caplog.records == []
