"""The Rural Access Index, SDG indicator 9.1.1: who lives within two kilometres of a road that is open all year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import shapely

from merata.access.kernel.graph import Floats, Integers
from merata.access.measures.area_minutes import nullable, ratio
from merata.access.measures.people import People
from merata.access.network import Flags, Network
from merata.access.proximity import on_plane, segments_near
from merata.errors import UsageError

RURAL_ACCESS_M = 2_000.0
"""The distance of the indicator."""

NOT_FOR_VEHICLES = frozenset({"pedestrian", "footway", "cycleway", "steps", "corridor", "path", "bridleway", "busway"})
"""Classes that are no roads to the indicator unless others are given: an assumption, since no source lists them."""


_KEPT = ("unknown", "good", "fair")
KEPT_SURFACES: Mapping[str, Collection[str]] = dict.fromkeys(("asphalt", "concrete", "paving", "gravel"), _KEPT)
"""The conditions in which a surface is passable all year unless others are given; earth is in none. An assumption."""


@dataclass(frozen=True, slots=True)
class AllSeason:
    """Which segments count as all-season roads: "motorable all year round by the prevailing means of rural transport,
    allowing for occasional interruptions of short duration" (World Bank's words, in Workman and McPherson, TRL).

    `passable`: by surface the conditions in which it is; `not_classes`: classes that never are. Fords and segments
    closed in the wet season never are. A condition that nobody told counts by default, because most maps tell none:
    `assumed_km` says how much of the length that is.
    """

    passable: Mapping[str, Collection[str]] = field(default_factory=lambda: KEPT_SURFACES)
    not_classes: Collection[str] = NOT_FOR_VEHICLES

    def of(self, network: Network) -> Flags:
        """Which segments count (s). Raises `UsageError` for surfaces and conditions that the network does not know."""
        surfaces, conditions, traits = network.words["surface"], network.words["condition"], network.traits
        named = {condition for each in self.passable.values() for condition in each}
        unknown = [*sorted(set(self.passable) - set(surfaces)), *sorted(named - set(conditions))]
        if unknown:
            raise UsageError(
                f"unknown words for all-season roads: {', '.join(unknown)}; expected surfaces {', '.join(surfaces)} "
                f"with conditions {', '.join(conditions)}"
            )
        kept = np.array([_in(conditions, self.passable.get(surface, ())) for surface in surfaces])
        for_vehicles = ~_in(network.words["road_class"], self.not_classes)[traits.road_class]
        passable = kept.reshape(len(surfaces), -1)[traits.surface, traits.condition]
        return np.asarray(passable & for_vehicles & ~traits.ford & ~traits.closed_wet)


def rural_access_index(
    network: Network, people: People, all_season: Flags, *, within_m: float = RURAL_ACCESS_M
) -> pa.Table:
    """The share of rural people within `within_m` of an all-season road in a straight line, by area.

    `all_season` (s): which segments count, as from `AllSeason.of`. Definition: "share of a country's rural population
    that lives within 2 km of an all-season road", from where people live, where roads are and whether they can be
    passed (World Bank, metadata of SDG indicator 9.1.1, 2020-09-01). Columns: area, rural_people, with_access_people,
    rural_access_index (null: no rural people), clusters (rural ones). A cluster counts whole, by its point: where a
    village is one point, it is all or nothing. Raises `UsageError` where flags or distance do not fit.
    """
    if all_season.shape != (len(network.traits),) or not within_m > 0:
        raise UsageError(
            f"{all_season.shape} flags and {within_m} m; expected one flag for each of {len(network.traits)} segments "
            "and a distance above 0"
        )
    near = road_distance_m(network, all_season, people.longitude, people.latitude, within_m) <= within_m
    rural = people.by_area(people.weight * people.rural)
    with_access = people.by_area(people.weight * (people.rural & near))
    return pa.table(
        {
            "area": pa.array(people.areas),
            "rural_people": rural,
            "with_access_people": with_access,
            "rural_access_index": nullable(ratio(with_access, rural)),
            "clusters": people.by_area(people.rural.astype(np.float64)).astype(np.int64),
        }
    )


def assumed_km(network: Network, all_season: Flags) -> pa.Table:
    """How much of what counts as all-season rests on no observation: km, km_surface_assumed, km_condition_unknown."""
    segment, first = np.unique(network.segment, return_index=True)
    length = np.zeros(len(network.traits))
    length[segment] = np.asarray(network.length_m, dtype=np.float64)[first] / 1000
    unknown = _in(network.words["condition"], ("unknown",))[network.traits.condition]
    parts = (all_season, all_season & network.traits.surface_assumed, all_season & unknown)
    names = ("km", "km_surface_assumed", "km_condition_unknown")
    return pa.table({name: [float(length[part].sum())] for name, part in zip(names, parts, strict=True)})


def road_distance_m(network: Network, chosen: Flags, longitude: Floats, latitude: Floats, limit_m: float) -> Floats:
    """Metres in a straight line from places (degrees) to the nearest of the chosen segments (s), infinite beyond
    `limit_m`; on a plane that is true at the network's mean latitude, within 0.1% over a regency.
    """
    found = np.full(len(longitude), np.inf)
    segment, arc = np.unique(network.segment, return_index=True)
    arc = arc[np.asarray(chosen)[segment]]
    if not len(arc) or not len(longitude):
        return found
    reference = float(network.latitude.mean())
    plane = on_plane(network.longitude, network.latitude, reference)
    points = on_plane(longitude, latitude, reference)
    start, end = plane[network.tail[arc]], plane[network.head[arc]]
    rows = segments_near(start, end, points, np.full(len(points), limit_m))
    lines = np.asarray(shapely.linestrings(np.stack([start[rows], end[rows]], axis=1)))
    near = shapely.STRtree(lines).query_nearest(shapely.points(points), max_distance=limit_m, return_distance=True)
    place: Integers = near[0][0]
    found[place] = near[1]
    return found


def _in(words: tuple[str, ...], chosen: Collection[str]) -> Flags:
    """Which of the words are chosen."""
    return np.array([word in chosen for word in words], dtype=np.bool_)
