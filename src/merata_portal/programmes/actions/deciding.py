"""A changed decision: who was left out is taken in after all, upon an objection, by somebody who had no part in it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.settling import is_paused
from merata_portal.programmes.actions.sharing import commit_from_reserve, next_instalment, remaining_idr
from merata_portal.programmes.actions.taking_in import take_in
from merata_portal.programmes.actions.transiting import transit
from merata_portal.programmes.models import Enrolment, Launch, Transition, Verification, Word
from merata_portal.programmes.queries.overlaps import overlapping
from merata_portal.programmes.queries.reach import household_in_reach
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import HELD, State
from merata_portal.registry.models import Household, Person

OBJECTION = "objection"
TWO_DUTIES = (
    "menyusun, menyetujui, memverifikasi, menetapkan, atau memutus lebih dulu, dan memutus keberatannya / "
    "list, approve, verify, decree or decide before, and decide the objection"
)


@transaction.atomic
def admit(*, by: Actor, launch: UUID, household: UUID, reason: str, person: UUID | None = None) -> Enrolment:
    """Take a household (or a person of it) into a launch by the decision on an objection.

    Before the decree it is verified, and decreed with the others; in a running launch it is enrolled at once (paused
    where a pause is open), from the next instalment on, with money of the launch's reserve. Raises `SamePerson` for
    whoever launched, approved, verified, decreed or decided of it before; `ProgrammeRefused` where it is in already,
    other aid forbids it, the reserve does not suffice or the launch takes nobody in; DoesNotExist outside the areas.
    """
    reason = require_reason(reason)
    home = household_in_reach(by, household, Capability.DECIDE_OBJECTION)
    held = by.require(Capability.DECIDE_OBJECTION, home.village_code)
    found = Launch.objects.select_for_update(of=("self",)).select_related("simulation", "rule_version").get(uuid=launch)
    before = _before(found, home, person)
    refuse_same_person(by, *_acted(found, home, before), what=TWO_DUTIES)
    _refuse_unless_open(found, home)
    _refuse_if_in(before)
    enrolment = before or take_in(by, found, home, person, OBJECTION, reason)
    _verify(by, enrolment, reason)
    if found.state == Launch.State.RUNNING:
        _enrol(by, enrolment, reason)
    record(
        by=by, held=held, action="programmes.admit", subject=f"enrolment:{enrolment.uuid}", area=home.village_code,
        reason=reason, data={"launch": str(found.uuid), "household": str(home.uuid)},
    )  # fmt: skip
    enrolment.refresh_from_db()
    return enrolment


def _before(launch: Launch, home: Household, person: UUID | None) -> Enrolment | None:
    """Its enrolment in the launch, in whatever state, locked."""
    own = Enrolment.objects.select_for_update(of=("self",)).filter(launch=launch, household=home)
    member = None if person is None else Person.objects.filter(uuid=person).first()
    found = own.filter(person=member).select_related("household", "person").first()
    if found is not None:
        found.launch = launch
    return found


def _acted(launch: Launch, home: Household, before: Enrolment | None) -> set[int]:
    """The accounts of all who had a part in the decision that is objected to; the portal's own jobs are nobody."""
    found: set[int | None] = {
        launch.made_by_user_id, launch.simulation.by_user_id, launch.approved_by_user_id, launch.decreed_by_user_id,
        *Verification.objects.filter(launch=launch, village_code=home.village_code).values_list(
            "closed_by_user_id", flat=True
        ),
    }  # fmt: skip
    if before is not None:
        found |= set(Word.objects.filter(enrolment=before).values_list("by_user_id", flat=True))
        found |= set(Transition.objects.filter(enrolment=before).values_list("by_user_id", flat=True))
    return {one for one in found if one}


def _refuse_unless_open(launch: Launch, home: Household) -> None:
    if launch.state not in (Launch.State.APPROVED, Launch.State.RUNNING):
        raise ProgrammeRefused(
            f"Peluncuran berstatus “{launch.get_state_display()}”; keluarga dapat dimasukkan sesudah daftar disetujui, "
            "dan setelah penetapan selesai.",
            f"The launch is {launch.state}; households are taken in after the list is approved, and when enrolling is "
            "over.",
        )
    if launch.state == Launch.State.RUNNING and next_instalment(launch) > launch.instalments:
        raise ProgrammeRefused(
            "Semua tahap peluncuran ini sudah ditetapkan; masukkan ke peluncuran berikutnya.",
            "All instalments of this launch are settled; take them into the next launch.",
        )
    beside = overlapping(launch, [home.pk]).get(home.pk, ())
    if beside:
        names = ", ".join(beside)
        raise ProgrammeRefused(
            f"Keluarga ini menerima {names}, yang tidak boleh bersama program ini.",
            f"This household receives {names}, which may not stand beside this programme.",
        )


def _refuse_if_in(before: Enrolment | None) -> None:
    if before is not None and before.state in (State.VERIFIED, *HELD):
        raise ProgrammeRefused(
            f"Keluarga ini sudah “{State(before.state).label}” dalam peluncuran ini.",
            f"This household is {before.state} in this launch already.",
        )


def _verify(by: Actor, enrolment: Enrolment, reason: str) -> None:
    today = timezone.localdate()
    if enrolment.decided_by != OBJECTION:
        enrolment.decided_by = OBJECTION
        enrolment.save(update_fields=["decided_by"])
    transit([enrolment.pk], to=State.VERIFIED, code=OBJECTION, reason=reason, on_day=today, by=by)


def _enrol(by: Actor, enrolment: Enrolment, reason: str) -> None:
    launch = enrolment.launch
    first = next_instalment(launch)
    amount = remaining_idr(enrolment.annual_idr, launch.instalments, first)
    times = enrolment.transitions.filter(target=State.VERIFIED).count()
    earmark = commit_from_reserve(
        by=by, enrolment=enrolment, amount_idr=amount, reason=reason, key=f"admit:{enrolment.uuid}:{times}"
    )
    enrolment.earmark, enrolment.from_instalment = earmark, first
    enrolment.save(update_fields=["earmark", "from_instalment"])
    to = State.PAUSED if is_paused(enrolment) else State.ENROLLED
    transit([enrolment.pk], to=to, code=OBJECTION, reason=reason, on_day=timezone.localdate(), by=by)
