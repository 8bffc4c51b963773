from __future__ import annotations

from fractions import Fraction

import pyarrow as pa
import pytest

from merata.participation.quorum import heard, proposals_of_quorate_forums, quorate

FORUMS = pa.table(
    {
        "forum_id": ["full", "exact", "short", "uncounted"],
        "invited": [10, 12, 12, 30],
        "attended": [10, 8, 7, 20],
        "attended_women": [5, 2, 3, 5],
        "attended_poor": pa.array([2, 1, 2, None], pa.int64()),
    }
)


def test_two_thirds_of_the_invited_is_a_quorum_to_the_person() -> None:
    assert quorate(FORUMS).to_pylist() == [True, True, False, True]


def test_another_regulation_may_ask_for_half() -> None:
    assert quorate(FORUMS, quorum=Fraction(1, 2)).to_pylist() == [True, True, True, True]


def test_who_was_heard() -> None:
    assert heard(FORUMS) == {"attended": 45 / 64, "women": 15 / 45, "poor": 5 / 25}


def test_of_no_meetings_no_share_is_claimed() -> None:
    assert heard(FORUMS.slice(0, 0)) == {}


def test_a_proposal_without_a_quorate_forum_does_not_count() -> None:
    proposals = pa.table(
        {
            "proposal_id": ["a", "b", "c", "d"],
            "forum_id": pa.array(["full", "short", None, "lost"], pa.string()),
        }
    )
    assert proposals_of_quorate_forums(proposals, FORUMS)["proposal_id"].to_pylist() == ["a"]


@pytest.mark.parametrize("attended", [0, 7])
def test_below_the_quorum_is_below(attended: int) -> None:
    forum = pa.table({"attended": [attended], "invited": [12]})
    assert quorate(forum).to_pylist() == [False]
