"""The programmes that come with Merata: many households at once as one by one, on invented registries with gaps."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from generated_registry import arrow_tables, invented, looked_up
from merata.errors import UsageError
from merata.measurement.summaries.engine import DuckDB
from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.assessment import assess
from merata.programmes.assessment.fact_table import fact_table
from merata.programmes.assessment.gathering import Registry
from merata.programmes.decisions.one_household import outcome
from merata.programmes.decisions.reasons import Outcome
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.programme_names import available
from merata.programmes.rules.rulebook import Rulebook
from merata.registry.frame import VILLAGE_COLUMNS

DAYS = (date(2024, 2, 29), date(2025, 7, 1), date(2026, 12, 31))
OUTCOMES = {True: Outcome.ELIGIBLE, False: Outcome.REFUSED}
BOOKS = [rulebook(programme) for programme in available()]


def in_force(day: date) -> list[Rulebook]:
    found = []
    for book in BOOKS:
        try:
            book.on(day)
        except UsageError:
            continue
        found.append(book)
    return found


def agree(seed: int, count: int, day: date) -> Counter[Outcome]:
    """Assess an invented registry both ways; how often each outcome was met."""
    books = in_force(day)
    asked = asked_by(books)
    rows = invented(seed, count, asked, day)
    engine = DuckDB(threads=1)
    registry = Registry(**{name: engine.read(table) for name, table in arrow_tables(rows).items()})
    assessed = assess(books, registry, day, engine=engine)
    homes = {home["household_id"]: looked_up(rows, home, asked, day) for home in rows["households"]}
    met: Counter[Outcome] = Counter()
    for book, one in zip(books, assessed.programmes, strict=True):
        values = book.values(day)
        for place, name in enumerate(assessed.household_id.to_pylist()):
            expected = outcome(book, homes[name], values)
            reason = one.reasons[one.reason[place]]
            found = (reason.outcome, tuple(ground.code for ground in reason.grounds), int(one.entitled_idr[place]))
            wanted = OUTCOMES.get(expected.eligible, Outcome.UNDECIDED)  # type: ignore[arg-type]
            assert found == (wanted, expected.deciding, expected.annual_idr), (book.programme_id, homes[name])
            met[reason.outcome] += 1
    return met


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_all_programmes_agree_with_the_reference(day: date) -> None:
    met = agree(1, 25, day)
    assert min(met[outcome] for outcome in Outcome) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_all_programmes_agree_with_the_reference_on_many(seed: int, day: date) -> None:
    met = agree(seed, 150, day)
    assert min(met[outcome] for outcome in Outcome) >= 50


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_facts_gathered_before_give_the_same(day: date) -> None:
    books = in_force(day)
    asked = asked_by(books)
    given = arrow_tables(invented(2, 60, asked, day))
    homes, villages = given["households"], given["villages"].to_pylist()
    of_village = {village["village_code"]: village for village in villages}
    for name in VILLAGE_COLUMNS:
        if name in given["villages"].column_names:
            homes = homes.append_column(name, [[of_village[code][name] for code in homes["village_code"].to_pylist()]])
    facts = fact_table(
        homes, books, day, persons=given["persons"], benefits=given["benefits"], programmes_known=given["programmes"]
    )
    engine = DuckDB(threads=1)
    registry = Registry(**{name: engine.read(table) for name, table in given.items()})
    by_identifier = assess(books, registry, day, engine=engine)
    order = [by_identifier.household_id.to_pylist().index(name) for name in homes["household_id"].to_pylist()]
    for one, other in zip(facts.assess(books, day), by_identifier.programmes, strict=True):
        assert one.entitled_idr.tolist() == other.entitled_idr[order].tolist()
        # Every household, looked up one by one, has the reason that it has among the others.
        assert [one.reasons[number] for number in one.reason] == [other.reasons[n] for n in other.reason[order]]
        alone = [outcome(one.rulebook, facts.household(row), one.rulebook.values(day)).annual_idr for row in range(3)]
        assert alone == one.entitled_idr[:3].tolist()
