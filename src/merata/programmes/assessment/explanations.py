"""Every decision in words: a row for each household and programme, with the values that decided in its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.programmes.assessment.assessment import Assessment
from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.assessment.gathering import KEY
from merata.programmes.cel.columns import fact_column
from merata.programmes.decisions.reasons import Reason
from merata.programmes.decisions.skeleton import State
from merata.programmes.facts import MEMBERS, PERSON, PROGRAMMES
from merata.programmes.rules.rulebook import Value
from merata.programmes.rules.sentence import Sentence

Rows = NDArray[np.int64]

DECISIONS = pa.schema(
    [
        pa.field(KEY, pa.string()),
        pa.field("programme_id", pa.dictionary(pa.int32(), pa.string())),
        pa.field("on", pa.date32()),
        pa.field("outcome", pa.dictionary(pa.int8(), pa.string())),
        pa.field("grounds", pa.dictionary(pa.int32(), pa.string())),
        pa.field("changes", pa.dictionary(pa.int32(), pa.string())),
        pa.field("entitled_idr", pa.int64()),
        pa.field("sentence_id", pa.dictionary(pa.int32(), pa.string())),
        pa.field("sentence_en", pa.dictionary(pa.int32(), pa.string())),
    ]
)
"""A decision: what it is and, joined by "+", the codes of the fewest conditions that decided it and of the fewest that
would have to change (with "!" where one would have to fail)."""


def decisions(facts: FactTable, assessed: Sequence[Assessment], rows: Rows | None = None) -> pa.Table:
    """The decisions of `assessed`, made from `facts`, on the households in `rows` (None: all), as `DECISIONS` says."""
    places = np.arange(len(facts), dtype=np.int64) if rows is None else rows
    tables = [_of_programme(facts, one, places) for one in assessed]
    return pa.concat_tables(tables) if tables else DECISIONS.empty_table()


def _of_programme(facts: FactTable, assessment: Assessment, rows: Rows) -> pa.Table:
    reason = assessment.reason[rows]
    sentences: list[Sentence] = []
    sentence = np.empty(rows.size, dtype=np.int64)
    for number in np.unique(reason):
        here = np.flatnonzero(reason == number)
        words, which = _sentences(facts, assessment, assessment.reasons[number], rows[here])
        sentence[here] = which + len(sentences)
        sentences += words
    reasons = assessment.reasons
    columns = {
        KEY: facts.households[KEY].take(pa.array(rows)).cast(pa.string()),
        "programme_id": _encoded([assessment.rulebook.programme_id], np.zeros(rows.size, np.int64), pa.int32()),
        "on": pa.repeat(pa.scalar(assessment.on), rows.size),
        "outcome": _encoded([one.outcome.name.lower() for one in reasons], reason, pa.int8()),
        "grounds": _encoded([one.code for one in reasons], reason, pa.int32()),
        "changes": _encoded([_changes(one) for one in reasons], reason, pa.int32()),
        "entitled_idr": pa.array(assessment.entitled_idr[rows]),
        "sentence_id": _encoded([one.id for one in sentences], sentence, pa.int32()),
        "sentence_en": _encoded([one.en for one in sentences], sentence, pa.int32()),
    }
    return pa.table(columns, schema=DECISIONS)


def _changes(reason: Reason) -> str:
    return "+".join(code if to else f"!{code}" for code, to, _ in reason.changes)


def _encoded(names: list[str], number: NDArray[np.integer], index: pa.DataType) -> pa.Array:
    """The names that `number` points to, each written once."""
    place = {name: at for at, name in enumerate(sorted(set(names)))}
    at = np.array([place[name] for name in names], dtype=np.int64)[number]
    return pa.DictionaryArray.from_arrays(pa.array(at, index), pa.array(list(place), pa.string()))


def _sentences(
    facts: FactTable, assessment: Assessment, reason: Reason, rows: Rows
) -> tuple[list[Sentence], NDArray[np.int64]]:
    """The distinct sentences of a reason in the households `rows`, and which of them is each one's."""
    limits = assessment.rulebook.values(assessment.on)
    values: dict[str, Value | None] = {f"parameter.{name}": value for name, value in limits.items()}
    shown = _columns(facts, reason, rows)
    if not shown:
        return [reason.sentence(values)], np.zeros(rows.size, dtype=np.int64)
    first, which = _distinct(shown.values())
    distinct = pa.table(shown).take(pa.array(first)).to_pylist()
    return [reason.sentence(values | row) for row in distinct], which


def _distinct(columns: Iterable[pa.Array]) -> tuple[Rows, Rows]:
    """Rows that differ in some column, and which of them each row is equal to; nulls are equal."""
    number: Rows | None = None
    first = which = np.zeros(0, dtype=np.int64)
    for column in columns:
        codes = pc.dictionary_encode(column, null_encoding="encode").indices.to_numpy().astype(np.int64)
        number = codes if number is None else number * (codes.max(initial=0) + 1) + codes
        # Numbered anew, so that any number of columns fits.
        _, first, which = np.unique(number, return_index=True, return_inverse=True)
        number = which
    return first, which


def _columns(facts: FactTable, reason: Reason, rows: Rows) -> dict[str, pa.Array]:
    """What the sentence shows of the households: the values in its places, and which facts are missing."""
    lacking = {key for ground in reason.grounds if ground.state is State.MISSING for key in ground.facts}
    names = {place for place in reason.places if not place.startswith("parameter.")}
    names |= {".".join(key) for key in lacking if key[0] != PERSON and key not in (PROGRAMMES, MEMBERS)}
    columns = {
        name: _known_values(facts.households[fact_column(*name.split(".", maxsplit=1))], rows) for name in sorted(names)
    }
    if PROGRAMMES in lacking:
        # Who is on no list receives nothing: this is always known.
        columns[".".join(PROGRAMMES)] = pa.repeat(pa.scalar(value=True), rows.size)
    return columns | _members_known(facts, sorted(key for key in lacking if key[0] == PERSON or key == MEMBERS), rows)


def _known_values(column: pa.ChunkedArray, rows: Rows) -> pa.Array:
    """The column's values in `rows`, plain; null where a number is none."""
    values = column.take(pa.array(rows))
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
    return pa.concat_arrays(values.chunks) if len(values) else pa.array([], values.type)


def _members_known(facts: FactTable, asked: Iterable[tuple[str, str]], rows: Rows) -> dict[str, pa.Array]:
    """For each fact of members true where it is known of every member of the household (who must be known), else null.

    For `MEMBERS` true where any member is known.
    """
    keys = list(asked)
    if not keys or facts.persons is None:
        return {".".join(key): pa.nulls(rows.size, pa.bool_()) for key in keys}
    household = pc.index_in(facts.persons[KEY], value_set=_known_values(facts.households[KEY], rows))
    here = household.is_valid().to_numpy()
    place = household.drop_null().to_numpy()
    members = np.bincount(place, minlength=rows.size)
    found: dict[str, pa.Array] = {}
    for key in keys:
        whole = members > 0
        if key != MEMBERS:
            known = facts.persons[fact_column(*key)].is_valid().to_numpy()[here]
            whole &= np.bincount(place[known], minlength=rows.size) == members
        found[".".join(key)] = pa.array(whole, mask=~whole)
    return found
