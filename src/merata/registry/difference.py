"""What changed between two snapshots of the registry: who is new, gone, moved, died, in another decile."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import UsageError

CHANGES = ("new", "gone", "moved_village", "moved_household", "moved_out", "died", "desil", "composition")
"""The kinds of change. `composition` is of families, in which somebody joined or left; all others are of persons.
`moved_out` and `died` are notes of the office that were not there before."""

_COLUMNS = {
    "name": pa.string(),
    "birth_date": pa.date32(),
    "village_code": pa.string(),
    "desil": pa.int64(),
    "died": pa.bool_(),
    "moved_out": pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed.

    `rows`: one row for each change: change, key (of the person, or of the family for composition, as the snapshots
    have it; null where a person had none), old_row and new_row (their `row` in the snapshots, or their positions),
    village_code (where the person is now, or was last), old_value, new_value (for composition how many left and how
    many joined). `villages`: village_code, and how many of each change. `unkeyed_old`, `unkeyed_new`: rows with neither
    key nor family, name and birth date, which cannot be compared. `repeated_old`, `repeated_new`: further rows of a
    person, of whom the first row was compared.
    """

    rows: pa.Table
    villages: pa.Table
    unkeyed_old: int
    unkeyed_new: int
    repeated_old: int
    repeated_new: int

    @property
    def counts(self) -> dict[str, int]:
        """How many of each change, in the order of `CHANGES`."""
        found = {pair["values"]: pair["counts"] for pair in pc.value_counts(self.rows["change"]).to_pylist()}
        return {change: found.get(change, 0) for change in CHANGES}


def compare(old: pa.Table, new: pa.Table, *, key: str = "nik", household: str = "kk") -> Difference:
    """What changed from `old` to `new`; a snapshot against itself gives no rows.

    Both hold columns of `record.RECORD`, or keyed digests: `key` names the column that names a person, `household` the
    one that names the family. What either lacks is not compared. Who has no key in one of the two is matched by family,
    name and birth date. Raises `UsageError` where a snapshot lacks `key`.
    """
    for snapshot, which in ((old, "old"), (new, "new")):
        if key not in snapshot.column_names:
            raise UsageError(
                f"the {which} snapshot has no column {key}; its columns: {', '.join(snapshot.column_names)}"
            )
    both = set(old.column_names) & set(new.column_names)
    with duckdb.connect() as engine:
        # Nothing of a person is spilled to a disk.
        engine.execute("SET temp_directory = ''")
        engine.execute("SET enable_progress_bar = false")
        for name, snapshot in (("old", old), ("new", new)):
            engine.register(f"{name}_table", _prepared(snapshot, key, household, both))
            engine.execute(_PEOPLE.format(name=name))
        engine.execute(_MATCHED)
        rows = engine.sql(_changes(both, household)).to_arrow_table()
        engine.register("changes", rows)
        villages = engine.sql(_BY_VILLAGE).to_arrow_table()
        counts = {name: engine.sql(_COUNTS.format(name=name)).fetchall()[0] for name in ("old", "new")}
    for at, (column, snapshot) in enumerate((("old_row", old), ("new_row", new)), start=2):
        if "row" in snapshot.column_names:
            rows = rows.set_column(at, column, snapshot["row"].take(rows[column]))
    return Difference(rows, villages, counts["old"][0], counts["new"][0], counts["old"][1], counts["new"][1])


def _prepared(snapshot: pa.Table, key: str, household: str, both: set[str]) -> pa.Table:
    """The columns that are compared, under fixed names; null where either snapshot lacks them."""
    count = snapshot.num_rows
    # Positions, for the numbers of rows begin anew in every sheet of a workbook.
    columns = {"row": pa.array(np.arange(count), pa.int64())}
    columns["key"] = snapshot[key].cast(pa.string())
    columns["household"] = snapshot[household].cast(pa.string()) if household in both else pa.nulls(count, pa.string())
    for name, kind in _COLUMNS.items():
        columns[name] = snapshot[name].cast(kind) if name in both else pa.nulls(count, kind)
    return pa.table(columns)


_PEOPLE = """
CREATE TEMP VIEW {name}_all AS
SELECT *, household || '|' || regexp_replace(upper(name), '[^A-Z]', '', 'g') || '|' || birth_date AS likeness
FROM {name}_table;
CREATE TEMP TABLE {name} AS
SELECT * FROM {name}_all WHERE coalesce(key, likeness) IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY coalesce(key, likeness) ORDER BY row) = 1
"""

# First by key; then who has no key in one of the two, by what else is known.
_MATCHED = """
CREATE TEMP TABLE pairs AS SELECT old.row AS old_row, new.row AS new_row FROM old JOIN new USING (key);
CREATE TEMP TABLE like_pairs AS
SELECT o.row AS old_row, n.row AS new_row
FROM (FROM old WHERE row NOT IN (SELECT old_row FROM pairs)) AS o
JOIN (FROM new WHERE row NOT IN (SELECT new_row FROM pairs)) AS n USING (likeness)
WHERE o.key IS NULL OR n.key IS NULL;
INSERT INTO pairs
SELECT old_row, new_row FROM like_pairs
QUALIFY count(*) OVER (PARTITION BY old_row) = 1 AND count(*) OVER (PARTITION BY new_row) = 1;
CREATE TEMP TABLE matched AS
SELECT o.row AS old_row, n.row AS new_row, coalesce(n.key, o.key) AS key,
       o.household AS old_household, n.household AS new_household,
       o.village_code AS old_village, n.village_code AS new_village, o.desil AS old_desil, n.desil AS new_desil,
       o.died AS old_died, n.died AS new_died, o.moved_out AS old_moved, n.moved_out AS new_moved
FROM pairs JOIN old AS o ON o.row = old_row JOIN new AS n ON n.row = new_row
"""

_COMPOSITION = """
SELECT 'composition' AS change, household AS key, o.row AS old_row, n.row AS new_row,
       coalesce(n.village_code, o.village_code) AS village_code,
       (o.members - coalesce(stayed, 0))::VARCHAR AS old_value, (n.members - coalesce(stayed, 0))::VARCHAR AS new_value
FROM (SELECT household, count(*) AS members, min(row) AS row, arg_min(village_code, row) AS village_code
      FROM old WHERE household IS NOT NULL GROUP BY household) AS o
JOIN (SELECT household, count(*) AS members, min(row) AS row, arg_min(village_code, row) AS village_code
      FROM new WHERE household IS NOT NULL GROUP BY household) AS n USING (household)
LEFT JOIN (SELECT new_household AS household, count(*) AS stayed FROM matched WHERE old_household = new_household
           GROUP BY new_household) AS s USING (household)
WHERE o.members <> coalesce(stayed, 0) OR n.members <> coalesce(stayed, 0)
"""

_MOVES = {
    "moved_village": ("old_village", "new_village", "old_village <> new_village"),
    "moved_household": ("old_household", "new_household", "old_household <> new_household"),
    "moved_out": ("old_moved", "new_moved", "new_moved AND NOT coalesce(old_moved, false)"),
    "died": ("old_died", "new_died", "new_died AND NOT coalesce(old_died, false)"),
    "desil": ("old_desil", "new_desil", "old_desil IS DISTINCT FROM new_desil"),
}


def _changes(both: set[str], household: str) -> str:
    """The query of all changes, in the order of `CHANGES` and of the rows."""
    parts = [
        "SELECT 'new' AS change, key, NULL::BIGINT AS old_row, row AS new_row, village_code,"
        " NULL::VARCHAR AS old_value, NULL::VARCHAR AS new_value FROM new WHERE row NOT IN (SELECT new_row FROM pairs)",
        "SELECT 'gone', key, row, NULL, village_code, NULL, NULL FROM old WHERE row NOT IN (SELECT old_row FROM pairs)",
    ]
    parts += [
        f"SELECT '{change}', key, old_row, new_row, coalesce(new_village, old_village), {old}::VARCHAR, {new}::VARCHAR"  # noqa: S608
        f" FROM matched WHERE {differs}"
        for change, (old, new, differs) in _MOVES.items()
    ]
    parts += [_COMPOSITION] if household in both else []
    order = "CASE change " + " ".join(f"WHEN '{change}' THEN {at}" for at, change in enumerate(CHANGES)) + " END"
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {order}, coalesce(new_row, old_row)"  # noqa: S608


_BY_VILLAGE = (
    "SELECT village_code, "  # noqa: S608 (the constants above)
    + ", ".join(f"count(*) FILTER (change = '{change}') AS {change}" for change in CHANGES)
    + " FROM changes GROUP BY village_code ORDER BY village_code"
)

_COUNTS = """
SELECT count(*) FILTER (coalesce(key, likeness) IS NULL),
       count(*) FILTER (coalesce(key, likeness) IS NOT NULL) - (SELECT count(*) FROM {name})
FROM {name}_all
"""
