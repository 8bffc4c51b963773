"""What can be done in the portal, and by which roles: the one table that every view and every action asks.

A capability that is missing from `ROLES_OF` would be nobody's; the tests require that each has a line.
"""

from __future__ import annotations

from enum import Enum

from merata_portal.actor.roles import ASSIGNABLE, Role


class Capability(Enum):
    """One thing that can be done, always in an area."""

    ENTER_OFFICE = "enter_office"  # the staff front's own pages: home, own work
    VIEW_REGISTRY = "view_registry"  # households and persons by name, numbers masked
    EDIT_REGISTRY = "edit_registry"  # record a move, a death, a correction
    IMPORT_REGISTRY = "import_registry"
    UNDO_IMPORT = "undo_import"
    REVIEW_LINKS = "review_links"  # say of an unclear pair whether it is one person
    MERGE = "merge"  # merge and un-merge
    REVEAL_NUMBER = "reveal_number"  # see one NIK, KK or account number; each time an event
    EXPORT_REGISTRY = "export_registry"  # a list with names, numbers masked
    EXPORT_NUMBERS = "export_numbers"  # a list with whole numbers; each time an event
    SNAPSHOT = "snapshot"  # freeze the registry for analysis, hashes only
    VIEW_LEDGER = "view_ledger"
    APPROPRIATE = "appropriate"  # enter what the council has adopted
    PROPOSE_SPENDING = "propose_spending"  # reserve
    APPROVE_SPENDING = "approve_spending"  # commit by decree
    PAY = "pay"
    RECORD_RETURN = "record_return"  # money that came back
    VIEW_AUDIT = "view_audit"
    VERIFY_AUDIT = "verify_audit"
    VIEW_JOBS = "view_jobs"
    CANCEL_JOB = "cancel_job"
    MANAGE_ACCOUNTS = "manage_accounts"
    LOAD_AREAS = "load_areas"


_SOCIAL, _VILLAGE, _AUDIT = Role.SOCIAL_OFFICER, Role.VILLAGE_OPERATOR, Role.AUDITOR
_SPENDING = frozenset({Role.SOCIAL_OFFICER, Role.SECTOR_OFFICER})
# The machine's operator loads, links, freezes and repairs; they see no number, approve and pay nothing.
_OPERATED = frozenset({Role.SYSTEM})

ROLES_OF: dict[Capability, frozenset[Role]] = {
    Capability.ENTER_OFFICE: ASSIGNABLE,
    Capability.VIEW_REGISTRY: frozenset({_SOCIAL, _VILLAGE, _AUDIT}),
    Capability.EDIT_REGISTRY: frozenset({_SOCIAL, _VILLAGE}) | _OPERATED,
    Capability.IMPORT_REGISTRY: frozenset({_SOCIAL}) | _OPERATED,
    Capability.UNDO_IMPORT: frozenset({_SOCIAL}) | _OPERATED,
    Capability.REVIEW_LINKS: frozenset({_SOCIAL, _VILLAGE}),
    Capability.MERGE: frozenset({_SOCIAL}) | _OPERATED,
    Capability.REVEAL_NUMBER: frozenset({_SOCIAL, _VILLAGE}),
    Capability.EXPORT_REGISTRY: frozenset({_SOCIAL, _VILLAGE, _AUDIT}),
    Capability.EXPORT_NUMBERS: frozenset({_SOCIAL}),
    Capability.SNAPSHOT: frozenset({_SOCIAL, Role.PLANNER}) | _OPERATED,
    Capability.VIEW_LEDGER: frozenset({Role.PLANNER, _VILLAGE, Role.COUNCIL_MEMBER, _AUDIT}) | _SPENDING,
    Capability.APPROPRIATE: frozenset({Role.PLANNER}) | _OPERATED,
    Capability.PROPOSE_SPENDING: frozenset({Role.PLANNER, _VILLAGE}),
    Capability.APPROVE_SPENDING: _SPENDING,
    Capability.PAY: _SPENDING,
    Capability.RECORD_RETURN: _SPENDING,
    Capability.VIEW_AUDIT: frozenset({_AUDIT}),
    Capability.VERIFY_AUDIT: frozenset({_AUDIT, Role.ADMINISTRATOR}) | _OPERATED,
    Capability.VIEW_JOBS: frozenset({Role.PLANNER, _SOCIAL, _VILLAGE, Role.ADMINISTRATOR}) | _OPERATED,
    Capability.CANCEL_JOB: frozenset({_SOCIAL, Role.ADMINISTRATOR}) | _OPERATED,
    Capability.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}) | _OPERATED,
    Capability.LOAD_AREAS: frozenset({Role.ADMINISTRATOR}) | _OPERATED,
}


def capabilities_of(role: Role) -> frozenset[Capability]:
    """All that a role may do in its area."""
    return frozenset(capability for capability, roles in ROLES_OF.items() if role in roles)
