"""Studies as offices see them: the list with whose turn it is, and one with its power, estimates and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability, covers
from merata_portal.analysis.models import Inputs, Result
from merata_portal.analysis.queries.results import answer, settled
from merata_portal.analysis.states import State as ResultState
from merata_portal.evaluation import clock
from merata_portal.evaluation.models import Estimate, Review, Study
from merata_portal.evaluation.queries.deviations import Deviation, deviations
from merata_portal.evaluation.queries.follow_ups import follow_ups
from merata_portal.evaluation.queries.registered import untouched
from merata_portal.evaluation.states import State


@dataclass(frozen=True, slots=True)
class Estimated:
    """One estimate: who asked for it when, its result, and the answer where it is there."""

    asked: Estimate
    result: Result
    answer: dict[str, Any] | None

    @property
    def inputs(self) -> Inputs:
        """The frozen inputs it was computed from."""
        found: Inputs = self.result.inputs
        return found


@dataclass(frozen=True, slots=True)
class StudyFound:
    """A study with all that belongs to it; `estimates` and `reviews` the newest first; `untouched`: as registered."""

    study: Study
    power: Result | None
    power_answer: dict[str, Any] | None
    estimates: tuple[Estimated, ...]
    reviews: tuple[Review, ...]
    deviations: tuple[Deviation, ...]
    untouched: bool

    @property
    def newest(self) -> Estimated | None:
        """The estimate that counts."""
        return self.estimates[0] if self.estimates else None


def studies(actor: Actor) -> QuerySet[Study]:
    """The studies of the actor's areas, the newest first."""
    return within_areas(Study.objects.order_by("-id"), actor, Capability.VIEW_PLANS, "area")


def studies_for(actor: Actor, capability: Capability) -> QuerySet[Study]:
    """The studies of the areas in which the actor has the capability, for who takes a step."""
    return within_areas(Study.objects.all(), actor, capability, "area")


def study(actor: Actor, uuid: UUID) -> StudyFound:
    """One study with everything about it; raises `Study.DoesNotExist`, and `BrokenStore` for an answer that changed."""
    found = studies(actor).get(uuid=uuid)
    wanted = [one.result for one in found.estimates.order_by("-pk")]
    results = {one.uuid: one for one in _results([*wanted, *([found.power] if found.power else [])])}
    estimates = tuple(
        Estimated(one, results[one.result], _answer(results[one.result])) for one in found.estimates.order_by("-pk")
    )
    power = results.get(found.power) if found.power else None
    newest = estimates[0].answer if estimates else None
    return StudyFound(
        study=found,
        power=power,
        power_answer=None if power is None else _answer(power),
        estimates=estimates,
        reviews=tuple(found.reviews.order_by("-pk")),
        deviations=tuple(deviations(found, newest)) if newest else (),
        untouched=untouched(found),
    )


def may_review(actor: Actor, found: Study) -> bool:
    """Whether the actor is another person in another role than who made the study; the action asks again."""
    estimates = list(found.estimates.values_list("by_user_id", "by_role"))
    people = {found.made_by_user_id, *(user for user, _role in estimates)}
    roles = {found.made_by_role, *(role for _user, role in estimates)}
    held = actor.holding(Capability.REVIEW_EVALUATION)
    fitting = any(covers(one.area, found.area) and str(one.role.value) not in roles for one in held)
    return actor.user_id not in people and fitting


def to_review(actor: Actor) -> list[Study]:
    """The studies whose finished estimate waits for the actor's word."""
    waiting = within_areas(Study.objects.filter(state=State.ESTIMATED), actor, Capability.REVIEW_EVALUATION, "area")
    done = {
        one.uuid
        for one in _results([study.estimate for study in waiting if study.estimate is not None])
        if one.state == ResultState.DONE
    }
    return [one for one in waiting.order_by("pk") if one.estimate in done and may_review(actor, one)]


def to_estimate(actor: Actor) -> list[Study]:
    """The actor's areas' studies that wait for an estimate: returned ones, and those whose time has come."""
    waiting = within_areas(
        Study.objects.filter(state__in=[State.REGISTERED, State.RETURNED]), actor, Capability.DESIGN_EVALUATION, "area"
    )
    return [one for one in waiting.order_by("pk") if one.state == State.RETURNED or ready(one)]


def ready(found: Study) -> bool:
    """Whether what the design waits for has come: all surveys or a year; of villages the last year of monitoring."""
    today, years = clock.today(), found.design["years"]
    if follow_ups(found).complete:
        return True
    if years:
        return bool(today.year >= max(years))
    return bool((today - found.starts_on).days >= _A_YEAR)


_A_YEAR = 365


def _results(uuids: list[UUID]) -> list[Result]:
    found = list(Result.objects.filter(uuid__in=uuids).select_related("inputs"))
    settled(found)
    return found


def _answer(result: Result) -> dict[str, Any] | None:
    return answer(result) if result.state == ResultState.DONE else None
