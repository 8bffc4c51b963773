from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PREMIUM_IDR = 504_000


def test_premiums_are_those_of_the_members_whom_the_registry_calls_insured(small_demo) -> None:
    persons, benefits = small_demo.table("persons"), small_demo.table("benefits")
    for insurance, programme in (("pbi", "pbi_jkn"), ("local", "pbpu_pemda")):
        insured = persons.filter(pc.equal(persons["health_insurance"], insurance))
        members = dict(zip(*_counts(insured["household_id"]), strict=True))
        paid = benefits.filter(pc.equal(benefits["programme_id"], programme))
        annual = dict(zip(paid["household_id"].to_pylist(), paid["annual_idr"].to_pylist(), strict=True))
        assert annual == {household: count * PREMIUM_IDR for household, count in members.items()}
        assert set(paid["year"].to_pylist()) == {2025}


def test_everyone_has_one_answer_and_the_lists_miss_some_poor_and_hold_some_rich(small_demo) -> None:
    persons, households = small_demo.table("persons"), small_demo.table("households")
    assert persons["health_insurance"].null_count == 0
    joined = persons.select(["household_id", "health_insurance"]).join(
        households.select(["household_id", "desil"]), "household_id"
    )
    joined = joined.filter(joined["desil"].is_valid())
    desil, insurance = joined["desil"].to_numpy(), np.array(joined["health_insurance"].to_pylist())
    assert (insurance[desil <= 5] == "pbi").mean() > 0.4
    assert 0.01 < (insurance[desil > 5] == "pbi").mean() < 0.10
    assert 0.05 < (insurance[desil <= 5] == "none").mean() < 0.25


def test_the_kota_insures_more_of_its_own_than_the_kabupaten(small_demo) -> None:
    persons, households = small_demo.table("persons"), small_demo.table("households")
    place = pc.starts_with(households["village_code"], "35.72")
    at = pc.index_in(persons["household_id"], value_set=households["household_id"].combine_chunks())
    kota = place.take(at).to_numpy()
    insurance = np.array(persons["health_insurance"].to_pylist())
    assert (insurance[kota] == "none").mean() < (insurance[~kota] == "none").mean()
    assert (insurance[kota] == "local").mean() > (insurance[~kota] == "local").mean()


def test_who_works_for_the_state_is_insured_there(small_demo) -> None:
    persons = small_demo.table("persons")
    public = persons.filter(pc.fill_null(pc.equal(persons["work_sector"], "public"), fill_value=False))
    assert pc.mean(pc.equal(public["health_insurance"], "work")).as_py() > 0.9


def _counts(column: pa.ChunkedArray) -> tuple[list[str], list[int]]:
    counted = pc.value_counts(column.combine_chunks())
    return counted.field("values").to_pylist(), counted.field("counts").to_pylist()
