"""Programmes as everybody may read of them: the rules that stand, and the launches of which something is announced."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import QuerySet

from merata.programmes.rules.loading import available, rulebook
from merata.programmes.rules.rulebook import Rulebook
from merata_portal.programmes.models import Cycle, Launch
from merata_portal.programmes.queries.rulebooks import book_of, in_force

TOLD = (Launch.State.APPROVED, Launch.State.ENROLLING, Launch.State.RUNNING, Launch.State.CLOSED)
"""From when a second person has approved the list: before, it is a draft of the office, and may be dropped."""
MOST_LAUNCHES = 50
Named = tuple[str, str, str]
"""A programme's code with its names in Indonesian and English."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A launch of which something is announced, with its instalments in order."""

    launch: Launch
    cycles: tuple[Cycle, ...]

    @property
    def running(self) -> bool:
        """Whether it goes on still."""
        return self.launch.state != Launch.State.CLOSED

    @property
    def parameters(self) -> dict[str, str]:
        """Where it departs from the rulebook: parameters with values of its own, as text."""
        return {name: str(value) for name, value in self.launch.simulation.parameters.items()}

    def next_payment(self, today: date) -> Cycle | None:
        """The next instalment that is paid today or later; None where none is settled."""
        return next((one for one in self.cycles if one.pays_on >= today), None)


def announced(programme_id: str = "") -> list[Announced]:
    """The launches that everybody may know of, the latest first; of one programme where it is named. Two queries.

    What an office said is not announced is not in it, and neither are sums or counts: those are in open data alone.
    """
    found = _told()
    found = found.filter(programme_id=programme_id) if programme_id else found
    launches = list(found.select_related("simulation").order_by("-made_at", "-id")[:MOST_LAUNCHES])
    cycles: dict[int, list[Cycle]] = defaultdict(list)
    for one in Cycle.objects.filter(launch__in=launches).order_by("launch", "number"):
        cycles[one.launch_id].append(one)
    return [Announced(one, tuple(cycles[one.pk])) for one in launches]


def named(line: int | None = None) -> list[Named]:
    """The programmes of those launches, by code; of those paid from a budget line where it is given. One query."""
    found = _told() if line is None else _told().filter(line=line)
    rows = found.order_by("programme_id", "-made_at").values_list("programme_id", "name_id", "name_en")
    by_code: dict[str, Named] = {}
    for one in rows:
        by_code.setdefault(one[0], one)
    return list(by_code.values())


def rulebooks() -> dict[str, Rulebook]:
    """The rules of each programme by its code: the packaged ones, and an office's own once they are announced."""
    found = _packaged()
    own = _told().exclude(programme_id__in=sorted(found)).select_related("rule_version").order_by("made_at", "id")
    return found | {one.programme_id: book_of(one.rule_version) for one in own[:MOST_LAUNCHES]}


def in_force_today(books: dict[str, Rulebook], today: date) -> dict[str, Rulebook]:
    """Those of `books` that stand on the day."""
    return {code: book for code, book in books.items() if in_force(book, today)}


@cache
def _packaged() -> dict[str, Rulebook]:
    """Read once a process, as `rulebooks.packaged` is; training is among them."""
    return {one: rulebook(one) for one in available()}


def _told() -> QuerySet[Launch]:
    return Launch.objects.filter(state__in=TOLD).exclude(publication=Launch.Publication.NOTHING)
