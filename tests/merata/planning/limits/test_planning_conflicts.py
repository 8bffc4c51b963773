"""Limits that no plan keeps together: the smallest set, as rows and in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from invented_region import DatasetInMemory
from small_plans import candidates

from merata.errors import InputError
from merata.planning.answers.asked import answers
from merata.planning.limits.conflicts import Infeasible, refuse
from merata.planning.limits.rows import Row, spending, within
from merata.planning.problem import Request
from merata.tables.located_yaml import parse


def test_the_smallest_set_by_hand() -> None:
    choice = candidates([10, 20, 30], [0, 1, 2], np.zeros((3, 2)))
    everything = np.ones(3, dtype=np.bool_)
    rows = [
        spending("pillars.training", everything, choice, 25, 10**6),
        Row("seats", np.array([1, 1, 1]), most=5),
        Row("require line-2", np.array([0, 0, 1]), least=1),
    ]
    with pytest.raises(Infeasible) as refused:
        refuse(choice, within(choice, 20, rows))
    found = refused.value
    assert isinstance(found, InputError)
    assert [(one.name, one.kind, one.least, one.most) for one in found.limits] in (
        [("budget", "budget", None, 20), ("require line-2", "require", 1, None)],
        [("budget", "budget", None, 20), ("pillars.training", "pillars", 25, 1_000_000)],
    )
    assert found.text_id.endswith("naikkan batas tertinggi atau turunkan batas terendah atau hapus salah satu")
    assert "anggaran (paling banyak Rp 20)" in found.text_id
    assert str(found) == f"{found.text_id} / {found.text_en}"


def test_areas_and_funds_by_name(choices: DatasetInMemory) -> None:
    villages = choices.tables["villages"].to_pylist()
    one = next(row for row in villages if row["regency_code"] == "35.05")
    rules = f"kecamatan: {{{one['kecamatan_code']}: {{max_idr: 0}}}}\nrequire: [road-1]\n"
    request = Request("35.05", 1_000_000_000, date(2026, 1, 1), draws=2)
    at_road = next(
        row for row in villages if row["village_code"] == choices.tables["projects"]["village_code"][0].as_py()
    )
    rules = rules.replace(one["kecamatan_code"], at_road["kecamatan_code"])
    with pytest.raises(Infeasible) as refused:
        answers(choices, request, parse(rules, "rules.yaml"))
    told = refused.value.as_json()
    names = {row["name"]: row for row in told["limits"]}
    area = f"kecamatan.{at_road['kecamatan_code']}"
    assert set(names) == {area, "require road-1"}
    assert names[area]["name_id"] == f"batas kecamatan {at_road['kecamatan']} ({at_road['kecamatan_code']})"
    assert (names[area]["most"], names[area]["in_rupiah"]) == (0, True)
    assert "requiring road-1 (at least 1)" in told["text_en"]
    assert replace(request, seed=2) != request
