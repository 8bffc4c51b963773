"""Rulebooks applied to a whole registry at once: who is eligible, why or why not, and what they are entitled to.

The conditions are compiled to expressions over columns, which an engine runs as one query, or which are applied in
memory to one household of each kind. They give the states of a rule's conditions packed into one number, and the
entitlement. What a combination of states means is worked out once for each combination that occurs
(`merata.programmes.decisions.reasons`). Nothing that is unknown makes eligible.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError, UsageError
from merata.programmes.assessment.ages import with_ages
from merata.programmes.assessment.by_kind import ByKind, Homes, applied
from merata.programmes.assessment.compiled_rules import BASE, CompiledRules, compile_rules
from merata.programmes.assessment.gathering import KEY, FactFrames, Registry, RegistryFiles, gather
from merata.programmes.assessment.kinds import codes_of, kinds_of, plain
from merata.programmes.assessment.member_counts import Members
from merata.programmes.assessment.persons import PersonKinds, Persons
from merata.programmes.assessment.registry_tables import refuse_repeated
from merata.programmes.cel.syntax import MAX_INT
from merata.programmes.decisions.reasons import Outcome, Reason
from merata.programmes.decisions.skeleton import State
from merata.programmes.entitlement import AnnualBenefit
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.programmes.rules.sentence import Sentence

if TYPE_CHECKING:
    from merata.measurement.summaries.engine import Engine

Kind = NDArray[np.int32]

ROW = "row"
"""The column that carries a household's place, where the caller's tables have an order."""


@dataclass(frozen=True)
class Assessment:
    """One rulebook on n households, as it stood on a day.

    `reason` (n) points into `reasons`, one for each combination of conditions that occurred; `entitled_idr` (n) is
    annual rupiah, zero for everyone who is not eligible. `benefit` is what the amounts were computed from.
    """

    rulebook: Rulebook
    on: date
    benefit: AnnualBenefit
    reason: NDArray[np.int32]
    reasons: tuple[Reason, ...]
    entitled_idr: NDArray[np.int64]

    @cached_property
    def outcome(self) -> NDArray[np.int8]:
        """What the rule comes to for each household, as numbers of `Outcome`."""
        outcomes = np.array([reason.outcome for reason in self.reasons], dtype=np.int8)
        return np.asarray(outcomes[self.reason], dtype=np.int8)

    @cached_property
    def eligible(self) -> NDArray[np.bool_]:
        """Whether each household is eligible."""
        return np.asarray(self.outcome == Outcome.ELIGIBLE)

    def refused(self) -> dict[str, int]:
        """How many households each reason leaves out, by its code, the commonest first."""
        counts = np.bincount(self.reason, minlength=len(self.reasons))
        found: dict[str, int] = {}
        for reason, count in zip(self.reasons, counts, strict=True):
            if reason.outcome is not Outcome.ELIGIBLE:
                found[reason.code] = found.get(reason.code, 0) + int(count)
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def sentences(self) -> dict[str, Sentence]:
        """What each reason why not says of households in general, by its code."""
        limits: dict[str, Value | None] = {
            f"parameter.{name}": value for name, value in self.rulebook.values(self.on).items()
        }
        refusing = [reason for reason in self.reasons if reason.outcome is not Outcome.ELIGIBLE]
        return {reason.code: reason.in_general(limits) for reason in refusing}


@dataclass(frozen=True, slots=True)
class Assessed:
    """Assessments of the same households, in one order: `household_id` (n) and one assessment a rulebook."""

    household_id: pa.Array
    programmes: tuple[Assessment, ...]

    def __getitem__(self, programme_id: str) -> Assessment:
        return next(one for one in self.programmes if one.rulebook.programme_id == programme_id)


def assess(
    books: Sequence[Rulebook], registry: Registry | RegistryFiles, on: date, *, engine: Engine | None = None
) -> Assessed:
    """Apply each of `books`, as it stands on the day `on`, to every household of `registry`.

    Where the table of households has a column `row` (whole numbers from 0, each once), the result is in its order,
    else by `household_id`. `engine`, which must be that of the tables, runs the rules as one query that keeps no facts
    in memory; None: the facts are brought into memory, where the same is faster. Raises `UsageError` where a parameter
    has no value on that day, and `InputError` naming everything that the rules ask for and the registry lacks, or the
    households that stand in more than one row.
    """
    for book in books:
        book.on(on)  # a day without rules is refused before anything is asked of the registry
    kept = [ROW] if ROW in registry.columns else []
    if engine is None:
        return assess_in_memory(books, in_memory(gather(registry, books, on, kept=kept, dates_of_birth=True), on), on)
    assessed = assess_facts(books, gather(registry, books, on, kept=kept), on, engine=engine)
    refuse_repeated(assessed.household_id, "households")
    return assessed


def assess_facts(books: Sequence[Rulebook], frames: FactFrames, on: date, *, engine: Engine | None = None) -> Assessed:
    """As `assess`, of facts that were gathered before, each household in one row."""
    if engine is None:
        return assess_in_memory(books, in_memory(frames, on), on)
    rules = compile_rules(books, on)
    table = _ordered(engine.collect(rules.applied(frames)))
    found = tuple(assessment(rules, index, table, on) for index in range(len(books)))
    return Assessed(_identifiers(table), found)


def in_memory(frames: FactFrames, on: date) -> Homes:
    """Facts brought into memory; `InputError` naming the households that stand in more than one row."""
    if frames.persons is None:
        return Homes(_households(frames), None)
    # What Arrow holds of tables that were gathered from, and then of identifiers, is given back.
    pa.default_memory_pool().release_unused()
    persons = Persons(with_ages(frames.persons.collect("pyarrow").to_arrow(), on))
    with ThreadPoolExecutor(max_workers=1) as pool:
        # Told apart while the engine gathers the households.
        told = pool.submit(lambda: persons.timeless)
        households = _households(frames)
        told.result()
    members = Members(persons, households[KEY])
    members.settle()
    pa.default_memory_pool().release_unused()
    return Homes(households, members)


def _households(frames: FactFrames) -> pa.Table:
    households = _ordered(frames.households.collect("pyarrow").to_arrow())
    refuse_repeated(households[KEY], "households")
    return households


def assess_in_memory(books: Sequence[Rulebook], homes: Homes, on: date, persons: PersonKinds | None = None) -> Assessed:
    """As `assess`, of the facts of `homes`, in their order.

    `persons` are the kinds of the members on that day (None: as the facts in their table say).
    """
    rules = compile_rules(books, on)
    alike = ByKind(books, homes).households(rules, persons)
    table = applied(rules, alike.facts)
    found = tuple(assessment(rules, index, table, on, alike.kind) for index in range(len(books)))
    return Assessed(homes.identifiers, found)


def _ordered(table: pa.Table) -> pa.Table:
    if ROW in table.column_names:
        return in_order(table)
    identifiers = plain(table[KEY])
    if pc.all(pc.less_equal(identifiers[:-1], identifiers[1:])).as_py():
        return table
    return table.take(pc.sort_indices(identifiers))


def _identifiers(table: pa.Table) -> pa.Array:
    return pa.concat_arrays(table[KEY].chunks) if table.num_rows else pa.array([], table[KEY].type)


def in_order(table: pa.Table) -> pa.Table:
    """`table` by its column `row`; `UsageError` where that does not count the rows from 0, each once."""
    row = table[ROW].to_numpy()
    order = np.argsort(row, kind="stable")
    if not np.array_equal(row[order], np.arange(table.num_rows)):
        raise UsageError(f"the column {ROW} of households must hold the whole numbers from 0 on, each once")
    return table.take(pa.array(order))


def assessment(rules: CompiledRules, index: int, table: pa.Table, on: date, kind: Kind | None = None) -> Assessment:
    """What the rulebook comes to in each row of `table`, and so for the households whose rows `kind` says."""
    book, reasons = rules.books[index], rules.reasons[index]
    patterns = kinds_of([codes_of(table[rules.pattern(index)])], table.num_rows)
    packed = table[rules.pattern(index)].to_numpy()[patterns.row]
    found = [reasons.of(unpacked(int(number), len(reasons.skeleton.atoms))) for number in packed]
    distinct = {reason: position for position, reason in enumerate(dict.fromkeys(found))}
    reason = np.array([distinct[one] for one in found], dtype=np.int32)[patterns.kind]
    eligible = np.array([one.outcome is Outcome.ELIGIBLE for one in distinct], dtype=np.bool_)[reason]
    entitled = np.where(eligible, table[rules.amount(index)].to_numpy(), 0).astype(np.int64, copy=False)
    if entitled.max(initial=0) > MAX_INT:
        raise InputError(
            f"programme {book.programme_id} comes to {entitled.max():,} rupiah a year for one household, beyond what "
            "is exact (2^53 − 1): lower its amounts, or cap its members"
        )
    if kind is not None:
        reason, entitled = reason[kind], entitled[kind]
    return Assessment(book, on, rules.benefits[index], reason, tuple(distinct), entitled)


def unpacked(number: int, conditions: int) -> tuple[State, ...]:
    """The states of the conditions that a packed `number` holds, the first in its lowest place."""
    states = []
    for _ in range(conditions):
        number, state = divmod(number, BASE)
        states.append(State(state))
    return tuple(states)
