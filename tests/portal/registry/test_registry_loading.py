from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from registry_observed import state_of_registry, work_off

from merata.tables.folder import Dataset, Description
from merata_portal.actor import SYSTEM, Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.registry.actions import loading
from merata_portal.registry.actions.loading import load_benefits, load_demo
from merata_portal.registry.actions.snapshots import take_snapshot
from merata_portal.registry.models import Benefit, Change, Household, Membership, Person, Village
from merata_portal.registry.queries.households import household
from merata_portal.registry.queries.lists import households
from merata_portal.registry.queries.snapshots import snapshot_folder
from merata_portal.registry.refusals import RegistryRefused

BY = SYSTEM("tests")
VILLAGE = "35.05.01.2001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two households of two and one persons, as a demo would write them."""
    data = Dataset(tmp_path)
    place = {
        "village_code": VILLAGE, "name": "D", "type": "desa", "kecamatan_code": "35.05.01", "kecamatan": "K",
        "regency_code": "35.05", "regency": "R", "latitude": -8.0, "longitude": 112.0, "population": 9,
    }  # fmt: skip
    homes = [{"household_id": "H1", "size": 2, "desil": 1, "floor": "earth", "owns_car": False, "land_ha": 0.5}]
    homes += [{"household_id": "H2", "size": 1, "desil": None, "floor": "tile", "owns_car": True, "land_ha": None}]
    person = {
        "sex": "male",
        "birth_date": date(1980, 1, 1),
        "relation": "head",
        "schooling_years": 6,
        "disability": True,
    }
    people = [
        {"person_id": "P1", "household_id": "H1", **person},
        {
            "person_id": "P2",
            "household_id": "H1",
            **person,
            "sex": "female",
            "relation": "spouse",
            "school_level": "SMA",
        },
        {"person_id": "P3", "household_id": "H2", **person},
    ]
    data.write("villages", pa.Table.from_pylist([place]))
    data.write("households", pa.Table.from_pylist([{**home, "village_code": VILLAGE} for home in homes]))
    data.write("persons", pa.Table.from_pylist(people))
    programme = {"programme_id": "pkh", "name": "PKH", "kind": "cash", "owner": "centre", "fund_source": "APBN"}
    data.write("programmes", pa.Table.from_pylist([programme]))
    paid = [{"household_id": "H1", "programme_id": "pkh", "year": 2025, "annual_idr": 2_400_000}]
    data.write("benefits", pa.Table.from_pylist(paid))
    data.describe(Description("uji", 2025, synthetic=True, seed=1))
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_a_loaded_dataset_comes_out_of_a_snapshot_as_it_went_in(folder: Path, areas: object, officer: Actor) -> None:
    done = load_demo(by=BY, root=folder, area="35.05")
    assert done == {"households_new": 2, "persons_new": 3, "benefits": 1}
    made = take_snapshot(by=BY, area="35.05")
    work_off()
    frozen, given = Dataset(snapshot_folder(BY, made.uuid)), Dataset(folder)
    for name in ("villages", "households", "persons", "benefits"):
        columns = [one for one in given.read(name).column_names if one not in ("nik_hash", "kk_hash")]
        assert frozen.read(name).select(columns).to_pylist() == given.read(name).select(columns).to_pylist()
    assert frozen.read("persons")["nik_hash"].null_count == 0
    assert frozen.description.synthetic
    page = household(officer, households(officer).rows[0].uuid)
    assert [(one.programme, one.annual_idr) for one in page.benefits] == [("PKH", 2_400_000)]
    assert page.attributes["floor"] == "earth"
    assert page.household.kk_masked.startswith("99")
    assert Event.objects.get(action="registry.load_demo").rows == 5


@pytest.mark.django_db
def test_only_synthetic_people_into_an_empty_registry_by_who_may(
    folder: Path, areas: object, acting: Callable[..., Actor]
) -> None:
    with pytest.raises(Refused):
        load_demo(by=acting(("planner", "35.05")), root=folder, area="35.05")
    said = Dataset(folder).description
    Dataset(folder).describe(replace(said, synthetic=False))
    with pytest.raises(RegistryRefused, match="not said to be synthetic"):
        load_demo(by=BY, root=folder, area="35.05")
    Dataset(folder).describe(said)
    load_demo(by=BY, root=folder, area="35.05")
    before = state_of_registry()
    with pytest.raises(RegistryRefused, match="not empty"):
        load_demo(by=BY, root=folder, area="35.05")
    assert state_of_registry() == before


@pytest.mark.django_db
def test_a_load_that_was_interrupted_can_be_given_again(
    folder: Path, areas: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(loading, "apply_persons", interrupted)
        with pytest.raises(KeyboardInterrupt):
            load_demo(by=BY, root=folder, area="35.05")
    assert Household.objects.count() == 2
    load_demo(by=BY, root=folder, area="35.05")
    assert (Household.objects.count(), Person.objects.count(), Membership.objects.count()) == (2, 3, 3)
    assert Change.objects.count() == 1


@pytest.mark.django_db
def test_benefits_are_replaced_and_none_of_an_unknown_household_is_let_in(folder: Path, areas: object) -> None:
    load_demo(by=BY, root=folder, area="35.05")
    paid = {"household_id": ["H1", "H2"], "programme_id": ["pkh", "pkh"], "year": [2025, 2025], "annual_idr": [1, 2]}
    assert load_benefits(by=BY, table=pa.table(paid), area="35.05") == 2
    assert list(Benefit.objects.order_by("id").values_list("annual_idr", flat=True)) == [1, 2]
    with pytest.raises(RegistryRefused, match="1 of 2 benefits"):
        load_benefits(by=BY, table=pa.table(paid | {"household_id": ["H1", "H9"], "annual_idr": [7, 8]}), area="35.05")
    assert list(Benefit.objects.order_by("id").values_list("annual_idr", flat=True)) == [1, 2]
    assert Village.objects.get().name == "D"
