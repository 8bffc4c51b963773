"""The year's calendar of a place: its steps, and how far each is by what the portal itself records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from merata.participation.calendar.standing import Progress, Standing, standing
from merata.participation.calendar.steps import Record, Step, steps_of
from merata_portal.ledger.queries.public_figures import owners_with_budget
from merata_portal.oversight.queries.places import Place
from merata_portal.participation.queries.proposals import public_proposals
from merata_portal.participation.queries.publishing import public_meetings

FOLDER = "calendar"


@dataclass(frozen=True, slots=True)
class Dated:
    """A step with how it stands; `progress` None where nothing that the portal records tells of it.

    `days`: until it is due, below 0 once that has passed.
    """

    step: Step
    standing: Standing
    progress: Progress | None
    days: int


def steps(place: Place, year: int) -> tuple[Step, ...]:
    """The steps of a year as the office has dated them: `calendar/<place>/<year>.yaml` in the data folder, or for all
    places `calendar/<year>.yaml`, before the package's. Raises `InputError` with all faults of such a file.
    """
    folder = Path(settings.DATA_ROOT) / FOLDER
    own = folder / place.code / f"{year}.yaml"
    return steps_of(year, own if own.is_file() else folder / f"{year}.yaml")


def calendar(place: Place, year: int, today: date | None = None) -> list[Dated]:
    """The steps of the year with how each stands today, those due first. Nothing of it is anybody's secret.

    Four queries and one for each kind of meeting, whatever the place's size.
    """
    day = today or timezone.localdate()
    found = []
    for step in steps(place, year):
        progress = _progress(step.record, place, year)
        found.append(Dated(step, standing(step, progress, day), progress, (step.due - day).days))
    return found


def _progress(record: Record, place: Place, year: int) -> Progress | None:
    if record.kind == "none":
        return None
    of = _of(record.per, place)
    if record.kind == "budget":
        return Progress(owners_with_budget(of, year + 1), len(of))
    if record.kind == "proposals":
        brought = public_proposals().filter(
            channel__in=record.of, village_code__in=sorted(place.villages), year=year + 1
        )
        return Progress(int(brought.exists()), 1)
    held = public_meetings().filter(
        kind__in=record.of, area__in=sorted(of), starts_at__year=year, closed_at__isnull=False
    )
    return Progress(len(set(held.order_by().values_list("area", flat=True))), len(of))


def _of(per: str, place: Place) -> frozenset[str]:
    return {
        "desa": lambda: place.desa,
        "village": lambda: frozenset(place.villages),
        "kecamatan": lambda: place.kecamatan,
        "regency": lambda: frozenset({place.code}),
        "any": lambda: frozenset({place.code}),
    }[per]()
