"""Works by the minutes that they save: by hand, with all draws, and against every set of works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_region import DatasetInMemory
from network_works import EFFECTS, dataset_of, population_of, works_of
from small_network import SmallNetwork, at_random, islands, river, side_by_side

from merata.access.projects.rupiah_records import RupiahRecord, read_records
from merata.errors import InputError, UsageError
from merata.planning.answers.asked import answers, with_and_without
from merata.planning.optimiser.evaluating import draws_of, evaluator
from merata.planning.optimiser.objective import Objective
from merata.planning.plan import solve, told
from merata.planning.population import Population
from merata.planning.preparing import problem
from merata.planning.problem import Request
from merata.planning.works.evidence import minutes_evidence
from merata.planning.works.joint_works import MinutesSaved, by_village
from merata.planning.works.together import works
from merata.progress import silent

RECORDS = tuple(read_records())
FARM, OTHER, CLINIC = "minutes:market-farm", "minutes:market-other", "minutes:time-cost"


def ten_minutes() -> SmallNetwork:
    """A village 17.5 minutes around from its market, 7.5 over a bridge."""
    found = SmallNetwork({"pasar": (0.0, 0.0), "desa": (5.0, 0.0), "lain": (2.5, 4.0)})
    found.road("pasar", "lain", 5.0)
    found.road("lain", "desa", 20.0 / 3)
    found.facilities = [("pasar", "market")]
    found.bridge("jembatan", "pasar", "desa", 5.0)
    return found


def two_households(network: SmallNetwork, sectors: list[str | None]) -> Population:
    """Two households of the village, of 4 and 2 members."""
    many = population_of(network)
    return replace(
        many,
        frame=pa.table({"household_id": ["tani", "dagang"], "head_sector": pa.array(sectors, pa.string())}),
        village=np.array([1, 1]),
        size=np.array([4.0, 2.0]),
        welfare=np.full((4, 2), 1e6),
        line_idr=np.full(2, 5e5),
        order=np.arange(2),
    )


def test_a_bridge_that_saves_ten_minutes_for_a_farm_household_and_another() -> None:
    network = ten_minutes()
    people = two_households(network, ["farming", "trade"])
    found = works(people, dataset_of(network), network.tables()["projects"], {}, minutes_evidence(people, RECORDS))
    (item,) = found.candidates.items
    # Ten minutes × 0.001 of a farm household's consumption, × 0.0005 of another's; none of its own record's 0.1.
    by_record = {part.evidence_id: part.share.toarray()[0].tolist() for part in found.candidates.effects}
    assert by_record == {FARM: pytest.approx([0.01, 0.0]), OTHER: pytest.approx([0.0, 0.005])}
    assert (item.evidence_id, item.more_evidence, item.assumption, item.households) == (FARM, (OTHER,), True, 2)
    # In rupiah: 10,000 and 5,000 per person a month, and as uncertain as the records say, each by itself.
    draws = draws_of(people, found.evidence.effects, seed=1)
    by = evaluator(found.candidates, draws, Objective("sen"), threads=1)
    gained = np.array([after - 1e6 for after in by.after(np.ones(1))])
    assert gained.mean(axis=0) == pytest.approx([10_000.0, 5_000.0])
    assert gained.std(axis=0) == pytest.approx([10_000.0, 5_000.0])


def test_households_whose_work_is_not_known_count_with_the_share_that_farms() -> None:
    network = ten_minutes()
    people = two_households(network, ["farming", None])
    evidence = minutes_evidence(people, RECORDS)
    found = works(people, dataset_of(network), network.tables()["projects"], {}, evidence)
    by_record = {part.evidence_id: part.share.toarray()[0].tolist() for part in found.candidates.effects}
    assert by_record == {FARM: pytest.approx([0.01, 0.01]), OTHER: [0.0, 0.0]}
    assert any("1 households without head_sector count as 100%" in note for note in found.notes)
    unknown = two_households(network, [None, None])
    untold = works(unknown, dataset_of(network), network.tables()["projects"], {}, minutes_evidence(unknown, RECORDS))
    assert [part.evidence_id for part in untold.candidates.effects if part.share.nnz] == [OTHER]
    assert any("no household counts as a farm household (assumption)" in note for note in untold.notes)


def test_the_rule_is_the_minutes_and_counts_nobody_without_a_way() -> None:
    rule = MinutesSaved()
    assert rule.share(np.array([0.0, 0.04, 0.06, 12.34, np.inf])).tolist() == [0.0, 0.0, 0.1, 12.3, 0.0]
    network = river()
    del network.roads[2:]
    assert np.isinf(network.joint().minutes_saved([0, 1])).any()
    cut_off = network.joint(rule)
    assert np.isfinite(cut_off.before).all()
    assert cut_off.served([0, 1])[1].tolist() == []


def test_a_bridge_and_its_road_save_together_what_neither_does_alone() -> None:
    network = river()
    found = works_of(network, minutes=True)
    far = list(network.places).index("jauh") * 10
    gains = [sum(part.share[[at]].toarray()[0] for part in found.candidates.effects)[far : far + 2] for at in range(3)]
    # 30 − 8.7 minutes saved by both; households farm by turns.
    assert gains[0].tolist() == gains[1].tolist() == [0.0, 0.0]
    assert gains[2] == pytest.approx([0.0213, 0.01065])
    text = "\n".join(found.notes)
    assert "bukan dari bukti karya itu sendiri" in text
    assert "asumsi" in text
    assert "1 − exp(−" not in text


def test_a_clinic_counts_by_the_time_that_it_saves() -> None:
    network = at_random(5, places=12, works=8)
    found = works_of(network, minutes=True)
    assert dict(zip(found.network_names, found.record, strict=True))["p"] == "other"
    item = next(item for item in found.candidates.items if item.line == "p")
    assert (item.evidence_id, item.more_evidence) == (CLINIC, ())


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 200), data=st.data())
def test_what_a_set_is_worth_is_linear_in_the_minutes_of_its_villages(seed: int, data: st.DataObject) -> None:
    network = at_random(seed, places=12, works=8, clinics=False)
    found = works_of(network, minutes=True)
    joint = found.joint
    assert joint is not None
    chosen = data.draw(st.lists(st.integers(0, 7), min_size=1, unique=True), label="works")
    shares = by_village(joint.villages, joint.served(chosen), found.record)
    gains = found.evidence.gains(found.population, shares)
    minutes = np.zeros(joint.villages)
    minutes[joint.village] = np.round(joint.minutes_saved(chosen), 1)
    own = minutes[found.population.village]
    farm = np.arange(len(own)) % 2 == 0
    for name, group, mean in ((FARM, farm, 0.001), (OTHER, ~farm, 0.0005)):
        rows, gain = gains.get(name, (np.zeros(0, dtype=np.int64), np.zeros(0)))
        assert np.bincount(rows, gain, len(own)) == pytest.approx(own * group * mean)


def test_effects_per_minute_that_no_plan_can_count_by_are_refused() -> None:
    people = population_of(river())
    with pytest.raises(InputError, match="no effect for other facilities"):
        minutes_evidence(people, RECORDS[:2])
    loss = RupiahRecord("x", "other", "all", -0.1, 0.1, "s", "r", "low", None)
    with pytest.raises(InputError, match="x: a minute saved is a loss"):
        minutes_evidence(people, (*RECORDS[:2], loss))


def test_other_effects_are_drawn_alike_with_effects_per_minute_and_without() -> None:
    people = replace(population_of(river()), welfare=np.full((6, 50), 1e6))
    plain = draws_of(people, EFFECTS, 3).scale
    both = draws_of(people, {**EFFECTS, **minutes_evidence(people, RECORDS).effects}, 3).scale
    assert all(plain[name].tolist() == both[name].tolist() for name in plain)


def on_a_river(choices: DatasetInMemory) -> DatasetInMemory:
    """The invented region with its first five villages on the small network of the river, and its works to choose."""
    network = river()
    network.upgrade("lama", "pasar", "jalan")
    tables = network.tables()
    code = dict(zip((network.code(place) for place in network.places), _codes(choices), strict=False))
    moved = {name: _renamed(tables[name], code) for name in ("facilities", "projects")}
    villages = choices.tables["villages"]
    where = {code[row["village_code"]]: row for row in tables["villages"].to_pylist()}
    for key in ("latitude", "longitude"):
        found = [
            where[name][key] if name in where else old
            for name, old in zip(_codes(choices), villages[key].to_pylist(), strict=True)
        ]
        villages = villages.set_column(villages.column_names.index(key), key, pa.array(found))
    projects = moved["projects"]
    cost = pa.array([40_000_000, 50_000_000, 60_000_000])
    projects = projects.set_column(projects.column_names.index("cost_idr"), "cost_idr", cost)
    listed = {"project_id": ["jembatan"], "village_code": [_codes(choices)[2]], "share_of_households": [0.5]}
    return choices.with_tables(
        villages=villages,
        roads=tables["roads"],
        facilities=moved["facilities"],
        projects=projects,
        project_edits=tables["project_edits"],
        project_villages=pa.table(listed),
        evidence=_with_bridges(choices.tables["evidence"]),
    )


def _codes(choices: DatasetInMemory) -> list[str]:
    return [str(code) for code in choices.tables["villages"]["village_code"].to_pylist()]


def _renamed(table: pa.Table, code: dict[str, str]) -> pa.Table:
    rows = [row | {"village_code": code[row["village_code"]]} for row in table.to_pylist()]
    return pa.Table.from_pylist(rows, schema=table.schema)


def _with_bridges(evidence: pa.Table) -> pa.Table:
    rows = evidence.to_pylist()
    road = next(row for row in rows if row["evidence_id"] == "road_access")
    return pa.Table.from_pylist([*rows, road | {"evidence_id": "bridge_access"}], schema=evidence.schema)


REQUEST = Request("35.05", 150_000_000, date(2026, 1, 1), draws=4, minute_records=RECORDS)


def test_a_plan_with_minutes_and_without_beside_it(choices: DatasetInMemory) -> None:
    dataset = on_a_river(choices)
    found = with_and_without(dataset, REQUEST, None, answers(dataset, REQUEST))
    plain = answers(dataset, replace(REQUEST, minute_records=()))
    assert "minutes_to_rupiah" not in plain.as_json()
    assert not any(effect.evidence_id.startswith("minutes:") for effect in plain.plan.effects)
    beside = found.as_json()["minutes_to_rupiah"]
    assert [one["effect_id"] for one in beside["records"]] == ["market-farm", "market-other", "time-cost"]
    # Assumed, whether works were chosen by it or not.
    assert beside["with"]["certainty"] == "asumsi"
    assert beside["with"]["gain"] == found.plan.gain != plain.plan.gain == beside["without"]["gain"]
    assert set(beside["without"]["works"]) >= {"jembatan", "ruas"}
    assert beside["without"]["spending_idr"]["infrastructure"] >= 90_000_000
    for side, made in (("with", found.plan), ("without", plain.plan)):
        assert sum(beside[side]["spending_idr"].values()) == made.spent_idr == beside[side]["spent_idr"]
    assert found.plan.gain <= found.plan.bound * (1 + 1e-9)


def test_works_alone_rest_on_the_records_and_are_marked_as_assumed(choices: DatasetInMemory) -> None:
    asked = problem(on_a_river(choices), REQUEST, None, silent)
    both = next(at for at, item in enumerate(asked.candidates.items) if set(item.parts) == {"jembatan", "ruas"})
    chosen = np.arange(len(asked.candidates)) == both
    plan = told(asked, replace(solve(asked), chosen=chosen))
    # The registry here does not say what heads work as, so nobody farms.
    assert [effect.evidence_id for effect in plan.effects] == [FARM, OTHER]
    assert all(effect.assumption and effect.certainty == "assumption" for effect in plan.effects)
    assert all(line.assumption for line in plan.items)
    assert any("no household counts as a farm household" in note for note in plan.notes)


def test_what_cannot_be_counted_by_minutes_is_refused(choices: DatasetInMemory) -> None:
    with pytest.raises(UsageError, match="no roads, facilities, project_edits"):
        problem(choices, REQUEST, None, silent)
    with pytest.raises(UsageError, match="plants no effect per minute"):
        answers(choices, REQUEST, with_truth=True)
    dataset = on_a_river(choices)
    less = dataset.with_tables(project_edits=dataset.tables["project_edits"].slice(0, 2))
    asked = problem(less, REQUEST, None, silent)
    assert "lama" not in {item.line for item in asked.candidates.items}
    assert any("lama: not in project_edits" in note for note in asked.menu.notes)


def test_small_clusters_list_every_set() -> None:
    for network in (side_by_side(), islands([1, 2])):
        found = works_of(network, minutes=True)
        for number, cluster in enumerate(found.clusters):
            assert np.count_nonzero(found.candidates.exclusive == number) == 2 ** len(cluster) - 1
