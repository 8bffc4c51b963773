"""The sealed meetings of a place and year as counts by group, with which of them their public pages hide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count

from merata_portal.actor import Actor
from merata_portal.oversight.queries.places import Place
from merata_portal.participation.queries.holding import meetings_seen
from merata_portal.participation.queries.inclusion import Heard, heard
from merata_portal.participation.queries.meetings import page_of

MEASURES = ("attended", "spoke", "asked")
KEPT_SECONDS = 30 * 86_400
Group = str | bool | None
Kept = tuple[dict[str, int], dict[tuple[str, str], dict[Group, int]], dict[tuple[str, str], frozenset[Group]]]
"""As kept: of plain types, which a later version of this module reads as well."""
_SAID: Mapping[str, bool] = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting's counts by dimension, measure and group; `told` are those that its public page shows."""

    totals: Mapping[str, int]
    groups: Mapping[tuple[str, str], Mapping[Group, int]]
    told: Mapping[tuple[str, str], frozenset[Group]]

    def counts(self, dimension: str, measure: str) -> Mapping[Group, int]:
        """How many of each group."""
        return self.groups.get((dimension, measure), {})

    def hidden(self, dimension: str, measure: str) -> frozenset[Group]:
        """The groups whose count is not shown."""
        return frozenset(self.counts(dimension, measure)) - self.told.get((dimension, measure), frozenset())


def meetings_of(actor: Actor, place: Place, year: int) -> list[Meeting]:
    """The meetings of the place, its kecamatan and its villages in the year whose documents are sealed.

    A sealed meeting changes no more unless it is sealed again: its counts are kept until then.
    """
    sealed = meetings_seen(actor).filter(area__in=sorted(place.inside), starts_at__year=year, sealed_at__isnull=False)
    found = list(sealed.annotate(versions=Count("documents")).order_by("id"))
    keys = {one.pk: f"oversight.heard:{one.uuid}:{one.versions}" for one in found}
    known = cache.get_many(keys.values())
    counted = {
        keys[one.pk]: _counted(one.area, heard([page := page_of(one, words=False)], least=None), heard([page]))
        for one in found
        if keys[one.pk] not in known
    }
    if counted:
        cache.set_many(counted, KEPT_SECONDS)
    return [Meeting(*(known | counted)[keys[one.pk]]) for one in found]


def _counted(area: str, counts: Sequence[Heard], shown: Sequence[Heard]) -> Kept:
    groups: dict[tuple[str, str], dict[Group, int]] = {}
    told: dict[tuple[str, str], set[Group]] = {}
    totals: dict[str, int] = {}
    for row, as_shown in zip(counts, shown, strict=True):
        for measure in MEASURES:
            count = getattr(row, measure) or 0
            if row.dimension == "all":
                totals[measure] = count
                continue
            # A hamlet is one of its own village.
            group = f"{area}/{row.group}" if row.dimension == "part" and row.group else row.group
            key: Group = _SAID.get(group, group) if isinstance(group, str) else group
            groups.setdefault((row.dimension, measure), {})[key] = count
            if getattr(as_shown, measure) is not None:
                told.setdefault((row.dimension, measure), set()).add(key)
    return totals, groups, {at: frozenset(found) for at, found in told.items()}
