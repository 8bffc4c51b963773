"""Pairs that a rule decides: the same NIK, or the same family, name and date of birth where one has no NIK."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from merata.registry.link_model import AGREEMENTS, SIDES

STRONG_NAMES, WEAK_NAMES = ("equal", "similar"), ("part", "resembling")
STRONG_BIRTHS, WEAK_BIRTHS = ("equal", "swapped"), ("one_digit", "missing")
"""With the same NIK a weak likeness is enough in one of name and date, if the village or the family card agrees too: a
mistyped NIK is often a neighbour's in the register's book, born on the same day."""
_PLACE = "agree_village_code = 'equal' OR agree_kk IN ('equal', 'few_digits')"

MOST_OF_A_NIK = 20
"""Of a NIK that more records bear, each is compared with the first alone: it is no person's, but a form's filler."""


def certain_pairs(engine: duckdb.DuckDBPyConnection, *, across: bool) -> pa.Table:
    """The pairs of the engine's table `records` (`link_features.features`) that a rule can speak of.

    left, right (unique_id, left the smaller), rule (same_nik, same_family), status, and agree_<field>. Same NIK is
    certain with a compatible name and date (`STRONG_NAMES` and so on), a contradiction where both differ, else unclear.
    Same family, folded name and date of birth is certain where one of the two has no NIK.
    """
    only = "AND l.source <> r.source" if across else ""
    strong_name, strong_birth = _among("name", STRONG_NAMES), _among("birth_date", STRONG_BIRTHS)
    name, birth = _among("name", STRONG_NAMES + WEAK_NAMES), _among("birth_date", STRONG_BIRTHS + WEAK_BIRTHS)
    return engine.sql(f"""
        WITH numbered AS (
            SELECT *, row_number() OVER (PARTITION BY nik ORDER BY unique_id) AS place,
                   count(*) OVER (PARTITION BY nik) AS bearers
            FROM records WHERE nik IS NOT NULL
        ), met AS (
            SELECT l.unique_id AS "left", r.unique_id AS "right", 'same_nik' AS rule, {SIDES}
            FROM numbered AS l JOIN numbered AS r ON l.nik = r.nik AND l.unique_id < r.unique_id
            WHERE (l.bearers <= {MOST_OF_A_NIK} OR l.place = 1) {only}
            UNION ALL
            SELECT l.unique_id, r.unique_id, 'same_family', {SIDES}
            FROM records AS l JOIN records AS r
              ON l.kk = r.kk AND l.name_sorted = r.name_sorted AND l.birth = r.birth AND l.unique_id < r.unique_id
            WHERE (l.nik IS NULL OR r.nik IS NULL) AND coalesce(l.sex = r.sex, true) {only}
        ), compared AS (SELECT "left", "right", rule, {AGREEMENTS} FROM met)
        SELECT "left", "right", rule,
               CASE WHEN rule = 'same_family' THEN 'certain'
                    WHEN {strong_name} AND {strong_birth} THEN 'certain'
                    WHEN ({name} AND {strong_birth} OR {strong_name} AND {birth}) AND ({_PLACE}) THEN 'certain'
                    WHEN agree_name = 'different' AND agree_birth_date = 'different' THEN 'contradiction'
                    ELSE 'unclear' END AS status,
               * EXCLUDE ("left", "right", rule)
        FROM compared ORDER BY "left", "right"
    """).to_arrow_table()  # noqa: S608 (names of columns alone)


def _among(field: str, codes: tuple[str, ...]) -> str:
    return f"agree_{field} IN ({', '.join(repr(code) for code in codes)})"
