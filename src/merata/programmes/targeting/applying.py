"""One rulebook applied to a registry: who is eligible, in which order of need, and whom a ceiling reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import UsageError
from merata.programmes.assessment.assessment import Assessment, assessment
from merata.programmes.assessment.by_kind import ByKind, applied
from merata.programmes.assessment.compiled_rules import compile_rules
from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.assessment.gathering import RegistryFiles
from merata.programmes.assessment.kinds import plain
from merata.programmes.assessment.registry_tables import KEY, VILLAGE_KEY
from merata.programmes.decisions.reasons import Outcome
from merata.programmes.lists.frozen import refuse_unkeyed
from merata.programmes.need import served
from merata.programmes.rules.implicit_conditions import NOT_TWICE
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.rules.sentence import Sentence
from merata.programmes.targeting.order import UNKNOWN, digests, in_order, scores
from merata.programmes.targeting.registry_folder import DESIL, facts_in, registry_files

EXPECTED = "expected_idr"
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Targeted:
    """A rulebook on n households on a day.

    `pattern` (n): the states of the rule's `conditions`, packed (`assessment.unpacked`). `score` (n) is the decile and
    `expected_idr` (n) the consumption expected, where known (`order.scores`). `order`: the places of those eligible,
    the neediest first, and `digest` the lot of each of them (in the order of `np.flatnonzero(eligible)`). `chosen` (n):
    whom the ceilings reach; whole benefits, and nobody is passed over.
    """

    files: RegistryFiles
    facts: FactTable
    assessment: Assessment
    conditions: int
    pattern: Rows
    score: Rows
    expected_idr: Rows
    digest: NDArray[np.uint64]
    order: Rows
    chosen: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.facts)

    @cached_property
    def household_id(self) -> pa.Array:
        """The identifier of each household."""
        return plain(self.facts.households[KEY])

    @cached_property
    def village(self) -> pa.DictionaryArray:
        """The village of each household."""
        return pc.dictionary_encode(plain(self.facts.households[VILLAGE_KEY]))

    @property
    def annual_idr(self) -> Rows:
        """Rupiah a year of each household; 0 of whom is not eligible."""
        return self.assessment.entitled_idr

    @property
    def eligible(self) -> NDArray[np.bool_]:
        """Who is eligible, within the ceiling or not."""
        return self.assessment.eligible

    @property
    def undecided(self) -> NDArray[np.bool_]:
        """Of whom it cannot be told: not eligible either."""
        return np.asarray(self.assessment.outcome == Outcome.UNDECIDED)

    @property
    def eligible_idr(self) -> int:
        """What everyone eligible would cost a year."""
        return int(self.annual_idr.sum())

    @property
    def chosen_idr(self) -> int:
        """What those within the ceiling cost a year."""
        return int(self.annual_idr[self.chosen].sum())

    @cached_property
    def by_village(self) -> pa.Table:
        """For each village, by its code: households, eligible, undecided, eligible_idr, chosen, chosen_idr."""
        codes, place = self.village.dictionary, self.village.indices.to_numpy()

        def count(flags: NDArray[np.bool_]) -> Rows:
            return np.bincount(place[flags], minlength=len(codes)).astype(np.int64)

        def total(flags: NDArray[np.bool_]) -> Rows:
            found = np.zeros(len(codes), dtype=np.int64)
            np.add.at(found, place[flags], self.annual_idr[flags])
            return found

        everyone = np.ones(len(self), dtype=np.bool_)
        found = pa.table(
            {
                "village_code": codes,
                "households": count(everyone),
                "eligible": count(self.eligible),
                "undecided": count(self.undecided),
                "eligible_idr": total(self.eligible),
                "chosen": count(self.chosen),
                "chosen_idr": total(self.chosen),
            }
        )
        return found.sort_by("village_code")


def targeted(  # noqa: PLR0913 - each is an input of the list
    folder: Path,
    book: Rulebook,
    on: date,
    *,
    ceiling_idr: int | None = None,
    village_ceilings: Mapping[str, int] | None = None,
    expected: pa.Table | None = None,
    area: str = "",
    known: Iterable[str] = (),
    renews: bool = False,
) -> Targeted:
    """Apply `book`, as it stands on the day `on`, to the households of `area` in the dataset folder (empty: all).

    Another parameter's value is given by `Rulebook.with_parameters`. `ceiling_idr` is spent on the neediest first, by
    whole benefits, until the first that no longer fits (`need.served`); None: everyone eligible is chosen. With
    `village_ceilings`, by code, each village first serves its own likewise, a village that is not named nobody; the
    whole ceiling then cuts off the least needy of them all. `expected` has a `household_id`, each once, and its
    `expected_idr`, the consumption that a model expects in whole rupiah per person per month; without it, deciles and
    lots alone order. `known` are programmes of which the folder's lists name everyone who receives them, even where
    that is nobody. `renews`: the list takes the place of the programme's last one, so that whoever stands on that may
    be chosen again; else those have it already, and are refused. The lot is that of the programme and the year of `on`:
    the same whatever parameters are tried.
    Raises `UsageError` where a parameter has no value on that day or a ceiling is negative, `InputError` naming what
    the rules ask for and is not there, or a household of which two consumptions are expected.
    """
    for ceiling in (ceiling_idr or 0, *(village_ceilings or {}).values()):
        if ceiling < 0:
            raise UsageError(f"a ceiling of {ceiling:,} rupiah: expected 0 or more")
    book.on(on)  # a day without rules is refused before anything is read
    files = registry_files(folder)
    if renews:
        book = _for_new_round(book)
    facts = facts_in(files, book, on, area=area, known=known)
    if renews:
        facts = facts.without_received(book.programme_id)
    found, conditions, pattern = _assessed(book, facts, on)
    rows = np.flatnonzero(found.eligible)
    score = scores(facts.households[DESIL])
    expected_idr = _expected(facts, expected)
    lots = digests(plain(facts.households[KEY]).take(pa.array(rows)), f"{book.programme_id}:{on.year}")
    order = rows[in_order(score[rows], expected_idr[rows], lots)]
    chosen = np.zeros(len(facts), dtype=np.bool_)
    within = order
    if village_ceilings is not None:
        within = within[_reached_by_village(found.entitled_idr[within], _villages(facts, within), village_ceilings)]
    chosen[within[_reached(found.entitled_idr[within], ceiling_idr)]] = True
    return Targeted(files, facts, found, conditions, pattern, score, expected_idr, lots, order, chosen)


def _for_new_round(book: Rulebook) -> Rulebook:
    """The same rules; what is said of who receives it already is that the new list takes the place of the last one."""
    condition = book.conditions.get(NOT_TWICE)
    if condition is None or not condition.implicit:
        return book
    return replace(book, conditions={**book.conditions, NOT_TWICE: replace(condition, met=_NEW_ROUND)})


_NEW_ROUND = Sentence(
    "putaran baru: daftar penerima sebelumnya digantikan", "a new round: it takes the place of the last list"
)


def _assessed(book: Rulebook, facts: FactTable, on: date) -> tuple[Assessment, int, Rows]:
    """The assessment, and how many conditions with which states, packed: it keeps those of the deciding ones alone."""
    rules = compile_rules([book], on)
    alike = ByKind([book], facts.homes).households(rules)
    table = applied(rules, alike.facts)
    pattern = table[rules.pattern(0)].to_numpy().astype(np.int64)[alike.kind]
    conditions = len(rules.reasons[0].skeleton.atoms)
    return assessment(rules, 0, table, on, alike.kind), conditions, pattern


def _expected(facts: FactTable, expected: pa.Table | None) -> Rows:
    if expected is None:
        return np.full(len(facts), UNKNOWN, dtype=np.int64)
    refuse_unkeyed(expected, KEY, "the expected consumption")
    own, named = plain(facts.households[KEY]).cast(pa.string()), plain(expected[KEY]).cast(pa.string())
    if len(own) < len(named):  # of a desa: its few are looked for among all, not all indexed for its few
        theirs = pc.is_in(named, value_set=own)
        expected, named = expected.filter(theirs), named.filter(theirs)
    row = pc.index_in(own, value_set=named)
    return scores(pa.chunked_array([plain(expected[EXPECTED]).take(row)]))


def _villages(facts: FactTable, rows: Rows) -> pa.DictionaryArray:
    return pc.dictionary_encode(plain(facts.households[VILLAGE_KEY]).take(pa.array(rows)))


def _reached_by_village(cost_idr: Rows, village: pa.DictionaryArray, ceilings: Mapping[str, int]) -> NDArray[np.bool_]:
    own = np.array([ceilings.get(code, 0) for code in village.dictionary.to_pylist()], dtype=np.int64)
    return served(cost_idr, village.indices.to_numpy().astype(np.int64), own)


def _reached(cost_idr: Rows, ceiling_idr: int | None) -> NDArray[np.bool_]:
    if ceiling_idr is None:
        return np.ones(cost_idr.size, dtype=np.bool_)
    return served(cost_idr, np.zeros(cost_idr.size, dtype=np.int64), np.array([ceiling_idr], dtype=np.int64))
