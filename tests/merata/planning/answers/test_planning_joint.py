"""The joint gain beside the sum of parts, and why each line is in: on the invented region, by the slow way."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from invented_region import DatasetInMemory

from merata.planning.answers.asked import answers, best_plan
from merata.planning.answers.joint import joint
from merata.planning.answers.reasons import reasons
from merata.planning.preparing import problem
from merata.planning.problem import Request
from merata.progress import silent

REQUEST = Request("35.05", 1_000_000_000, date(2026, 1, 1), draws=4)


def test_each_line_alone_and_their_sum(choices: DatasetInMemory) -> None:
    asked = problem(choices, REQUEST, None, silent)
    best = best_plan(asked)
    found = joint(asked, best)
    by = asked.evaluator
    for line, gain in found.alone.items():
        own = np.array([item.line == line for item in asked.candidates.items]) & best.chosen
        assert gain == pytest.approx(by.value(by.gains(own.astype(np.float64))), rel=1e-9)
    assert found.as_json()["alone_gain"] == pytest.approx(sum(found.alone.values()))
    assert found.as_json()["difference"] == pytest.approx(best.gain - sum(found.alone.values()))
    because = reasons(asked, best, found)
    assert set(because) == set(found.alone)
    assert sorted(one.rank for one in because.values()) == list(range(1, len(because) + 1))
    ordered = sorted(because.values(), key=lambda one: one.rank)
    assert [one.gain_per_billion for one in ordered] == sorted((one.gain_per_billion for one in ordered), reverse=True)
    assert sum(one.gain for one in because.values()) == pytest.approx(float(best.slopes[best.chosen].sum()))


def test_the_answer_says_it_all_in_both_languages(choices: DatasetInMemory) -> None:
    found = answers(choices, REQUEST, with_robustness=True).as_json()
    road = next((row for row in found["items"] if row["item_id"] == "road-1"), None)
    first = min(found["items"], key=lambda row: row["rank"])
    assert first["reason_en"].startswith(f"Rank 1 of {len(found['items'])} by gain per rupiah:")
    assert first["reason_id"].startswith(f"Peringkat 1 dari {len(found['items'])} menurut manfaat per rupiah:")
    if road is not None:
        assert road["proposals"] == ["U1"]
        assert "It answers proposals U1." in road["reason_en"]
    assert {row["about"] for row in found["sentences"]} >= {"proof", "prices", "evidence", "caveats", "times"}
    assert all(row["text_id"] and row["text_en"] for row in found["shadow_prices"])
    assert found["shadow_prices"][0]["name_id"] == "anggaran"
    assert found["robustness_said"]["text_en"].startswith("Of 4 draws: ")
    assert all(row["text_id"].startswith(row["name"]) for row in found["robustness"])
    assert found["unit"] == {
        "name_id": "Rp per orang per bulan", "name_en": "Rp per person a month", "factor": 1.0, "decimals": 1
    }  # fmt: skip
