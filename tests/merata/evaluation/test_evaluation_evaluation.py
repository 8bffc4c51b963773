"""A whole dataset evaluated: every lever found again, taught once, and refused where nothing can be said."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from delivered_region import COURSE, PROGRAMME, WORK, delivered_region, lottery_documents
from invented_region import DatasetInMemory

from merata.errors import InputError
from merata.evaluation.evaluation import evaluate, evidence_of, normal_error, updated
from merata.evaluation.evidence import Estimate, combine
from merata.evaluation.findings import Evaluation, Finding
from merata.evaluation.planted_truth import planted
from merata.tables.catalogue import TABLES

DRAWS = 200


@pytest.fixture(scope="module")
def region() -> DatasetInMemory:
    return delivered_region()


@pytest.fixture(scope="module")
def found(region: DatasetInMemory) -> Evaluation:
    return evaluate(region, draws=DRAWS)


def of(found: Evaluation, estimand: str) -> Finding:
    return next(one for one in found.findings if one.estimand == estimand)


def test_every_lever_is_evaluated_by_its_method(found: Evaluation) -> None:
    assert [(one.subject, one.estimand, one.method) for one in found.findings] == [
        ("training_vocational", "offer", "lottery"),
        ("training_vocational", "completion", "lottery_iv"),
        ("mandiri", "entry", "staggered"),
        ("road_access", "served", "synthetic"),
    ]
    assert found.refused == ()
    for one in found.findings:
        assert one.low < one.effect < one.high
        assert one.standard_error > 0
        assert 0 < one.treated < one.n


def test_the_effects_are_those_of_this_region(found: Evaluation) -> None:
    for estimand, effect in (("completion", COURSE), ("entry", PROGRAMME), ("served", WORK)):
        one = of(found, estimand)
        assert abs(one.effect - effect) < 3 * one.standard_error
        assert one.p_value < 0.05
    offer = of(found, "offer")
    assert (offer.n, offer.details["classes"], offer.details["classes_left_out"]) == (offer.n, 3, 1)
    assert offer.details["randomisation"].mechanisms == {"conditional_poisson": 3}
    assert offer.items == ("C0", "C1", "C2", "C3")


def test_a_published_draw_is_repeated_by_its_own_rule(region: DatasetInMemory, found: Evaluation) -> None:
    documents = [lottery_documents(region)]
    again = evaluate(region, levers=["training"], lotteries=documents, draws=DRAWS)
    test, plain = of(again, "offer").details["randomisation"], of(found, "offer").details["randomisation"]
    assert test.mechanisms == {"training_rule": 1, "conditional_poisson": 2}
    assert (test.low, test.high) == pytest.approx((plain.low, plain.high), abs=0.03)
    incomplete = [lottery_documents(region, leave_out=2)]
    with pytest.raises(InputError, match="lacks 2 applications that have a chance"):
        evaluate(region, levers=["training"], lotteries=incomplete, draws=DRAWS)


def test_villages_of_the_other_lever_are_set_apart(found: Evaluation) -> None:
    entry, served = of(found, "entry"), of(found, "served")
    assert entry.details["left_out"]["works_or_other_programmes"] == 6
    assert (entry.n, entry.treated, entry.details["cohorts"]) == (54, 12, {2023: 6, 2024: 6})
    assert (served.n, served.treated, served.details["donors"]) == (48, 6, 42)
    assert served.details["years_before"] == 3


def test_families_are_named_and_corrected(found: Evaluation) -> None:
    main, villages = found.families
    assert (main.name, main.correction) == ("main_effects", "holm")
    assert set(main.p_values) == {"training_vocational", "mandiri", "road_access"}
    assert (villages.name, villages.correction, len(villages.p_values)) == (
        "served_villages",
        "benjamini_hochberg",
        6,
    )
    for one in found.families:
        assert all(one.adjusted[name] >= p for name, p in one.p_values.items())


def test_each_record_learns_from_its_own_finding(region: DatasetInMemory, found: Evaluation) -> None:
    completion, entry = of(found, "completion"), of(found, "entry")
    assert of(found, "offer").learned is None
    assert completion.learned is not None
    local = Estimate(completion.effect, normal_error(completion))
    assert completion.learned.local == local
    assert completion.learned.heterogeneity == pytest.approx(0.1)
    assert completion.learned.joined == combine(Estimate(0.05, 0.1), local, heterogeneity=0.1)
    assert entry.learned is not None
    assert entry.learned.prior is None
    after = updated(evidence_of(region), found.findings, source="evaluation 2025")
    rows = {row["evidence_id"]: row for row in after.to_pylist()}
    assert set(rows) == {"training_vocational", "road_access", "mandiri"}
    assert rows["training_vocational"]["effect"] == pytest.approx(completion.learned.joined.effect)
    assert not rows["training_vocational"]["assumption"]
    assert rows["mandiri"]["effect"] == entry.effect
    assert rows["mandiri"]["unit"] == "share_of_consumption"
    assert "evaluation 2025: staggered, 54 villages" in rows["mandiri"]["source"]
    assert after.schema == TABLES["evidence"].arrow


def test_a_record_per_offer_learns_from_the_offer(region: DatasetInMemory, found: Evaluation) -> None:
    rows = [
        row | {"per": "offer" if row["lever"] == "training" else None} for row in region.read("evidence").to_pylist()
    ]
    offered = region.with_tables(evidence=pa.Table.from_pylist(rows, schema=TABLES["evidence"].arrow))
    again = evaluate(offered, levers=["training"], draws=DRAWS)
    offer, completion = of(again, "offer"), of(again, "completion")
    assert completion.learned is None
    assert offer.learned is not None
    assert offer.learned.local == Estimate(offer.effect, normal_error(offer))
    assert of(found, "offer").learned is None
    after = {row["evidence_id"]: row for row in updated(evidence_of(offered), again.findings, source="x").to_pylist()}
    assert after["training_vocational"]["per"] == "offer"
    assert after["training_vocational"]["effect"] == pytest.approx(offer.learned.joined.effect)


def test_the_same_result_does_not_count_twice(region: DatasetInMemory, found: Evaluation) -> None:
    after = updated(evidence_of(region), found.findings, source="evaluation 2025")
    again = evaluate(region.with_tables(evidence=after), draws=DRAWS)
    with pytest.raises(InputError, match="it would count twice"):
        updated(after, again.findings, source="evaluation 2025")


def test_without_evidence_every_result_is_a_new_record(region: DatasetInMemory) -> None:
    bare = region.with_tables(evidence=TABLES["evidence"].arrow.empty_table())
    found = evaluate(bare, draws=DRAWS)
    after = updated(evidence_of(bare), found.findings, source="x")
    assert sorted(after["evidence_id"].to_pylist()) == ["mandiri", "road_access", "training_vocational"]
    per = {row["evidence_id"]: row["per"] for row in after.to_pylist()}
    assert per == {"mandiri": None, "road_access": None, "training_vocational": "completion"}


def test_another_unit_teaches_nothing(region: DatasetInMemory) -> None:
    rows = region.read("evidence").to_pylist()
    rows[0]["unit"] = "pass_through"
    found = evaluate(region.with_tables(evidence=pa.Table.from_pylist(rows)), levers=["training"], draws=DRAWS)
    completion = of(found, "completion")
    assert completion.learned is None
    assert any("another unit" in note for note in completion.notes)


def test_one_lever_that_cannot_be_evaluated_does_not_stop_the_others(region: DatasetInMemory) -> None:
    outcomes = region.read("outcomes")
    without = outcomes.filter(pc.not_equal(outcomes["unit"], "village"))
    found = evaluate(region.with_tables(outcomes=without), draws=DRAWS)
    assert {one.lever for one in found.findings} == {"training"}
    assert [one.lever for one in found.refused] == ["empowerment", "infrastructure"]
    assert all("monitor villages" in one.reason for one in found.refused)
    with pytest.raises(InputError, match=r"nothing can be evaluated:\n  empowerment"):
        evaluate(region.with_tables(outcomes=without), levers=["empowerment"])


def test_too_few_years_before_works_are_refused_by_name(region: DatasetInMemory) -> None:
    outcomes = region.read("outcomes")
    late = outcomes.filter(pc.greater_equal(outcomes["year"], 2023))
    found = evaluate(region.with_tables(outcomes=late), levers=["empowerment", "infrastructure"])
    assert [(one.subject, one.estimand) for one in found.findings] == [("mandiri", "entry")]
    assert [one.subject for one in found.refused] == ["road_access"]
    assert "at least 2 years before" in found.refused[0].reason


def test_the_hidden_truth_is_not_read(region: DatasetInMemory, found: Evaluation) -> None:
    class Watched(DatasetInMemory):
        def read(self, name: str, columns: Sequence[str] | None = None, *, absent_as_nulls: bool = True) -> pa.Table:
            assert not name.startswith("truth")
            return super().read(name, columns, absent_as_nulls=absent_as_nulls)

    assert evaluate(Watched(region.tables), draws=DRAWS).as_json() == found.as_json()


def test_planted_effects_beside_what_was_found(region: DatasetInMemory, found: Evaluation) -> None:
    take_up = of(found, "completion").details["take_up"]
    truth = region.read("truth_effects").to_pylist()
    known = [*truth, truth[0] | {"effect_id": "more", "item_id": "C3"}]
    whole = region.with_tables(truth_effects=pa.Table.from_pylist(known))
    offered = math.expm1(math.log1p(COURSE) * take_up)
    assert planted(whole, found.findings) == pytest.approx([offered, COURSE, PROGRAMME, WORK])
    assert planted(region, found.findings)[:2] == [None, None]  # C3 is not in the truth


def test_it_is_plain_json_and_repeatable(region: DatasetInMemory, found: Evaluation) -> None:
    told = json.dumps(found.as_json(), allow_nan=False)
    assert json.loads(told)["findings"][0]["details"]["lee_bounds"]["trimmed"] >= 0
    assert evaluate(region, draws=DRAWS).as_json() == found.as_json()


@pytest.mark.slow
def test_the_planted_effects_are_held_as_often_as_promised() -> None:
    """A quick version of benchmarks/evaluation_coverage.py, with the tolerance of a binomial."""
    worlds = 100
    held = dict.fromkeys(("completion", "entry", "served"), 0)
    for world in range(worlds):
        found = evaluate(delivered_region(100 + world), draws=100)
        for estimand, effect in (("completion", COURSE), ("entry", PROGRAMME), ("served", WORK)):
            one = of(found, estimand)
            held[estimand] += one.low <= effect <= one.high
    spread = np.sqrt(0.95 * 0.05 / worlds)
    for share in held.values():
        assert abs(share / worlds - 0.95) < 2.6 * spread
