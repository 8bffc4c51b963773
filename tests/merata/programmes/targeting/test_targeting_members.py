"""Who of a household is paid for: the same of everyone at once as cel-python says of one household after another."""

from __future__ import annotations

from pathlib import Path

import pytest
from rules_at_random import AT_HOME, CAPPED, SUMMED, drawn
from rules_by_hand import DAY
from targeting_folders import folder, placed

from merata.programmes.decisions.one_household import OneHousehold
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.targeting import targeted, whole_list


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rule", [CAPPED, SUMMED], ids=lambda rule: rule.programme_id)
def test_members_as_one_household_after_another(tmp_path: Path, rule: Rulebook, seed: int) -> None:
    tables = placed(drawn(seed))
    found = targeted(folder(tmp_path, **tables), rule, DAY)
    names: dict[str, list[str]] = {}
    for row in tables["persons"].to_pylist():
        names.setdefault(row["household_id"], []).append(row["person_id"])
    listed = {row["household_id"]: row for row in whole_list(found).to_pylist()}
    several = 0
    for at, household_id in enumerate(found.household_id.to_pylist()):
        one = OneHousehold(rule, found.facts.household(at), rule.values(DAY))
        wanted = [
            {"person_id": names[household_id][each.position], "component": each.component.code,
             "annual_idr": each.annual_idr, "counted": each.counted}
            for each in one.members()
        ]  # fmt: skip
        told = listed[household_id]
        if told["outcome"] != "eligible":
            assert told["members"] == []
            continue
        assert told["members"] == wanted
        assert told["annual_idr"] == sum(each["annual_idr"] for each in wanted if each["counted"])
        several += len(wanted) > 1
    assert several > 0


def test_a_benefit_for_the_household_names_no_member(tmp_path: Path) -> None:
    found = whole_list(targeted(folder(tmp_path, **placed(drawn(3))), AT_HOME, DAY))
    assert set(map(len, found["members"].to_pylist())) == {0}
