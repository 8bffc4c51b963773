"""Who acts: roles, what each may do and where, and the separation of duties; no table of a database is known here."""

from __future__ import annotations

from merata_portal.actor.acting import SYSTEM, SYSTEM_USER_ID, Actor, Held
from merata_portal.actor.capabilities import ROLES_OF, Capability, capabilities_of
from merata_portal.actor.codes import EVERYWHERE, covers, innermost_first, outermost
from merata_portal.actor.refusals import Refused, SamePerson
from merata_portal.actor.roles import ASSIGNABLE, INCOMPATIBLE, Role
from merata_portal.actor.separation import refuse_incompatible, refuse_same_person

__all__ = [
    "ASSIGNABLE",
    "EVERYWHERE",
    "INCOMPATIBLE",
    "ROLES_OF",
    "SYSTEM",
    "SYSTEM_USER_ID",
    "Actor",
    "Capability",
    "Held",
    "Refused",
    "Role",
    "SamePerson",
    "capabilities_of",
    "covers",
    "innermost_first",
    "outermost",
    "refuse_incompatible",
    "refuse_same_person",
]
