"""The registry's tables become the facts that rules ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_by_hand import DAY, ENGINE, Rows, book, registry, table, tables

from merata.programmes.assessment.gathering import Registry, gather
from merata.programmes.rules.rulebook import Rulebook

EACH = {"each_idr": 100}
HOME = {"household_id": "a"}


def of_members(when: str) -> Rulebook:
    one = {"component": "one", "name": {"id": "-", "en": "-"}, "when": when, "amount": "each_idr"}
    return book(None, benefit={"members": [one]}, parameters=EACH)


def persons(when: str, rows: Rows | pa.Table, on: date = DAY) -> dict[str, list[Any]]:
    frames = gather(registry(households=[HOME], persons=rows), [of_members(when)], on)
    assert frames.persons is not None
    found: dict[str, list[Any]] = ENGINE.collect(frames.persons).to_pydict()
    return found


def ages(born: date, *days: date) -> list[int | None]:
    rows = [{"household_id": "a", "birth_date": born}]
    return [persons("p.age > 5", rows, day)["person/age"][0] for day in days]


def test_age_is_complete_on_the_birthday() -> None:
    assert ages(date(1965, 7, 1), date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2)) == [59, 60, 60]
    assert ages(date(2000, 12, 31), date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 1)) == [23, 24, 24]


def test_age_of_who_was_born_on_29_february() -> None:
    days = (date(2025, 2, 28), date(2025, 3, 1), date(2028, 2, 28), date(2028, 2, 29))
    assert ages(date(2004, 2, 29), *days) == [20, 21, 23, 24]


def test_who_is_not_born_yet_has_no_age() -> None:
    assert ages(date(2025, 7, 2), date(2025, 7, 1), date(2025, 7, 2)) == [None, 0]
    assert persons("p.age > 5", [{"household_id": "a", "birth_date": None}])["person/age"] == [None]


@settings(max_examples=20)
@given(
    st.lists(st.dates(date(1900, 1, 1), date(2030, 1, 1)), min_size=1), st.dates(date(2020, 1, 1), date(2030, 12, 31))
)
def test_age_counts_birthdays(births: list[date], on: date) -> None:
    expected = []
    for born in births:
        years = range(born.year, on.year + 1)
        reached = [year for year in years if (year, born.month, born.day) <= (on.year, on.month, on.day)]
        expected.append(len(reached) - 1 if reached else None)
    rows = [{"household_id": "a", "birth_date": born} for born in births]
    assert persons("p.age > 5", rows, on)["person/age"] == expected


SCHOOL = [
    {"household_id": "a", "school_level": level, "school_grade": grade}
    for level, grade in (("SD", 3), ("SMP", None), (None, None), ("tertiary", None), (None, 4))
]


@pytest.mark.parametrize("encoded", [False, True])
def test_school(encoded: bool) -> None:
    rows = table("persons", SCHOOL)
    if encoded:
        rows = rows.set_column(
            rows.column_names.index("school_level"), "school_level", rows["school_level"].dictionary_encode()
        )
    found = persons('p.school_grade == 3 && p.school_level == "SD"', rows)
    # An empty level is "not at school"; at school with the class not known is missing.
    assert found["person/school_level"] == ["SD", "SMP", "none", "tertiary", "none"]
    assert found["person/school_grade"] == [3, None, 0, 0, 0]


def received(rows: Rows, on: date = DAY, listed: Rows = ()) -> dict[str, list[bool]]:
    rule = book("household.desil <= 4", not_with=["pkh", "sembako"])
    homes = [{"household_id": name, "desil": 1} for name in "abc"]
    frames = gather(registry(households=homes, benefits=rows, programmes=listed or None), [rule], on)
    return {
        programme: ENGINE.collect(frames.households)
        .sort_by("household_id")[f"household/programmes:{programme}"]
        .to_pylist()
        for programme in ("pkh", "sembako")
    }


def lists(*rows: tuple[str, str, int]) -> Rows:
    return [{"household_id": home, "programme_id": programme, "year": year} for home, programme, year in rows]


def test_each_programme_has_a_latest_list_of_its_own() -> None:
    rows = lists(
        ("a", "pkh", 2025), ("b", "pkh", 2024), ("b", "sembako", 2023), ("c", "sembako", 2026), ("z", "pkh", 2025)
    )
    assert received(rows) == {"pkh": [True, False, False], "sembako": [False, True, False]}
    assert received(rows, date(2024, 12, 31)) == {"pkh": [False, True, False], "sembako": [False, True, False]}
    assert received(rows, date(2026, 1, 1)) == {"pkh": [True, False, False], "sembako": [False, False, True]}


def test_a_listed_programme_without_recipients_is_received_by_nobody() -> None:
    rows = lists(("a", "pkh", 2025), ("a", "pkh", 2025))
    listed = [{"programme_id": "sembako"}]
    assert received(rows, listed=listed) == {"pkh": [True, False, False], "sembako": [False, False, False]}


def test_further_programmes_may_be_asked_for() -> None:
    homes = [{"household_id": "a", "desil": 1}, {"household_id": "b", "desil": 1}]
    given_tables = registry(households=homes, benefits=lists(("b", "pip", 2025)))
    found = ENGINE.collect(gather(given_tables, [book("household.desil <= 4")], DAY, programmes=["pip"]).households)
    assert found.sort_by("household_id")["household/programmes:pip"].to_pylist() == [False, True]


def test_only_what_is_asked_for_is_gathered() -> None:
    homes = [HOME | {"village_code": "v", "desil": 3, "size": 4, "cattle": 1, "mark": "x"}]
    villages = [{"village_code": "v", "type": "desa", "urban": True, "name": "Contoh"}]
    frames = gather(
        registry(households=homes, villages=villages, persons=[HOME | {"birth_date": DAY}]),
        [book("household.desil <= 4 && village.urban")],
        DAY,
        kept=["mark", "household_id"],
    )
    assert frames.persons is None
    assert ENGINE.collect(frames.households).to_pylist() == [
        {"household_id": "a", "mark": "x", "household/desil": 3, "village/urban": True}
    ]


def test_rules_that_do_not_ask_about_members_do_not_read_them() -> None:
    class NeverRead:
        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"persons.{name} was read")

    given_tables = registry(households=[HOME | {"desil": 1}])
    unread = Registry(given_tables.households, persons=NeverRead())  # type: ignore[arg-type]
    assert gather(unread, [book("household.desil <= 4")], DAY).persons is None


def test_what_the_households_carry_of_their_village_counts() -> None:
    homes = [HOME | {"village_code": "v", "type": "kelurahan"}]
    given_tables = registry(**tables(households=homes, villages=[{"village_code": "v", "type": "desa", "urban": True}]))
    rule = book("village.type == 'desa' && village.urban")
    found = ENGINE.collect(gather(given_tables, [rule], DAY).households).to_pylist()
    assert found == [{"household_id": "a", "village/type": "kelurahan", "village/urban": True}]
