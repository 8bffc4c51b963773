"""The tables of the planning room."""

from __future__ import annotations

from merata_portal.planning.models.plans import Charge, Item, Plan, Step
from merata_portal.planning.models.scenarios import Scenario

__all__ = ["Charge", "Item", "Plan", "Scenario", "Step"]
