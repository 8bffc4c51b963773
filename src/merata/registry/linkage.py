"""Which records are the same person: certain pairs by rule, unclear ones with their evidence, groups that hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.progress import Step, silent
from merata.registry.certain_pairs import MOST_OF_A_NIK, certain_pairs
from merata.registry.link_features import features
from merata.registry.link_groups import Labels, representatives, settled
from merata.registry.link_model import COMPARISONS
from merata.registry.link_scores import scored_pairs

MOST_OF_A_FAMILY = 60
"""A KK number that more records bear is no family's, but a form's filler: its records do not meet for its sake. Nor do
those of a NIK that more than `certain_pairs.MOST_OF_A_NIK` bear."""
AGREED = tuple(f"agree_{field}" for field in COMPARISONS)
STATUSES = ("certain", "probable", "unclear", "contradiction")

PAIRS = pa.schema(
    [
        ("left_table", pa.int64()),
        ("left_record", pa.int64()),
        ("right_table", pa.int64()),
        ("right_record", pa.int64()),
        ("status", pa.string()),
        ("match_weight", pa.float64()),
        ("match_probability", pa.float64()),
        *((name, pa.string()) for name in AGREED),
    ]
)
"""A pair of records. `left_table`, `left_record` and the same for right: which of the tables given, and the position in
it, from 0. `match_weight` (log2 of the odds) and `match_probability` are null for pairs that a rule decided, and for
those that it left open of which the weight is below the least. `agree_<field>`: how far the two agree, a code of
`evidence.AGREEMENT`."""


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How records are linked.

    Pairs of at least `review_weight` (log2 of the odds) are shown to a person as unclear, of at least
    `probable_weight` as probable; neither is merged without a person. With `across`, only records of different tables
    are compared. `seed` makes the training repeatable; `chance_pairs` is how many random pairs teach it how often
    people agree by chance. `memory_gb`: what the engine may use, None for most of the machine's.
    """

    review_weight: float = -4.0
    probable_weight: float = 8.0
    across: bool = False
    seed: int = 1
    chance_pairs: float = 2e6
    memory_gb: float | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """What was found.

    `pairs`: `PAIRS`, those that the rules spoke of first, then the scored ones, the likeliest first. `groups`: table,
    record and group (from 0) of every record that is in a group of two or more by certain pairs. `learnt_from`: how
    many duplicates the model found to learn from; below `link_training.PRIOR_PAIRS` it mostly says what is expected of
    such lists.
    """

    pairs: pa.Table
    groups: pa.Table
    learnt_from: float


def link(tables: Sequence[pa.Table], settings: LinkSettings | None = None, *, step: Step = silent) -> Links:
    """Find the records of one table, or of several together, that are the same person.

    Each table has name and birth_date and what it has of nik, kk, sex and village_code, as in `record.RECORD`. Pairs
    with equal NIK and compatible name and date of birth are certain; their records are one before anything is scored.
    Two records with different NIKs are never merged by rule. Raises `UsageError` where a table lacks name or
    birth_date, `duckdb.OutOfMemoryException` where `memory_gb` is too little.
    """
    chosen = settings or LinkSettings()
    step(0.0, "names")
    records = features(tables)
    with duckdb.connect() as engine:
        _set_up(engine, chosen)
        engine.register("records_arrow", records)
        engine.execute("CREATE TEMP TABLE records AS FROM records_arrow")
        step(0.2, "rules")
        by_rule, labels = settled(records["nik"], certain_pairs(engine, across=chosen.across))
        _stand_in(engine, records, labels, across=chosen.across)
        scored, learnt = scored_pairs(
            engine,
            across=chosen.across,
            seed=chosen.seed,
            chance_pairs=chosen.chance_pairs,
            least_weight=chosen.review_weight,
            step=step,
        )
    pairs = pa.concat_tables([_decided(by_rule, scored), _to_review(scored, by_rule, chosen)])
    starts = np.cumsum([0, *(table.num_rows for table in tables)])
    return Links(_located(pairs, starts), _groups(labels, starts), learnt)


def _set_up(engine: duckdb.DuckDBPyConnection, chosen: LinkSettings) -> None:
    engine.execute("SET temp_directory = ''")  # nothing of a person is spilled to a disk
    engine.execute("SET enable_progress_bar = false")
    if chosen.memory_gb is not None:
        engine.execute(f"SET memory_limit = '{chosen.memory_gb}GB'")


def _stand_in(engine: duckdb.DuckDBPyConnection, records: pa.Table, labels: Labels, *, across: bool) -> None:
    """The table `to_score`: of every group of certain pairs one record, so that nothing is asked twice.

    With `across` all records: one that stands for others of its own table would hide what they pair with.
    """
    stands = representatives(records["nik"], labels)
    kept = records if across else records.filter(pa.array(stands == np.arange(len(labels))))
    engine.register("to_score_arrow", kept)
    engine.execute(f"""
        CREATE TABLE to_score AS
        SELECT * REPLACE (
                   CASE WHEN count(*) OVER (PARTITION BY nik) <= {MOST_OF_A_NIK} THEN nik END AS nik,
                   CASE WHEN count(*) OVER (PARTITION BY nik_tail) <= {MOST_OF_A_FAMILY} THEN nik_tail END AS nik_tail
               ),
               CASE WHEN count(*) OVER (PARTITION BY kk) <= {MOST_OF_A_FAMILY} THEN kk END AS family
        FROM to_score_arrow
    """)  # noqa: S608 (numbers alone)


def _decided(by_rule: pa.Table, scored: pa.Table) -> pa.Table:
    """The pairs that the rules spoke of; those that a person must look at with their weight, where they were scored."""
    place = pc.index_in(pa.array(_codes(by_rule)), value_set=pa.array(_codes(scored)))
    asked = pc.not_equal(by_rule["status"], "certain")
    for name in ("match_weight", "match_probability"):
        weight = pc.if_else(asked, scored[name].take(place), pa.scalar(None, pa.float64()))
        by_rule = by_rule.append_column(name, weight)
    return by_rule.select(list(_FOUND))


def _to_review(scored: pa.Table, by_rule: pa.Table, chosen: LinkSettings) -> pa.Table:
    """The scored pairs that the rules did not speak of, probable or unclear by their weight."""
    probable = pc.greater_equal(scored["match_weight"], chosen.probable_weight)
    scored = scored.append_column("status", pc.if_else(probable, "probable", "unclear"))
    spoken = pa.array(_codes(by_rule))
    return scored.filter(pc.invert(pc.is_in(pa.array(_codes(scored)), value_set=spoken))).select(list(_FOUND))


def _codes(pairs: pa.Table) -> NDArray[np.int64]:
    """Each pair as one number; positions stay below 2^31."""
    return np.asarray(pairs["left"].to_numpy() * 2**31 + pairs["right"].to_numpy())


def _located(pairs: pa.Table, starts: NDArray[np.int64]) -> pa.Table:
    """The pairs with their records by table and position."""
    columns: dict[str, pa.Array] = {}
    for side in ("left", "right"):
        place = pairs[side].to_numpy()
        table = np.searchsorted(starts, place, side="right") - 1
        columns |= {f"{side}_table": pa.array(table), f"{side}_record": pa.array(place - starts[table])}
    return pa.table([*columns.values(), *(pairs[name] for name in PAIRS.names[4:])], schema=PAIRS)


def _groups(labels: Labels, starts: NDArray[np.int64]) -> pa.Table:
    """The records in groups of two or more, the groups numbered from 0."""
    count = np.bincount(labels) if len(labels) else np.zeros(0, dtype=np.int64)
    place = np.flatnonzero(count[labels] > 1)
    number = np.unique(labels[place], return_inverse=True)[1]
    order = np.lexsort((place, number))
    table = np.searchsorted(starts, place, side="right") - 1
    columns = {"table": table, "record": place - starts[table], "group": number.astype(np.int64)}
    return pa.table({name: pa.array(values[order]) for name, values in columns.items()})


_FOUND = ("left", "right", *PAIRS.names[4:])
