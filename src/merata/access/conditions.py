"""The regency's list of road conditions, joined to the roads of a map by the number of the ruas or by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from merata.access.import_report import ImportReport
from merata.access.kernel.graph import Floats, Integers
from merata.access.segments import RoadSegments, distance_m
from merata.errors import Fault, InputError
from merata.tables.checking import checked
from merata.tables.loading import read_raw
from merata.tables.schema import Column, Kind, Table

TABLE = Table(
    "road_conditions",
    "condition of roads as the regency's office of works lists it",
    (
        Column("name", Kind.TEXT, "name of the road", required=False),
        Column("ruas", Kind.TEXT, "number of the ruas, OpenStreetMap's ref", required=False),
        Column("condition", Kind.TEXT, "good, fair, light_damage or heavy_damage; or baik, sedang, rusak ringan, …"),
        Column("surface", Kind.TEXT, "asphalt, concrete, paving, gravel or earth; or aspal, beton, …", required=False),
        Column("km_from", Kind.NUMBER, "from this kilometre of the road", required=False, minimum=0),
        Column("km_to", Kind.NUMBER, "to this kilometre", required=False, above=0),
        Column("start_latitude", Kind.NUMBER, "where kilometre 0 is", required=False, minimum=-90, maximum=90),
        Column("start_longitude", Kind.NUMBER, "where kilometre 0 is", required=False, minimum=-180, maximum=180),
    ),
    ("ruas", "name", "km_from"),
)

_CONDITIONS = {
    "baik": "good",
    "sedang": "fair",
    "rusak ringan": "light_damage",
    "rusak berat": "heavy_damage",
    "light damage": "light_damage",
    "heavy damage": "heavy_damage",
}
_SURFACES = {
    "aspal": "asphalt",
    "hotmix": "asphalt",
    "lapen": "asphalt",
    "beton": "concrete",
    "rabat": "concrete",
    "paving blok": "paving",
    "paving block": "paving",
    "kerikil": "gravel",
    "makadam": "gravel",
    "sirtu": "gravel",
    "tanah": "earth",
}
_ROAD_WORDS = re.compile(r"\b(jalan|jln|jl|ruas)\b")


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One row of the list: whole roads have no kilometres. `row`: its number in the file."""

    row: int
    name: str | None
    ruas: str | None
    condition: str
    surface: str | None
    km_from: float | None
    km_to: float | None
    start: tuple[float, float] | None

    @property
    def label(self) -> str:
        """How messages call the road."""
        return self.ruas or self.name or ""


def read_conditions(path: Path, words: dict[str, tuple[str, ...]]) -> list[ConditionRow]:
    """Read the list (CSV, XLSX or Parquet, see `TABLE`). Raises `InputError` with all its faults.

    `words`: the names of conditions and surfaces that the table of speeds knows.
    """
    raw = read_raw(path)
    table, faults = checked(raw, TABLE, [column.name for column in TABLE.columns])
    rows = []
    for number, cells in zip(raw.rows.tolist(), table.to_pylist(), strict=False):
        row, wrong = _row(path.name, number, cells, words)
        faults += wrong
        rows.append(row)
    faults += _overlaps(path.name, rows)
    if faults:
        raise InputError(f"the list of road conditions {path} cannot be used", faults)
    return rows


def with_conditions(segments: RoadSegments, rows: list[ConditionRow], report: ImportReport) -> RoadSegments:
    """`segments` with the condition and surface of the rows whose road they are; what matched goes into `report`.

    A row's ruas is looked for among refs, then its name among names (without Jalan, Jl., marks and case). With
    kilometres a row covers the segments whose middle lies from km_from to before km_to along the road, counted from
    start_latitude, start_longitude, else from the end where the road begins to be drawn (reported).
    """
    by_ref, by_name = (_rows_of_words(segments, key) for key in ("ref", "name"))
    condition, surface = segments.traits.condition.copy(), segments.traits.surface.copy()
    assumed = segments.traits.surface_assumed.copy()
    joined, joined_km = 0, 0.0
    unmatched: list[ConditionRow] = []
    apart: list[dict[str, object]] = []
    directions: dict[str, dict[str, object]] = {}
    for row in rows:
        found = by_ref.get(_key(row.ruas or ""), by_name.get(_key(row.name or ""), np.zeros(0, np.int64)))
        if row.km_from is not None and row.km_to is not None and len(found):
            middle_km = _chainage_km(segments, found, row.start)
            found = found[(middle_km >= row.km_from) & (middle_km < row.km_to)]
            if row.start is None:
                directions.setdefault(row.label, {"row": row.row, "road": row.label})
        if not len(found):
            unmatched.append(row)
            continue
        parts = _parts(segments, found)
        if parts > 1:
            apart.append({"row": row.row, "road": row.label, "parts": parts})
        joined += 1
        joined_km += float(segments.length_m[found].sum()) / 1000
        condition[found] = segments.words["condition"].index(row.condition)
        if row.surface is not None:
            surface[found] = segments.words["surface"].index(row.surface)
            assumed[found] = False
    report.add("conditions_joined", joined, joined_km)
    report.add("conditions_apart", len(apart), examples=apart)
    report.add("conditions_direction", len(directions), examples=list(directions.values()))
    _report_unmatched(unmatched, report)
    return replace(
        segments,
        traits=replace(segments.traits, condition=condition, surface=surface, surface_assumed=assumed),
    )


def _row(
    file: str, number: int, cells: dict[str, object], words: dict[str, tuple[str, ...]]
) -> tuple[ConditionRow, list[Fault]]:
    """One row in our words, and its faults."""
    faults = []
    told = {}
    for column, ours, names in (
        ("condition", words["condition"], _CONDITIONS),
        ("surface", words["surface"], _SURFACES),
    ):
        written = cells[column]
        plain = " ".join(str(written).casefold().replace("_", " ").split()) if written is not None else None
        told[column] = names.get(plain, plain.replace(" ", "_")) if plain is not None else None
        if told[column] is not None and told[column] not in ours:
            expected = "one of " + ", ".join([*(each for each in ours if each != "unknown"), *names])
            faults.append(Fault(file, number, column, str(written), expected, "not understood"))
    if not cells["name"] and not cells["ruas"]:
        faults.append(Fault(file, number, "name", None, "a name or a ruas", "nobody can tell which road this is"))
    kilometres = [cells[key] for key in ("km_from", "km_to")]
    start = [cells[key] for key in ("start_latitude", "start_longitude")]
    for pair, columns in ((kilometres, "km_from, km_to"), (start, "start_latitude, start_longitude")):
        if (pair[0] is None) != (pair[1] is None):
            faults.append(Fault(file, number, columns, None, "both or neither", "one of the two is missing"))
    low, high = (None if None in kilometres else float(str(each)) for each in kilometres)
    if low is not None and high is not None and low >= high:
        faults.append(Fault(file, number, "km_to", str(high), f"more than km_from, {low:g}", "too small"))
    row = ConditionRow(
        number,
        None if cells["name"] is None else str(cells["name"]),
        None if cells["ruas"] is None else str(cells["ruas"]),
        str(told["condition"]),
        told["surface"],
        low,
        high,
        None if None in start else (float(str(start[0])), float(str(start[1]))),
    )
    return row, faults


def _overlaps(file: str, rows: list[ConditionRow]) -> Iterator[Fault]:
    """Rows that say two things of the same stretch of a road."""
    by_road: dict[tuple[str, str], list[ConditionRow]] = {}
    for row in rows:
        by_road.setdefault((_key(row.ruas or ""), _key(row.name or "")), []).append(row)
    for group in by_road.values():
        ordered = sorted(group, key=lambda row: (row.km_from is not None, row.km_from or 0.0, row.row))
        for one, other in pairwise(ordered):
            if one.km_to is None or (other.km_from is not None and other.km_from < one.km_to):
                expected = "each stretch of a road once"
                problem = f"the road {other.label} has this stretch in row {one.row} too"
                yield Fault(file, other.row, "km_from", None, expected, problem)


def _rows_of_words(segments: RoadSegments, kind: str) -> dict[str, Integers]:
    """The segments of each name or ref, by its key; a ref of several parts (a;b) counts for each."""
    codes = segments.traits.name if kind == "name" else segments.traits.ref
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(segments.words[kind]) + 1))
    found: dict[str, list[Integers]] = {}
    for place, word in enumerate(segments.words[kind]):
        rows = order[bounds[place] : bounds[place + 1]]
        for part in word.split(";"):
            if len(rows) and _key(part):
                found.setdefault(_key(part), []).append(rows)
    return {key: np.sort(np.concatenate(parts)) for key, parts in found.items()}


def _key(text: str) -> str:
    return "".join(re.findall(r"\w", _ROAD_WORDS.sub(" ", text.casefold())))


def _chainage_km(segments: RoadSegments, rows: Integers, start: tuple[float, float] | None) -> Floats:
    """How far along the road the middle of each of its segments `rows` is, by the shortest way along it; NaN apart."""
    nodes, place = np.unique(np.concatenate([segments.start[rows], segments.end[rows]]), return_inverse=True)
    tail, head = place[: len(rows)], place[len(rows) :]
    if start is None:
        begins = np.bincount(tail, minlength=len(nodes)) - np.bincount(head, minlength=len(nodes)) > 0
        origin = int(tail[np.argmax(begins[tail])])
    else:
        latitude, longitude = start
        here = np.full(len(nodes), longitude), np.full(len(nodes), latitude)
        origin = int(np.argmin(distance_m(segments.longitude[nodes], segments.latitude[nodes], *here)))
    # Of parallel segments a sparse array would add the lengths.
    pair = np.minimum(tail, head) * len(nodes) + np.maximum(tail, head)
    order = np.lexsort((segments.length_m[rows], pair))
    once = order[np.concatenate([[True], np.diff(pair[order]) > 0])]
    road = coo_array((segments.length_m[rows][once], (tail[once], head[once])), shape=(len(nodes), len(nodes)))
    reached = dijkstra(road.tocsr(), directed=False, indices=np.array([origin]))[0]
    middle = (reached[tail] + reached[head]) / 2000
    return np.where(np.isfinite(middle), middle, np.nan)


def _parts(segments: RoadSegments, rows: Integers) -> int:
    """How many parts that do not meet the segments `rows` are."""
    nodes, place = np.unique(np.concatenate([segments.start[rows], segments.end[rows]]), return_inverse=True)
    ends = place[: len(rows)], place[len(rows) :]
    joined = coo_array((np.ones(len(rows), np.int8), ends), shape=(len(nodes), len(nodes)))
    return int(connected_components(joined.tocsr(), directed=False)[0])


def _report_unmatched(unmatched: list[ConditionRow], report: ImportReport) -> None:
    listed_km = sum((row.km_to or 0.0) - (row.km_from or 0.0) for row in unmatched)
    examples = [
        {"row": row.row, "road": row.label} | ({} if row.km_from is None else {"km": f"{row.km_from:g}-{row.km_to:g}"})
        for row in unmatched
    ]
    report.add("conditions_unmatched", len(unmatched), listed_km, examples)
