"""Every fault of a rule is found when it is loaded."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from merata.programmes.cel.parsing import parse
from merata.programmes.cel.syntax import Value
from merata.programmes.cel.typing import Type, check, type_of

FACTS = {
    ("household", "desil"): Type.INT,
    ("household", "land_ha"): Type.DOUBLE,
    ("household", "floor"): Type.STRING,
    ("household", "programmes"): Type.STRINGS,
    ("village", "urban"): Type.BOOL,
    ("person", "age"): Type.INT,
    ("person", "pregnant"): Type.BOOL,
}
PARAMETERS: dict[str, Sequence[Value]] = {
    "desil_max": [4, 5],
    "share": [0.1],
    "maybe_zero": [2, 0],
    "large": [2**52],
    "kinds": ["earth", 1],
    "mixed": [1, 1.5],
    "floors": [("earth", "bamboo"), ()],
    "rising": [3, 5],
    "endless": [float("inf")],
}
NAMED = {"miskin": Type.BOOL}


def checked(written: str) -> tuple[Type | None, list[tuple[int, str, str]]]:
    kind, faults = check(parse(written), facts=FACTS, parameters=PARAMETERS, named=NAMED)
    return kind, [(fault.column, fault.problem, fault.expected) for fault in faults]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("household.desil <= parameter.desil_max && miskin", Type.BOOL),
        ("household.desil * 2 - 1", Type.INT),
        ("household.land_ha / 2.0", Type.DOUBLE),
        ("double(household.desil) * parameter.share", Type.DOUBLE),
        ("int(household.land_ha)", Type.INT),
        ("household.floor in parameter.floors", Type.BOOL),
        ("'pkh' in household.programmes", Type.BOOL),
        ("village.urban ? 'a' : household.floor", Type.STRING),
        ("persons.filter(p, p.age > 5 || has(p.pregnant)).size()", Type.INT),
        ("persons.exists(p, p.pregnant == village.urban)", Type.BOOL),
        ("parameter.floors", Type.STRINGS),
        ("1 / (parameter.desil_max - parameter.rising)", Type.INT),  # 4 − 3 or 5 − 5: not of one day
    ],
)
def test_types(written: str, kind: Type) -> None:
    assert checked(written) == (kind, [])


@pytest.mark.parametrize(
    ("written", "column", "problem", "expected"),
    [
        ("household.desill < 1", 1, "no such fact of a household", "desil"),
        ("persons.exists(p, p.ages < 1)", 19, "no such fact of a person", "age"),
        ("parameter.desil_min < 1", 1, "no such parameter", "desil_max"),
        ("desil", 1, "no such condition", "household.desil"),
        ("miskim", 1, "no such condition", "miskin"),
        ("household.desil < 1.0", 1, "`<` between an int and a double", "one type (convert with int() or double())"),
        ("1 && true", 1, "an int stands here", "bool"),
        ("!household.desil", 2, "an int stands here", "bool"),
        ("household.floor < 1", 1, "a string stands here", "int or double"),
        ("village.urban < 1", 1, "a bool stands here", "int or double"),
        ("1.5 % 2", 1, "a double stands here", "int"),
        ("'a' + 1", 1, "a string stands here", "int or double"),
        ("persons.exists(p, p.age)", 19, "an int stands here", "bool"),
        ("miskin ? 1 : 2.0", 1, "the branches are an int and a double", "one type of value in both"),
        ("household.desil in parameter.floors", 1, "an int stands here", "string"),
        (
            "household.floor in parameter.desil_max",
            20,
            "an int stands after `in`",
            "a list of strings, or household.programmes",
        ),
        (
            "household.floor in household.programmes",
            1,
            "a programme is named by its identifier",
            '"<programme>" in household.programmes',
        ),
        (
            "has(household.programmes)",
            5,
            "the list of programmes is no value by itself",
            '"<programme>" in household.programmes',
        ),
        ("household.desil / 0 == 1", 19, "divides by zero", "a divisor that is never zero"),
        ("household.land_ha / 0.0 == 1.0", 21, "divides by zero", "a divisor that is never zero"),
        ("household.desil % parameter.maybe_zero == 1", 19, "divides by zero", "a divisor that is never zero"),
        ("household.desil / (parameter.rising - 5) == 1", 20, "divides by zero", "a divisor that is never zero"),
        (
            "parameter.large * 2 == 1",
            1,
            "the constant is too large",
            "integers within ±9007199254740991, finite doubles",
        ),
        ("1e300 * 1e300 > 1.0", 1, "the constant is too large", "integers within ±9007199254740991, finite doubles"),
        ("9007199254740992 == 1", 1, "the integer is too large to be exact", "an integer within ±9007199254740991"),
        ("1e999 > 1.0", 1, "the number is too large for a double", "a finite number"),
        ("parameter.endless > 1.0", 1, "a dated value is not finite", "finite numbers"),
        (
            "parameter.mixed > 1.0",
            1,
            "its dated values are of different types: double, int",
            "one type (a double has a point: 1.0)",
        ),
        (
            "parameter.kinds == 'a'",
            1,
            "its dated values are of different types: int, string",
            "one type (a double has a point: 1.0)",
        ),
    ],
)
def test_faults(written: str, column: int, problem: str, expected: str) -> None:
    assert checked(written) == (None, [(column, problem, expected)])


def test_what_would_be_too_large_a_query() -> None:
    nested = "household.desil"
    for _ in range(6):
        nested = f"7 / ({nested})"
    assert checked(nested) == (
        None,
        [(1, "divisions and choices are nested too deep to become a query", "fewer of them within one another")],
    )
    assert checked(" + ".join(["household.desil"] * 45)) == (Type.INT, [])


def test_every_fault_at_once() -> None:
    kind, faults = checked("household.desill < 1 || (1 && parameter.x == village.urba)")
    assert kind is None
    assert [column for column, _, _ in faults] == [1, 26, 31, 46]


def test_types_of_values() -> None:
    assert [type_of(value) for value in (True, 1, 1.0, "a", ("a",), ["a"], [1], None)] == [
        Type.BOOL,
        Type.INT,
        Type.DOUBLE,
        Type.STRING,
        Type.STRINGS,
        Type.STRINGS,
        None,
        None,
    ]
