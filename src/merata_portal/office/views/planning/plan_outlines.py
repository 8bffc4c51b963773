"""The outlines of a plan's villages, as they were frozen for its scenario."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from merata.report.shapes import Shapes
from merata_portal.actor import Actor
from merata_portal.analysis.queries import inputs
from merata_portal.analysis.refusals import BrokenStore
from merata_portal.office.views.planning.village_shapes import shapes_among


def outlines(by: Actor, plan: Any, codes: frozenset[str]) -> Shapes | None:
    """The outlines of these villages of a plan; None where the frozen data hold none or are gone.

    A page without its map still has every number in its table.
    """
    try:
        frozen = inputs.one(by, plan.scenario.inputs)
        return shapes_among(frozen, codes)
    except (ObjectDoesNotExist, BrokenStore):
        return None
