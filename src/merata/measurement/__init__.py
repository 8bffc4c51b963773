"""What welfare is, how unequal it is and who is poor: measures, their errors, and estimates for areas."""

from merata.measurement.inequality import (
    atkinson,
    bottom_share,
    fgt,
    ge,
    gini,
    headcount,
    lorenz,
    mean,
    palma,
    poverty_gap,
    poverty_severity,
    quintile_share_ratio,
    theil_l,
    theil_t,
)

__all__ = [
    "atkinson",
    "bottom_share",
    "fgt",
    "ge",
    "gini",
    "headcount",
    "lorenz",
    "mean",
    "palma",
    "poverty_gap",
    "poverty_severity",
    "quintile_share_ratio",
    "theil_l",
    "theil_t",
]
