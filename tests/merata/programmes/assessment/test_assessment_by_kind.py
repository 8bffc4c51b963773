"""Rules applied in memory to one household of each kind give what the query gives of every household."""

from __future__ import annotations

import numpy as np
import pytest
from rules_at_random import BOOKS, drawn, same
from rules_by_hand import DAY, ENGINE, book, facts, registry

from merata.errors import InputError
from merata.programmes.assessment.assessment import assess, assess_in_memory
from merata.programmes.assessment.by_kind import ByKind, Homes
from merata.programmes.assessment.compiled_rules import compile_rules


@pytest.mark.parametrize("seed", range(6))
def test_the_same_as_the_query(seed: int) -> None:
    tables = registry(**drawn(seed))
    found = assess(BOOKS, tables, DAY)
    same(found, assess(BOOKS, tables, DAY, engine=ENGINE))
    assert {one.outcome.max() for one in found.programmes} == {1, 2}


def test_without_persons_and_without_households() -> None:
    given = drawn(1)
    for one in (given | {"persons": given["persons"].slice(0, 0)}, {name: t.slice(0, 0) for name, t in given.items()}):
        tables = registry(**one, programmes=[{"programme_id": "pkh"}])
        if one["benefits"].num_rows:
            same(assess(BOOKS, tables, DAY), assess(BOOKS, tables, DAY, engine=ENGINE))
    empty = facts(book("household.desil <= 4"), households=given["households"].slice(0, 0))
    (one_found,) = empty.assess([book("household.desil <= 4")], DAY)
    assert one_found.entitled_idr.size == 0


def test_alike_households_are_assessed_once() -> None:
    rule = book("desil && muda", {"desil": "household.desil <= 4", "muda": "persons.exists(p, p.age < 6)"})
    homes = [{"household_id": name, "desil": desil} for name, desil in (("a", 1), ("b", 1), ("c", 9), ("d", 1))]
    born = {"a": (2020, 1980), "b": (1970, 2021, 2024), "c": (2020,), "d": (1950,)}
    persons = [
        {"household_id": name, "birth_date": DAY.replace(year=year)} for name, years in born.items() for year in years
    ]
    told = ByKind([rule], facts(rule, households=homes, persons=persons).homes)
    rules = compile_rules([rule], DAY)
    found = told.households(rules)
    # One of two members is young, two of three, one of one, none of one.
    assert found.facts.num_rows == 4
    again = told.households(compile_rules([rule], DAY))
    assert again.kind is found.kind


def test_rules_over_members_need_members() -> None:
    rule = book("persons.exists(p, p.age < 6)")
    alone = facts(book("household.desil <= 4"), households=[{"household_id": "a", "desil": 1}])
    with pytest.raises(InputError, match="the rules ask for members, and there is no table of persons"):
        assess_in_memory([rule], Homes(alone.households, None), DAY)


def test_identifiers_of_no_households() -> None:
    none = facts(book("true"), households=[{"household_id": "a"}]).homes
    assert none.identifiers.to_pylist() == ["a"]
    assert len(Homes(none.households.slice(0, 0), None).identifiers) == 0
    assert np.array_equal(assess_in_memory([book("true")], none, DAY).programmes[0].entitled_idr, [1_200_000])
