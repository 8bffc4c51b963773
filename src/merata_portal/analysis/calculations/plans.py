"""Plans: the best package, its frontier, why something is in it, and what changing it by hand costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from merata.planning.answers import asked, changed, frontier, why
from merata.planning.problem import Request
from merata.progress import Step
from merata.tables.folder import Dataset
from merata_portal.analysis.calculations import Answer, calculation
from merata_portal.analysis.calculations.parameters import constraints_of, request_of


@calculation("plan")
def plan(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    """The best package within a budget, with its proof, what it is compared with, and its recipients as a table."""
    request, constraints = request_of(parameters), constraints_of(parameters)
    found = asked.answers(
        dataset,
        request,
        constraints,
        with_robustness=bool(parameters.get("robustness", False)),
        step=step,
    )
    if request.minute_records:
        found = asked.with_and_without(dataset, request, constraints, found, step=step)
    return Answer(found.as_json() | _minutes(request), {"recipients": _recipients(found.plan.recipients)})


@calculation("frontier")
def frontier_of(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    """The best package of each of `budgets`, rupiah a year."""
    budgets = [int(one) for one in parameters.get("budgets", ())]
    most = max(budgets, default=0) or int(parameters["budget_idr"])
    request = request_of({**parameters, "budget_idr": most})
    found = frontier.frontier(dataset, request, budgets, constraints=constraints_of(parameters), step=step)
    return Answer(found.as_json() | _minutes(request))


@calculation("why")
def why_of(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    """Why `name` (a programme, programme:village, course, project or proposal) is in the best package, or not."""
    request = request_of(parameters)
    found = why.why(dataset, request, str(parameters["name"]), constraints=constraints_of(parameters), step=step)
    return Answer(found.as_json() | _minutes(request))


@calculation("changed")
def changed_of(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    """What a `package` changed by hand (rupiah by item, 0 taken out) costs against the `proved` one."""
    package, proved = ({str(k): int(v) for k, v in parameters[name].items()} for name in ("package", "proved"))
    request = request_of(parameters)
    found = changed.changed(dataset, request, constraints_of(parameters), package, proved=proved, step=step)
    return Answer(found.as_json() | _minutes(request))


def _minutes(request: Request) -> dict[str, Any]:
    records = [asdict(one) for one in request.minute_records]
    return {"minute_records": records} if records else {}


def _recipients(table: pa.Table) -> pa.Table:
    """Whole columns without parts, so that the same table is the same file."""
    return table.combine_chunks()
