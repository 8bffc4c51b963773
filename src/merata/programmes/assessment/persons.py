"""The persons of a registry in memory, told apart by their facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.programmes.assessment.ages import AGE, BIRTH_DATE, completed_years
from merata.programmes.assessment.kinds import Kinds, codes_of, codes_of_all, kinds_of, taken
from merata.programmes.cel.columns import fact_column
from merata.programmes.facts import PERSON


@dataclass(frozen=True, slots=True)
class PersonKinds:
    """Which row of `facts` (k) each of n persons is like."""

    kind: NDArray[np.int32]
    facts: pa.Table


class Persons:
    """Persons with the facts that are asked for: `table` is as `gathering.FactFrames` describes."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self._names = [name for name in table.column_names if name.startswith(fact_column(PERSON, "")) and name != AGE]

    def settle(self) -> None:
        """Tell the persons apart, and keep of each no more than the kind, the age and the date of birth."""
        self._facts  # noqa: B018 - computed from the columns that go
        self.table = self.table.select([name for name in (AGE, BIRTH_DATE) if name in self.table.column_names])

    @cached_property
    def kinds(self) -> PersonKinds:
        """The kinds of persons by all facts."""
        return self._with_ages(self.table[AGE]) if AGE in self.table.column_names else self.kinds_without_age

    def kinds_on(self, on: date) -> PersonKinds:
        """The kinds with the ages of the day `on`, which asks for the dates of birth."""
        return self._with_ages(completed_years(self.table[BIRTH_DATE], on))

    @cached_property
    def kinds_without_age(self) -> PersonKinds:
        """The kinds of persons by all facts but the age, for rules that do not ask for it."""
        return PersonKinds(self.timeless.kind, self._facts)

    @cached_property
    def timeless(self) -> Kinds:
        """What tells persons apart by all facts but the age."""
        return kinds_of(codes_of_all([self.table[name] for name in self._names]), self.table.num_rows)

    @cached_property
    def _facts(self) -> pa.Table:
        return taken(self.table, self._names, self.timeless.row)

    def facts(self, kind: NDArray[np.integer], age: pa.Array) -> pa.Table:
        """The facts of persons of these kinds (places in `timeless.row`), each with an age."""
        return self._facts.take(pa.array(kind)).append_column(AGE, age)

    def _with_ages(self, age: pa.ChunkedArray) -> PersonKinds:
        kinds = kinds_of((self.timeless.codes, codes_of(age)), self.timeless.kind.size)
        facts = self.facts(self.timeless.kind[kinds.row], age.take(pa.array(kinds.row)))
        return PersonKinds(kinds.kind, facts)
