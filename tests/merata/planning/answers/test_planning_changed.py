"""What changes by hand cost: by hand on a small table, and as the slow and obvious evaluation of each package says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from invented_region import DatasetInMemory

from merata.errors import UsageError
from merata.planning.answers.by_hand import lines_of
from merata.planning.answers.changed import Changed, changed, way_of
from merata.planning.answers.habits import Package
from merata.planning.optimiser.objective import Objective, measure
from merata.planning.plan import plan
from merata.planning.preparing import posed
from merata.planning.problem import Problem, Request
from merata.progress import silent
from merata.tables.located_yaml import parse

BENEFIT = 1_560_000
REQUEST = Request("35.05", 1_000_000_000, date(2026, 1, 1), draws=4)


@pytest.fixture(scope="module")
def asked(choices: DatasetInMemory) -> Problem:
    return posed(choices, REQUEST, None, silent)


@pytest.fixture(scope="module")
def food(asked: Problem) -> list[str]:
    """The lines of food aid, by village."""
    return sorted({item.line for item in asked.candidates.items if item.kind == "programme"})


def by_the_obvious_way(asked: Problem, amounts: dict[str, int]) -> float:
    """Every household's welfare after the package, measured anew: claim by claim, seat by seat, share by share."""
    claims, people, menu = asked.menu.claims, asked.people, asked.menu
    gains = []
    for draw, welfare in enumerate(people.welfare):
        after = welfare.copy()
        for line, amount in amounts.items():
            left = amount
            village = line.partition(":")[2]
            for at in range(claims.household.size):
                household = claims.household[at]
                here = people.villages["village_code"][int(people.village[household])].as_py()
                if line == f"{claims.programmes[claims.programme[at]].programme_id}:{here}" and village:
                    left -= int(claims.annual_idr[at])
                    if left < 0:
                        break
                    scale = asked.evaluator.draws.scale["cash_pass_through"][draw]
                    after[household] += claims.annual_idr[at] / 12 / people.size[household] * scale
        for number, item in enumerate(asked.candidates.items):
            if item.kind != "programme" and amounts.get(item.line):
                for part in asked.candidates.effects:
                    share = part.share[[number]].toarray()[0]
                    after += asked.evaluator.draws.scale[part.evidence_id][draw] * share * welfare
        pair = [measure(Objective(), each, people.size, people.line_idr)[0] for each in (after, welfare)]
        gains.append(pair[0] - pair[1])
    assert menu.claims.household.size
    return float(np.mean(gains))


def found(choices: DatasetInMemory, package: dict[str, int], proved: dict[str, int], **more: Any) -> Changed:
    return changed(choices, replace(REQUEST, **more), None, package, proved=proved)


def test_gains_and_losses_are_those_of_the_obvious_way(
    choices: DatasetInMemory, asked: Problem, food: list[str]
) -> None:
    proved = {food[0]: 6 * BENEFIT, food[1]: 4 * BENEFIT, "road-1": 300_000_000}
    package = {food[0]: 2 * BENEFIT + 5, food[1]: 0, food[2]: 3 * BENEFIT, "barista": 20_000_000}
    hand = found(choices, package, proved)
    after = proved | package
    now = by_the_obvious_way(asked, after)
    assert hand.gain == pytest.approx(now, rel=1e-9)
    assert hand.proved_gain == pytest.approx(by_the_obvious_way(asked, proved), rel=1e-9)
    assert hand.loss == pytest.approx(hand.proved_gain - hand.gain)
    by_line = {change.item_id: change for change in hand.changes}
    assert set(by_line) == {food[0], food[1], food[2], "barista"}
    for line, change in by_line.items():
        reverted = by_the_obvious_way(asked, after | {line: proved.get(line, 0)})
        assert change.loss == pytest.approx(reverted - now, rel=1e-7, abs=1e-9)
    assert [change.loss for change in hand.changes] == sorted((c.loss for c in hand.changes), reverse=True)
    assert [by_line[line].way for line in (food[0], food[1], food[2], "barista")] == ["less", "out", "in", "in"]


def test_an_amount_between_benefits_serves_as_far_as_it_reaches(choices: DatasetInMemory, food: list[str]) -> None:
    hand = found(choices, {food[0]: 3 * BENEFIT - 1}, {food[0]: BENEFIT}).as_json()
    (change,) = hand["changes"]
    assert (change["counted_idr"], change["left_idr"], change["households"]) == (2 * BENEFIT, BENEFIT - 1, 2)
    assert hand["spent_idr"] == 2 * BENEFIT
    assert hand["counted"] == {food[0]: 2 * BENEFIT}


def test_the_proved_package_itself_loses_nothing(choices: DatasetInMemory) -> None:
    best = plan(choices, budget_idr=REQUEST.budget_idr, draws=4, on=REQUEST.day)
    proved = {line.item_id: line.cost_idr for line in best.items}
    same = found(choices, {}, proved)
    assert same.gain == same.proved_gain == pytest.approx(best.gain, rel=1e-12)
    assert (same.changes, same.breaks, same.loss) == ((), (), 0.0)
    assert same.as_json()["after"] == same.as_json()["proved_after"]
    assert same.as_json()["after"]["gini"] == pytest.approx(best.gini_after)
    solved = changed(choices, REQUEST, None, {})
    assert solved.counted == same.counted


def test_what_is_broken_is_said_in_both_languages(choices: DatasetInMemory, food: list[str]) -> None:
    rules = parse("pillars: {infrastructure: {max_idr: 100}}\nexclude: [barista]\nrequire: [road-2]\n", "rules.yaml")
    package = {"road-1": 300_000_000, "barista": 20_000_000, food[0]: BENEFIT}
    hand = changed(choices, replace(REQUEST, budget_idr=200_000_000), rules, package, proved={})
    told = {one.limit: one for one in hand.breaks}
    assert set(told) == {"budget", "pillars.infrastructure", "require road-2", "exclude barista"}
    assert told["budget"].sum == 320_000_000 + BENEFIT
    assert str(told["pillars.infrastructure"].said) == (
        "Melebihi batas pilar infrastruktur: Rp 300.000.000 dari paling banyak Rp 100, lebih Rp 299.999.900. / Over "
        "the bound of pillar works: Rp 300,000,000 of at most Rp 100, Rp 299,999,900 too much."
    )
    assert told["require road-2"].said.text_en == "Below requiring road-2: 0 of at least 1, 1 too little."
    assert told["exclude barista"].said.text_id == "yang dikecualikan (barista) ada dalam paket."


def test_every_fault_of_a_package_at_once(choices: DatasetInMemory, food: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        found(choices, {"nothing": 5, food[0]: -1, "road-1": 7, "barista": 40_000_000}, {})
    lines = str(refused.value).splitlines()
    assert len(lines) == 4
    assert lines[0] == "nothing: bukan calon rencana ini / nothing: no candidate of this plan"
    assert "give 0 or Rp 300,000,000, 1 times at most" in lines[2]


def test_sums_count_a_part_of_a_band_to_the_benefit(asked: Problem, food: list[str]) -> None:
    lines = lines_of(asked, [])
    written = lines.written({food[0]: 2 * BENEFIT})
    assert isinstance(written.package, Package)
    assert written.package.spent_idr(asked) == 2 * BENEFIT
    assert written.counted == {food[0]: 2 * BENEFIT}


def test_poverty_has_no_rupiah_of_its_own(choices: DatasetInMemory, food: list[str]) -> None:
    hand = found(choices, {food[0]: 0}, {food[0]: 3 * BENEFIT}, objective=Objective("poverty_gap")).as_json()
    assert hand["loss"]["pc_idr"] is None
    assert hand["loss"]["mean_pc_idr"] > 0
    assert hand["unit"]["name_en"] == "points of P1"


@pytest.mark.parametrize(("before", "after", "way"), [(0, 5, "in"), (5, 0, "out"), (5, 6, "more"), (6, 5, "less")])
def test_ways(before: int, after: int, way: str) -> None:
    assert way_of(before, after) == way


def test_it_can_be_stopped(choices: DatasetInMemory, food: list[str]) -> None:
    class StopError(Exception):
        pass

    def stop(share: float, now: str) -> None:
        if now == "changes":
            raise StopError

    with pytest.raises(StopError):
        changed(choices, REQUEST, None, {food[0]: 0}, proved={food[0]: BENEFIT}, step=stop)
