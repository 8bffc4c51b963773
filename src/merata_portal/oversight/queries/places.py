"""Of which place oversight is held: a regency, or the desa whose own budget it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from merata_portal.accounts.models import Area, AreaKind, VillageType
from merata_portal.accounts.queries import area_names
from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability


@dataclass(frozen=True)
class Place:
    """An area that is overseen, with the villages in it by code."""

    code: str
    name: str
    kind: str

    @cached_property
    def villages(self) -> dict[str, str]:
        """The names of its villages by code; one query, asked once."""
        return dict(self._villages().values_list("code", "name"))

    @cached_property
    def desa(self) -> frozenset[str]:
        """The codes of its villages that are desa and have a budget of their own; one query, asked once."""
        return frozenset(self._villages().filter(village_type=VillageType.DESA).values_list("code", flat=True))

    @cached_property
    def kecamatan(self) -> frozenset[str]:
        """The codes of its kecamatan; one query, asked once."""
        return frozenset(Area.objects.filter(parent=self.code, kind=AreaKind.KECAMATAN).values_list("code", flat=True))

    @cached_property
    def inside(self) -> frozenset[str]:
        """The codes of the place, its kecamatan and its villages: where its meetings are held."""
        return frozenset({self.code, *self.kecamatan, *self.villages})

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all of `inside` by code; one query, asked once."""
        return area_names(self.inside)

    def _villages(self) -> QuerySet[Area]:
        found = Area.objects.filter(kind=AreaKind.VILLAGE).order_by("code")
        if self.kind == AreaKind.REGENCY:
            return found.filter(parent__parent=self.code)
        return found.filter(code=self.code)


def places(actor: Actor) -> list[Place]:
    """The regencies that the actor oversees; where they oversee none as a whole, the villages that they do."""
    if not actor.may(Capability.VIEW_OVERSIGHT):
        return []
    seen = areas(actor, Capability.VIEW_OVERSIGHT).order_by("code")
    found = list(seen.filter(kind=AreaKind.REGENCY)) or list(seen.filter(kind=AreaKind.VILLAGE))
    return [Place(one.code, one.name, one.kind) for one in found]


def place(actor: Actor, code: str) -> Place | None:
    """The place of that code among the actor's, the first of them for any other code; None where they have none."""
    found = places(actor)
    return next((one for one in found if one.code == code), found[0] if found else None)


def regencies() -> list[Place]:
    """All regencies, for what everybody may see."""
    return [Place(one.code, one.name, one.kind) for one in Area.objects.filter(kind=AreaKind.REGENCY).order_by("code")]
