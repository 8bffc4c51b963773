"""Everything that the yearly report tells, from the records as they stand on its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from merata_portal.actor import Actor
from merata_portal.complaints.queries import figures as complaint_figures
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.queries.counts import Counts, counts
from merata_portal.infrastructure.queries.projects import Summary, projects, summaries
from merata_portal.infrastructure.states import PUBLIC, State
from merata_portal.oversight.queries import money
from merata_portal.oversight.queries.calendar import Dated, calendar
from merata_portal.oversight.queries.equity import Equity, equity
from merata_portal.oversight.queries.places import Place
from merata_portal.participation.queries.findings import findings
from merata_portal.participation.queries.proposals import public_proposals
from merata_portal.programmes.queries import objection_figures
from merata_portal.training.models import Course
from merata_portal.training.queries.courses import published
from merata_portal.training.queries.everybody import Counts as Seats
from merata_portal.training.queries.everybody import counts as seats

MOST_WORKS = 400


@dataclass(frozen=True)
class Accountability:
    """The figures of a place's year as they stood on `day`."""

    place: Place
    year: int
    day: date
    pillars: list[money.Row]
    villages: list[money.Row]
    items: list[money.Item]
    equity: Equity
    courses: list[tuple[Course, Seats]]
    works: list[tuple[Summary, Counts]]
    findings: Mapping[str, int]
    overdue_findings: int
    complaints: complaint_figures.Figures
    objections: objection_figures.Figures
    proposals: Mapping[str, Mapping[str, int]]
    calendar: list[Dated]


def accountability(actor: Actor, place: Place, year: int, day: date) -> Accountability:
    """All of it, for who oversees the place.

    Works are those of the place's budget that were not over before the year; findings those of meetings of the year;
    proposals those for the year's budget, by channel and by what became of them.
    """
    works = [one for one in projects(actor).filter(owner=place.code)[:MOST_WORKS] if _of_year(one, year)]
    found = findings(actor).filter(area__in=sorted(place.inside), meeting__starts_at__year=year)
    states = Counter(found.order_by().values_list("state", flat=True))
    classes = list(published().filter(owner=place.code, year=year).order_by("id"))
    of_works = counts(works)
    return Accountability(
        place=place,
        year=year,
        day=day,
        pillars=money.by_pillar(actor, place, year),
        villages=money.by_village(actor, place, year),
        items=money.items(actor, place, year),
        equity=equity(actor, place, year),
        courses=[(one, seats(one)) for one in classes],
        works=[(one, of_works[one.project.pk]) for one in summaries(works)],
        findings=dict(states),
        overdue_findings=found.filter(state="open", deadline__lt=day).count(),
        complaints=complaint_figures.figures(place.villages, year, day),
        objections=objection_figures.figures(place.villages, year, day),
        proposals=proposals_of(place, year),
        calendar=calendar(place, year, day),
    )


def proposals_of(place: Place, year: int) -> dict[str, dict[str, int]]:
    """The proposals for a year's budget by channel, and of each channel by outcome, or state where there is none."""
    rows = (
        public_proposals()
        .filter(village_code__in=sorted(place.villages), year=year)
        .order_by()
        .values_list("channel", "outcome", "state")
        .annotate(n=Count("pk"))
    )
    found: dict[str, dict[str, int]] = {}
    for channel, outcome, state, n in rows:
        of = found.setdefault(channel, {})
        of[outcome or state] = of.get(outcome or state, 0) + n
    return dict(sorted(found.items()))


def _of_year(one: Project, year: int) -> bool:
    begun = one.started_on or one.planned_start_on
    over = one.warranty_until or one.finished_on
    return (
        one.state in PUBLIC
        and one.state != State.CANCELLED
        and (begun is None or begun.year <= year)
        and (over is None or over.year >= year)
    )
