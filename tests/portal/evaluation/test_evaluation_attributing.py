from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from made_analysis import tables
from made_studies import AREA, bring_tables, computed, frozen_again

from merata.tables.catalogue import TABLES
from merata_portal.actor import Refused
from merata_portal.audit.models import Event
from merata_portal.evaluation.actions.attributing import attribute
from merata_portal.evaluation.queries import attributions as queries
from merata_portal.evaluation.refusals import EvaluationRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(frozen: Any) -> Any:
    """Inputs with the poverty line of both years."""
    lines = [{"regency_code": AREA, "year": year, "line_idr": 420_000.0} for year in (2024, 2025)]
    bring_tables({"poverty_lines": pa.Table.from_pylist(lines, schema=TABLES["poverty_lines"].arrow)})
    return frozen_again()


def test_the_change_between_two_surveys_is_split_without_remainder(who: Any, both: Any) -> None:
    made = attribute(by=who.planner, area=AREA, earlier=both.uuid, later=both.uuid)
    assert (made.first_year, made.second_year, made.year) == (2024, 2025, 2025)
    computed()
    found = queries.attribution(who.council, made.uuid)
    assert found.answer is not None, found.result.refused_en
    for whole in found.answer["changes"]:
        parts = [one["change"]["value"] for one in found.answer["parts"] if one["measure"] == whole["measure"]]
        assert sum(parts) == pytest.approx(whole["change"]["value"])
    assert found.answer["n"] == [180, 180]
    assert Event.objects.get(action="evaluation.attribute").subject == made.subject


def test_years_without_a_survey_or_out_of_order_are_refused(who: Any, both: Any) -> None:
    for years, said in (((2019, 2025), "no survey of 2019"), ((2025, 2024), "must come before")):
        with pytest.raises(EvaluationRefused, match=said):
            attribute(
                by=who.planner, area=AREA, earlier=both.uuid, later=both.uuid, first_year=years[0], second_year=years[1]
            )


def test_two_inputs_must_have_the_same_earlier_survey(who: Any, both: Any) -> None:
    survey = tables()["survey_households"]
    changed = pc.multiply(survey["consumption_pc_idr"], 1.01)
    bring_tables({"survey_households": survey.set_column(
        survey.column_names.index("consumption_pc_idr"), "consumption_pc_idr", changed
    )})  # fmt: skip
    later = frozen_again()
    with pytest.raises(EvaluationRefused, match="survey of 2024 differs"):
        attribute(by=who.planner, area=AREA, earlier=both.uuid, later=later.uuid, first_year=2024)


def test_who_may_not_compute_is_refused_and_others_do_not_see_it(who: Any, both: Any, acting: Any) -> None:
    with pytest.raises(Refused):
        attribute(by=who.council, area=AREA, earlier=both.uuid, later=both.uuid)
    attribute(by=who.planner, area=AREA, earlier=both.uuid, later=both.uuid)
    assert queries.attributions(who.council).count() == 1
    assert queries.attributions(acting(("planner", "35.72"))).count() == 0
