"""Terms as entries of the commitment, and back."""

from __future__ import annotations

from typing import Any

from merata.programmes.training.fields import Fields
from merata.programmes.training.terms import (
    BEFORE,
    MOST_SEATS,
    MOST_WEIGHT,
    SIDES,
    Course,
    NeedWeights,
    Prerequisites,
    PublicNumber,
    Quota,
    Terms,
)
from merata.programmes.training.terms_problems import problems


def as_entries(terms: Terms) -> dict[str, Any]:
    """The terms as entries of the commitment."""
    asked, number, course = terms.prerequisites, terms.public_number, terms.course
    return {
        "course": {"course_id": course.course_id, "name": course.name, "year": course.year, "owner": course.owner},
        "seats": terms.seats,
        "quotas": [{"group": quota.group, "at_least": quota.at_least} for quota in terms.quotas],
        "village_at_most": terms.village_at_most,
        "need_weights": {
            **{f"desil_{at}": weight for at, weight in enumerate(terms.need_weights.by_desil, 1)},
            "desil_unknown": terms.need_weights.unknown,
        },
        "prerequisites": {
            "age_from": asked.age_from,
            "age_to": asked.age_to,
            "schooling_years_from": asked.schooling_years_from,
            "resident_of": asked.resident_of,
            "not_before": asked.not_before,
        },
        "public_number": {
            "kind": number.kind,
            "count": number.count,
            "drawn_on": number.drawn_on.isoformat(),
            "where": number.where,
        },
        "announced_on": terms.announced_on.isoformat(),
        "closes_on": terms.closes_on.isoformat(),
        "reveal_by": terms.reveal_by.isoformat(),
        "round": terms.round,
        "replaces": terms.replaces,
    }


def from_fields(fields: Fields) -> Terms:
    """The terms in a commitment's entries; faults are noted in `fields`."""
    terms = Terms(
        course=_course(fields.part("course")),
        seats=fields.whole("seats", 1, MOST_SEATS),
        quotas=tuple(_quota(part) for part in fields.parts("quotas")),
        village_at_most=fields.optional_whole("village_at_most", 1, MOST_SEATS),
        need_weights=_need_weights(fields.part("need_weights")),
        prerequisites=_prerequisites(fields.part("prerequisites")),
        public_number=_public_number(fields.part("public_number")),
        announced_on=fields.day("announced_on"),
        closes_on=fields.day("closes_on"),
        reveal_by=fields.day("reveal_by"),
        round=fields.whole("round", 1),
        replaces=fields.optional_hash("replaces"),
    )
    if not fields.faults:
        for problem in problems(terms):
            fields.fault("terms", None, "terms that can be announced", problem)
    return terms


def _course(fields: Fields) -> Course:
    course = Course(fields.text("course_id"), fields.text("name"), fields.whole("year"), fields.text("owner"))
    fields.no_more()
    return course


def _quota(fields: Fields) -> Quota:
    quota = Quota(fields.text("group"), fields.whole("at_least", 1, MOST_SEATS))
    fields.no_more()
    return quota


def _need_weights(fields: Fields) -> NeedWeights:
    by_desil = tuple(fields.whole(f"desil_{at}", 1, MOST_WEIGHT) for at in range(1, 11))
    weights = NeedWeights(by_desil, fields.whole("desil_unknown", 1, MOST_WEIGHT))
    fields.no_more()
    return weights


def _prerequisites(fields: Fields) -> Prerequisites:
    before = fields.choice("not_before", BEFORE)
    asked = Prerequisites(
        age_from=fields.optional_whole("age_from", 0, 120),
        age_to=fields.optional_whole("age_to", 0, 120),
        schooling_years_from=fields.optional_whole("schooling_years_from", 0, 25),
        resident_of=fields.optional_text("resident_of"),
        not_before=next(one for one in BEFORE if one == before),
    )
    fields.no_more()
    return asked


def _public_number(fields: Fields) -> PublicNumber:
    number = PublicNumber(
        kind="dice" if fields.choice("kind", tuple(SIDES)) == "dice" else "digits",
        count=fields.whole("count", 1, 100),
        drawn_on=fields.day("drawn_on"),
        where=fields.text("where"),
    )
    fields.no_more()
    return number
