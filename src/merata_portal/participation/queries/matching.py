"""Who of the registry an invitee is, found by NIK: so that sex, disability and poverty need not be asked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from merata_portal.actor import Actor
from merata_portal.registry.models import Household, Person
from merata_portal.registry.queries.searching import NUMBER, search

POOR_UP_TO_DESIL = 4
"""Desil 1 to 4 of the national registry: whom the programmes' rules serve; here "poor or vulnerable"."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A person of the registry; what is not known of them is None."""

    person: UUID
    name: str
    sex: str
    disability: bool | None
    poor: bool | None


def matched(actor: Actor, number: str) -> Matched | None:
    """The living person with that NIK in the actor's areas of the registry; None for a text that is none, or nobody."""
    if not NUMBER.fullmatch(number.strip()):
        return None
    rows = [one for one in search(actor, number).rows if one.died_on is None]
    if len(rows) != 1:
        return None
    person = Person.objects.get(uuid=rows[0].uuid)
    home = rows[0].household
    desil = None if home is None else Household.objects.values_list("desil", flat=True).get(uuid=home)
    return Matched(
        person.uuid, rows[0].name, person.sex or "", person.disability,
        None if desil is None else desil <= POOR_UP_TO_DESIL,
    )  # fmt: skip
