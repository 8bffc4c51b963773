"""The three maps of a project: travel times before, with it, and the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Floats
from merata.access.network import Flags
from merata.access.projects.appraisal import Appraisal
from merata.access.projects.people import People
from merata.report.access_maps import HEIGHT_PX, WIDTH_PX, Dots, Roads, Text, road_map
from merata.report.access_outcome import Outcome, noticed, saved_minutes, village_changes
from merata.report.facility_kinds import kind_name
from merata.report.map_frame import Frame
from merata.report.map_legend import Marks
from merata.report.numbers import Numbers
from merata.report.project_marks import project_marks
from merata.report.texts import Words
from merata.report.travel_scale import (
    Classes,
    Scale,
    minute_classes,
    minute_limits,
    minute_scale,
    saved_classes,
    saved_limits,
    saved_scale,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the maps of a project show: the project's place in the list, one season with and without it, one kind."""

    project: int
    outcome: Outcome
    kind: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A map as one SVG element, with its caption."""

    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class VillagePlaces:
    """Where the villages (v) are, the mean of their people's homes in degrees, and how many people live there."""

    longitude: Floats
    latitude: Floats
    people: Floats

    @staticmethod
    def of(people: People) -> VillagePlaces:
        """The villages of some clusters; those where nobody lives are at the mean of their clusters."""
        weight = np.maximum(people.population, 1e-9)
        whole = people.by_village(weight)
        return VillagePlaces(
            people.by_village(people.longitude * weight) / whole,
            people.by_village(people.latitude * weight) / whole,
            people.by_village(people.population),
        )


def project_maps(
    found: Appraisal, shown: Shown, labels: Mapping[str, tuple[str, str]], numbers: Numbers, words: Words
) -> tuple[Picture, Picture, Picture]:
    """The maps before, with the project, and of the difference; `labels`: a number and a name beside some villages."""
    plan, one, kind = found.plan, shown.outcome, shown.kind
    roads = Roads.of(plan.roads.network, plan.roads.mode)
    before, after = (
        roads.minutes(minutes[kind], closed)
        for minutes, closed in (
            (one.before, _closed(found, shown, roads, built=False)),
            (one.after, _closed(found, shown, roads, built=True)),
        )
    )
    homes = one.home_before[kind], one.home_after[kind]
    marks = project_marks(found, shown.project, kind, words)
    frame = _frame(found.plan.people, marks[0], roads, noticed(before, after), noticed(*homes))
    seen = roads.inside(frame)
    limits = minute_limits(np.concatenate([before[seen], after[seen]]), found.terms.standards(found.kinds)[kind])
    steps = saved_limits(saved_minutes(before, after)[seen])
    unit = {
        "kind": kind_name(found.kinds[kind], words),
        "mode": words(f"travel_map.mode_{plan.roads.mode}"),
        "season": words(f"travel_map.season_{one.season}"),
    }
    travel = minute_scale(limits, words("travel_map.minutes_title", **unit), numbers, words)
    lost = bool(shown.project in plan.closed)
    title = words("travel_map.lost_title" if lost else "travel_map.saved_title", **unit)
    saved = saved_scale(steps, lost=lost, title=title, numbers=numbers, words=words)
    places = VillagePlaces.of(plan.people)
    village = _village_means(plan.people, *homes)

    def drawn(name: str, built: Marks, classes: Classes, at_villages: Classes, scale: Scale) -> Picture:
        written = [labels.get(name, ("", "")) for name in plan.people.villages]
        numbered, named = ([pair[place] for pair in written] for place in (0, 1))
        dots = Dots(places.longitude, places.latitude, places.people, at_villages, numbered, named)
        text = Text(f"map-{name}", words(f"travel_map.{name}_alt", **unit))
        svg = road_map(frame, roads, classes, dots, built, scale=scale, text=text, numbers=numbers)
        return Picture(svg, words(f"travel_map.{name}_caption"))

    return (
        drawn("before", marks[0], minute_classes(before, limits), minute_classes(village[0], limits), travel),
        drawn("after", marks[1], minute_classes(after, limits), minute_classes(village[1], limits), travel),
        drawn("difference", marks[1], saved_classes(before, after, steps), saved_classes(*village, steps), saved),
    )


def _closed(found: Appraisal, shown: Shown, roads: Roads, *, built: bool) -> Flags:
    """Which of the roads (s) are closed in the season, with the project or as they are."""
    network, plan = found.plan.roads.network, found.plan
    open_arcs = np.isfinite(network.arc_minutes(plan.roads.mode, shown.outcome.season))
    open_segments = np.zeros(len(network.traits), dtype=np.bool_)
    open_segments[network.segment[open_arcs]] = True
    if built:
        works = plan.upgrades
        goes = works.speed(plan.roads.speeds, plan.roads.mode, shown.outcome.season) > 0
        open_segments[works.segment[goes & (works.project == shown.project)]] = True
    closed: Flags = ~open_segments[roads.segment]
    return closed


def _village_means(people: People, before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Mean minutes of each village before and after; infinite where nobody has a way."""
    changes = village_changes(people, before, after, float("inf"))
    means = [(each.minutes_before, each.minutes_after) for each in changes]
    found = np.array([[np.inf if value is None else value for value in pair] for pair in means]).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _frame(people: People, marks: Marks, roads: Roads, changed: Flags, moved: Flags) -> Frame:
    """A window on the project, the roads that are `changed` (s), and the homes that are nearer or farther (c)."""
    homes = np.stack([people.longitude[moved], people.latitude[moved]], axis=1)
    works = marks.works.reshape(-1, 2)
    places = np.concatenate([works, marks.sites, roads.start[changed], roads.end[changed], homes])
    if not len(places):
        places = np.concatenate([roads.start, roads.end])
    return Frame.around(places[:, 0], places[:, 1], WIDTH_PX, HEIGHT_PX)
