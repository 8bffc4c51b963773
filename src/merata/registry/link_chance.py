"""How often two people agree by chance: what an agreement is worth depends on it as much as on duplicates.

Of names, dates, sexes and places among random pairs; of family cards and NIKs among pairs born on one day in one
village whose names differ. Two such people share most of a NIK anyhow, and twins a family card, so only what goes
beyond that counts; among random pairs the date of birth would be counted twice, once as such and once within the NIK.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from merata.registry.link_model import AGREEMENTS, COMPARISONS, SIDES, levels_of

WITHIN_PLACE = ("kk", "nik")
"""The fields that are looked at among people of one day and village."""
EXPECTED: dict[str, dict[str, float]] = {
    "kk": {"equal": 0.02, "few_digits": 0.002},
    "nik": {"equal": 0.0005, "few_digits": 0.001, "serial": 0.3},
}
"""What is expected of chance pairs (assumptions), counted as `WEIGHT` pairs: small files have few such pairs."""
WEIGHT = 200
MOST_WITHIN_PLACE = 500_000


Shares = dict[str, dict[str, float]]
"""For each field, the share of pairs that reaches each level."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How often two people agree: `anyone` of random pairs, `nearby` of pairs born on one day in one village."""

    anyone: Shares
    nearby: Shares

    @property
    def scored(self) -> Shares:
        """What a pair's agreement is held against: family card and NIK against `nearby`, all else against `anyone`."""
        return {field: (self.nearby if field in WITHIN_PLACE else self.anyone)[field] for field in COMPARISONS}


def chance_agreement(engine: duckdb.DuckDBPyConnection, *, pairs: float, seed: int) -> Chance:
    """For each field and level, the share of chance pairs of the engine's table `to_score` that reach it.

    About `pairs` random pairs, drawn by `seed` and always the same; each level counts half a pair more than were seen.
    """
    records = max(2, round((2 * pairs) ** 0.5))
    anyone = _counted(
        engine,
        f"""
        WITH drawn AS (SELECT * FROM to_score ORDER BY hash(unique_id, {seed}::BIGINT), unique_id LIMIT {records})
        SELECT {SIDES} FROM drawn AS l JOIN drawn AS r ON l.unique_id < r.unique_id
    """,  # noqa: S608 (numbers alone)
    )
    nearby = _counted(
        engine,
        f"""
        SELECT {SIDES} FROM to_score AS l JOIN to_score AS r
          ON l.birth = r.birth AND l.village = r.village AND l.unique_id < r.unique_id
        WHERE jaro_winkler_similarity(l.name, r.name) < 0.7 AND NOT list_has_any(l.words, r.words)
        ORDER BY hash(l.unique_id, r.unique_id, {seed}::BIGINT) LIMIT {MOST_WITHIN_PLACE}
    """,  # noqa: S608 (numbers alone)
    )
    return Chance(
        {field: _shares(field, anyone.get(field, {}), {}) for field in COMPARISONS},
        {field: _shares(field, nearby.get(field, {}), EXPECTED.get(field, {})) for field in COMPARISONS},
    )


def _counted(engine: duckdb.DuckDBPyConnection, pairs: str) -> dict[str, dict[str, int]]:
    """How many pairs reach each level of each field."""
    fields = ", ".join(f"agree_{field}" for field in COMPARISONS)
    found: dict[str, dict[str, int]] = {}
    for field, level, count in engine.sql(f"""
        WITH pairs AS ({pairs}), compared AS (SELECT {AGREEMENTS} FROM pairs)
        SELECT field, level, count(*) FROM (UNPIVOT compared ON {fields} INTO NAME field VALUE level) GROUP BY ALL
    """).fetchall():  # noqa: S608 (names of columns alone)
        found.setdefault(field.removeprefix("agree_"), {})[level] = count
    return found


def _shares(field: str, counts: dict[str, int], expected: dict[str, float]) -> dict[str, float]:
    levels = levels_of(field)
    before = {level: WEIGHT * expected[level] if level in expected else 0.5 for level in levels}
    if expected:
        before["different"] = WEIGHT * (1 - sum(expected.values()))
    total = sum(counts.get(level, 0) + before[level] for level in levels)
    return {level: (counts.get(level, 0) + before[level]) / total for level in levels}
