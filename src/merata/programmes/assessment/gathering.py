"""The registry's tables as the facts that rules ask for: one row a household, one row a person.

Only what the given rulebooks ask for is gathered. What the tables lack is named, all at once, and nothing is computed:
a column that is not there would otherwise refuse everybody, one household at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from merata.programmes.assessment.arrow_facts import (
    arrow_of,
    beside,
    computed,
    in_memory,
    lazy,
    with_received,
    with_village,
)
from merata.programmes.assessment.asked import Asked, asked_by
from merata.programmes.assessment.registry_tables import (
    KEY,
    VILLAGE_KEY,
    Frame,
    Registry,
    RegistryFiles,
    refuse_ambiguous_villages,
    refuse_lacking,
)
from merata.programmes.cel.columns import fact_column, programme_column
from merata.programmes.facts import FACTS, PERSON
from merata.programmes.rules.rulebook import Rulebook

__all__ = ["KEY", "FactFrames", "Frame", "Registry", "RegistryFiles", "gather"]

NOT_AT_SCHOOL = "none"
SCHOOL = ("school_level", "school_grade")
"""Facts of persons that follow from the columns of the same names."""


@dataclass(frozen=True, slots=True)
class FactFrames:
    """The facts asked for, as the compiled rules read them.

    `households`: `household_id`, columns `household/<fact>`, `village/<fact>` and `household/programmes:<programme>`,
    and whatever `kept` asked for; `persons`: `household_id` and columns `person/<fact>`, None where no rule asks.
    """

    households: Frame
    persons: Frame | None


def gather(
    registry: Registry | RegistryFiles,
    books: Iterable[Rulebook],
    on: date,
    *,
    kept: Sequence[str] = (),
    programmes: Iterable[str] = (),
    dates_of_birth: bool = False,
) -> FactFrames:
    """The facts that `books` ask for on the day `on`, and whether each household receives one of `programmes` too.

    `kept` are columns of `households` that are carried along; with `dates_of_birth` the persons have their
    `birth_date` where rules ask for the age (`merata.programmes.assessment.ages` makes one of the other on any day).

    A member's age is in completed years on that day; of who was born after it the age is missing. What is received is
    what each programme's latest list up to the year of `on` says. Raises `InputError` naming every table, column and
    programme that is asked for and not there, and every village that is not one row of `villages`.
    """
    asked = asked_by(books, programmes)
    if isinstance(registry, RegistryFiles):
        registry = registry.read(asked, kept)
    refuse_lacking(registry, asked, on.year)
    households = registry.households
    if registry.joins_villages(asked) and registry.villages is not None:
        refuse_ambiguous_villages(registry)
        households = _with_village(households, registry.villages)
    columns = [nw.col(KEY), *(nw.col(name) for name in kept if name != KEY)]
    households = households.select(*columns, *(_fact(of, name, on) for of, name in asked.facts if of != PERSON))
    if asked.received and registry.benefits is not None:
        households = _with_received(households, registry.benefits, asked.received, on.year)
    persons = registry.persons if asked.members else None
    return FactFrames(households, None if persons is None else _members(persons, asked, on, dates_of_birth))


def _members(persons: Frame, asked: Asked, on: date, dates_of_birth: bool) -> Frame:  # noqa: FBT001
    facts = {name: _fact(of, name, on) for of, name in asked.facts if of == PERSON}
    if dates_of_birth and "age" in facts:
        facts["age"] = nw.col(FACTS[PERSON, "age"].column).cast(nw.Date)
    school = [facts.pop(name) for name in SCHOOL if name in facts] if in_memory(persons) else []
    found = persons.select(KEY, *facts.values())
    if not school:
        return found
    table, sources = arrow_of(persons), [name for name in SCHOOL if name in persons.collect_schema().names()]
    return lazy(beside(arrow_of(found), computed(table, sources, school)))


def _with_village(households: Frame, villages: Frame) -> Frame:
    if in_memory(households):
        return lazy(with_village(arrow_of(households), arrow_of(villages)))
    carried = set(households.collect_schema().names())
    columns = [name for name in villages.collect_schema().names() if name not in carried]
    return households.join(villages.select(VILLAGE_KEY, *columns), on=VILLAGE_KEY, how="left")


def _fact(of: str, name: str, on: date) -> nw.Expr:
    column = nw.col(FACTS[of, name].column)
    if (of, name) == (PERSON, "age"):
        column = _age(column, on)
    elif (of, name) == (PERSON, "school_level"):
        # An engine may know no other values than those of a dictionary.
        column = column.cast(nw.String).fill_null(NOT_AT_SCHOOL)
    elif (of, name) == (PERSON, "school_grade"):
        # Not at school, or tertiary: no class. At school with the class not known: missing.
        level = nw.col("school_level")
        column = nw.when(level.is_null() | (level == "tertiary")).then(nw.lit(0)).otherwise(column)
    return column.alias(fact_column(of, name))


def _age(born: nw.Expr, on: date) -> nw.Expr:
    """Completed years on the day `on`; of who was born on 29 February they are complete on 1 March of other years."""
    later_in_the_year = born.dt.month() * 100 + born.dt.day() > on.month * 100 + on.day
    years = nw.lit(on.year) - born.dt.year() - nw.when(later_in_the_year).then(nw.lit(1)).otherwise(nw.lit(0))
    # Whoever is not born yet is no young child.
    return nw.when(years >= 0).then(years)


def _with_received(households: Frame, benefits: Frame, asked: Sequence[str], year: int) -> Frame:
    """A flag for each programme asked for: whether the household is on its latest list up to `year`."""
    if in_memory(households):
        return lazy(with_received(arrow_of(households), arrow_of(benefits), asked, year))
    names = [programme_column(programme) for programme in asked]
    past = benefits.filter(nw.col("programme_id").is_in(list(asked)), nw.col("year") <= year)
    latest = past.group_by("programme_id").agg(nw.col("year").max().alias("latest_year"))
    current = past.join(latest, on="programme_id", how="inner").filter(nw.col("year") == nw.col("latest_year"))
    flags = [
        nw.when(nw.col("programme_id") == programme).then(nw.lit(1)).otherwise(nw.lit(0)).max().alias(name)
        for programme, name in zip(asked, names, strict=True)
    ]
    by_household = current.group_by(KEY).agg(*flags)
    joined = households.join(by_household, on=KEY, how="left")
    return joined.with_columns(*(nw.col(name).fill_null(0) == 1 for name in names))
