"""Who has, from whatever source, what the rulebooks forbid beside a launch's programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from merata_portal.programmes.models import Enrolment, Launch
from merata_portal.programmes.queries.household_now import UNDER_WAY, latest_years
from merata_portal.programmes.queries.rulebooks import forbidden_with
from merata_portal.programmes.states import HELD
from merata_portal.registry.models import Benefit, holds_in

CHUNK = 10_000


def overlapping(launch: Launch, households: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The forbidden programmes of each of these households (their ids) that has any, in alphabetical order.

    From the registry's benefits, each programme's latest list up to the launch's year, whoever pays it; and from the
    other launches under way in that year. The programme itself counts where another launch of it is: nobody gets one
    programme twice. Its own last list in the registry is for the rules (`NOT_TWICE`), not for this.
    """
    forbidden = sorted(forbidden_with(launch))
    found: dict[int, set[str]] = defaultdict(set)
    wanted = sorted(set(households))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        for household, programme in (*_recorded(launch, forbidden, part), *_enrolled(launch, forbidden, part)):
            found[household].add(programme)
    return {household: tuple(sorted(programmes)) for household, programmes in found.items()}


def _recorded(launch: Launch, forbidden: Sequence[str], part: Sequence[int]) -> list[tuple[int, str]]:
    latest = latest_years(launch.year)
    rows: list[tuple[int, str]] = []
    for programme in forbidden:
        if programme in latest:
            received = Benefit.objects.filter(
                holds_in(launch.year), household__in=part, programme_id=programme, year=latest[programme]
            )
            rows += received.values_list("household_id", "programme_id")
    return rows


def _enrolled(launch: Launch, forbidden: Sequence[str], part: Sequence[int]) -> list[tuple[int, str]]:
    others = Enrolment.objects.filter(
        household__in=part, state__in=HELD, launch__year=launch.year, launch__state__in=UNDER_WAY,
        launch__programme_id__in=[*forbidden, launch.programme_id],
    )  # fmt: skip
    return list(others.exclude(launch=launch).values_list("household_id", "launch__programme_id"))
