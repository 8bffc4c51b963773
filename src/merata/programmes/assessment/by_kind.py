"""Rules applied to a registry in memory: to one household of each kind, for all that are alike in what is asked.

It gives what the query of `compiled_rules` gives, from the same expressions, several times faster:
persons are told apart by their facts, and households by their facts and by what is counted of their members.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.errors import InputError
from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.compiled_rules import CompiledRules, MemberColumns
from merata.programmes.assessment.kinds import Codes, Kinds, Numbers, codes_of, codes_of_all, kinds_of, taken
from merata.programmes.assessment.member_counts import MemberCounts, Members, member_counts
from merata.programmes.assessment.persons import PersonKinds
from merata.programmes.assessment.registry_tables import KEY
from merata.programmes.cel.columns import PERSONS, fact_column, programme_column
from merata.programmes.facts import PERSON
from merata.programmes.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class HouseholdKinds:
    """Households that no rule tells apart: `kind` (n) is which row of `facts` (k) stands for each household.

    `facts` hold what the rules ask for of the household, and what is counted of its members.
    """

    facts: pa.Table
    kind: NDArray[np.int32]


def applied(rules: CompiledRules, facts: pa.Table) -> pa.Table:
    """A pattern and an amount for each rulebook and household of `facts`, which hold what is counted of members."""
    frame = nw.from_native(facts, eager_only=True).with_columns(*rules.outcomes)
    names = [name(index) for index in range(len(rules.books)) for name in (rules.pattern, rules.amount)]
    return frame.select(*names).to_native()


@dataclass(frozen=True, slots=True)
class Homes:
    """Facts in memory, as `gathering.FactFrames` describes: n households, and their members."""

    households: pa.Table
    members: Members | None

    @property
    def identifiers(self) -> pa.Array:
        """The `household_id` of each household."""
        column = self.households[KEY]
        return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


class ByKind:
    """Tells the households of `homes` apart for `books`, again and again with other parameters, or on other days."""

    def __init__(self, books: Sequence[Rulebook], homes: Homes) -> None:
        columns = homes.households.column_names
        self._homes = homes
        self._names = [name for name in _columns(books) if name in columns]
        codes = codes_of_all([homes.households[name] for name in self._names])
        self._alone = kinds_of(codes, homes.households.num_rows)
        self._last: _Counted | None = None

    def households(self, rules: CompiledRules, persons: PersonKinds | None = None) -> HouseholdKinds:
        """The kinds of households for these rules; `persons` are those of their members (None: by their facts).

        Raises `InputError` where the rules ask for members and there are none.
        """
        if rules.members is None:
            return HouseholdKinds(self._facts(self._alone.row), self._alone.kind)
        if self._homes.members is None:
            raise InputError("the rules ask for members, and there is no table of persons")
        members, given = self._homes.members, persons or self._homes.members.persons.kinds
        persons, kind = given, None
        if rules.members.needs_household:
            persons = _at_home(given, rules.members.needs_household, self._homes.households, members)
            kind = persons.kind
        counts = counted(rules.members, members, persons.facts)
        last = self._last
        if last is None or last.persons is not given or not last.counts.same_words(counts):
            kind = members.by_household(persons.kind) if kind is None else kind
            kinds, words = self.told_apart(members.size, [members.summed(word[kind]) for word in counts.words])
            last = _Counted(given, counts, kinds, members.size[kinds.row], words)
        self._last = replace(last, counts=counts)
        facts = self.facts(rules.members, counts, last.kinds.row, last.size, last.words)
        return HouseholdKinds(facts, last.kinds.kind)

    def told_apart(
        self, size: Numbers, words: list[Numbers], rows: NDArray[np.int64] | None = None
    ) -> tuple[Kinds, list[Numbers]]:
        """The kinds of the households in `rows` (None: all) by their facts, `size` and packed counts; those of each."""
        alone = self._alone.codes if rows is None else Codes(self._alone.kind[rows], self._alone.codes.count)
        counts = [codes_of(pa.chunked_array([one])) for one in (size, *words)]
        kinds = kinds_of([alone, *counts], size.size)
        return kinds, [word[kinds.row] for word in words]

    def facts(
        self, asked: MemberColumns, counts: MemberCounts, row: Numbers, size: Numbers, words: list[Numbers]
    ) -> pa.Table:
        """The facts of the households in `row` with what is counted of their members, missing where none is known."""
        facts = self._facts(row)
        reduced = {name: counts.reduced(name, how, words, size) for name, how in asked.reductions.items()}
        for name, column in {PERSONS: size, **reduced}.items():
            facts = facts.append_column(name, pa.array(column, mask=size == 0))
        return facts

    def _facts(self, row: Numbers) -> pa.Table:
        return taken(self._homes.households, self._names, row)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was counted last: of which persons, and for each kind of household its `size` and packed `words`."""

    persons: PersonKinds
    counts: MemberCounts
    kinds: Kinds
    size: Numbers
    words: list[Numbers]


def counted(asked: MemberColumns, members: Members, facts: pa.Table) -> MemberCounts:
    """What to count of the members, of whom `facts` are those of each kind."""
    frame = nw.from_native(facts, eager_only=True)
    for added in (asked.columns, asked.further):
        if added:
            frame = frame.with_columns(**added)
    columns = {name: frame[name].to_numpy().astype(np.int64) for name in asked.reductions}
    return member_counts(columns, int(members.size.max(initial=0)))


def _at_home(persons: PersonKinds, needed: tuple[str, ...], households: pa.Table, members: Members) -> PersonKinds:
    """The members, in the households' order, told apart by facts of their household too."""
    homes = kinds_of((codes_of(households[name]) for name in needed), households.num_rows)
    home = homes.kind[members.household]
    kind = members.by_household(persons.kind)
    alone = Codes(kind, max(persons.facts.num_rows, 1))
    both = kinds_of((alone, Codes(home, homes.codes.count)), home.size)
    facts = persons.facts.take(pa.array(kind[both.row]))
    at = pa.array(homes.row[home[both.row]])
    for name in needed:
        facts = facts.append_column(name, households[name].take(at))
    return PersonKinds(both.kind, facts)


def _columns(books: Sequence[Rulebook]) -> list[str]:
    """The columns of the households that conditions and benefits ask for."""
    facts = frozenset().union(*(book.facts for book in books))
    received = asked_by(books).received
    return [fact_column(of, name) for of, name in sorted(facts) if of != PERSON] + [
        programme_column(p) for p in received
    ]
