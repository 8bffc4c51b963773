"""Rulebooks as one query: the states of their conditions, and what members and levels come to."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from rules_by_hand import DAY, ENGINE, Rows, book, registry

from merata.errors import InputError, UsageError
from merata.programmes.assessment.assessment import unpacked
from merata.programmes.assessment.compiled_rules import compile_rules
from merata.programmes.assessment.gathering import FactFrames, gather
from merata.programmes.decisions.skeleton import State
from merata.programmes.rules.rulebook import Rulebook

HOME = {"household_id": "a"}
NAME = {"id": "-", "en": "-"}


def applied(rules: list[Rulebook], **rows: Rows) -> pa.Table:
    frames = gather(registry(**rows), rules, DAY)
    return ENGINE.collect(compile_rules(rules, DAY).applied(frames)).sort_by("household_id")


def test_states_are_packed_the_first_condition_lowest() -> None:
    rule = book(
        "low && rich && half",
        {
            "low": "household.desil <= 4",
            "rich": "household.owns_car",
            "half": "100 / household.cattle > 30",
        },
    )
    homes = [
        {"household_id": "a", "desil": 1, "owns_car": True, "cattle": 3},
        {"household_id": "b", "desil": 9, "owns_car": None, "cattle": 0},
        {"household_id": "c", "desil": None, "owns_car": False, "cattle": None},
    ]
    found = applied([rule], households=homes)
    assert found["pattern_0"].to_pylist() == [1 + 4 + 16, 0 + 2 * 4 + 3 * 16, 2 + 0 + 2 * 16]
    assert [unpacked(number, 3) for number in found["pattern_0"].to_pylist()] == [
        (State.TRUE, State.TRUE, State.TRUE),
        (State.FALSE, State.MISSING, State.ARITHMETIC),
        (State.MISSING, State.FALSE, State.MISSING),
    ]
    assert found["amount_0"].type == pa.int64()


def test_as_many_conditions_as_one_number_holds() -> None:
    def rule(conditions: int) -> Rulebook:
        return book(" && ".join(f"household.cattle > {i}" for i in range(conditions)))

    homes = [HOME | {"cattle": 26}, {"household_id": "b", "cattle": None}]
    found = applied([rule(26)], households=homes)["pattern_0"].to_pylist()
    assert found == [(4**26 - 1) // 3, 2 * (4**26 - 1) // 3]
    with pytest.raises(InputError, match="the rule of contoh joins 27 conditions, of which there may be 26"):
        compile_rules([rule(27)], DAY)


def member(code: str, when: str) -> dict[str, Any]:
    return {"component": code, "name": NAME, "when": when, "amount": f"{code}_idr"}


FAMILY = [member("young", "p.age < 6"), member("girl", 'p.sex == "female"'), member("old", "p.age >= 60")]
AMOUNTS = {"young_idr": 30, "girl_idr": 7, "old_idr": 20}


def born(year: int | None, sex: str | None = "male", home: str = "a") -> dict[str, Any]:
    return {"household_id": home, "birth_date": None if year is None else DAY.replace(year=year), "sex": sex}


def paid(persons: list[dict[str, Any]], most: int | None = None) -> int:
    benefit: dict[str, Any] = {"members": FAMILY} | ({} if most is None else {"members_max": "most"})
    rule = book(None, benefit=benefit, parameters=AMOUNTS | ({} if most is None else {"most": most}))
    (amount,) = applied([rule], households=[HOME], persons=persons)["amount_0"].to_pylist()
    return int(amount)


def test_a_member_counts_once_by_the_highest_amount() -> None:
    assert paid([born(2022, "female")]) == 30
    assert paid([born(1950, "female"), born(2000, "female"), born(2000)]) == 20 + 7
    # What is not known of a member is not paid for; what is known is.
    assert paid([born(None, "female"), born(2022, None), born(None, None)]) == 7 + 30


@pytest.mark.parametrize(("most", "amount"), [(1, 30), (2, 60), (3, 80), (4, 87), (5, 94), (6, 94)])
def test_of_the_members_the_highest_amounts_count_up_to_the_cap(most: int, amount: int) -> None:
    persons = [born(2000, "female"), born(1950), born(2023), born(1999, "female"), born(2024), born(1990)]
    assert paid(persons, most) == amount
    assert paid(persons[::-1], most) == amount


def test_members_of_nobody_here_and_households_without_members() -> None:
    rule = book(None, benefit={"members": FAMILY}, parameters=AMOUNTS)
    found = applied([rule], households=[HOME, {"household_id": "b"}], persons=[born(2022), born(2022, home="zz")])
    assert found["household_id"].to_pylist() == ["a", "b"]
    assert found["amount_0"].to_pylist() == [30, 0]
    assert found["pattern_0"].to_pylist() == [State.TRUE, State.MISSING]


def test_the_highest_level_that_holds_is_given() -> None:
    levels = [
        {"component": "some", "name": NAME, "when": "household.cattle > 0", "amount": "some_idr"},
        {"component": "many", "name": NAME, "when": "household.cattle > 5", "amount": "many_idr"},
    ]
    rule = book(None, benefit={"levels": levels}, parameters={"some_idr": 5, "many_idr": 9})
    homes = [{"household_id": f"h{cattle}", "cattle": cattle} for cattle in (0, 1, 6)]
    found = applied([rule], households=[*homes, {"household_id": "x", "cattle": None}])
    assert found["amount_0"].to_pylist() == [0, 5, 9, 0]


def test_rules_side_by_side_do_not_mix() -> None:
    first = book(None, benefit={"members": FAMILY}, parameters=AMOUNTS)
    second = book("household.cattle > 0 && persons.all(p, p.age > 5 || household.cattle > 8)")
    third = book(None, benefit={"members": FAMILY[1:]}, parameters={"girl_idr": 1, "old_idr": 2})
    homes = [HOME | {"cattle": 9}, {"household_id": "b", "cattle": 1}]
    persons = [born(2022, "female"), born(2022, "female", "b"), born(1950, "male", "b")]
    both = applied([first, second, third], households=homes, persons=persons)
    for index, rule in enumerate([first, second, third]):
        alone = applied([rule], households=homes, persons=persons)
        assert both[f"pattern_{index}"].to_pylist() == alone["pattern_0"].to_pylist()
        assert both[f"amount_{index}"].to_pylist() == alone["amount_0"].to_pylist()
    assert both["pattern_1"].to_pylist() == [1 + 4, 1 + 0]
    assert both["amount_2"].to_pylist() == [1, 3]


def test_what_cannot_be_compiled_is_refused() -> None:
    rule = book("household.desil <= 4")
    with pytest.raises(UsageError, match="has no value of annual_idr on 2023-07-01"):
        compile_rules([rule], DAY.replace(year=2023))
    members = book(None, benefit={"members": FAMILY}, parameters=AMOUNTS)
    with pytest.raises(InputError, match="no table of persons"):
        compile_rules([members], DAY).applied(FactFrames(registry(households=[HOME]).households, None))
    with pytest.raises(InputError, match="the conditions of contoh contradict each other"):
        compile_rules([book("household.owns_car && !household.owns_car")], DAY)
