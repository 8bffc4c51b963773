from __future__ import annotations

import pytest

from merata.errors import UsageError
from merata.stats.disclosure.rules import EXACT, PROTECTION, ROUNDING, RULES, THRESHOLD, Rules


@pytest.mark.parametrize("rules", [RULES, EXACT, Rules(3, 3, 3), Rules(10, 4, 8)])
def test_a_figure_stands_for_the_counts_that_round_to_it(rules: Rules) -> None:
    counts = [0, *range(rules.threshold, 200)]
    for value in {rules.rounded(count) for count in counts}:
        low, high = rules.interval(value)
        behind = [
            count for count in range(220) if (count == 0 or not rules.small(count)) and _rounds(rules, count, value)
        ]
        assert (behind[0], behind[-1]) == (low, high)


def _rounds(rules: Rules, count: int, value: int) -> bool:
    return rules.rounded(count) == value if count else value == 0


def test_by_hand() -> None:
    assert [RULES.rounded(count) for count in (5, 7, 8, 12, 13, 0)] == [5, 5, 10, 10, 15, 0]
    assert (RULES.interval(5), RULES.interval(10), RULES.interval(0)) == ((5, 7), (8, 12), (0, 0))
    assert [RULES.small(count) for count in (0, 1, 4, 5)] == [False, True, True, False]
    # Rounding is without a tendency over any five counts that follow each other.
    assert sum(RULES.rounded(count) - count for count in range(20, 25)) == 0


def test_a_hidden_count_is_never_known_to_be_small() -> None:
    """An interval of the least width holds nobody or somebody at the threshold, wherever it starts."""
    for count in range(1, THRESHOLD):
        for low in range(count + 1):
            high = low + PROTECTION
            assert low == 0 or high >= THRESHOLD


def test_constants_agree_and_others_are_refused() -> None:
    assert ROUNDING <= THRESHOLD <= PROTECTION
    for wrong in ((1, 1, 1), (5, 6, 5), (5, 0, 5), (5, 5, 0)):
        with pytest.raises(UsageError, match="expected a threshold of at least 2"):
            Rules(*wrong)
