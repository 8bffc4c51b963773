"""The order of need: equal scores are told apart by a lot, never by the order of a list."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from merata.programmes.need import score_order


def test_equal_scores_follow_the_digest_of_lot_and_identifier() -> None:
    names = ["a", "b", "c", "d"]
    score = np.array([5, 3, 5, 5])
    order = score_order(pa.chunked_array([names]), score, lot="2025")
    tied = sorted(["a", "c", "d"], key=lambda name: sha256(f"2025:{name}".encode()).digest())
    assert [names[row] for row in order] == ["b", *tied]


@given(st.lists(st.integers(1, 3), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(scores: list[int], random: object) -> None:
    names = [f"H{row}" for row in range(len(scores))]
    order = list(range(len(scores)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = [names[row] for row in order]
    first = [names[row] for row in score_order(pa.chunked_array([names]), np.array(scores), lot="x")]
    again = score_order(pa.chunked_array([shuffled]), np.array(scores)[order], lot="x")
    assert [shuffled[row] for row in again] == first


def test_another_lot_deals_the_luck_anew() -> None:
    names = pa.chunked_array([[f"H{row}" for row in range(50)]])
    orders = [score_order(names, np.ones(50, np.int64), lot=lot).tolist() for lot in ("2025", "2026")]
    assert orders[0] != orders[1]
    assert orders[0] != list(range(50))
