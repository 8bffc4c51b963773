"""How one plan differs from another, from their answers alone: tables by hand, and properties."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from merata.planning.answers.moved import moved


def record(name: str, mean: float, *, assumption: bool = False) -> dict[str, Any]:
    return {"evidence_id": name, "mean": mean, "standard_error": 0.02, "assumption": assumption, "source": "read"}


def line(name: str, cost: int, pillar: str, *evidence: str) -> dict[str, Any]:
    return {"item_id": name, "name": name.title(), "kind": "project", "pillar": pillar, "village": "Jaten",
            "cost_idr": cost, "evidence_id": evidence[0], "evidence_ids": list(evidence)}  # fmt: skip


def answer(
    items: list[dict[str, Any]], records: list[dict[str, Any]], gain: float = 10.0, **more: Any
) -> dict[str, Any]:
    spent = sum(row["cost_idr"] for row in items)
    return {"items": items, "known_effects": records, "gain": gain, "spent_idr": spent, "objective": "sen"} | more


BEFORE = answer(
    [line("road", 300, "infrastructure", "road"), line("class", 50, "training", "skill", "rate")],
    [record("road", 0.11, assumption=True), record("skill", 0.2), record("rate", 0.8), record("old", 1.0)],
)
AFTER = answer(
    [line("bridge", 120, "infrastructure", "bridge"), line("class", 80, "training", "skill", "rate")],
    [record("road", 0.05), record("skill", 0.2), record("rate", 0.9), record("bridge", 0.1)],
    gain=12.0,
)


def test_items_pillars_and_evidence() -> None:
    found = moved(BEFORE, AFTER).as_json()
    assert [(row["item_id"], row["way"], row["change_idr"]) for row in found["items"]] == [
        ("road", "out", -300),
        ("bridge", "in", 120),
        ("class", "more", 30),
    ]
    assert [(row["pillar"], row["before_idr"], row["after_idr"]) for row in found["pillars"]] == [
        ("infrastructure", 300, 120),
        ("training", 50, 80),
    ]
    evidence = [
        (row["evidence_id"], row["way"], row["items"], row["more_idr"], row["less_idr"]) for row in found["evidence"]
    ]
    assert evidence == [
        ("road", "changed", 1, 0, 300),
        ("bridge", "new", 1, 120, 0),
        ("rate", "changed", 1, 30, 0),
        ("old", "gone", 0, 0, 0),
    ]
    assert found["gain"] == {"before": 10.0, "after": 12.0, "difference": 2.0}
    assert not found["same"]


def test_sentences() -> None:
    said = [str(one) for one in moved(BEFORE, AFTER).said()]
    assert said[0] == (
        "3 pilihan berubah: Rp 150 lebih banyak dan Rp 300 lebih sedikit. / 3 lines changed: Rp 150 more and Rp 300 "
        "less."
    )
    assert said[2] == (
        "Bukti road dari 0,11 ± 0,02 (asumsi) menjadi 0,05 ± 0,02; 1 pilihan yang bersandar padanya berubah: Rp 0 "
        "lebih banyak, Rp 300 lebih sedikit. / Evidence road from 0.11 ± 0.02 (assumption) to 0.05 ± 0.02; 1 lines "
        "that rest on it changed: Rp 0 more, Rp 300 less."
    )
    assert (
        said[-1] == "Class di Jaten ditambah: dari Rp 50 menjadi Rp 80. / Class in Jaten raised: from Rp 50 to Rp 80."
    )


def test_another_objective_has_no_difference_of_gains() -> None:
    found = moved(BEFORE, AFTER | {"objective": "poverty_gap"}).as_json()
    assert found["gain"]["difference"] is None
    assert not any("gain went" in row["text_en"] for row in found["sentences"])


def test_the_same_plan_moves_nothing() -> None:
    found = moved(BEFORE, BEFORE).as_json()
    assert found["same"]
    assert (found["items"], found["evidence"]) == ([], [])
    assert found["sentences"] == [{"text_id": "Isi kedua rencana sama.", "text_en": "Both plans hold the same."}]


PLANS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 10**12), max_size=6).map(
    lambda costs: answer([line(name, cost, "training", "skill") for name, cost in sorted(costs.items())], [])
)


@given(PLANS, PLANS)
def test_what_moved_is_the_difference_of_spending_and_turns_round(first: dict[str, Any], last: dict[str, Any]) -> None:
    there = moved(first | {"effects": []}, last | {"effects": []})
    back = moved(last | {"effects": []}, first | {"effects": []})
    assert sum(one.change_idr for one in there.items) == last["spent_idr"] - first["spent_idr"]
    assert {one.item_id: one.change_idr for one in there.items} == {one.item_id: -one.change_idr for one in back.items}
