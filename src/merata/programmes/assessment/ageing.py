"""Rules that ask for ages, day after day: nothing is computed again but for households that a birthday changes.

The kinds of persons of all days are known beforehand: what a person is apart from the age, with every age; and so is
what is counted of each. From one day to the next few persons become of another kind, fewer of one that counts
otherwise, and only their households are assessed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.programmes.assessment.ages import BIRTH_DATE, years_by_day
from merata.programmes.assessment.assessment import Assessment, assessment
from merata.programmes.assessment.by_kind import ByKind, Homes, applied, counted
from merata.programmes.assessment.compiled_rules import MemberColumns, compile_rules
from merata.programmes.assessment.member_counts import Members
from merata.programmes.cel.syntax import Quantified, facts, walk
from merata.programmes.facts import PERSON
from merata.programmes.rules.rulebook import Rulebook

_MOST_KINDS = 1 << 20
"""Kinds of persons that are looked at beforehand."""


class Older:
    """Those of `books` that ask for the age of members, on days of the year `year`; see the module.

    Not among them are books that ask for facts of a member's household too, nor where the ages are beyond all measure.
    """

    def __init__(self, books: Sequence[Rulebook], homes: Homes, year: int) -> None:
        self._homes = homes
        self._places: list[int] = []
        self._ageing: Ageing | None = None
        members = homes.members
        if members is None or BIRTH_DATE not in members.persons.table.column_names:
            return
        self._aged = Aged(members, date(year, 12, 31))
        if self._aged.few:
            self._places = [place for place, book in enumerate(books) if asks_age(book) and not asks_home(book)]
        self._books = [books[place] for place in self._places]

    def on(self, day: date) -> dict[int, Assessment]:
        """The assessments on a day, by the places of their rulebooks among `books`."""
        members = self._homes.members
        if not self._places or members is None:
            return {}
        if self._ageing is None or self._ageing.rules.values != tuple(book.values(day) for book in self._books):
            self._ageing = Ageing(self._books, self._homes, members, self._aged, day)
        return dict(zip(self._places, self._ageing.on(day), strict=True))


def asks_age(book: Rulebook) -> bool:
    """Whether a rule asks for the age of members."""
    return (PERSON, "age") in book.facts


def asks_home(book: Rulebook) -> bool:
    """Whether a question about members asks for facts of their household too."""
    asked = (part for node in book.nodes for part in walk(node) if isinstance(part, Quantified))
    return any(of != PERSON for question in asked for of, _ in facts(question))


class Aged:
    """The kinds of `members` with every age that they have up to the day `last`.

    `facts` are theirs: of each kind apart from the age the ages from 0 to `oldest`, then that it is missing.
    """

    def __init__(self, members: Members, last: date) -> None:
        self._of = members.persons
        days = members.persons.table[BIRTH_DATE].cast(pa.date32()).cast(pa.int32())
        known = days.is_valid().to_numpy()
        born = days.fill_null(0).to_numpy()
        self._first, self._last = (int(born[known].min()), int(born[known].max())) if known.any() else (0, 0)
        self.oldest = max(int(years_by_day(self._first, self._first, last)[0]), 0)
        born = np.where(known, born - self._first, self._last - self._first + 1).astype(np.int32)
        self._born = members.by_household(born)
        self._apart = members.by_household(members.persons.timeless.kind) * np.int32(self.oldest + 2)

    @property
    def few(self) -> bool:
        """Whether the kinds are few enough to look at all of them, and the days to look an age up by day."""
        ages = self.oldest + 2
        return self._of.timeless.row.size * ages <= _MOST_KINDS and self._last - self._first <= _MOST_KINDS

    @property
    def facts(self) -> pa.Table:
        """The facts of each kind."""
        kinds = self._of.timeless.row.size
        ages = np.tile(np.arange(self.oldest + 2), kinds)
        return self._of.facts(np.repeat(np.arange(kinds), self.oldest + 2), pa.array(ages, mask=ages > self.oldest))

    def kind(self, day: date) -> NDArray[np.int32]:
        """The kind of each member on a day, in the households' order."""
        years = np.append(years_by_day(self._first, self._last, day), -1)
        place = np.where(years < 0, self.oldest + 1, years).astype(np.int32)
        return np.asarray(self._apart + place[self._born], dtype=np.int32)


class Ageing:
    """Rulebooks with their values of the day `on`, on this and other days for which `aged` was made.

    They ask for the age of members, and not for facts of a member's household.
    """

    def __init__(self, books: Sequence[Rulebook], homes: Homes, members: Members, aged: Aged, on: date) -> None:
        self.rules = compile_rules(books, on)
        self._members, self._aged, self._told = members, aged, ByKind(books, homes)
        self._asked = self.rules.members or MemberColumns({}, {}, {}, ())
        self._counts = counted(self._asked, members, aged.facts)
        self._person = aged.kind(on)
        self._words = [members.summed(word[self._person]) for word in self._counts.words]
        kinds, words = self._told.told_apart(members.size, self._words)
        self._kind = kinds.kind
        self._applied = self._apply(kinds.row, words)

    def on(self, day: date) -> tuple[Assessment, ...]:
        """The rulebooks as they stand on `day`, whose parameters must have the same values."""
        person = self._aged.kind(day)
        changed = self._moved(np.flatnonzero(person != self._person), person)
        if changed.size:
            words = [word[changed] for word in self._words]
            kinds, words = self._told.told_apart(self._members.size[changed], words, changed)
            self._kind[changed] = self._applied.num_rows + kinds.kind
            again = self._apply(changed[kinds.row], words)
            self._applied = pa.concat_tables([self._applied, again])
        self._person = person
        number = range(len(self.rules.books))
        return tuple(assessment(self.rules, index, self._applied, day, self._kind) for index in number)

    def _moved(self, moved: NDArray[np.int64], person: NDArray[np.int32]) -> NDArray[np.int64]:
        """The households whose counts change with the kinds of the persons `moved`, once their counts are changed."""
        before, after = self._person[moved], person[moved]
        household = self._members.household[moved]
        changed = np.zeros(self._members.size.size, dtype=np.bool_)
        for word, sums in zip(self._counts.words, self._words, strict=True):
            more = word[after] - word[before]
            other = np.flatnonzero(more)
            np.add.at(sums, household[other], more[other])
            changed[household[other]] = True
        return np.flatnonzero(changed)

    def _apply(self, row: NDArray[np.int64], words: list[NDArray[np.int64]]) -> pa.Table:
        facts = self._told.facts(self._asked, self._counts, row, self._members.size[row], words)
        return applied(self.rules, facts)
