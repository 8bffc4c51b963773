"""Taking somebody in who is not on the list, with the sum that the rules give and what the rules say of them."""

from __future__ import annotations

from uuid import UUID

import pyarrow as pa
from django.utils import timezone

from merata.programmes.rules.sentence import Sentence
from merata_portal.actor import Actor
from merata_portal.programmes.actions.transiting import begin
from merata_portal.programmes.models import Enrolment, Launch
from merata_portal.programmes.queries.benefit_now import BenefitNow, benefit_now
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.tables import listed
from merata_portal.registry.models import Household, Person


def take_in(
    by: Actor, launch: Launch, household: Household, person: UUID | None, decided_by: str, reason: str
) -> Enrolment:
    """A new enrolment, proposed, of a household or one of its persons; whoever calls decides further, and records.

    Raises `ProgrammeRefused` where they are in the launch already, the launch is of the other unit, the person does not
    live there, or the rules have no sum for them.
    """
    member = _member(launch, household, person)
    if Enrolment.objects.filter(launch=launch, household=household, person=member).exists():
        raise ProgrammeRefused(
            "Sudah ada dalam daftar peluncuran ini; nyatakan setuju, keberatan, atau keluarkan di sana.",
            "They stand in this launch's list already; confirm, object or remove there.",
        )
    if not household.village_code.startswith(launch.area):
        raise ProgrammeRefused(
            f"Peluncuran ini hanya untuk wilayah {launch.area}.", f"This launch is for the area {launch.area} alone."
        )
    benefit = benefit_now(launch, household, member)
    if benefit.annual_idr <= 0 and not benefit.quantity:
        raise ProgrammeRefused(
            f"Aturan program tidak memberi nilai apa pun untuk keluarga ini. {benefit.reason.id}",
            f"The programme's rules have no benefit for this household. {benefit.reason.en}",
        )
    (made,) = begin(
        _row(launch, household, member, benefit, decided_by), code=f"added_{decided_by}", reason=reason,
        on_day=timezone.localdate(), by=by,
    )  # fmt: skip
    return Enrolment.objects.select_related("launch", "household", "person").get(pk=made)


def _member(launch: Launch, household: Household, person: UUID | None) -> Person | None:
    if (launch.unit == Launch.Unit.PERSON) != (person is not None):
        raise ProgrammeRefused(
            "Program ini untuk orang; pilih anggota keluarganya."
            if person is None
            else "Program ini untuk keluarga; jangan pilih anggota.",
            "This programme is for persons; choose the member."
            if person is None
            else "This programme is for households; choose no member.",
        )
    if person is None:
        return None
    here = Person.objects.filter(
        memberships__household=household, memberships__until_day__isnull=True, died_on__isnull=True,
        moved_out_on__isnull=True, merged_into_id__isnull=True,
    )  # fmt: skip
    found = here.filter(uuid=person).first()
    if found is None:
        raise ProgrammeRefused("Orang ini tidak tinggal di keluarga itu.", "This person does not live there.")
    return found


def _row(launch: Launch, household: Household, member: Person | None, benefit: BenefitNow, decided_by: str) -> pa.Table:
    why = why_not(launch, household, benefit.reason)
    return pa.table(
        {
            "launch_id": [launch.pk], "household_id": [household.pk],
            "person_id": pa.array([None if member is None else member.pk], pa.int64()),
            "village_code": [household.village_code], "annual_idr": [benefit.annual_idr],
            "quantity": pa.array([None if benefit.quantity is None else str(benefit.quantity)], pa.string()),
            "from_instalment": [1], "score": [""], "decided_by": [decided_by], "reason_id": [why.id],
            "reason_en": [why.en],
        }
    )  # fmt: skip


def why_not(launch: Launch, household: Household, now: Sentence) -> Sentence:
    """Why the list did not choose a household, as frozen; what the rules say of it `now` where it was not on it."""
    rows = listed(launch, household.dataset_id)
    if not rows:
        return now
    first = rows[0]
    told_id = first["why_not_id"] or first["reason_id"]
    told_en = first["why_not_en"] or first["reason_en"]
    return Sentence(str(told_id), str(told_en))
