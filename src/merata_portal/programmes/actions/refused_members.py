"""Members whom the insurer or school's office does not take: asked about in the registry, their premium back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata.errors import Fault, InputError
from merata.tables.personal_numbers import masked
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.requests import Sum
from merata_portal.programmes.actions.batch_file import hash_of
from merata_portal.programmes.actions.flagging import raise_flags
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.models import Entitlement, Flag, Launch, MembershipList
from merata_portal.programmes.refusals import ProgrammeRefused

MEMBER, REASON = "anggota", "alasan"
_MOST_REASON = 200
_CHUNK = 5_000


@transaction.atomic
def refused_members(*, by: Actor, membership_list: UUID, file: bytes) -> int:
    """Take a CSV of who was refused (columns `anggota` and, if there, `alasan`) of a list that was sent; how many.

    Each is asked about (a flag "not found"), which holds later months until somebody answers, and their premium is
    entered as returned, in one entry. The same file again does nothing. Raises `InputError` with every row that is no
    member of the list, or stands twice.
    """
    rows = MembershipList.objects.select_related("launch", "cycle")
    found, held = locked(rows, by, Capability.RECORD_RETURN, uuid=membership_list)
    if found.sent_at is None:
        raise ProgrammeRefused("Daftar ini belum dikirim.", "This list was not sent yet.")
    reasons = read_refused(file)
    members = _members(found)
    _refuse_strangers(reasons, members)
    fresh = {key: members[key] for key in reasons if members[key].state == Entitlement.State.RECEIVED}
    if not fresh:
        return 0
    evidence = {one.enrolment_id: {"month": found.month, "reason": reasons[key]} for key, one in fresh.items()}
    raise_flags(by=by, held=held, kind=Flag.Kind.NOT_FOUND, evidence=evidence, day=timezone.localdate())
    sums = _sums(fresh, found.subject)
    if sums:
        reason = f"Anggota ditolak lembaga penyalur, {found.month}"
        ledger.record_return(by=by, sums=sums, reason=reason, key=f"refused:{found.uuid}:{hash_of(file)}")
    keys = [one.pk for one in fresh.values()]
    for start in range(0, len(keys), _CHUNK):
        part = Entitlement.objects.filter(pk__in=keys[start : start + _CHUNK])
        part.update(state=Entitlement.State.CANCELLED, why=Entitlement.Why.REFUSED)
    record(
        by=by, held=held, action="programmes.refused_members", subject=found.subject, area=found.launch.owner,
        rows=len(fresh), content_hash=f"sha256:{hash_of(file)}", data={"month": found.month},
    )  # fmt: skip
    return len(fresh)


def read_refused(file: bytes) -> dict[str, str]:
    """Members with the reason given, from a CSV in UTF-8; `InputError` with every fault."""
    name = "penolakan.csv"
    try:
        rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"{name} cannot be read", [Fault(name, None, None, None, "CSV in UTF-8", str(error))]
        ) from error
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if MEMBER not in head:
        fault = Fault(name, 1, MEMBER, None, f"a heading with {MEMBER}, and {REASON} if there", "missing")
        raise InputError(f"{name} names no members", [fault])
    at, why = head.index(MEMBER), head.index(REASON) if REASON in head else None
    found: dict[str, str] = {}
    faults = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        member = row[at].strip().removeprefix("'") if len(row) > at else ""
        if not member or member in found:
            problem = "stands in an earlier row too" if member else "empty"
            faults.append(Fault(name, number, MEMBER, masked(member), "each member once", problem))
        text = row[why].strip() if why is not None and len(row) > why else ""
        found[member] = masked(text)[:_MOST_REASON]
    if faults or not found:
        raise InputError(f"{name} does not name each member once" if faults else f"{name} has no rows", faults)
    return found


def _members(of: MembershipList) -> dict[str, Entitlement]:
    whose = "person" if of.launch.unit == Launch.Unit.PERSON else "household"
    rows = Entitlement.objects.filter(cycle=of.cycle_id).select_related("enrolment", f"enrolment__{whose}")
    taken = rows.filter(state=Entitlement.State.RECEIVED) | rows.filter(why=Entitlement.Why.REFUSED)
    return {getattr(one.enrolment, whose).dataset_id: one for one in taken}


def _refuse_strangers(reasons: Mapping[str, str], members: Mapping[str, Entitlement]) -> None:
    faults = [
        Fault("penolakan.csv", None, MEMBER, masked(member), "a member of this list", "not in it")
        for member in reasons
        if member not in members
    ]
    if faults:
        raise InputError("the file names others than the members of this list; nothing of it was used", faults)


def _sums(fresh: Mapping[str, Entitlement], reference: str) -> list[Sum]:
    totals: dict[int, int] = {}
    for one in fresh.values():
        if one.enrolment.earmark is not None and one.amount_idr:
            totals[one.enrolment.earmark] = totals.get(one.enrolment.earmark, 0) + one.amount_idr
    return [Sum(earmark, total, reference) for earmark, total in sorted(totals.items())]
