from __future__ import annotations

import datetime

import numpy as np
import pyarrow.compute as pc

from merata.demo.settlement import village_households, village_persons


def test_every_village_has_exactly_its_persons_and_households(small_demo) -> None:
    villages, households = small_demo.table("villages"), small_demo.table("households")
    persons = village_persons(villages["population"].to_numpy(), 0.02)
    found = households.group_by("village_code").aggregate([("size", "sum"), ("size", "count")])
    by_code = {row["village_code"]: row for row in found.to_pylist()}
    codes = villages["village_code"].to_pylist()
    assert len(by_code) == 269
    assert [by_code[code]["size_sum"] for code in codes] == persons.tolist()
    assert [by_code[code]["size_count"] for code in codes] == village_households(persons).tolist()


def test_composition_is_what_the_persons_say(small_demo) -> None:
    households, persons = small_demo.table("households"), small_demo.table("persons")
    members = persons["household_id"].combine_chunks().dictionary_encode()
    assert members.dictionary.equals(households["household_id"].combine_chunks())
    at = members.indices.to_numpy()
    age = 2025 - pc.year(persons["birth_date"]).to_numpy()
    assert (np.bincount(at) == households["size"].to_numpy()).all()
    assert (np.bincount(at, weights=age < 15) == households["children"].to_numpy()).all()
    assert (np.bincount(at, weights=age >= 60) == households["elderly"].to_numpy()).all()
    heads = persons.filter(pc.equal(persons["relation"], "head"))
    assert (2025 - pc.year(heads["birth_date"]).to_numpy() == households["head_age"].to_numpy()).all()
    assert heads["schooling_years"].equals(households["head_schooling_years"])
    assert heads["work_sector"].equals(households["head_sector"])
    assert heads["sex"].equals(households["head_sex"])


def test_births_schooling_and_work_fit_the_age(small_demo) -> None:
    persons = small_demo.table("persons")
    assert pc.max(persons["birth_date"]).as_py() <= datetime.date(2025, 12, 31)
    age = 2025 - pc.year(persons["birth_date"]).to_numpy()
    assert (persons["schooling_years"].to_numpy() <= np.maximum(age - 7, 0)).all()
    for level, first, last in (("SD", 7, 12), ("SMP", 13, 15), ("SMA", 16, 18), ("tertiary", 19, 22)):
        ages = age[pc.fill_null(pc.equal(persons["school_level"], level), False).to_numpy()]
        assert (ages.min(), ages.max()) == (first, last)
    assert (persons["work_sector"].is_null().to_numpy() == (age < 15)).all()
    for level, first, last in (("SD", 1, 6), ("SMP", 7, 9), ("SMA", 10, 12)):
        pupils = persons.filter(pc.fill_null(pc.equal(persons["school_level"], level), fill_value=False))
        grade = pupils["school_grade"].to_numpy()
        assert set(grade.tolist()) == set(range(first, last + 1))
        assert (grade == pupils["schooling_years"].to_numpy() + 1).all()
        assert (grade == 2025 - pc.year(pupils["birth_date"]).to_numpy() - 6).all()
    others = pc.fill_null(pc.equal(persons["school_level"], "tertiary"), fill_value=True)
    assert persons.filter(others)["school_grade"].null_count == pc.sum(others).as_py()


def test_rare_conditions_have_their_shares(small_demo) -> None:
    persons = small_demo.table("persons")
    assert pc.sum(persons["tobacco_worker"]).as_py() == round(4898 * 0.02)
    assert 0.005 < pc.mean(persons["severe_disability"]).as_py() < 0.015
    assert 0.005 < pc.mean(persons["pregnant"]).as_py() < 0.015
    assert pc.unique(persons.filter(persons["pregnant"])["sex"]).to_pylist() == ["female"]
    victims = persons.filter(persons["rights_violation_victim"])
    assert victims.num_rows == 3
    assert pc.max(pc.year(victims["birth_date"])).as_py() <= 2025 - 65
    assert pc.all(persons.filter(persons["severe_disability"])["disability"]).as_py()
    assert 0.015 < pc.mean(persons["disability"]).as_py() < 0.04


def test_desil_are_national_ranks_not_tenths_of_blitar(small_demo) -> None:
    desil = small_demo.table("households")["desil"]
    assert 0.02 < desil.null_count / len(desil) < 0.04
    counts = np.bincount(desil.drop_null().to_numpy(), minlength=11)[1:]
    assert counts.min() > 0.05 * len(desil)
    assert np.ptp(counts) > 0
