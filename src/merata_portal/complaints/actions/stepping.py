"""What every action on a complaint does: takes it under a lock, knows whose turn it is, and notes the step."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.complaints.categories import rules
from merata_portal.complaints.clock import start
from merata_portal.complaints.declining import ComplaintDeclined
from merata_portal.complaints.models import Complaint, ComplaintStep
from merata_portal.complaints.queries.scoping import complaints_for
from merata_portal.complaints.turns import handler, route
from merata_portal.personal.columns import sealed
from merata_portal.personal.reasons import sound_reason


def taken(by: Actor, uuid: UUID, capability: Capability) -> tuple[Complaint, Held]:
    """The complaint, locked, and the role by which it is done; DoesNotExist outside the actor's areas."""
    found = complaints_for(by, capability).select_for_update().get(uuid=uuid)
    return found, by.require(capability, found.village_code)


def handled(by: Actor, uuid: UUID) -> tuple[Complaint, Held]:
    """The same for whoever's turn it is: the role that answers now, in its area. Raises `Refused` for others."""
    found = complaints_for(by, Capability.HANDLE_COMPLAINT).select_for_update().get(uuid=uuid)
    return found, handler(by, found)


def place(complaint: Complaint, post: int) -> None:
    """Give it to that post of its route, with a whole term from today."""
    found = route(complaint)[post]
    complaint.post, complaint.role, complaint.area = post, found.role.value, found.area(complaint.village_code)
    start(complaint, rules().categories[complaint.category].term_working_days, timezone.localdate())


def refuse_unless(complaint: Complaint, *states: str) -> None:
    """Raise `ComplaintDeclined` where the complaint stands elsewhere."""
    if complaint.state not in states:
        raise ComplaintDeclined(
            f"Tidak dapat sekarang: pengaduan ini {complaint.get_state_display().lower()}.",
            f"Not now: this complaint is {complaint.state}.",
        )


def step(complaint: Complaint, by: Actor, name: str, note: str = "", *, written: str = "") -> None:
    """Note what was done: `note` is public, `written` is a resident's text and kept sealed."""
    uuid = uuid4()
    ComplaintStep.objects.create(
        uuid=uuid, complaint=complaint, step=name, note=sound_reason(note), at=timezone.now(), by_user_id=by.user_id,
        note_sealed=sealed(ComplaintStep, "note_sealed", written or None, uuid),
    )  # fmt: skip
