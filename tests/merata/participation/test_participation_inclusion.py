from __future__ import annotations

import math

import pyarrow as pa
import pytest
from scipy.stats import t

from merata.errors import InputError, UsageError
from merata.participation.inclusion import inclusion

# Two meetings, ten persons: forum, element, sex, disability, part, invited, attended, spoke.
ROWS = [
    ("a", "farmers", "f", False, "I", True, True, True),
    ("a", "farmers", "m", False, "I", True, True, True),
    ("a", "women", "f", True, "II", True, True, False),
    ("a", "women", "f", False, "II", True, False, False),
    ("a", "youth", "m", None, "II", False, True, True),
    ("b", "farmers", "m", False, "I", True, True, True),
    ("b", "farmers", "m", False, "I", True, False, False),
    ("b", "women", "f", False, "I", True, True, False),
    ("b", "women", "f", True, "II", True, False, False),
    ("b", "women", "f", False, "II", True, True, True),
]
NAMES = ("forum_id", "element", "sex", "disability", "part", "invited", "attended", "spoke")
PERSONS = pa.table(dict(zip(NAMES, (list(column) for column in zip(*ROWS, strict=True)), strict=True)))


def row(table: pa.Table, dimension: str, group: str | None) -> dict[str, object]:
    (found,) = [one for one in table.to_pylist() if one["dimension"] == dimension and one["group"] == group]
    return found


def test_counts_and_shares_by_hand() -> None:
    found = inclusion(PERSONS)
    assert row(found, "all", None) == {
        "dimension": "all", "group": None, "meetings": 2, "invited": 9, "came": 6, "attended": 7, "spoke": 5,
        "came_share": 6 / 9, "spoke_of_present_share": 5 / 7, "of_voices_share": 1.0,
    }  # fmt: skip
    assert row(found, "sex", "f") == {
        "dimension": "sex", "group": "f", "meetings": 2, "invited": 6, "came": 4, "attended": 4, "spoke": 2,
        "came_share": 4 / 6, "spoke_of_present_share": 2 / 4, "of_voices_share": 2 / 5,
    }  # fmt: skip
    assert row(found, "part", "II")["of_voices_share"] == 2 / 5


def test_who_came_uninvited_is_present_but_not_an_invitee_who_came() -> None:
    youth = row(inclusion(PERSONS), "element", "youth")
    assert (youth["invited"], youth["came"], youth["attended"], youth["spoke"]) == (0, 0, 1, 1)
    assert youth["came_share"] is None


def test_what_was_not_recorded_is_a_group_of_its_own() -> None:
    found = inclusion(PERSONS, by=["disability"])
    assert [one["group"] for one in found.to_pylist()] == [None, "false", "true", None]
    assert found["attended"].to_pylist() == [7, 5, 1, 1]


@pytest.mark.parametrize("dimension", ["element", "sex", "disability", "part"])
def test_groups_add_up_to_all(dimension: str) -> None:
    whole, *groups = inclusion(PERSONS, by=[dimension]).to_pylist()
    for count in ("invited", "came", "attended", "spoke"):
        assert sum(one[count] for one in groups) == whole[count]
    assert sum(one["of_voices_share"] for one in groups) == pytest.approx(1)


def test_where_meetings_were_drawn_the_interval_comes_from_the_spread_between_them() -> None:
    women = row(inclusion(PERSONS, sampled=True), "sex", "f")
    # Of the invited women 2 of 3 came in the first meeting and 2 of 3 in the second: no spread at all.
    assert women["came_low"] == pytest.approx(2 / 3)
    assert women["came_high"] == pytest.approx(2 / 3)
    # Of those present 1 of 2 spoke in each. Of all: 3 of 4 in the first, 2 of 3 in the second.
    whole = row(inclusion(PERSONS, sampled=True), "all", None)
    share = 5 / 7
    totals = [(3 - share * 4) / 7, (2 - share * 3) / 7]
    error = math.sqrt(2 * sum(one**2 for one in totals))
    reach = t.ppf(0.975, 1) * error / (share * (1 - share))
    middle = math.log(share / (1 - share))
    assert whole["spoke_of_present_low"] == pytest.approx(1 / (1 + math.exp(-(middle - reach))))
    assert whole["spoke_of_present_high"] == pytest.approx(1 / (1 + math.exp(-(middle + reach))))


def test_having_read_half_of_the_meetings_narrows_the_interval_and_all_of_them_closes_it() -> None:
    def width(held: int | None) -> float:
        one = row(inclusion(PERSONS, sampled=True, meetings_held=held), "all", None)
        return float(one["spoke_of_present_high"]) - float(one["spoke_of_present_low"])  # type: ignore[arg-type]

    assert width(2) == pytest.approx(0, abs=1e-12)
    assert 0.01 < width(4) < width(None)


def test_one_meeting_has_no_interval() -> None:
    found = inclusion(PERSONS.slice(0, 5), sampled=True)
    assert found["came_low"].null_count == found.num_rows
    assert "came_low" not in inclusion(PERSONS).column_names


def test_all_faults_at_once() -> None:
    with pytest.raises(InputError) as caught:
        inclusion(PERSONS.drop_columns(["sex", "spoke"]))
    assert [fault.column for fault in caught.value.faults] == ["sex", "spoke"]
    silent = pa.table(
        {"forum_id": ["a", "a"], "invited": [True, True], "attended": [False, True], "spoke": [True, True]}
    )
    with pytest.raises(InputError, match=r"persons:1 spoke: somebody spoke who did not attend"):
        inclusion(silent, by=[])
    unknown = silent.set_column(1, "invited", pa.array([True, None]))
    with pytest.raises(InputError, match="1 rows say neither"):
        inclusion(unknown, by=[])
    with pytest.raises(UsageError, match="1 meetings held, but 2 are listed"):
        inclusion(PERSONS, sampled=True, meetings_held=1)
