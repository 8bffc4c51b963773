from __future__ import annotations

from merata.demo import evidence


def test_evidence_is_what_was_read_or_called_an_assumption() -> None:
    rows = {row["evidence_id"]: row for row in evidence.build().to_pylist()}
    assert set(rows) == {
        "training_vocational",
        "training_farming",
        "road_access",
        "bridge_access",
        "facility_access",
        "cash_pass_through",
    }
    assert (rows["training_farming"]["effect"], rows["road_access"]["effect"]) == (0.20, 0.11)
    assert (rows["cash_pass_through"]["effect"], rows["cash_pass_through"]["standard_error"]) == (1.0, 0.15)
    assert all(row["assumption"] and row["standard_error"] > 0 and row["source"] for row in rows.values())
