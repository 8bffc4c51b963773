"""The attacker over what is really served: every CSV, Parquet and page of two editions, read back through HTTP."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from merata.stats.disclosure.attack import Attack
from merata.stats.disclosure.rules import PROTECTION, THRESHOLD
from merata.stats.disclosure.tables import TOTAL, CellId, Dimension, Published, PublishedCell, cell_ids, keys
from merata_portal.actor import Actor

AREA = "35.05"
NAMES = {"area_name", "area_level"}


def served(client: Client, number: int) -> list[Published]:
    """All tables of people of an edition as an attacker finds them: from the catalogue on, by HTTP alone."""
    found = []
    catalogue = client.get("/data-terbuka/catalog.jsonld").json()
    for dataset in catalogue["dcat:dataset"]:
        name = dataset["dcat:landingPage"]["@id"].rstrip("/").split("/")[-2]
        folder = f"/data-terbuka/{AREA}/{name}/{number}/"
        package = client.get(f"{folder}datapackage.json").json()
        for resource in package["resources"]:
            fields = resource["schema"]["fields"]
            if not resource["schema"].get("primaryKey") and not fields[-1]["description"].startswith("rumah tangga"):
                continue
            text = client.get(folder + resource["path"]).content.decode()
            rows = list(csv.DictReader(io.StringIO(text)))
            parquet = client.get(folder + resource["path"].replace(".csv", ".parquet")).content
            assert [
                {key: "" if value is None else str(value) for key, value in row.items()}
                for row in pq.read_table(io.BytesIO(parquet)).to_pylist()
            ] == rows
            found.append(as_published(resource["name"], fields, rows))
    return found


def as_published(name: str, fields: Sequence[dict[str, Any]], rows: Sequence[dict[str, str]]) -> Published:
    """A table of cells again, from its rows and what its columns say."""
    count = fields[-1]["name"]
    named = [one["name"] for one in fields[:-1] if one["name"] not in NAMES and not one["name"].endswith("_title")]
    dimensions, cells = [], {}
    for column in named:
        values = {row[column] for row in rows}
        if column == "area_code":
            parents: dict[str, str | None] = {}
            for code in values - {AREA}:
                parents[code] = TOTAL if code.count(".") == 2 else code.rpartition(".")[0]
            dimensions.append(Dimension("area", parents))
        elif "total" in values:
            dimensions.append(Dimension.flat(column, values - {"total"}))
        else:
            dimensions.append(Dimension.separate(column, values))
    for row in rows:
        key = tuple(TOTAL if row[one] in ("total", AREA) else row[one] for one in named)
        cells[key] = PublishedCell(int(row[count]) if row[count] else None)
    assert set(cells) == set(keys(dimensions))
    return Published(name, fields[-1]["description"], tuple(dimensions), cells)


def refuse_leaks(
    editions: Sequence[Sequence[Published]], truths: Sequence[Counter[tuple[str, ...]]]
) -> tuple[int, int]:
    """Fails where a small cell is told, determined or bounded more tightly than PROTECTION, or a small change is; how
    many cells and how many changes were attacked."""
    small: set[tuple[int, CellId]] = set()
    counts: list[dict[CellId, int]] = []
    for number, (tables, truth) in enumerate(zip(editions, truths, strict=True)):
        counts.append({})
        for table in tables:
            if [one.name for one in table.dimensions[:2]] != ["programme", "area"]:
                continue
            group = table.dimensions[2].name if len(table.dimensions) > 2 else "recorded"
            for key, cell in zip(keys(table.dimensions), cell_ids(table.measure, table.dimensions), strict=True):
                counts[number][cell] = counted = truth[key[0], key[1] or AREA, group, *(key[2:] or ("",))]
                told = table.value(*key)
                assert (told == 0) == (counted == 0) or told is None or number, f"{key} counts {counted}, told {told}"
                if 0 < counted < THRESHOLD:
                    assert told is None, f"edition {number}: {key} counts {counted} and is told as {told}"
                    small.add((number, cell))
    attacker = Attack(*editions)
    for number, cell in small:
        bounds = attacker.bounds(cell, number)
        assert bounds.width >= PROTECTION - 1e-6, f"edition {number}: {cell} lies in {bounds}"
    changed = [
        cell for cell, now in (counts[1].items() if len(counts) > 1 else ())
        if 0 < abs(now - counts[0].get(cell, now)) < THRESHOLD
    ]  # fmt: skip
    for cell in changed:
        bounds = attacker.change(cell, 1)
        assert bounds.width >= PROTECTION - 1e-6, f"the change of {cell} lies in {bounds}"
    return len(small), len(changed)


@pytest.mark.slow
def test_no_small_cell_is_found_in_all_that_two_editions_serve(client: Client, planner: Actor, social: Actor) -> None:
    from made_publications import (  # noqa: PLC0415
        FOUR,
        ONE,
        RECIPIENTS,
        THREE,
        TWO,
        cycle,
        published,
        receive,
        recorded,
        truth,
    )

    first = cycle()
    receive(first, RECIPIENTS, disabled=[ONE, THREE])
    # Other offices' lists: one with a small village beside large ones, one of a single village.
    recorded("sembako", {ONE: 2, TWO: 11, THREE: 9, FOUR: 14})
    recorded("zakat", {FOUR: 3})
    published(planner, social)
    editions, truths = [served(client, 1)], [truth()]
    # A few join: most of what is told must not move, and nothing told may give away how many they were.
    receive(first, {(ONE, "male"): 1, (THREE, "female"): 1, (FOUR, "female"): 2})
    recorded("sembako", {ONE: 1, TWO: 2, FOUR: 6})
    published(planner, social)
    editions.append(served(client, 2))
    truths.append(truth())
    assert [sorted(one.name for one in tables) for tables in editions] == [
        ["penerima_menurut_disabilitas", "penerima_menurut_jenis_kelamin", "penerima_tercatat", "rumah_tangga"]
    ] * 2
    cells, changes = refuse_leaks(editions, truths)
    assert (cells >= 16, changes >= 10) == (True, True)
    told = [one for table in editions[0] for one in table.cells.values()]
    assert sum(one.value is not None for one in told) > 10
    for lang in ("", "/en"):
        for number in (1, 2):
            page = client.get(f"{lang}/data-terbuka/{AREA}/program/{number}/").content.decode()
            assert ONE not in page, "pages describe the tables and tell no cell"


@pytest.mark.slow
def test_a_table_published_without_the_kernel_is_found(
    client: Client, planner: Actor, social: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from made_publications import RECIPIENTS, cycle, published, receive, truth  # noqa: PLC0415

    from merata_portal.analysis.publishing.datasets import DATASETS  # noqa: PLC0415
    from merata_portal.analysis.publishing.definitions import AREA as AREA_COLUMNS  # noqa: PLC0415
    from merata_portal.analysis.publishing.definitions import Built, Draft, Words  # noqa: PLC0415

    receive(cycle(), RECIPIENTS)
    honest = DATASETS["program"]

    def leaking(places: Any, year: int) -> Any:
        built = honest.build(places, year)
        kept = built.drafts[0]
        programme, sex, count = kept.columns
        known = truth()
        rows = [
            {"programme": one, **places.told(code), "head_sex": group or "total",
             count.name: known[one, code, "head_sex", group]}
            for one in kept.counts.dimensions[0].parents
            for code in places.inside
            for group in ("female", "male", "unknown", "")
        ]  # fmt: skip
        leak = Draft("bocor", Words("bocor", "leak"), (programme, *AREA_COLUMNS, sex, count), rows=rows)
        return Built([*built.drafts, leak])

    monkeypatch.setitem(DATASETS, "program", replace(honest, build=leaking))
    published(planner, social)
    tables = served(client, 1)
    assert "bocor" in {one.name for one in tables}
    with pytest.raises(AssertionError, match="is told as"):
        refuse_leaks([tables], [truth()])
