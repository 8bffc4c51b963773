"""The frozen lists of launches: Arrow to sealed files, a file for each village, and back."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from merata.programmes.lists.frozen import list_hash
from merata.programmes.targeting import LIST, hash_of
from merata_portal.personal.errors import SealBroken
from merata_portal.programmes.models import Launch, ListedVillage, Simulation, lists, scores
from merata_portal.programmes.models.launches import list_file
from merata_portal.registry.models import Household

CHOSEN = pa.schema(
    [
        pa.field("household_id", pa.string()),
        pa.field("person_id", pa.string()),
        pa.field("village_code", pa.string()),
        pa.field("rank", pa.int64()),
        pa.field("score", pa.string()),
        pa.field("annual_idr", pa.int64()),
        pa.field("quantity_thousandths", pa.int64()),
        pa.field("quantity", pa.string()),
        pa.field("reason_id", pa.string()),
        pa.field("reason_en", pa.string()),
    ]
)
"""Who is chosen: a household, or one of its persons with what is given for them. `score`: decile, "" where unknown.

`quantity`: goods a year as decimal text, null of what is not in kind."""
SCORES = ["household_id", "expected_idr"]
BEYOND = (
    "Layak, tetapi pagu habis sebelum urutan ini.",
    "Eligible, but the ceiling is spent before this place in the order of need.",
)
"""Why a household is not chosen that is eligible."""


def write_village(launch: Launch, village_code: str, rows: pa.Table) -> None:
    """Seal a village's part of a launch's list; the same again takes its place."""
    content = io.BytesIO()
    pq.write_table(rows, content, compression="zstd")
    content.seek(0)
    lists.keep(list_file(launch.uuid, village_code), launch.uuid, content)


def village_rows(launch: Launch, village_code: str, columns: Iterable[str] | None = None) -> pa.Table:
    """A village's part of the list, as `merata.programmes.targeting.LIST`; without rows where it is not on the list.

    Raises `SealBroken` where the file was cut or changed, FileNotFoundError where it is gone.
    """
    names = LIST.names if columns is None else list(columns)
    if not ListedVillage.objects.filter(launch=launch, village_code=village_code).exists():
        return LIST.empty_table().select(names)
    content = b"".join(lists.read(list_file(launch.uuid, village_code), launch.uuid))
    return pq.read_table(pa.BufferReader(content), columns=names).select(names)


def whole_list(launch: Launch, columns: Iterable[str] | None = None) -> pa.Table:
    """The whole list, by village and in the order of need; raises as `village_rows` does."""
    names = LIST.names if columns is None else list(columns)
    codes = ListedVillage.objects.filter(launch=launch).order_by("village_code").values_list("village_code", flat=True)
    parts = []
    for code in codes:
        content = b"".join(lists.read(list_file(launch.uuid, code), launch.uuid))
        parts.append(pq.read_table(pa.BufferReader(content), columns=names).select(names))
    return pa.concat_tables(parts) if parts else LIST.empty_table().select(names)


def list_holds(launch: Launch) -> bool:
    """Whether the sealed list still comes to the launch's `list_hash`; raises as `village_rows` does."""
    return hash_of(whole_list(launch)) == launch.list_hash


def forget_list(launch: Launch) -> None:
    """Delete the files of a launch whose list was never frozen."""
    for path in lists.folder().glob(f"{launch.uuid.hex}.*"):
        path.unlink(missing_ok=True)


def keep_scores(simulation: UUID, expected: pa.Table | None) -> str:
    """Seal the consumption expected of households for a simulation; its hash, empty where there is none.

    Raises `InputError` where a household stands there twice.
    """
    if expected is None:
        return ""
    rows = expected.select(SCORES)
    content = io.BytesIO()
    pq.write_table(rows, content, compression="zstd")
    content.seek(0)
    scores.keep(simulation.hex, simulation, content)
    return list_hash(rows, SCORES[0])


def scores_of(simulation: Simulation) -> pa.Table | None:
    """The consumption that a simulation ordered by, None where by none; raises `SealBroken`, FileNotFoundError."""
    if not simulation.scores_hash:
        return None
    content = b"".join(scores.read(simulation.uuid.hex, simulation.uuid))
    rows = pq.read_table(pa.BufferReader(content))
    if list_hash(rows, SCORES[0]) != simulation.scores_hash:
        raise SealBroken(f"{simulation.uuid.hex}: not the scores that were simulated with; restore the file")
    return rows


def chosen(launch: Launch) -> pa.Table:
    """Who is chosen, as `CHOSEN`, by village, rank, household and person: always in the same order.

    Where the launch gives to persons, those of the household's members that count, each with its own rupiah.
    """
    names = ["household_id", "village_code", "rank", "score", "annual_idr", "quantity_thousandths", "sentence_id",
             "sentence_en", "chosen", "members"]  # fmt: skip
    rows = whole_list(launch, names)
    return _as_chosen(launch, rows.filter(rows["chosen"]))


def household_row(launch: Launch, household_id: str) -> pa.Table:
    """The row of one household (its `dataset_id`) of the list, as `LIST`; no row where it is not on it.

    It may have moved since: then it is looked for in the other villages' parts.
    """
    homes = Household.objects.filter(dataset_id=household_id).values_list("village_code", flat=True)
    own = list(homes)
    listed_in = ListedVillage.objects.filter(launch=launch).order_by("village_code")
    codes = listed_in.values_list("village_code", flat=True)
    for code in [*own, *(one for one in codes.iterator() if one not in own)]:
        rows = village_rows(launch, code)
        here = rows.filter(pc.equal(rows["household_id"], household_id))
        if here.num_rows:
            return here
    return LIST.empty_table()


def listed(launch: Launch, household_id: str) -> list[dict[str, Any]]:
    """The rows of one household (its `dataset_id`) of the list, chosen or not; none where it is not on it.

    As `CHOSEN`, with `outcome`, `chosen` and why not in both languages: beyond the ceiling, or not eligible. Who is not
    eligible, and a household without a member that counts, stands there once, without a person.
    """
    rows = household_row(launch, household_id)
    if not rows.num_rows:
        return []
    one = rows.to_pylist()[0]
    told = _as_chosen(launch, rows).to_pylist() or _as_chosen(launch, rows, persons=False).to_pylist()
    why_not = _why_not(one)
    more = {"outcome": one["outcome"], "chosen": one["chosen"], "why_not_id": why_not[0], "why_not_en": why_not[1]}
    return [row | more for row in told]


def _why_not(row: dict[str, Any]) -> tuple[str, str]:
    if row["chosen"]:
        return "", ""
    return BEYOND if row["outcome"] == "eligible" else (row["sentence_id"], row["sentence_en"])


def _as_chosen(launch: Launch, rows: pa.Table, *, persons: bool | None = None) -> pa.Table:
    by_person = launch.unit == Launch.Unit.PERSON if persons is None else persons
    place = pa.array(range(rows.num_rows), pa.int64())
    person, annual_idr = pa.nulls(rows.num_rows, pa.string()), rows["annual_idr"].combine_chunks()
    if by_person:
        members = rows["members"].combine_chunks()
        each, place = pc.list_flatten(members), pc.list_parent_indices(members)
        counted = pc.struct_field(each, "counted")
        place = place.filter(counted)
        person = pc.struct_field(each, "person_id").filter(counted)
        annual_idr = pc.struct_field(each, "annual_idr").filter(counted)
    taken = rows.take(place)
    found = pa.table(
        {
            "household_id": taken["household_id"],
            "person_id": person,
            "village_code": taken["village_code"],
            "rank": taken["rank"],
            "score": pc.fill_null(taken["score"].cast(pa.string()), ""),
            "annual_idr": annual_idr,
            "quantity_thousandths": taken["quantity_thousandths"],
            "quantity": _decimals(taken["quantity_thousandths"]),
            "reason_id": taken["sentence_id"].cast(pa.string()),
            "reason_en": taken["sentence_en"].cast(pa.string()),
        },
        schema=CHOSEN,
    )
    keys = ("village_code", "rank", "household_id", "person_id")
    return found.sort_by([(name, "ascending") for name in keys])


def _decimals(thousandths: pa.ChunkedArray) -> pa.ChunkedArray:
    coded = thousandths.dictionary_encode().unify_dictionaries()
    if not coded.num_chunks:
        return thousandths.cast(pa.string())
    texts = pa.array([f"{Decimal(one) / 1000:f}" for one in coded.chunk(0).dictionary.to_pylist()], pa.string())
    return pa.chunked_array([texts.take(chunk.indices) for chunk in coded.chunks])
