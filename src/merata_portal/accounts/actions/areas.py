"""Areas come from a dataset folder's table of villages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from merata_portal.accounts.actions.refusals import AccountError
from merata_portal.accounts.models import Area
from merata_portal.accounts.tables import areas_of_villages
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record

FIELDS = ("name", "kind", "village_type", "parent_id")


@dataclass(frozen=True, slots=True)
class AreasLoaded:
    """How many areas were new, changed or as before, and how many are there that the table does not name."""

    new: int
    changed: int
    unchanged: int
    not_in_table: int


@transaction.atomic
def load_areas(*, by: Actor, folder: Path) -> AreasLoaded:
    """Bring the areas up to the table `villages` of a dataset folder: regencies, kecamatan and villages.

    Every regency in the table must lie in the actor's areas. An area that the table no longer names stays: roles,
    households and events refer to it. Loading the same table again changes and records nothing. Raises `Refused`,
    `merata.errors.InputError` with the table's faults, and `AccountError` where it contradicts itself.
    """
    wanted = areas_of_villages(folder)
    regencies = sorted(area.code for area in wanted if area.parent_id is None)
    held = [by.require(Capability.LOAD_AREAS, code) for code in regencies]
    if not held:
        raise AccountError(
            f"tabel villages di {folder.name} kosong; isi dulu / the table villages in {folder.name} is empty; fill it"
        )
    there = {area.code: area for area in Area.objects.select_for_update()}
    new = [area for area in wanted if area.code not in there]
    changed = [area for area in wanted if area.code in there and _fields(there[area.code]) != _fields(area)]
    # Outermost first, so that every parent is there before its children.
    Area.objects.bulk_create(sorted(new, key=lambda area: (len(area.code), area.code)))
    Area.objects.bulk_update(changed, FIELDS)
    named = {area.code for area in wanted}
    loaded = AreasLoaded(len(new), len(changed), len(wanted) - len(new) - len(changed), len(set(there) - named))
    if new or changed:
        record(
            by=by, held=held[0], action="areas.load", subject=f"areas:{','.join(regencies)}", area=regencies[0],
            data=asdict(loaded), rows=len(new) + len(changed),
        )  # fmt: skip
    return loaded


def _fields(area: Area) -> tuple[object, ...]:
    return tuple(getattr(area, name) for name in FIELDS)
