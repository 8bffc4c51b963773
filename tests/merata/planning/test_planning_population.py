"""Whom a plan is about: the cut to the regency asked for, and to what the survey covers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from invented_region import DatasetInMemory

from merata.errors import InputError, UsageError
from merata.planning.population import population


@pytest.fixture(scope="module")
def kabupaten_surveyed(choices: DatasetInMemory) -> DatasetInMemory:
    """Only the kabupaten is surveyed, and a floor that no survey knows lies in the kota."""
    survey, households = choices.tables["survey_households"], choices.tables["households"]
    floors = [*households["floor"].to_pylist()[:-1], "marble"]
    strange = households.set_column(households.column_names.index("floor"), "floor", pa.array(floors))
    here = survey.filter(pc.equal(survey["regency_code"], "35.05"))
    return DatasetInMemory(choices.tables | {"survey_households": here, "households": strange})


@pytest.mark.parametrize("regency", ["35.05", None])
def test_what_is_surveyed_is_planned_for(kabupaten_surveyed: DatasetInMemory, regency: str | None) -> None:
    found = population(kabupaten_surveyed, regency=regency, draws=2, seed=1)
    assert set(found.frame["regency_code"].to_pylist()) == {"35.05"}
    assert (len(found), found.welfare.shape) == (32 * 150, (2, 32 * 150))
    assert set(found.villages["regency_code"].to_pylist()) == {"35.05"}
    assert np.bincount(found.village).tolist() == [150] * 32
    assert found.not_surveyed == (() if regency else ("35.72",))


def test_a_regency_that_was_not_surveyed_is_refused(kabupaten_surveyed: DatasetInMemory) -> None:
    with pytest.raises(InputError, match=r"no household of Kota \(35\.72\).*survey of 2025.*add its rows"):
        population(kabupaten_surveyed, regency="35.72", draws=2, seed=1)
    with pytest.raises(UsageError, match="unknown regency"):
        population(kabupaten_surveyed, regency="35.06", draws=2, seed=1)


def test_a_regency_alone_has_the_draws_it_has_among_all(choices: DatasetInMemory) -> None:
    every, kota = (population(choices, regency=code, draws=2, seed=1) for code in (None, "35.72"))
    rows = pc.equal(every.frame["regency_code"], "35.72").to_numpy()
    np.testing.assert_allclose(kota.welfare, every.welfare[:, rows])
    assert every.not_surveyed == kota.not_surveyed == ()


def test_a_regency_without_registered_households_is_refused(choices: DatasetInMemory) -> None:
    households = choices.tables["households"].slice(0, 32 * 150)
    without = DatasetInMemory(choices.tables | {"households": households})
    with pytest.raises(InputError, match=r"no household in 35\.72"):
        population(without, regency="35.72", draws=2, seed=1)
