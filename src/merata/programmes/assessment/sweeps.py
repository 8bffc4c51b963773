"""The same rules on many days, and with many values of one parameter: what does not change is not computed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.programmes.assessment.ageing import Older, asks_age
from merata.programmes.assessment.assessment import Assessed, Assessment, assess_in_memory, in_memory
from merata.programmes.assessment.by_kind import ByKind, Homes, HouseholdKinds
from merata.programmes.assessment.compiled_rules import CompiledRules, compile_rules
from merata.programmes.assessment.gathering import Registry, RegistryFiles, gather
from merata.programmes.cel.syntax import MAX_INT, Quantified, parameters, walk
from merata.programmes.rules.rulebook import Rulebook, Value


@dataclass(frozen=True, slots=True)
class Sweep:
    """What each of v values of a parameter comes to: eligible `households` (v), and `annual_idr` (v) of all of them."""

    values: tuple[Value, ...]
    households: NDArray[np.int64]
    annual_idr: NDArray[np.int64]


def over_days(
    books: Sequence[Rulebook], registry: Registry | RegistryFiles, days: Iterable[date]
) -> Iterator[Assessed]:
    """`merata.programmes.assessment.assessment.assess` on each of `days`, one after another.

    The tables are read once for a calendar year, since that says whose lists hold. From one day to the next a rulebook
    is applied again only if it asks for the age of members or its parameters changed; of others the arrays stay.
    """
    year: _Year | None = None
    for day in days:
        for book in books:
            book.on(day)  # a day without rules is refused before anything is asked of the registry
        if year is None or year.number != day.year:
            homes = in_memory(gather(registry, books, day, dates_of_birth=True), day)
            year = _Year(books, homes, day.year)
        yield year.on(day)


def over_days_in_memory(books: Sequence[Rulebook], homes: Homes, days: Iterable[date]) -> Iterator[Assessed]:
    """As `over_days`, of facts gathered with dates of birth for the year of the first day, in which all must be.

    Raises `UsageError` at a day of another year: the lists that say who receives what may be others then.
    """
    year: _Year | None = None
    for day in days:
        year = year or _Year(books, homes, day.year)
        if day.year != year.number:
            raise UsageError(f"{day} is not in {year.number}, for which these facts were gathered: gather them anew")
        yield year.on(day)


def over_values(book: Rulebook, homes: Homes, parameter: str, values: Iterable[Value], on: date) -> Sweep:
    """What `book` comes to on the day `on` with each of `values` of its `parameter`, all else equal.

    `homes` are those of a `fact_table.FactTable` made for this rulebook. Raises `UsageError` where
    the parameter cannot have a value, and `InputError` where the sum is beyond what is exact.
    """
    given = tuple(values)
    told = ByKind([book], homes)
    of_members = parameter in _of_members(book)
    alike: HouseholdKinds | None = None
    before: tuple[object, ...] = ()
    found = np.zeros((len(given), 2), dtype=np.int64)
    for place, value in enumerate(given):
        rules = compile_rules([book.with_parameters({parameter: value})], on)
        paid = _paid(rules)
        if alike is None or of_members or paid != before:
            alike, before = told.households(rules), paid
        found[place] = _come_to(rules, alike)
    households, annual_idr = found.T
    return Sweep(given, households, annual_idr)


class _Year:
    """Rulebooks on days of one year, of the facts of `homes`."""

    def __init__(self, books: Sequence[Rulebook], homes: Homes, number: int) -> None:
        self.number = number
        self._books, self._homes = books, homes
        self._older = Older(books, homes, number)
        self._before: tuple[Assessment, ...] = ()

    def on(self, day: date) -> Assessed:
        """The rulebooks on a day; those that neither age nor parameters change have the arrays of the day before."""
        found = {place: replace(one, on=day) for place, one in enumerate(self._before) if _holds(one, day)}
        found |= self._older.on(day)
        left = [place for place in range(len(self._books)) if place not in found]
        found |= dict(zip(left, self._assessed([self._books[place] for place in left], day), strict=True))
        self._before = tuple(found[place] for place in range(len(self._books)))
        return Assessed(self._homes.identifiers, self._before)

    def _assessed(self, books: Sequence[Rulebook], day: date) -> tuple[Assessment, ...]:
        members = self._homes.members
        persons = None
        if members is not None:
            of_age = any(map(asks_age, books))
            persons = members.persons.kinds_on(day) if of_age else members.persons.kinds_without_age
        return assess_in_memory(books, self._homes, day, persons).programmes if books else ()


def _holds(one: Assessment, day: date) -> bool:
    """Whether an assessment is the same on `day`, of the same year."""
    return not asks_age(one.rulebook) and one.rulebook.values(day) == one.rulebook.values(one.on)


def _of_members(book: Rulebook) -> frozenset[str]:
    """The parameters that the questions about members name."""
    questions = (part for node in book.nodes for part in walk(node) if isinstance(part, Quantified))
    whens = (component.when for component in book.benefit.members)
    return frozenset().union(*map(parameters, (*questions, *whens)))


def _paid(rules: CompiledRules) -> tuple[object, ...]:
    """What the counts of members depend on besides: a cap counts by the order of the components, a sum by amount."""
    benefit = rules.benefits[0]
    capped = benefit.members_max is not None
    return tuple(component.code if capped else (component.code, annual) for component, annual in benefit.components)


def _come_to(rules: CompiledRules, alike: HouseholdKinds) -> tuple[int, int]:
    """How many households are eligible, and what all of them get a year."""
    frame = nw.from_native(alike.facts, eager_only=True).with_columns(
        eligible=rules.eligible(0), annual=rules.annual(0)
    )
    eligible = frame["eligible"].fill_null(value=False).to_numpy().astype(np.bool_)
    annual_idr = np.where(eligible, frame["annual"].to_numpy(), 0)
    households = np.bincount(alike.kind, minlength=eligible.size)
    if max(annual_idr.max(initial=0), float(households @ annual_idr.astype(np.float64))) > MAX_INT:
        name = rules.books[0].programme_id
        raise InputError(f"programme {name} comes to more rupiah a year than is exact (2^53 − 1): lower its amounts")
    return int(households[eligible].sum()), int(households @ annual_idr)
