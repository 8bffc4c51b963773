"""Pairs that no rule decides, scored by a Fellegi–Sunter model that Splink applies in DuckDB."""

from __future__ import annotations

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker
from splink.internals.exceptions import SplinkException

from merata.progress import Step
from merata.registry.link_chance import chance_agreement
from merata.registry.link_model import AGREEMENTS, LIKELY_SAME, SIDES, rule, settings
from merata.registry.link_training import same_person_agreement

RECALL_OF_LIKELY = 0.5
"""The share of the duplicates left after the rules that `LIKELY_SAME` finds; an assumption, and a mild one: with half
of that share every weight is one more."""

PART_RECORDS = 500_000
"""Records whose pairs are weighed at once: all of a regency's together would take some gigabytes more."""


def scored_pairs(
    engine: duckdb.DuckDBPyConnection, *, across: bool, seed: int, chance_pairs: float, least_weight: float, step: Step
) -> tuple[pa.Table, float]:
    """The pairs of the engine's table `to_score` (`link_features.features`) of at least `least_weight`, and from how
    many duplicates the model learnt (`link_training`).

    left, right (unique_id, left the smaller), match_weight (log2 of the odds), match_probability and agree_<field>.
    """
    records = _count(engine, "SELECT count(*) FROM to_score")
    duplicates = max(_likely(engine, across=across), 1) / RECALL_OF_LIKELY / max(records * (records - 1) / 2, 1)
    step(0.35, "chance agreement")
    chance = chance_agreement(engine, pairs=chance_pairs, seed=seed)
    step(0.5, "training")
    same, learnt = same_person_agreement(engine, chance, across=across)
    model = settings(same, chance.scored, duplicates=min(duplicates, 0.5), across=across)
    api = DuckDBAPI(connection=engine)
    linker = Linker(api.register("to_score"), model, log_level=None)
    step(0.7, "weights")
    parts = max(1, -(-records // PART_RECORDS))
    predictions = _predicted(linker, least_weight, parts)
    step(0.95, "evidence")
    return _as_pairs(engine, predictions), learnt


def _predicted(linker: Linker, least_weight: float, parts: int) -> str:
    """The engine's table of the pairs that reach the weight."""
    try:
        found = linker.inference.predict(threshold_match_weight=least_weight, num_chunks_left=parts, num_chunks_right=1)
    except SplinkException as error:
        # Splink puts its own error over the engine's: callers are to know that memory ran out.
        if isinstance(error.__cause__, duckdb.OutOfMemoryException):
            raise error.__cause__ from error
        raise
    return str(found.physical_name)


def _likely(engine: duckdb.DuckDBPyConnection, *, across: bool) -> int:
    """How many pairs of records share what hardly two people share, but for those with one NIK."""
    pairs = " UNION ".join(
        f"SELECT l.unique_id, r.unique_id FROM to_score AS l JOIN to_score AS r ON {rule(block, across=across)}"  # noqa: S608
        " AND l.unique_id < r.unique_id AND coalesce(l.nik <> r.nik, true)"
        for block in LIKELY_SAME
    )
    return _count(engine, f"SELECT count(*) FROM ({pairs})")  # noqa: S608 (names of columns alone)


def _count(engine: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(engine.sql(query).fetchall()[0][0])


def _as_pairs(engine: duckdb.DuckDBPyConnection, table: str) -> pa.Table:
    """Splink's predictions, likeliest first, with how far the two agree in each field."""
    return engine.sql(f"""
        WITH met AS (
            SELECT l.unique_id AS "left", r.unique_id AS "right", match_weight, match_probability, {SIDES}
            FROM {table} AS p JOIN to_score AS l ON l.unique_id = least(p.unique_id_l, p.unique_id_r)
            JOIN to_score AS r ON r.unique_id = greatest(p.unique_id_l, p.unique_id_r)
        )
        SELECT "left", "right", match_weight, match_probability, {AGREEMENTS}
        FROM met ORDER BY match_weight DESC, "left", "right"
    """).to_arrow_table()  # noqa: S608 (names of columns alone)
