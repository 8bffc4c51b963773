"""Verifying the chain: every hash computed again, in one pass in little memory, beside writers that go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from merata_portal.audit.chain import GENESIS, Link, link_hash
from merata_portal.audit.heads import PublishedHead
from merata_portal.audit.models import Event, Head
from merata_portal.audit.triggers import missing

CHUNK = 10_000
_COVERED = Link.__slots__


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain first breaks: at which event, and how, in Indonesian and English."""

    sequence: int
    text_id: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how many events hold, the last of them, the break if any, triggers that are not there."""

    events: int
    head: PublishedHead | None
    broken: Broken | None
    missing_triggers: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, removed or put in between, and the database still guards it."""
        return self.broken is None and not self.missing_triggers


def verify(published: Sequence[PublishedHead] = ()) -> Verdict:
    """Compute the whole chain again, and hold it against heads published before; the first broken event is named.

    Read in chunks outside a transaction: events are never changed, so writers need not wait.
    """
    expected: dict[int, set[str]] = {}
    for head in published:
        expected.setdefault(head.sequence, set()).add(head.hash)
    count, last = 0, None
    previous = GENESIS
    for link, claimed_previous, claimed in _links():
        broken = _break(link, count + 1, previous, claimed_previous, claimed, expected.get(link.sequence, {claimed}))
        if broken is not None:
            return Verdict(count, last, broken, missing(connection))
        count, previous, last = count + 1, claimed, PublishedHead(link.sequence, claimed, link.at)
    return Verdict(count, last, _cut(count, previous, published), missing(connection))


def _links() -> Iterator[tuple[Link, str, str]]:
    """Every event by sequence; a chunk's are read by key, so that the last costs no more than the first."""
    after = None
    while True:
        events = Event.objects.order_by("sequence")
        if after is not None:
            events = events.filter(sequence__gt=after)
        rows: list[tuple[Any, ...]] = list(events.values_list(*_COVERED, "previous_hash", "hash")[:CHUNK])
        for row in rows:
            yield Link(*row[:-2]), row[-2], row[-1]
        if len(rows) < CHUNK:
            return
        after = rows[-1][0]


def _break(
    link: Link, due: int, previous: str, claimed_previous: str, claimed: str, published: set[str]
) -> Broken | None:
    if link.sequence != due:
        return Broken(due, f"peristiwa {due} hilang; sesudahnya ada {link.sequence}",
                      f"event {due} is missing; the next there is {link.sequence}")  # fmt: skip
    if claimed_previous != previous:
        return Broken(due, f"peristiwa {due} tidak menyambung pada peristiwa sebelumnya",
                      f"event {due} does not follow from the event before it")  # fmt: skip
    if link_hash(previous, link) != claimed:
        return Broken(due, f"isi peristiwa {due} ({link.action}) telah diubah: sidik hash-nya tidak cocok",
                      f"the content of event {due} ({link.action}) was changed: its hash does not fit")  # fmt: skip
    if published != {claimed}:
        return Broken(due, f"rantai sampai peristiwa {due} ditulis ulang: berbeda dari kepala yang diumumkan",
                      f"the chain up to event {due} was rewritten: it differs from the published head")  # fmt: skip
    return None


def _cut(count: int, last_hash: str, published: Sequence[PublishedHead]) -> Broken | None:
    """Whether events at the end are gone, by the database's own head and by those published."""
    furthest = max((head.sequence for head in published), default=0)
    if furthest > count:
        return Broken(
            count + 1,
            f"rantai terpotong: kepala yang diumumkan berada di peristiwa {furthest}, yang terakhir ada {count}",
            f"the chain was cut: the published head is at event {furthest}, the last there is {count}",
        )
    # The head may have moved on since the last chunk was read; then the events after it are there too.
    head = Head.objects.filter(id=1).first()
    sequence, known = (head.sequence, head.hash) if head else (0, GENESIS)
    if sequence < count or (sequence == count and known != last_hash):
        return Broken(sequence + 1, f"peristiwa {sequence + 1} dan sesudahnya tidak dikenal oleh kepala rantai",
                      f"event {sequence + 1} and what follows are unknown to the head of the chain")  # fmt: skip
    if sequence > count and not Event.objects.filter(sequence=count + 1).exists():
        return Broken(count + 1, f"peristiwa {count + 1} hilang; kepala rantai berada di {sequence}",
                      f"event {count + 1} is missing; the head of the chain is at {sequence}")  # fmt: skip
    return None
