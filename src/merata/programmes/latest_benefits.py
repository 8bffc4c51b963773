"""The lists of recipients that hold today."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def latest_benefits(benefits: pa.Table, year: int) -> pa.Table:
    """Each programme's rows of its own latest year that is not after `year`.

    By programme, because lists arrive at different times: a programme whose newest list is older than the others'
    is still received by those on it, until a newer list says otherwise.
    """
    past = benefits.filter(pc.less_equal(benefits["year"], year))
    latest = past.group_by("programme_id").aggregate([("year", "max")])
    row = pc.index_in(past["programme_id"], value_set=latest["programme_id"].combine_chunks())
    return past.filter(pc.equal(past["year"], latest["year_max"].take(row)))
