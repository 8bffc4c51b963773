"""Candidate works of a dataset: singles, bundles, what is added later, and how a plan tells them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from invented_region import DatasetInMemory
from network_works import EACH, EFFECTS, dataset_of, population_of, works_of
from small_network import at_random, islands, river, side_by_side

from merata.errors import UsageError
from merata.planning.choices.candidates import ALONE, Candidates
from merata.planning.plan_lines import answered_proposals, plan_lines
from merata.planning.works.projects import projects
from merata.planning.works.together import works


def added(candidates: Candidates, at: int) -> np.ndarray:
    """What every household gains by an item."""
    return np.sum([effects.share[[at]].toarray()[0] for effects in candidates.effects], axis=0)


def test_a_bridge_its_road_and_both_as_a_bundle() -> None:
    network = river()
    found = works_of(network)
    items = found.candidates.items
    assert [item.line for item in items] == ["jembatan", "ruas", "jembatan+ruas"]
    assert [item.parts for item in items] == [(), (), ("jembatan", "ruas")]
    assert found.candidates.cost_idr.tolist() == [1_000_000, 2_000_000, 3_000_000]
    assert found.candidates.exclusive.tolist() == [0, 0, 0]
    assert len(set(found.candidates.chain.tolist())) == 3
    assert {item.owner for item in items} == {"35.05"}
    far = list(network.places).index("jauh") * EACH
    # Served are 88.1% of the village: half of it rests on the bridge's evidence, half on the road's.
    assert added(found.candidates, 0)[far] == added(found.candidates, 1)[far] == 0.0
    assert added(found.candidates, 2)[far] == pytest.approx(0.881 * (0.1 + 0.08) / 2)
    assert found.large == ()


def test_two_bridges_side_by_side_gain_together_what_one_gains() -> None:
    network = side_by_side()
    found = works_of(network)
    desa = list(network.places).index("desa") * EACH
    gains = [added(found.candidates, at)[desa] for at in range(3)]
    assert gains == pytest.approx([0.874 * 0.1] * 3)
    assert found.candidates.items[2].households < sum(item.households for item in found.candidates.items[:2])


def test_singles_equal_what_the_table_lists() -> None:
    network = at_random(4, places=12, works=8, clinics=False)
    dataset = dataset_of(network)
    found = works_of(network, dataset)
    listed = projects(population_of(network), dataset.read("projects"), dataset.read("project_villages"), EFFECTS)
    singles = [at for at, item in enumerate(found.candidates.items) if not item.parts]
    assert [found.candidates.items[at] for at in singles] == list(listed.items)
    for at in singles:
        assert added(found.candidates, at) == pytest.approx(added(listed, at))


def test_small_clusters_have_every_set_and_large_ones_some() -> None:
    small = works_of(islands([1, 2, 3]))
    assert small.large == ()
    for number, cluster in enumerate(small.clusters):
        assert np.count_nonzero(small.candidates.exclusive == number) == 2 ** len(cluster) - 1
    alone = small.candidates.exclusive == ALONE
    assert all(not small.candidates.items[at].parts for at in np.flatnonzero(alone))
    large = works_of(at_random(4, places=24, spread_km=30.0, clinics=False))
    assert large.large == (0,)
    bundles = [item for item in large.candidates.items if item.parts]
    assert 1 <= len(bundles) <= 8
    assert len({item.parts for item in bundles}) == len(bundles)


def test_more_bundles_join_the_set_of_their_cluster_once() -> None:
    found = works_of(at_random(4, places=24, spread_km=30.0, clinics=False))
    slope = {name: np.full(len(found.population), 1.0) for name in EFFECTS}
    value = found.value(slope)
    assert value["road_access"] == pytest.approx(np.full(24, 0.08 * EACH))
    best = found.best_set(0, value, np.zeros(16))
    assert best.most >= best.worth > 0
    within = found.best_set(0, value, np.zeros(16), most_idr=20_000_000)
    assert found.cost_idr[list(within.works)].sum() <= 20_000_000
    assert within.worth <= best.worth
    new = (0, 3, 9)
    more = found.extended(found.candidates, [new, (2,)], 0)
    assert len(more) == len(found.candidates) + 1
    assert more.items[-1].parts == tuple(found.joint.project_id[work] for work in new)  # type: ignore[union-attr]
    assert more.exclusive[-1] == found.candidates.exclusive[0] == 0
    assert more.cost_idr[-1] == found.cost_idr[list(new)].sum()
    assert found.extended(more, [new], 0) is more
    # An item is worth what its effect is worth at the slopes.
    gained = sum(float(effects.share[[len(more) - 1]].sum()) for effects in more.effects)
    assert gained == pytest.approx(
        found.best_set(0, value, np.where(np.isin(np.arange(16), new), -1e9, 1e9)).worth - 3e9, abs=1e-3
    )


def test_without_the_table_works_add_up_and_a_note_says_so() -> None:
    network = side_by_side()
    dataset = dataset_of(network)
    tables = {name: table for name, table in dataset.tables.items() if name != "project_edits"}
    found = works_of(network, DatasetInMemory(tables))
    assert [item.line for item in found.candidates.items] == ["barat", "timur"]
    assert found.candidates.exclusive.tolist() == [ALONE, ALONE]
    (note,) = found.notes
    assert "dijumlahkan" in note
    assert "add up" in note
    assert "project_edits" in note


def test_works_that_are_not_in_the_table_stay_as_listed() -> None:
    network = river()
    dataset = dataset_of(network)
    edits = dataset.tables["project_edits"].slice(0, 1)
    found = works_of(network, dataset.with_tables(project_edits=edits))
    assert [item.line for item in found.candidates.items] == ["jembatan", "ruas"]
    assert found.candidates.exclusive.tolist() == [ALONE, ALONE]
    assert any("ruas" in note and "add up" in note for note in found.notes)


def test_notes_tell_the_rule_the_clusters_and_rows_that_differ() -> None:
    network = river()
    dataset = dataset_of(network)
    rows = dataset.tables["project_villages"].to_pylist()
    rows[0] |= {"minutes_saved": 7.0, "share_of_households": 0.5}
    found = works_of(network, dataset.with_tables(project_villages=pa.Table.from_pylist(rows)))
    text = "\n".join(found.notes)
    assert "1 − exp(−" in text
    assert "asumsi" in text
    assert "by cluster: 2" in text
    assert "1 rows of project_villages differ" in text


def test_works_of_two_owners_are_refused() -> None:
    network = river()
    dataset = dataset_of(network)
    offered = dataset.read("projects").to_pylist()
    offered[1]["owner"] = "35.72"
    table = pa.Table.from_pylist(offered, schema=dataset.read("projects").schema)
    with pytest.raises(UsageError, match=r"35\.05, 35\.72"):
        works(population_of(network), dataset, table, EFFECTS)


def test_a_plan_tells_a_line_for_each_work_of_a_bundle_and_households_once() -> None:
    network = river()
    found = works_of(network)
    people = population_of(network)
    bundle = found.candidates.items[2]
    lines = plan_lines(people, found.candidates, np.array([False, False, True]))
    assert [line.item_id for line in lines] == ["jembatan", "ruas"]
    assert [line.cost_idr for line in lines] == [1_000_000, 2_000_000]
    assert [line.evidence_id for line in lines] == ["bridge_access", "road_access"]
    assert sum(line.households for line in lines) == bundle.households > 0
    assert {line.together for line in lines} == {("jembatan", "ruas")}
    (single,) = plan_lines(people, found.candidates, np.array([True, False, False]))
    assert single.together == ()
    proposals = pa.table(
        {
            "proposal_id": ["U1", "U2"],
            "village_code": [network.code("jauh")] * 2,
            "year": [2025] * 2,
            "title": ["Perbaiki ruas", "Pasar"],
            "pillar": ["infrastructure"] * 2,
            "supporters": [9] * 2,
            "item_id": ["ruas", "pasar"],
            "status": ["raised"] * 2,
        }
    )
    assert answered_proposals(DatasetInMemory({"proposals": proposals}), people, lines) == ("U1",)
