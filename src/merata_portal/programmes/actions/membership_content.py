"""Who is in a month's list of memberships, what they cost by village, and whether file, list and ledger agree."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models import Sum as SumOf

from merata.programmes.lists.differences import compare
from merata_portal.programmes.actions.batch_file import hash_of, listed, not_committed
from merata_portal.programmes.actions.holding import held_back, held_enrolments
from merata_portal.programmes.models import Cycle, Entitlement, Launch, MembershipList, memberships
from merata_portal.programmes.refusals import ProgrammeRefused

KEY = "member"
"""The members' column: a person is named by their id in the registry's dataset, never by a number of theirs."""


def members_table(rows: QuerySet[Entitlement], launch: Launch) -> pa.Table:
    """Members with their premium and why they are in, in the order of their ids."""
    whose = "person" if launch.unit == Launch.Unit.PERSON else "household"
    columns = (f"enrolment__{whose}__dataset_id", "amount_idr", "enrolment__reason_id")
    found = sorted(rows.values_list(*columns))
    return pa.table(
        {
            KEY: pa.array([row[0] for row in found], pa.string()),
            "amount_idr": pa.array([row[1] for row in found], pa.int64()),
            "reason": pa.array([" ".join(row[2].split()) or None for row in found], pa.string()),
        }
    )


def sent_members(of: MembershipList) -> QuerySet[Entitlement]:
    """The entitlements that are in a list."""
    return Entitlement.objects.filter(cycle=of.cycle_id, state=Entitlement.State.SENT)


def last_list(launch: Launch, cycle: Cycle) -> pa.Table:
    """The members as the office has them: the last list sent, none before the first."""
    last = MembershipList.objects.filter(launch=launch, cycle__number__lt=cycle.number).order_by("-cycle__number")
    found = last.first()
    if found is None:
        kinds = {KEY: pa.string(), "amount_idr": pa.int64(), "reason": pa.string()}
        return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})
    return pq.read_table(io.BytesIO(b"".join(memberships.read(f"{found.uuid.hex}.list", found.uuid))))


def skipped_months(launch: Launch, before: Cycle) -> list[str]:
    """The months (YYYY-MM) from the last list to a cycle without one, though somebody is due something in them."""
    due = Entitlement.objects.filter(
        cycle=OuterRef("pk"), state__in=(Entitlement.State.DUE, Entitlement.State.HELD)
    )  # fmt: skip
    somebody = held_enrolments(launch).filter(from_instalment__lte=OuterRef("number"))
    listed_to = MembershipList.objects.filter(launch=launch).aggregate(last=Max("cycle__number"))["last"] or 0
    between = Cycle.objects.filter(launch=launch, number__gt=listed_to, number__lt=before.number)
    skipped = between.filter(Q(Exists(due)) | Q(Exists(somebody), entitled_at__isnull=True)).order_by("number")
    return [f"{begins:%Y-%m}" for begins in skipped.values_list("begins", flat=True)]


def as_parquet(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def premiums(of: MembershipList) -> dict[int, int]:
    """Rupiah of the members of a list by the ledger's earmark, which is their village's."""
    rows = sent_members(of).values_list("enrolment__earmark").annotate(total=SumOf("amount_idr"))
    return dict(rows.order_by("enrolment__earmark"))


def refuse_differing(found: MembershipList) -> None:
    """Raise with all in which file, members, premium and ledger do not agree."""
    rows, sums = sent_members(found), premiums(found)
    faults = not_committed(sums)
    kept = b"".join(memberships.read(f"{found.uuid.hex}.csv", found.uuid))
    if hash_of(kept) != found.file_hash:
        faults.append(("berkas yang tersimpan berubah", "the file that is kept was changed"))
    members = members_table(rows, found.launch)
    empty = members.slice(0, 0)
    if (members.num_rows, compare(empty, members, key=KEY).new_hash) != (found.members, found.new_hash):
        faults.append(("anggota berbeda dari daftar", "the members are not those of the list"))
    if sum(sums.values()) != found.premium_idr:
        total = sum(sums.values())
        faults.append(
            (
                f"iuran Rp{total}, pada daftar Rp{found.premium_idr}",
                f"the premium is Rp{total}, in the list Rp{found.premium_idr}",
            )
        )
    stopped = held_back(rows)
    if stopped:
        faults.append(
            (
                f"{stopped} anggota ditahan sesudah daftar disusun; batalkan lalu susun lagi",
                f"{stopped} members were held back after the list was made; discard it and make it again",
            )
        )
    if faults:
        text_id, text_en = listed(faults)
        raise ProgrammeRefused(f"Ditolak: {text_id}.", f"Refused: {text_en}.")
