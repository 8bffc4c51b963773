"""What a planner chooses for a scenario, and everything that is wrong with it."""

from __future__ import annotations

from merata_portal.planning.scenario_settings import GROUPS, Bound, Capacity, Prerequisite, Settings
from merata_portal.planning.setting_faults import Fault, faults

__all__ = ["GROUPS", "Bound", "Capacity", "Fault", "Prerequisite", "Settings", "faults"]
