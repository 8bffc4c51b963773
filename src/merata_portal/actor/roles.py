"""The roles a person can hold in an area, and those that one person cannot hold together."""

from __future__ import annotations

from itertools import product

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is in an area. Two cannot be granted to people: SYSTEM is the operator of the machine at its
    command line, CLIENT the system of another office, which asks by a key (`merata_portal.exchange`).
    """

    PLANNER = "planner", _("Perencana")
    SOCIAL_OFFICER = "social_officer", _("Petugas sosial")
    SECTOR_OFFICER = "sector_officer", _("Petugas sektor")
    VILLAGE_OPERATOR = "village_operator", _("Operator desa/kelurahan")
    COUNCIL_MEMBER = "council_member", _("Anggota dewan")
    AUDITOR = "auditor", _("Auditor")
    TRAINER = "trainer", _("Pelatih")
    ADMINISTRATOR = "administrator", _("Administrator")
    SYSTEM = "system", _("Operator mesin")
    CLIENT = "client", _("Sistem kantor lain")


ASSIGNABLE: frozenset[Role] = frozenset(Role) - {Role.SYSTEM, Role.CLIENT}

_EXECUTIVE = (Role.PLANNER, Role.SOCIAL_OFFICER, Role.SECTOR_OFFICER, Role.VILLAGE_OPERATOR, Role.TRAINER)
_PROPOSE = (Role.PLANNER, Role.VILLAGE_OPERATOR)
_APPROVE = (Role.SOCIAL_OFFICER, Role.SECTOR_OFFICER)


def _pairs(first: tuple[Role, ...], second: tuple[Role, ...]) -> frozenset[frozenset[Role]]:
    return frozenset(frozenset(pair) for pair in product(first, second))


# Whoever proposes spending has no role that approves it; whoever oversees (auditor, council) or makes accounts
# has no role that changes the registry or moves money. Approving and paying lie in the same offices, so they are
# kept apart person by person at each payment (`separation.refuse_same_person`).
INCOMPATIBLE: frozenset[frozenset[Role]] = (
    _pairs(_PROPOSE, _APPROVE)
    | _pairs((Role.AUDITOR,), (*_EXECUTIVE, Role.COUNCIL_MEMBER, Role.ADMINISTRATOR))
    | _pairs((Role.COUNCIL_MEMBER,), (*_EXECUTIVE, Role.ADMINISTRATOR))
    | _pairs((Role.ADMINISTRATOR,), _EXECUTIVE)
)
