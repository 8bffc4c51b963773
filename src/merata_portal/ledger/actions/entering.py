"""How an entry comes about: in turn, once per key, by somebody who may, with money that is there, and whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Held, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.audit.models import Head
from merata_portal.ledger.actions.funds import Places, funded
from merata_portal.ledger.checking import check_act
from merata_portal.ledger.content import content_hash
from merata_portal.ledger.models import Entry, Line, Transfer
from merata_portal.ledger.refusals import FaultyRequest, KeyTaken
from merata_portal.ledger.requests import Act, Step
from merata_portal.ledger.stages import Kind, Stage

_BATCH = 20_000
_CHUNK = 10_000

DUTIES = {
    Kind.COMMIT: (Kind.RESERVE, Stage.RESERVED, "mengusulkan dan menyetujui / propose and approve"),
    Kind.PAY: (Kind.COMMIT, Stage.COMMITTED, "menyetujui dan membayar / approve and pay"),
}
"""Which act must not be by whoever did which earlier one on the same earmark."""


@transaction.atomic
def enter(act: Act, request: str, plan: Callable[[], Sequence[Step]]) -> Entry:
    """Write one entry with the steps that `plan` gives, and return it; the one already written under its key, if any.

    `plan` is called with the ledger's turn already taken, and may make lines or earmarks. Raises `FaultyRequest`,
    `KeyTaken`, `NotEnough` and what `Actor.require` and `refuse_same_person` raise; then nothing is written.
    """
    check_act(act)
    _take_turn()
    known = Entry.objects.filter(key=act.key).first()
    if known:
        if known.request_hash != request:
            raise KeyTaken(act.key, known.pk)
        return known
    steps = plan()
    held = act.by.require(act.capability, _owner(steps))
    _refuse_same_person(act, steps)
    places = funded(steps)
    return _write(_drafted(act, request, steps, places, held), act, steps, held)


def _take_turn() -> None:
    """Lock the head of the audit chain before anything else.

    Every entry needs it in the end. Taken first, all that move money wait in one row, so that none can hold a line
    and wait for another that waits for the line, however many entries a transaction makes.
    """
    Head.objects.select_for_update().filter(pk=1).first()


def _owner(steps: Sequence[Step]) -> str:
    """The owner of all lines concerned; raises `FaultyRequest` where they are not of one owner and year."""
    if not steps:
        raise FaultyRequest([("tidak ada yang berubah", "nothing would change")])
    ids = sorted({step.line for step in steps})
    books: set[tuple[str, int]] = set()
    for start in range(0, len(ids), _CHUNK):
        books |= set(Line.objects.filter(pk__in=ids[start : start + _CHUNK]).values_list("owner", "year").distinct())
    if len(books) != 1:
        named = ", ".join(f"{owner}/{year}" for owner, year in sorted(books))
        raise FaultyRequest(
            [
                (
                    f"satu entri hanya untuk satu pemilik dan tahun anggaran, ini untuk {named}",
                    f"an entry is of one owner and year, this would be of {named}",
                )
            ]
        )
    return books.pop()[0]


def _refuse_same_person(act: Act, steps: Sequence[Step]) -> None:
    if act.kind not in DUTIES:
        return
    earlier, stage, what = DUTIES[act.kind]
    earmarks = sorted({step.earmark for step in steps if step.earmark is not None})
    persons: set[int] = set()
    for start in range(0, len(earmarks), _CHUNK):
        found = Transfer.objects.filter(
            earmark__in=earmarks[start : start + _CHUNK],
            target=stage,
            entry__kind=earlier,
        ).values_list("entry__person", flat=True)
        persons |= {person or 0 for person in found.distinct()}
    refuse_same_person(act.by, *persons, what=what)


def _drafted(act: Act, request: str, steps: Sequence[Step], places: Places, held: Held) -> Entry:
    line = places.lines[steps[0].line]
    entry = Entry(
        owner=line.owner,
        year=line.year,
        kind=act.kind,
        reason=act.reason,
        document=act.document,
        day=act.day or timezone.localdate(),
        recorded_at=timezone.now(),
        person_id=act.by.user_id or None,
        role=str(held.role.value),
        key=act.key,
        request_hash=request,
        corrects_id=act.corrects,
        transfer_count=len(steps),
        total_idr=sum(step.amount_idr for step in steps),
    )
    entry.content_hash = content_hash(entry, steps, places.lines, places.earmarks)
    return entry


def _write(entry: Entry, act: Act, steps: Sequence[Step], held: Held) -> Entry:
    event = record(
        by=act.by,
        held=held,
        action=f"ledger.{act.kind.value}",
        subject=f"ledger:{entry.owner}/{entry.year}",
        area=entry.owner,
        reason=act.reason,
        data={"kind": act.kind.value, "total": f"Rp{entry.total_idr:,}"},
        rows=len(steps),
        content_hash=entry.content_hash,
    )
    entry.event = event
    # Transfers first: the entry seals them, and the database lets no more in.
    Transfer.objects.bulk_create(
        (
            Transfer(
                entry_id=event.pk,
                line_id=step.line,
                earmark_id=step.earmark,
                source=step.source,
                target=step.target,
                amount_idr=step.amount_idr,
                reference=step.reference,
                reverses_id=step.reverses,
            )
            for step in steps
        ),
        batch_size=_BATCH,
    )
    entry.save(force_insert=True)
    return entry
