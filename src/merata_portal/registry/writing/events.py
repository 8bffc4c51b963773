"""A chunk of deaths and moves, as a civil registry lists them, into the registry."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date

import pyarrow as pa

from merata_portal.registry import bulk
from merata_portal.registry.models import Person
from merata_portal.registry.writing.identity import with_digests
from merata_portal.registry.writing.images import keep_before
from merata_portal.registry.writing.matching import KnownPerson, known_persons
from merata_portal.registry.writing.work import Work, end_each

COLUMNS = {"events_died": "died_on", "events_left": "moved_out_on"}
"""What comes of an event, and the column that then holds its day."""
UNCHANGED, UNKNOWN, ELSEWHERE, MERGED = "events_unchanged", "events_unknown", "events_elsewhere", "events_of_merged"


def apply_events(work: Work, records: pa.Table, *, villages: Collection[str]) -> None:
    """Bring one chunk of sound rows in: nik, died, moved_out and event_date of `merata.registry.record.RECORD`.

    Each person leaves their household on the day of the event. Who is not known, lives outside `villages`, was merged
    into another, or is known as dead (or departed) already is only counted. A death stands before a move, whatever the
    order of the rows.
    """
    ending: dict[tuple[str, date], list[KnownPerson]] = defaultdict(list)
    for outcome, person, day in _events(records, villages):
        work.counts[outcome] += 1
        if person is not None:
            ending[outcome, day].append(person)
    for (outcome, day), persons in ending.items():
        ids = [one.id for one in persons]
        keep_before(work.change_id, Person, ids)
        days = pa.array([day] * len(ids), pa.date32())
        bulk.update(Person, pa.table({"id": pa.array(ids, pa.int64()), COLUMNS[outcome]: days}))
        homes = [one.membership_id for one in persons if one.membership_id is not None]
        end_each(day, homes, changes=[work.change_id] * len(homes))


def expected_events(records: pa.Table) -> Counter[str]:
    """How many rows would change something, say nothing new, or name somebody unknown; nothing is written."""
    outcomes = Counter(outcome for outcome, _, _ in _events(records, None))
    return Counter(
        expected_changed=sum(outcomes[outcome] for outcome in COLUMNS),
        expected_unchanged=outcomes[UNCHANGED],
        expected_unknown=outcomes[UNKNOWN],
    )


def _events(records: pa.Table, villages: Collection[str] | None) -> Iterator[tuple[str, KnownPerson | None, date]]:
    """What comes of each row, of whom (None where nothing is to be written), and on which day."""
    records = with_digests(records, level="event")
    known = known_persons(records["identity"].combine_chunks())
    columns = (records[name].to_pylist() for name in ("identity", "died", "moved_out", "event_date"))
    done: set[tuple[int, str]] = set()
    # Deaths first: of who died and moved, the death is what is known.
    for identity, died, left, day in sorted(zip(*columns, strict=True), key=lambda row: (not row[1], row[3])):
        person = known.get(identity)
        outcome = "events_died" if died else "events_left" if left else UNCHANGED
        if person is None:
            yield UNKNOWN, None, day
        elif villages is not None and person.village_code not in villages:
            yield ELSEWHERE, None, day
        elif person.merged:
            yield MERGED, None, day
        elif outcome == UNCHANGED or _is_known(person, outcome, done):
            yield UNCHANGED, None, day
        else:
            done.add((person.id, outcome))
            yield outcome, person, day


def _is_known(person: KnownPerson, outcome: str, done: set[tuple[int, str]]) -> bool:
    """Whether the registry, or an earlier row, says so already."""
    dead = person.dead or (person.id, "events_died") in done
    gone = person.moved_out or (person.id, "events_left") in done
    return dead or (outcome == "events_left" and gone)
