"""What a chunk would change, before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import pyarrow as pa

from merata_portal.registry.writing.benefits import expected_benefits
from merata_portal.registry.writing.events import expected_events
from merata_portal.registry.writing.identity import with_digests
from merata_portal.registry.writing.matching import known_households, known_persons


def expected_changes(records: pa.Table, *, level: str, villages: Collection[str] = ()) -> Counter[str]:
    """How many rows would be new, changed (of whom moved to another village) or say nothing new; nothing is written.

    `villages`: where the recipients of a list of benefits must live.
    """
    if level == "benefit":
        return expected_benefits(records, villages)
    if level == "event":
        return expected_events(records)
    records = with_digests(records, level=level)
    key = "family" if level == "household" else "identity"
    identities = records[key].combine_chunks()
    known = known_households(identities) if level == "household" else known_persons(identities)
    counts: Counter[str] = Counter()
    columns = (records[name].to_pylist() for name in (key, "record", "village_code"))
    for identity, record, village in zip(*columns, strict=True):
        row = known.get(identity)
        if row is None:
            counts["expected_new"] += 1
        elif row.record == record:
            counts["expected_unchanged"] += 1
        else:
            counts["expected_changed"] += 1
            counts["expected_moved"] += village != row.village_code
    return counts
