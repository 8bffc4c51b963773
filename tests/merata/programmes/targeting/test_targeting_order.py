"""The order of need: what is known and low first; of equal ones a lot that nobody chose."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from merata.programmes.need import need_order, score_order
from merata.programmes.targeting.order import UNKNOWN, digests, in_order, scores, shown

_some = st.one_of(st.none(), st.integers(1, 4))
_rows = st.lists(st.tuples(st.text("abé", max_size=6), _some, _some), unique_by=lambda row: row[0], max_size=30)


def test_a_lot_is_the_digest_that_anyone_can_compute() -> None:
    (found,) = shown(digests(pa.array(["H001"]), "pkh:2026")).to_pylist()
    assert found == sha256(b"pkh:2026:H001").hexdigest()[:16]
    assert digests(pa.array([], pa.string()), "x").shape == (0, 4)


def test_what_is_not_known_comes_last() -> None:
    assert scores(pa.chunked_array([pa.array([3, None], pa.int16())])).tolist() == [3, UNKNOWN]


@given(_rows)
def test_the_same_as_row_after_row(rows: list[tuple[str, int | None, int | None]]) -> None:
    names = [name for name, _, _ in rows]
    desil, expected = (scores(pa.chunked_array([pa.array([row[at] for row in rows], pa.int64())])) for at in (1, 2))

    def key(at: int) -> tuple[int, int, str]:
        return int(desil[at]), int(expected[at]), sha256(f"x:{names[at]}".encode()).hexdigest()

    found = in_order(desil, expected, digests(pa.array(names, pa.string()), "x"))
    assert found.tolist() == sorted(range(len(rows)), key=key)


def test_it_is_the_order_of_scores_and_of_need_where_those_say_something() -> None:
    rng = np.random.default_rng(1)
    names = pa.array([f"h{at:03d}" for at in range(200)])
    desil = rng.integers(1, 5, 200)
    unknown = np.full(200, UNKNOWN)
    by_lot = in_order(desil, unknown, digests(names, "x"))
    assert by_lot.tolist() == score_order(pa.chunked_array([names]), desil, lot="x").tolist()
    expected = rng.permutation(200)
    known = in_order(desil, expected, digests(names, "x"))
    assert known.tolist() == need_order(names, pa.array(desil), expected.astype(float)).tolist()
