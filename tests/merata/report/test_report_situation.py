import pytest

from merata.errors import UsageError
from merata.measurement import bottom_share, gini
from merata.measurement.areas import Wanted
from merata.measurement.estimates import Publication
from merata.report.situation import choose_regency, situation, survey_year

SURVEYED = [100.0 * (i + 1) for i in range(10)]


def test_a_survey_alone_gives_estimates_curves_and_kecamatan_but_no_villages(survey_only):
    now = situation(survey_only, regency=None, wanted=Wanted(draws=2))
    assert (now.regency, now.name, now.year, now.sample_households) == ("AT", "AT", 2006, 10)
    assert now.estimates["gini"].value == pytest.approx(gini(SURVEYED))
    assert now.estimates["bottom40_share"].value == pytest.approx(bottom_share(SURVEYED))
    assert [area.name for area in now.kecamatan] == ["Tyrol", "Vienna"]
    assert now.kecamatan[0].estimates["mean"].value == pytest.approx(300.0)
    assert now.villages == []
    assert now.model is None
    assert now.line is None


def test_the_lorenz_curve_is_that_of_the_survey(survey_only):
    curve = situation(survey_only, regency=None, wanted=Wanted(draws=2)).curves["AT"]
    assert curve.people == pytest.approx([i / 10 for i in range(11)])
    assert curve.consumption[5] == pytest.approx(1500 / 5500)


def test_a_regency_that_is_not_surveyed_is_wrong_usage_and_the_known_ones_are_named(survey_only):
    with pytest.raises(UsageError, match="covers AT"):
        choose_regency(survey_year(survey_only), "35.05")


def test_the_most_populous_regency_is_the_default(demo):
    now = situation(demo, regency=None, wanted=Wanted(draws=2))
    assert (now.regency, now.name, now.year) == ("35.05", "Kabupaten Blitar", 2025)
    assert set(now.curves) == {"35.05", "35.72"}
    assert now.line.line == 417_158
    assert len(now.villages) == 248
    assert len(now.all_villages) == 269
    assert {area.regency for area in now.villages} == {"35.05"}
    assert now.model.r2 > 0.3


def test_progress_rises_to_one(demo):
    told = []
    situation(demo, regency="35.72", wanted=Wanted(draws=2), step=lambda share, now: told.append(share))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_the_rule_of_publication_is_the_callers(demo):
    strict = Publication(caution_rse=0.001, withheld_rse=0.002)
    usual = situation(demo, regency=None, wanted=Wanted(draws=2))
    hidden = situation(demo, regency=None, wanted=Wanted(draws=2, rule=strict))
    assert usual.estimates["mean"].flag is None
    assert {found.flag for found in hidden.estimates.values()} == {"withheld"}
    counts = [
        sum(found.flag == "withheld" for area in now.villages for found in area.estimates.values())
        for now in (usual, hidden)
    ]
    assert counts[0] < counts[1]
