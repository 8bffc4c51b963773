"""The registry's tables."""

from __future__ import annotations

from merata_portal.registry.models.aid import Benefit, Programme, Village
from merata_portal.registry.models.changes import Change, HouseholdBefore, MembershipBefore, PersonBefore
from merata_portal.registry.models.imports import Import, ImportFault, Upload
from merata_portal.registry.models.links import LinkPair, Merge
from merata_portal.registry.models.people import Household, Membership, NameToken, Person
from merata_portal.registry.models.snapshots import Snapshot

__all__ = [
    "Benefit",
    "Change",
    "Household",
    "HouseholdBefore",
    "Import",
    "ImportFault",
    "LinkPair",
    "Membership",
    "MembershipBefore",
    "Merge",
    "NameToken",
    "Person",
    "PersonBefore",
    "Programme",
    "Snapshot",
    "Upload",
    "Village",
]
