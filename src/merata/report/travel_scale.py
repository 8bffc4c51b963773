"""Classes of travel minutes and of minutes saved, in colours that every eye and a grey print tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from merata.access.kernel.graph import Floats
from merata.report.access_outcome import saved_minutes
from merata.report.numbers import Numbers
from merata.report.texts import Words

TRAVEL_COLOURS = ("#f3c95c", "#e79a3c", "#c8641f", "#93380f", "#4f1a08")
"""Near to far: light to dark, so that the order holds in print; the lightest still shows as a line on white."""

SAVED_COLOURS = ("#8cc9be", "#3f9c90", "#14685f", "#063a35")
LOST_COLOURS = ("#f2b979", "#d9792f", "#9c3d12", "#5c1f0a")
GIVEN_COLOUR = "#3b4f9a"
NO_WAY_COLOUR = "#8a949a"
SAME_COLOUR = "#cfd6da"

_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120)
_MOST_MINUTES = (0.05, 0.95)
_SAVED_STEPS = ((1, 2, 5), (1, 5, 10), (1, 10, 20), (1, 15, 30), (1, 30, 60), (1, 60, 120))
_MOST_SAVED_SHARE = 0.8
FIRST_SPECIAL = 100
"""Classes from here on are not amounts of minutes: no way, or what changes other than in minutes."""

NO_WAY = FIRST_SPECIAL
SAME = FIRST_SPECIAL + 1
GIVEN = FIRST_SPECIAL + 2
TAKEN = FIRST_SPECIAL + 3

Classes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """A class of a legend: its number, colour and words; `dashed` where the line is."""

    number: int
    colour: str
    label: str
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes in the order in which they are drawn, with the title of the legend, which names the unit."""

    title: str
    entries: tuple[Entry, ...]

    def used(self, classes: Sequence[Classes]) -> Scale:
        """With the classes of minutes, and of the others those that occur."""
        there = {int(number) for each in classes for number in np.unique(each)}
        kept = tuple(entry for entry in self.entries if entry.number < FIRST_SPECIAL or entry.number in there)
        return Scale(self.title, kept)


def minute_limits(minutes: Floats, standard_minutes: float = float("inf")) -> list[int]:
    """Four limits between five classes, a round step apart, such that the classes hold nine in ten of the finite
    `minutes`. The standard, where there is one (finite, whole) and it is among them, stands in for the nearest limit.
    """
    finite = minutes[np.isfinite(minutes)]
    near, far = np.quantile(finite, _MOST_MINUTES).tolist() if len(finite) else (0.0, 0.0)
    count = len(TRAVEL_COLOURS)
    steps = [step for step in _STEPS if (near // step + count) * step >= far]
    step = steps[0] if steps else 60 * int(np.ceil(far / (60 * count)))
    limits = [int(near // step + place) * step for place in range(1, count)]
    distances = [abs(limit - standard_minutes) for limit in limits]
    if min(distances) <= step / 2 and standard_minutes == round(standard_minutes):
        limits[int(np.argmin(distances))] = int(standard_minutes)
    return limits


def minute_classes(minutes: Floats, limits: Sequence[int]) -> Classes:
    """The class of each of some minutes; `NO_WAY` where they are infinite."""
    found = np.searchsorted(np.asarray(limits, dtype=np.float64), minutes, side="left").astype(np.int64)
    found[~np.isfinite(minutes)] = NO_WAY
    return found


def minute_scale(limits: Sequence[int], title: str, numbers: Numbers, words: Words) -> Scale:
    """The legend of a map of minutes."""
    texts = [numbers.integer(limit) for limit in limits]
    labels = [words("travel_map.up_to", high=texts[0])]
    labels += [words("travel_map.between", low=low, high=high) for low, high in pairwise(texts)]
    labels += [words("travel_map.above", low=texts[-1])]
    entries = [Entry(place, _spread(TRAVEL_COLOURS, len(labels))[place], label) for place, label in enumerate(labels)]
    return Scale(title, (Entry(NO_WAY, NO_WAY_COLOUR, words("travel_map.no_way"), dashed=True), *entries))


def saved_limits(saved: Floats) -> tuple[int, ...]:
    """Lower limits of three classes of minutes saved, the first one minute: four in five of those are below the last
    but for few.
    """
    felt = np.abs(saved[np.abs(saved) >= 1])
    most = float(np.quantile(felt, _MOST_SAVED_SHARE)) if len(felt) else 0.0
    return next((limits for limits in _SAVED_STEPS if limits[-1] >= most), _SAVED_STEPS[-1])


def saved_classes(before: Floats, after: Floats, limits: Sequence[int]) -> Classes:
    """The class of what is saved, or lost: by amount of minutes; `SAME` below one minute, `GIVEN` and `TAKEN` where
    there is a way only after or only before, `NO_WAY` where there is none either way.
    """
    had, have = np.isfinite(before), np.isfinite(after)
    amount = np.abs(saved_minutes(before, after))
    found: Classes = np.searchsorted(np.asarray(limits, dtype=np.float64), amount, side="right").astype(np.int64) - 1
    found[found < 0] = SAME
    for where, number in ((~had & have, GIVEN), (had & ~have, TAKEN), (~had & ~have, NO_WAY)):
        found[where] = number
    return found


def saved_scale(limits: Sequence[int], *, lost: bool, title: str, numbers: Numbers, words: Words) -> Scale:
    """The legend of a map of minutes saved, or `lost`."""
    texts = [numbers.integer(limit) for limit in limits]
    labels = [words("travel_map.between", low=low, high=high) for low, high in pairwise(texts)]
    labels += [words("travel_map.above", low=texts[-1])]
    colours = _spread(LOST_COLOURS if lost else SAVED_COLOURS, len(labels))
    others = (
        Entry(SAME, SAME_COLOUR, words("travel_map.same")),
        Entry(NO_WAY, NO_WAY_COLOUR, words("travel_map.no_way"), dashed=True),
    )
    ways = (
        Entry(GIVEN, GIVEN_COLOUR, words("travel_map.given")),
        Entry(TAKEN, GIVEN_COLOUR, words("travel_map.taken"), dashed=True),
    )
    amounts = [Entry(place, colours[place], label) for place, label in enumerate(labels)]
    return Scale(title, (*others, *amounts, *ways))


def _spread(colours: Sequence[str], count: int) -> list[str]:
    places = np.linspace(0, len(colours) - 1, count).round().astype(int)
    return [colours[int(place)] for place in places]
