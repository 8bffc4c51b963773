"""The registry's tables."""

from __future__ import annotations

from merata_portal.personal.columns import seals
from merata_portal.registry.models.aid import Benefit, BenefitBefore, Programme, Village, holds_in
from merata_portal.registry.models.changes import Change, HouseholdBefore, MembershipBefore, PersonBefore
from merata_portal.registry.models.imports import Import, ImportFault, Upload, uploads
from merata_portal.registry.models.links import LinkPair, Merge
from merata_portal.registry.models.people import Household, Membership, NameToken, Person
from merata_portal.registry.models.snapshots import Snapshot

__all__ = [
    "Benefit",
    "BenefitBefore",
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
    "holds_in",
    "uploads",
]

seals(Household, "kk_sealed", "address_sealed", "account_sealed", images=[HouseholdBefore])
seals(Person, "nik_sealed", "name_sealed", images=[PersonBefore])
