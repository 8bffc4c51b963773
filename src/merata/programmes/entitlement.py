"""What an eligible household is entitled to, in whole rupiah a year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from merata.programmes.eligibility import Eligibility
from merata.programmes.facts import HouseholdFacts
from merata.programmes.rulebook import Rulebook

PER_HOUSEHOLD = "household"


def annual_entitlement(
    rulebook: Rulebook, facts: HouseholdFacts, eligibility: Eligibility, on: date
) -> NDArray[np.int64]:
    """Annual rupiah of each household: amount × months, times the persons counted where paid per person.

    Zero for everyone who is not eligible, and where the count is null. Whole rupiah: an amount times a number
    of months that does not come out even is cut to the rupiah below.
    """
    values = rulebook.on(on)
    benefit = rulebook.benefit
    each = int(Fraction(str(values[benefit.amount].value)) * Fraction(str(values[benefit.times].value)))
    if benefit.per == PER_HOUSEHOLD:
        counted = np.ones(len(facts), dtype=np.int64)
    elif benefit.per in facts.columns.column_names:
        counted = facts.columns[benefit.per].fill_null(0).to_numpy().astype(np.int64)
    else:
        counted = np.zeros(len(facts), dtype=np.int64)
    return np.where(eligibility.eligible, each * counted, 0)
