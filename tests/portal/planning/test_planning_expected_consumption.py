"""What launches of a plan order households of one decile by: the plan's own order of need, in rupiah."""

from __future__ import annotations

import made_analysis
import made_plans
import numpy as np
import pytest

from merata.planning.population import population
from merata.programmes.need import need_order
from merata.tables.folder import Dataset
from merata_portal.analysis.queries.datasets import folder
from merata_portal.planning.expected_consumption import expected_consumption

pytestmark = pytest.mark.django_db


def test_a_launch_orders_households_as_the_plan_counted_them(who: made_plans.People) -> None:
    inputs = made_analysis.inputs()
    settings = made_plans.settings(inputs)
    told = expected_consumption(inputs.uuid, settings)
    assert told is not None
    people = population(Dataset(folder(inputs)), regency="35.05", draws=settings.draws, seed=settings.seed)
    assert told["household_id"].to_pylist() == people.household_id.to_pylist()
    rupiah = told["expected_idr"].to_numpy()
    assert 100_000 < rupiah.min() < np.median(rupiah) < rupiah.max() < 20_000_000
    assert len(np.unique(rupiah)) > people.size.size / 2
    order = need_order(people.frame["household_id"], people.frame["desil"], rupiah.astype(np.float64))
    np.testing.assert_array_equal(order, people.order)
