"""The facts that come with the demo."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest

from merata.demo.facts import REGIONS, budget_lines, proposal_titles, statistic, villages
from merata.errors import UsageError


def test_all_villages_with_their_types_and_people() -> None:
    known = villages()
    assert known.num_rows == 269
    desa = known.filter(pc.equal(known["type"], "desa"))
    assert desa.num_rows == 220
    assert set(desa["regency_code"].to_pylist()) == {"35.05"}
    people = known.group_by("regency_code").aggregate([("population_est_2024", "sum")])
    totals = dict(zip(people["regency_code"].to_pylist(), people["population_est_2024_sum"].to_pylist(), strict=True))
    for code, region in REGIONS.items():
        # The shares of the villages are rounded to tens of persons.
        assert totals[code] == pytest.approx(statistic(region, "population", "2024S2").value, rel=0.001)


def test_a_figure_comes_with_unit_source_and_certainty() -> None:
    poverty = statistic("Kab. Blitar", "P0", "2025")
    assert (poverty.value, poverty.unit, poverty.certainty) == (7.57, "%", "high")
    assert "BPS" in poverty.source
    assert statistic("Kota Blitar", "gini", "2025").certainty == "medium"


def test_of_two_sources_the_more_certain_one_is_taken() -> None:
    assert statistic("Kab. Blitar", "P0", "2016").value == 9.88
    assert statistic("Kab. Blitar", "P0", "2015").value == 9.97


def test_a_figure_that_is_not_there_names_the_years_that_are() -> None:
    with pytest.raises(UsageError, match=r"expected one of the years .*2025"):
        statistic("Kab. Blitar", "gini", "1999")


def test_every_budget_line_has_a_source_and_either_rupiah_or_a_share_of_the_rest() -> None:
    for line in budget_lines().to_pylist():
        assert line["source"]
        assert line["certainty"]
        assert (line["rest_share"] is None) != (line["million_2025"] is None)
    shares = budget_lines().group_by("owner").aggregate([("rest_share", "sum")])
    assert shares["rest_share_sum"].to_pylist() == pytest.approx([1.0, 1.0])


def test_proposal_titles_can_be_filled_in() -> None:
    for row in proposal_titles().to_pylist():
        assert "{" not in row["title"].format(hamlet="Dusun Lor", name="Lor")
        assert int(row["least_million"]) < int(row["most_million"])
