"""A programme's list written out: a row for each household, and its hash."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.programmes.assessment.assessment import unpacked
from merata.programmes.assessment.explanations import decisions
from merata.programmes.assessment.kinds import codes_of, kinds_of
from merata.programmes.assessment.registry_tables import KEY
from merata.programmes.lists.frozen import list_hash
from merata.programmes.targeting.applying import Targeted
from merata.programmes.targeting.members import paid_members
from merata.programmes.targeting.order import UNKNOWN, shown
from merata.programmes.targeting.registry_folder import PERSON, person_ids

SENTENCES = ("sentence_id", "sentence_en")
MEMBER = pa.struct(
    [
        pa.field(PERSON, pa.string()),
        pa.field("component", pa.string()),
        pa.field("annual_idr", pa.int64()),
        pa.field("counted", pa.bool_()),
    ]
)
LIST = pa.schema(
    [
        pa.field(KEY, pa.string()),
        pa.field("village_code", pa.string()),
        pa.field("outcome", pa.dictionary(pa.int8(), pa.string())),
        pa.field("reason", pa.dictionary(pa.int32(), pa.string())),
        pa.field("changes", pa.dictionary(pa.int32(), pa.string())),
        pa.field("states", pa.dictionary(pa.int32(), pa.string())),
        pa.field("sentence_id", pa.dictionary(pa.int32(), pa.string())),
        pa.field("sentence_en", pa.dictionary(pa.int32(), pa.string())),
        pa.field("score", pa.int32()),
        pa.field("expected_idr", pa.int64()),
        pa.field("lot", pa.string()),
        pa.field("rank", pa.int64()),
        pa.field("annual_idr", pa.int64()),
        pa.field("quantity_thousandths", pa.int64()),
        pa.field("chosen", pa.bool_()),
        pa.field("members", pa.list_(MEMBER)),
    ]
)
"""A household of a list.

`outcome`: eligible, refused or undecided. `reason`: the codes of the conditions that decided, `changes` those that
would have to change; both in words in the sentences, with the household's own values. `states`: of each condition in
the order in which the rule has them, 0 false, 1 true, 2 missing, 3 not to be computed. `score` is the decile,
`expected_idr` the consumption expected where known, `lot` what equal ones are told apart by, `rank` the place in the
order of need from 1: of those eligible. `chosen`: whether the ceiling reaches so far. `members`: who of the household
is in a component, those that a cap counts first.
"""


def whole_list(found: Targeted) -> pa.Table:
    """The list as `LIST` describes it, by village and then in the order of need, those not eligible last."""
    said = decisions(found.facts, [found.assessment])
    eligible = np.flatnonzero(found.eligible)
    rank = np.zeros(len(found), dtype=np.int64)
    rank[found.order] = np.arange(1, found.order.size + 1)
    no_rank, no_score, not_expected = rank == 0, found.score == UNKNOWN, found.expected_idr == UNKNOWN
    quantity = _thousandths(found.assessment.benefit.quantity)
    table = pa.table(
        {
            KEY: found.household_id.cast(pa.string()),
            "village_code": found.village.cast(pa.string()),
            "outcome": said["outcome"],
            "reason": said["grounds"],
            "changes": said["changes"],
            "states": _states(found.pattern, found.conditions),
            "sentence_id": said["sentence_id"],
            "sentence_en": said["sentence_en"],
            "score": pa.array(np.where(no_score, 0, found.score).astype(np.int32), mask=no_score),
            "expected_idr": pa.array(found.expected_idr, mask=not_expected),
            "lot": _spread(shown(found.digest), eligible, len(found)),
            "rank": pa.array(rank, mask=no_rank),
            "annual_idr": found.annual_idr,
            "quantity_thousandths": pa.array(
                np.full(len(found), quantity or 0), mask=no_rank if quantity is not None else np.ones_like(no_rank)
            ),
            "chosen": found.chosen,
            "members": _members(found),
        },
        schema=LIST,
    )
    keys = [("village_code", "ascending"), ("rank", "ascending"), (KEY, "ascending")]
    return table.take(pc.sort_indices(table.select([key for key, _ in keys]), sort_keys=keys))


def hash_of(rows: pa.Table) -> str:
    """The hash of a list as `whole_list` gives it, in any order of its rows (`merata.programmes.lists.frozen`).

    The members of a household stand in it as one text: "person component rupiah counted", "|" between them. The
    sentences are left out: they say in words what the codes, the states and the rulebook say.
    """
    members = rows["members"].combine_chunks()
    if isinstance(members, pa.ChunkedArray):
        members = pa.concat_arrays(members.chunks) if members.num_chunks else pa.array([], LIST.field("members").type)
    each = members.flatten()
    parts = [each.field(at).cast(pa.string()) for at in range(MEMBER.num_fields)]
    texts = pc.binary_join_element_wise(*parts, " ") if len(each) else pa.array([], pa.string())
    counts = pc.list_value_length(members).fill_null(0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, texts), "|")
    hashed = [name for name in rows.column_names if name not in (*SENTENCES, "members")]
    return list_hash(rows.select(hashed).append_column("members", joined), KEY, "the list")


def _states(pattern: NDArray[np.int64], conditions: int) -> pa.DictionaryArray:
    kinds = kinds_of([codes_of(pa.chunked_array([pattern]))], pattern.size)
    packed = pattern[kinds.row]
    texts = ["".join(str(state.value) for state in unpacked(number, conditions)) for number in packed.tolist()]
    return pa.DictionaryArray.from_arrays(pa.array(kinds.kind), pa.array(texts, pa.string()))


def _spread(values: pa.Array, rows: NDArray[np.int64], households: int) -> pa.Array:
    """`values` at `rows` of `households` places, null elsewhere."""
    at = np.zeros(households, dtype=np.int64)
    at[rows] = np.arange(rows.size)
    absent = np.ones(households, dtype=np.bool_)
    absent[rows] = False
    return values.take(pa.array(at, mask=absent))


def _thousandths(quantity: Fraction | None) -> int | None:
    return None if quantity is None else int(quantity * 1000)


def _members(found: Targeted) -> pa.ListArray:
    book, on = found.assessment.rulebook, found.assessment.on
    paid = paid_members(book, found.assessment.benefit, book.values(on), found.facts, found.eligible)
    counts = np.bincount(paid.household, minlength=len(found))
    offsets = pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
    if not paid.person.size:
        return pa.ListArray.from_arrays(offsets, pa.array([], MEMBER))
    codes = pa.array([component.code for component, _ in found.assessment.benefit.components], pa.string())
    columns = [
        pc.cast(person_ids(found.files).take(pa.array(paid.person)).combine_chunks(), pa.string()),
        codes.take(pa.array(paid.component)),
        pa.array(paid.annual_idr),
        pa.array(paid.counted),
    ]
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=list(MEMBER)))
