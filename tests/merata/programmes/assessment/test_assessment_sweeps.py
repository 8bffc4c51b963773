"""Many days and many values give what each gives alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from rules_at_random import ALONE, BOOKS, CAPPED, SUMMED, drawn, same
from rules_by_hand import DAY, facts, registry, table

from merata.errors import InputError, UsageError
from merata.programmes.assessment import ageing
from merata.programmes.assessment.assessment import assess
from merata.programmes.assessment.sweeps import over_days, over_days_in_memory, over_values
from merata.programmes.rules.rulebook import DatedValue, Rulebook, Value
from merata.programmes.rules.sentence import Sentence

DAYS = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 1), date(2025, 3, 1), date(2025, 12, 31)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("most_kinds", [1 << 20, 5])
def test_days_are_what_they_are_alone(seed: int, most_kinds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ageing, "_MOST_KINDS", most_kinds)
    given = drawn(seed)
    received = [{"household_id": "h001", "programme_id": "pkh", "year": 2025}]
    lists = {"benefits": table("benefits", given["benefits"].to_pylist() + received)}
    tables = registry(**(given | lists))
    for day, found in zip(DAYS, over_days(BOOKS, tables, DAYS), strict=True):
        same(found, assess(BOOKS, tables, day))


def test_a_parameter_that_changes_within_the_year() -> None:
    asks_age = replace(CAPPED, parameters=CAPPED.parameters | {"young_max": _dated(6, 60)})
    alone = replace(ALONE, parameters=ALONE.parameters | {"annual_idr": _dated(1, 2)})
    tables = registry(**drawn(1))
    for day, found in zip(DAYS[1:], over_days([asks_age, alone], tables, DAYS[1:]), strict=True):
        same(found, assess([asks_age, alone], tables, day))


def _dated(before: int, after: int) -> tuple[DatedValue, ...]:
    change = date(2025, 3, 1)
    first = DatedValue(date(2024, 1, 1), change - timedelta(1), before, Sentence("-", "-"), Sentence("-", "-"), "high")
    return first, replace(first, start=change, until=None, value=after)


def test_what_does_not_change_is_not_computed_again() -> None:
    tables = registry(**drawn(1))
    first, second = over_days(BOOKS, tables, DAYS[1:3])
    assert second["alone"].entitled_idr is first["alone"].entitled_idr
    assert second["alone"].on == DAYS[2]
    assert second["capped"].entitled_idr is not first["capped"].entitled_idr


def test_facts_in_memory_are_of_one_year() -> None:
    homes = facts(BOOKS, **drawn(1)).homes
    found = over_days_in_memory(BOOKS, homes, [DAYS[1], DAYS[2], date(2026, 1, 1)])
    tables = registry(**drawn(1))
    for day in DAYS[1:3]:
        given = next(found)
        alone = assess(BOOKS, tables, day)
        order = np.argsort(given.household_id.to_pylist())
        for ours, theirs in zip(given.programmes, alone.programmes, strict=True):
            assert ours.entitled_idr[order].tolist() == theirs.entitled_idr.tolist()
    with pytest.raises(UsageError, match="2026-01-01 is not in 2025, for which these facts were gathered"):
        next(found)


def test_a_day_without_rules_is_refused_before_anything_is_read() -> None:
    with pytest.raises(UsageError, match="programme capped has no value of"):
        next(over_days([CAPPED], registry(households=[{"household_id": "a"}]), [date(2020, 1, 1)]))


SWEPT: list[tuple[Rulebook, str, list[Value]]] = [
    (CAPPED, "desil_max", [0, 1, 4, 10]),
    (CAPPED, "young_max", [0, 6, 60, 6]),
    (CAPPED, "pupil_idr", [0, 900_000, 2_500_000, 3_500_000]),
    (CAPPED, "most", [1, 2, 9]),
    (SUMMED, "pupil_idr", [1, 2_500_000]),
    (ALONE, "annual_idr", [1, 2]),
]


@pytest.mark.parametrize(("rule", "name", "values"), SWEPT, ids=[f"{r.programme_id} {n}" for r, n, _ in SWEPT])
def test_values_come_to_what_each_reform_comes_to(rule: Rulebook, name: str, values: list[Value]) -> None:
    given = facts(rule, **_asked(rule, drawn(2, 120)))
    found = over_values(rule, given.homes, name, values, DAY)
    assert found.values == tuple(values)
    for place, value in enumerate(values):
        (alone,) = given.assess([rule.with_parameters({name: value})], DAY)
        assert found.households[place] == alone.eligible.sum()
        assert found.annual_idr[place] == alone.entitled_idr.sum()


def _asked(rule: Rulebook, tables: dict[str, Any]) -> dict[str, Any]:
    return {name: given for name, given in tables.items() if name != "persons" or rule is not ALONE}


def test_no_values_and_values_that_cannot_be() -> None:
    homes = facts(ALONE, households=drawn(1)["households"]).homes
    assert over_values(ALONE, homes, "annual_idr", [], DAY).households.tolist() == []
    with pytest.raises(UsageError, match="unknown parameter 'other'"):
        over_values(ALONE, homes, "other", [1], DAY)
    with pytest.raises(InputError, match="comes to more rupiah a year than is exact"):
        over_values(ALONE, homes, "annual_idr", [2**53 - 1], DAY)
