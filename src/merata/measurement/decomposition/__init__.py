"""Where inequality comes from: groups of people, sources of income, growth and redistribution over time."""

from merata.measurement.decomposition.change import inequality_change, poverty_change
from merata.measurement.decomposition.source import gini_by_source
from merata.measurement.decomposition.subgroup import entropy_by_subgroup, gini_by_subgroup

__all__ = ["entropy_by_subgroup", "gini_by_source", "gini_by_subgroup", "inequality_change", "poverty_change"]
