"""What a registry lacks is named, all of it at once, and nothing is computed."""

from __future__ import annotations

import pyarrow as pa
import pytest
from rules_by_hand import Rows, assessed, book, facts, registry, table

from merata.errors import InputError
from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.registry_tables import refuse_lacking, refuse_repeated

EACH = {"each_idr": 100}
MEMBERS = {
    "members": [
        {"component": "old", "name": {"id": "-", "en": "-"}, "when": "p.age >= 60", "amount": "each_idr"},
        {"component": "sd", "name": {"id": "-", "en": "-"}, "when": "p.school_grade == 6", "amount": "each_idr"},
    ]
}
POOR = book("household.desil <= 4")
VILLAGE = book("household.desil <= 4 && village.type == 'desa'")
EVERYTHING = book(
    "household.desil <= 4 && household.cattle < 2 && village.type == 'desa' && village.urban",
    benefit=MEMBERS,
    parameters=EACH,
    not_with=["pkh", "sembako"],
)
HOME = {"household_id": "a", "village_code": "v", "desil": 1}


def problems(rule: object, **rows: Rows | pa.Table) -> list[str]:
    with pytest.raises(InputError) as caught:
        assessed(rule, **rows)  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.startswith("the rules ask for what the registry lacks: ")
    return message.partition("lacks: ")[2].partition(". Nothing was computed")[0].split("; ")


def test_everything_is_named_at_once() -> None:
    found = problems(
        EVERYTHING,
        households=[{"household_id": "a", "desil": 1}],
        villages=[{"village_code": "v", "type": "desa"}],
        persons=[{"household_id": "a", "school_grade": 6}],
        benefits=[{"household_id": "a", "programme_id": "sembako", "year": 2025}],
    )
    assert found == [
        "villages.urban",
        "households.cattle",
        "households.village_code",
        "persons.birth_date",
        "persons.school_level",
        "programmes: pkh (a row in programmes says that it is known who receives it)",
    ]


def test_whole_tables_are_named_with_what_they_are_needed_for() -> None:
    assert problems(EVERYTHING, households=[HOME]) == [
        "the table villages (for type, urban, village_code)",
        "households.cattle",
        "the table persons (for birth_date, household_id, school_grade, school_level)",
        "the table benefits (for pkh, sembako)",
    ]


def test_households_without_their_village() -> None:
    villages = [{"village_code": "v", "type": "desa"}]
    assert problems(VILLAGE, households=[{"household_id": "a", "desil": 1}], villages=villages) == [
        "households.village_code"
    ]
    assert problems(VILLAGE, households=[HOME], villages=[{"type": "desa"}]) == ["villages.village_code"]
    for code in ("w", None):
        with pytest.raises(InputError, match=rf"households lie in 1 villages .* lacks \({code}\)"):
            assessed(VILLAGE, households=[HOME | {"village_code": code}], villages=villages)
    # Columns of the village that the households carry need no table of villages.
    assert assessed(VILLAGE, households=[HOME | {"type": "desa"}])["contoh"].eligible.tolist() == [True]


def test_lists_of_recipients() -> None:
    rule = book("household.desil <= 4", not_with=["pkh"])
    row = {"household_id": "a", "programme_id": "sembako", "year": 2025}
    listed = [{"programme_id": "pkh"}]
    assert problems(rule, households=[HOME], benefits=[{"household_id": "a"}]) == [
        "benefits.programme_id",
        "benefits.year",
    ]
    unknown = "programmes: pkh (a row in programmes says that it is known who receives it)"
    assert problems(rule, households=[HOME], benefits=[row]) == [unknown]
    # A list of next year says nothing of this one.
    assert problems(rule, households=[HOME], benefits=[row, row | {"programme_id": "pkh", "year": 2026}]) == [unknown]
    assert problems(rule, households=[HOME], benefits=[row], programmes=[{"name": "PKH"}]) == [
        "programmes.programme_id"
    ]
    # Without any list that holds today nothing is known of who receives what.
    for rows in (table("benefits", [], "household_id", "programme_id", "year"), [row | {"year": 2026}]):
        assert problems(rule, households=[HOME], benefits=rows, programmes=listed) == [
            "a list in benefits up to 2025 (for pkh)"
        ]
    assert assessed(rule, households=[HOME], benefits=[row], programmes=listed)["contoh"].eligible.all()


def test_nothing_lacks_where_nothing_is_asked() -> None:
    refuse_lacking(registry(households=[{"household_id": "a"}]), asked_by([]), 2025)
    with pytest.raises(InputError, match=r"households.household_id"):
        refuse_lacking(registry(households=[{"desil": 1}]), asked_by([]), 2025)


def test_who_stands_there_twice_is_refused_not_multiplied() -> None:
    twice = [HOME, HOME | {"household_id": "b"}, HOME]
    for compute in (assessed, facts):
        with pytest.raises(InputError, match=r"households: 1 times a household_id stands in more than one row \(a\)"):
            compute(POOR, households=twice)  # type: ignore[operator]
        with pytest.raises(InputError, match="households: 1 of 2 rows have no household_id"):
            compute(POOR, households=[HOME, {"desil": 1}])  # type: ignore[operator]
    villages = [{"village_code": "v", "type": "desa"}, {"village_code": "v", "type": "kelurahan"}]
    with pytest.raises(InputError, match="villages: 1 times a village_code stands in more than one row"):
        assessed(VILLAGE, households=[HOME], villages=villages)


def test_a_few_of_many_are_named() -> None:
    with pytest.raises(InputError, match=r"7 times .* \(h0, h1, h2, h3, h4, …\)"):
        refuse_repeated(pa.array([f"h{i}" for i in range(7)] * 2), "households")
    refuse_repeated(pa.array([], pa.string()), "households")
