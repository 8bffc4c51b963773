"""The scenarios of one's areas: what each was asked, what it gains, how far it is, whether it is still the newest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.queries import results
from merata_portal.analysis.queries.staleness import stale_of
from merata_portal.office.paging import newest_first, number
from merata_portal.office.views.planning.wording import Gain, gain_of, numbers, short_objective
from merata_portal.planning.queries import scenarios as queries
from merata_portal.planning.queries.under_way import shares_of

PAGE = 25
KEPT_SECONDS = 30 * 24 * 3600
SHOWN_KEYS = ("gain", "gap", "spent_idr", "gini_before", "gini_after", "unit")


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario in the list; texts, and what of its result there is."""

    scenario: Any
    state: str
    label: str
    per_cent: int
    objective: str
    gain: str
    gap: str
    stale: bool
    made: str

    @property
    def waiting(self) -> bool:
        """Whether it is being computed."""
        return self.state in {"queued", "running"}


@require_safe
@requires(Capability.VIEW_PLANS)
def scenarios(request: HttpRequest) -> HttpResponse:
    """The list; asked by htmx while something is computed, only its table."""
    by = actor(request)
    away = request.GET.get("simpanan") == "1"
    year = number(request.GET, "tahun")
    asked = queries.scenarios(by, year=year, put_away=away)
    area = request.GET.get("wilayah", "")
    if area:
        asked = asked.filter(area=area)
    page = newest_first(request, asked.order_by("-id"), "id", PAGE)
    rows = rows_of(by, page.rows)
    context = {
        "rows": rows,
        "next": page.next,
        "names": area_names({one.area for one in page.rows}),
        "waiting": any(row.waiting for row in rows),
        "away": away,
        "year": year,
        "years": sorted(set(queries.scenarios(by).order_by().values_list("year", flat=True).distinct()), reverse=True),
        "may_make": by.may(Capability.RUN_ANALYSIS),
        "tab": "scenarios",
        "here": request.get_full_path(),
    }
    partly = bool(request.headers.get("HX-Request"))
    return render(request, f"office/planning/{'parts/scenario_rows' if partly else 'scenarios'}.html", context)


def rows_of(by: Actor, found: Iterable[Any]) -> list[Row]:
    """The scenarios with what is known of their results; what they share is asked once."""
    listed = list(found)
    asked = {one.uuid: one for one in results.results(by, "plan").filter(uuid__in=[one.result for one in listed])}
    results.settled(asked.values())
    stale = stale_of(one for one in asked.values() if one.state == "done")
    shares = shares_of([one.job for one in asked.values() if one.state in {"queued", "running"} and one.job])
    told = summaries(one for one in asked.values() if one.state == "done")
    return [_row(one, asked.get(one.result), stale, shares, told) for one in listed]


def summaries(found: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """What the list shows of answers, by their hash; each answer is read once and its few figures kept."""
    asked = {one.answer_hash: one for one in found}
    keys = {name: f"plan-summary-{name}" for name in asked}
    kept = cache.get_many(keys.values())
    told = {name: kept[key] for name, key in keys.items() if key in kept}
    new = {name: _summary(one) for name, one in asked.items() if name not in told}
    if new:
        cache.set_many({keys[name]: value for name, value in new.items() if value}, KEPT_SECONDS)
    return told | new


def _summary(found: Any) -> dict[str, Any]:
    """The few figures; none where the answer cannot be read, which its own page tells."""
    try:
        answer = results.answer(found)
    except MerataError:
        return {}
    return {name: answer.get(name) for name in SHOWN_KEYS}


def _row(
    one: Any, asked: Any, stale: dict[int, Any], shares: dict[UUID, float], told: dict[str, dict[str, Any]]
) -> Row:
    known = told.get(asked.answer_hash) if asked is not None and asked.state == "done" else None
    money = numbers()
    gain = gain_of(known) if known else Gain(1.0, 0, "")
    return Row(
        scenario=one,
        state=asked.state if asked is not None else "failed",
        label=asked.get_state_display() if asked is not None else "–",
        per_cent=round(100 * shares.get(asked.job, 0.0)) if asked is not None and asked.job else 0,
        objective=short_objective(str(one.settings.get("objective", ""))),
        gain=gain(known["gain"]) if known else "",
        gap=money.percent(known["gap"], 2) if known and known["gap"] is not None else "–",
        stale=bool(asked is not None and stale.get(asked.pk)),
        made=date_format(localtime(one.made_at), "j M Y H.i"),
    )
