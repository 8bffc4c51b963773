"""Whose turn it is with a complaint, and along which posts it climbs."""

from __future__ import annotations

from merata_portal.actor import Actor, Capability, Held, Refused, covers
from merata_portal.complaints.categories import Post, rules
from merata_portal.complaints.models import Complaint


def handler(by: Actor, complaint: Complaint) -> Held:
    """The role by which the actor is the handler of the complaint now; raises `Refused` where they are not."""
    for held in by.holding(Capability.HANDLE_COMPLAINT):
        if held.role == complaint.role and covers(held.area, complaint.area):
            return held
    raise Refused(
        f"Pengaduan ini sekarang ditangani {complaint.role} di {complaint.area}. / "
        f"This complaint is handled by {complaint.role} in {complaint.area} now."
    )


def is_handler(by: Actor, complaint: Complaint) -> bool:
    """Whether it is the actor's turn."""
    try:
        handler(by, complaint)
    except Refused:
        return False
    return True


def route(complaint: Complaint) -> tuple[Post, ...]:
    """The posts that the complaint climbs along."""
    return rules().categories[complaint.category].route
