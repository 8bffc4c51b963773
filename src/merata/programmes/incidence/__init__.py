"""Who gains from programmes, on every draw of welfare: concentration, coverage, adequacy, poverty, by group."""

from merata.programmes.incidence.concentration import (
    Redistribution,
    concentration_index,
    kakwani_index,
    redistribution,
)
from merata.programmes.incidence.intervals import FRACTION, Interval, interval
from merata.programmes.incidence.outcome import Incidence, ProgrammeIncidence, incidence
from merata.programmes.incidence.people import Group, People
from merata.programmes.incidence.ranking import Ranking, deciles, person_share, rank

__all__ = [
    "FRACTION",
    "Group",
    "Incidence",
    "Interval",
    "People",
    "ProgrammeIncidence",
    "Ranking",
    "Redistribution",
    "concentration_index",
    "deciles",
    "incidence",
    "interval",
    "kakwani_index",
    "person_share",
    "rank",
    "redistribution",
]
