"""Prior and local evidence combined, by hand."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.evaluation.evidence import Estimate, combine, learn, one_of, prior_weight, record
from merata.evaluation.pooling import pool
from merata.tables.catalogue import TABLES

EVIDENCE = pa.Table.from_pylist(
    [
        {
            "evidence_id": "training_vocational",
            "lever": "training",
            "intervention": "courses",
            "outcome": "income",
            "effect": 0.05,
            "unit": "share_of_income",
            "standard_error": 0.10,
            "assumption": True,
            "source": "assumed",
            "certainty": "assumption",
        }
    ],
    schema=TABLES["evidence"].arrow,
)


def test_inverse_variances_weigh() -> None:
    found = combine(Estimate(0.05, 0.10), Estimate(0.15, 0.05))
    assert found.effect == pytest.approx((0.05 * 100 + 0.15 * 400) / 500)
    assert found.standard_error == pytest.approx(500**-0.5)


@given(st.floats(-1, 1), st.floats(0.01, 1), st.floats(-1, 1), st.floats(0.01, 1))
def test_the_posterior_lies_between_and_is_surer(m: float, s: float, n: float, t: float) -> None:
    found = combine(Estimate(m, s), Estimate(n, t))
    assert min(m, n) - 1e-12 <= found.effect <= max(m, n) + 1e-12
    assert found.standard_error < min(s, t)


def test_certainty_decides_alone_and_two_may_not_differ() -> None:
    assert combine(Estimate(0.2, 0.0), Estimate(0.1, 0.1)) == Estimate(0.2, 0.0)
    assert combine(Estimate(0.2, 0.1), Estimate(0.1, 0.0)) == Estimate(0.1, 0.0)
    with pytest.raises(UsageError, match="two certain effects differ"):
        combine(Estimate(0.2, 0.0), Estimate(0.1, 0.0))
    with pytest.raises(UsageError, match="cannot be combined"):
        combine(Estimate(0.2, float("nan")), Estimate(0.1, 0.0))


def test_learning_changes_the_record_that_plans_read() -> None:
    row = learn(EVIDENCE, "training_vocational", Estimate(0.15, 0.05), source="lottery 2024").to_pylist()[0]
    assert row["effect"] == pytest.approx(0.13)
    assert row["source"] == "assumed; lottery 2024"
    assert (row["assumption"], row["certainty"]) == (False, "medium")


def test_a_weak_local_result_leaves_an_assumption_an_assumption() -> None:
    row = learn(EVIDENCE, "training_vocational", Estimate(0.15, 0.30), source="lottery 2024").to_pylist()[0]
    assert row["assumption"]
    assert row["certainty"] == "assumption"


def test_unknown_record_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="training_vocational"):
        learn(EVIDENCE, "training", Estimate(0.1, 0.1), source="x")


def test_heterogeneity_widens_the_prior_by_hand() -> None:
    found = combine(Estimate(0.05, 0.10), Estimate(0.15, 0.05), heterogeneity=0.10)
    assert prior_weight(Estimate(0.05, 0.10), Estimate(0.15, 0.05), heterogeneity=0.10) == pytest.approx(1 / 9)
    assert found.effect == pytest.approx((0.05 + 8 * 0.15) / 9)
    assert found.standard_error == pytest.approx((1 / 0.02 + 1 / 0.0025) ** -0.5)
    assert combine(Estimate(0.05, 0.0), Estimate(0.15, 0.05), heterogeneity=0.05).effect == pytest.approx(0.10)
    with pytest.raises(UsageError, match="heterogeneity -1"):
        combine(Estimate(0.05, 0.1), Estimate(0.15, 0.05), heterogeneity=-1)


def test_several_local_estimates_are_averaged_before_they_teach() -> None:
    local = [Estimate(0.1, 0.05), Estimate(0.3, 0.05)]
    pooled = pool([0.1, 0.3], [0.05, 0.05])
    assert one_of(local) == Estimate(pooled.effect, pooled.normal_error)
    assert one_of(local[:1]) == local[0]
    row = learn(EVIDENCE, "training_vocational", local, source="two lotteries", heterogeneity=0.1).to_pylist()[0]
    expected = combine(Estimate(0.05, 0.10), one_of(local), heterogeneity=0.1)
    assert (row["effect"], row["standard_error"]) == pytest.approx((expected.effect, expected.standard_error))


def test_what_nothing_was_known_of_becomes_a_record() -> None:
    new = EVIDENCE.to_pylist()[0] | {"evidence_id": "village_programme", "lever": "empowerment"}
    found = record(EVIDENCE, new)
    assert found["evidence_id"].to_pylist() == ["training_vocational", "village_programme"]
    assert found.schema == TABLES["evidence"].arrow
    with pytest.raises(UsageError, match="there is evidence 'village_programme' already"):
        record(found, new)
