"""What is read of a dataset folder for a list."""

from __future__ import annotations

from pathlib import Path

import pytest
from rules_at_random import CAPPED, drawn
from rules_by_hand import DAY, book
from targeting_folders import VILLAGES, folder, placed

from merata.errors import InputError
from merata.programmes.targeting.registry_folder import facts_in, person_ids, registry_files


def test_persons_stand_as_in_their_file(tmp_path: Path) -> None:
    tables = placed(drawn(2))
    files = registry_files(folder(tmp_path, **tables))
    facts = facts_in(files, CAPPED, DAY)
    assert facts.persons is not None
    assert facts.persons["household_id"].to_pylist() == tables["persons"]["household_id"].to_pylist()
    assert person_ids(files).to_pylist() == tables["persons"]["person_id"].to_pylist()


def test_a_list_names_the_members_it_pays(tmp_path: Path) -> None:
    tables = placed(drawn(2))
    nameless = folder(tmp_path, households=tables["households"], persons=tables["persons"].drop_columns("person_id"))
    with pytest.raises(InputError, match="the table persons lacks person_id"):
        person_ids(registry_files(nameless))
    alone = folder(tmp_path / "alone", households=tables["households"])
    with pytest.raises(InputError, match="the table persons lacks person_id"):
        person_ids(registry_files(alone))


def test_programmes_that_the_folder_lists_stay_known(tmp_path: Path) -> None:
    rule = book("!('lama' in household.programmes) && !('baru' in household.programmes)")
    files = registry_files(
        folder(
            tmp_path, households=[{"household_id": "a", "village_code": VILLAGES[0], "desil": 1}],
            benefits=[{"household_id": "a", "programme_id": "pkh", "year": 2024}],
            programmes=[{"programme_id": "lama"}],
        )
    )  # fmt: skip
    with pytest.raises(InputError, match="programmes: baru"):
        facts_in(files, rule, DAY)
    facts = facts_in(files, rule, DAY, known=["baru"])
    assert facts.assess([rule], DAY)[0].eligible.tolist() == [True]
