"""A meeting's log: entries of any number of devices in one order, and what stands of them.

The order is made of the entries alone, never of when they arrived: so whichever device synchronises first, however
often, and in whatever pieces, the same entries end in the same log. What the order does not allow is refused with its
reason and kept; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from merata.participation.entries import Entry
from merata.participation.log_steps import step
from merata.participation.meeting import Meeting
from merata.participation.meeting_steps import RefusedStepError
from merata.participation.procedure import Procedure
from merata.participation.record import Record


@dataclass(frozen=True, slots=True)
class Log:
    """The record that the entries make, those that stand in their order, and those that do not, with the reason."""

    record: Record
    standing: tuple[Entry, ...]
    refused: tuple[tuple[Entry, RefusedStepError], ...]


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order in which they count: by time, then device, then the device's own numbering.

    A device's numbering is believed more than its clock: an entry is never earlier than those that the same device
    wrote before it. The answer's `at` are those times.
    """
    by_device = sorted(entries, key=lambda one: (one.device, one.sequence, one.uuid))
    timed: list[Entry] = []
    for entry in by_device:
        last = timed[-1] if timed and timed[-1].device == entry.device else None
        timed.append(replace(entry, at=max(entry.at, last.at)) if last is not None else entry)
    return sorted(timed, key=lambda one: (one.at, one.device, one.sequence, one.uuid))


def fold(procedure: Procedure, entries: Iterable[Entry]) -> Log:
    """What the entries, whose kinds are all known, make of a meeting held by `procedure`."""
    record = Record(Meeting(procedure))
    standing, refused = [], []
    for entry in ordered(entries):
        try:
            record = step(record, entry)
        except RefusedStepError as refusal:
            refused.append((entry, refusal))
        else:
            standing.append(entry)
    return Log(record, tuple(standing), tuple(refused))
