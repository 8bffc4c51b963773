"""The council's points: from the meeting in which residents said it to the answer, the rupiah and the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from merata.participation.calendar.steps import Step
from merata_portal.accounts.queries import names_of
from merata_portal.actor import Actor
from merata_portal.ledger.queries import earmarks
from merata_portal.oversight.queries.calendar import steps
from merata_portal.oversight.queries.places import Place
from merata_portal.participation.completeness import Completeness, completeness
from merata_portal.participation.models import Meeting, Proposal
from merata_portal.participation.queries.holding import meetings_seen
from merata_portal.participation.queries.proposals import ENDED, pokir

MOST = 500
STATES = ("incomplete", "waiting", "answered", "funded", "realised", "overdue")


@dataclass(frozen=True, slots=True)
class Point:
    """One proposal from a reses. `meeting` None: it was written down without one. Rupiah are the ledger's.

    `due`: by when it must be complete (a week before the Musrenbang RKPD of its year) and `answer_due`: the day of that
    musrenbang, by which its answer is due. `late`: what is overdue, "complete" or "answer"; empty where nothing is.
    """

    proposal: Proposal
    member: str
    meeting: Meeting | None
    completeness: Completeness
    set_aside_idr: int
    realised_idr: int
    due: date
    answer_due: date
    late: str

    @property
    def state(self) -> str:
        """How far it came, one of `STATES` but "overdue"."""
        if self.set_aside_idr:
            return "realised" if self.realised_idr else "funded"
        if self.proposal.outcome:
            return "answered"
        return "incomplete" if self.completeness.missing else "waiting"


@dataclass(frozen=True, slots=True)
class Board:
    """The points shown, of how many; who brought any and for which years; the meetings without any point."""

    points: tuple[Point, ...]
    members: dict[int, str]
    years: tuple[int, ...]
    without: tuple[Meeting, ...]


def board(
    actor: Actor, place: Place, *, year: int | None = None, member: int | None = None, quarter: int | None = None,
    state: str = "",
) -> Board:  # fmt: skip
    """The points of a place's villages, the newest first, at most `MOST`.

    Of one year that is planned for, of one council member, brought in one quarter of the year (1 to 4), in one of
    `STATES` where asked. Members act in public: their names are told, residents' are not.
    """
    every = pokir(actor).filter(village_code__in=sorted(place.villages))
    seen = every.values_list("council_user_id", "year").order_by().distinct()
    found = every if year is None else every.filter(year=year)
    found = found if member is None else found.filter(council_user_id=member)
    found = found if quarter is None else found.filter(filed_at__quarter=quarter)
    points = _points(actor, place, list(found[:MOST]))
    if state:
        points = [one for one in points if (one.late if state == "overdue" else one.state == state)]
    people = names_of({one for one, _ in seen if one is not None})
    return Board(
        tuple(points), dict(sorted(people.items(), key=lambda one: one[1])),
        tuple(sorted({one for _, one in seen}, reverse=True)), tuple(_without(actor, place, every)),
    )  # fmt: skip


def _points(actor: Actor, place: Place, found: Sequence[Proposal]) -> list[Point]:
    people = names_of({one.council_user_id for one in found if one.council_user_id is not None})
    origins = {one.origin for one in found if one.origin}
    meetings = {str(one.uuid): one for one in meetings_seen(actor).filter(uuid__in=sorted(origins))}
    money: dict[str, tuple[int, int]] = {}
    for mark in earmarks(actor, proposal__in=[one.reference for one in found]):
        held, spent = money.get(mark.proposal, (0, 0))
        realised = mark.balance.paid_idr - mark.balance.returned_idr
        aside = mark.balance.reserved_idr + mark.balance.committed_idr + realised
        money[mark.proposal] = (held + aside, spent + realised)
    days = {year: _days(steps(place, year - 1)) for year in {one.year for one in found}}
    today = timezone.localdate()
    points = []
    for one in found:
        complete = completeness(one)
        due, answer_due = days[one.year]
        late = ""
        if one.state not in ENDED and not one.outcome:
            late = "complete" if complete.missing and today > due else "answer" if today > answer_due else ""
        points.append(
            Point(
                one, people.get(one.council_user_id or 0, ""), meetings.get(one.origin), complete,
                *money.get(one.reference, (0, 0)), due, answer_due, late,
            )
        )  # fmt: skip
    return points


def _days(of: Sequence[Step]) -> tuple[date, date]:
    by_code = {one.code: one for one in of}
    return by_code["pokir"].due, by_code["musrenbang_regency"].due


def _without(actor: Actor, place: Place, every: QuerySet[Proposal]) -> QuerySet[Meeting]:
    """Closed reses of the place from which no point came."""
    held = meetings_seen(actor).filter(kind="reses", area__in=sorted(place.inside), closed_at__isnull=False)
    origins = list(every.exclude(origin="").order_by().values_list("origin", flat=True).distinct())
    return held.exclude(uuid__in=origins).order_by("-starts_at")[:50]
