"""Whether a forum could decide, and who was heard in it."""

from __future__ import annotations

from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc

QUORUM = Fraction(2, 3)
"""Share of the invited who must have signed before a musyawarah desa opens.

Read in a regency's regulation on village deliberation (certainty: medium); other regencies may set their
own, so it is an argument wherever it is used. `procedure` gives the dated rule of each kind of meeting.
"""


def reached(signed: int, invited: int, quorum: Fraction) -> bool:
    """Whether `signed` of `invited` persons are a quorum: signed ≥ quorum × invited, in whole numbers."""
    return signed * quorum.denominator >= invited * quorum.numerator


def quorate(forums: pa.Table, *, quorum: Fraction = QUORUM) -> pa.ChunkedArray:
    """Whether each meeting of `forums` reached its quorum, as `reached` says: a column for a table of many meetings.

    Exact: the comparison is made on integers, so that 8 of 12 is two thirds.
    """
    signatures = pc.multiply(forums["attended"], quorum.denominator)
    return pc.greater_equal(signatures, pc.multiply(forums["invited"], quorum.numerator))


def heard(forums: pa.Table) -> dict[str, float]:
    """Shares over all meetings of `forums`: of the invited who came (`attended`), and of those who came, women
    (`women`) and members of poor households (`poor`; over the meetings that counted them). A share of nobody is
    left out.
    """
    counted = forums.filter(pc.is_valid(forums["attended_poor"]))
    parts = {
        "attended": (forums["attended"], forums["invited"]),
        "women": (forums["attended_women"], forums["attended"]),
        "poor": (counted["attended_poor"], counted["attended"]),
    }
    totals = {name: (pc.sum(part).as_py() or 0, pc.sum(whole).as_py() or 0) for name, (part, whole) in parts.items()}
    return {name: part / whole for name, (part, whole) in totals.items() if whole}


def proposals_of_quorate_forums(proposals: pa.Table, forums: pa.Table, *, quorum: Fraction = QUORUM) -> pa.Table:
    """The rows of `proposals` that a forum with quorum raised.

    A proposal with no forum, or one whose meeting is not in `forums`, is not among them: without a record of
    the meeting nobody knows who decided.
    """
    valid = forums.filter(quorate(forums, quorum=quorum))["forum_id"]
    return proposals.filter(pc.is_in(proposals["forum_id"], value_set=valid.combine_chunks()))
