"""Every column of open data says what its codes mean: each code that may stand in it is named in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import pytest

from merata.measurement.measures import MEASURES
from merata.participation import meeting
from merata_portal.analysis.publishing import access, aid, complaints, courses, money, voice, welfare, works
from merata_portal.analysis.publishing.definitions import Column
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.states import PUBLIC
from merata_portal.ledger.models.budget import PILLARS
from merata_portal.ledger.queries.public_figures import FOLDED
from merata_portal.participation.models.findings import FindingState
from merata_portal.participation.models.meetings import Kind
from merata_portal.participation.proposal_states import UNLISTED, Pillar
from merata_portal.participation.proposal_states import State as ProposalState
from merata_portal.training.models import Course
from merata_portal.training.states import State as CourseState


def named(columns: Iterable[Column], name: str) -> Column:
    return next(one for one in columns if one.name == name)


CODES: list[tuple[Column, Iterable[str]]] = [
    (named(welfare.COLUMNS, "measure"), MEASURES),
    (named(works.COLUMNS, "kind"), Project.Kind.values),
    (named(works.COLUMNS, "work"), Project.Work.values),
    (named(works.COLUMNS, "state"), PUBLIC),
    (named(courses.COLUMNS, "sector"), Course.Sector.values),
    (named(courses.COLUMNS, "state"), set(CourseState.values) - {CourseState.DRAFT, CourseState.CANCELLED}),
    (named(money.COLUMNS, "pillar"), {*(one for one in PILLARS if one), money.NOT_SPLIT, FOLDED}),
    (named(money.COLUMNS, "fund_source"), [money.ALL_FUNDS]),
    (named(access.COLUMNS, "service"), access.SERVICES),
    (named(access.COLUMNS, "mode"), access.MODES),
    (named(access.COLUMNS, "reach"), [access.REACHED, access.UNREACHABLE]),
    (voice.KIND, Kind.values),
    (voice.MEETING_STATE, set(get_args(meeting.State)) - {"planned"}),
    (voice.PROPOSAL_STATE, set(ProposalState.values) - set(UNLISTED)),
    (voice.FINDING_STATE, set(FindingState.values) - {FindingState.WITHDRAWN}),
    (aid.SEX, [*aid.SEXES, "total"]),
    (aid.DISABLED, [*aid.DISABILITY, "total"]),
]


@pytest.mark.parametrize(("column", "codes"), CODES, ids=lambda value: getattr(value, "name", ""))
def test_each_code_is_named_in_both_languages(column: Column, codes: Iterable[str]) -> None:
    for told in (column.words.id, column.words.en):
        assert [code for code in codes if code not in told] == []


def test_proposals_have_the_pillars_that_the_words_name() -> None:
    from merata_portal.analysis.publishing.definitions import PILLARS_EN, PILLARS_ID  # noqa: PLC0415

    for told in (PILLARS_ID, PILLARS_EN):
        assert [one for one in Pillar.values if one not in told] == []


def test_the_terms_of_complaints_are_named() -> None:
    column = named(complaints.COLUMNS, "term")
    for code in ("answered_in_term", "answered_late", "waiting", "overdue", "other"):
        assert code in column.words.id
        assert code in column.words.en
