from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from merata_portal.actor import SYSTEM, Actor, Refused
from merata_portal.jobs.actions import cancel, enqueue
from merata_portal.jobs.queries import one, unfinished, visible

pytestmark = pytest.mark.django_db
Acting = Callable[..., Actor]


@pytest.fixture(autouse=True)
def handled(handles: Callable[..., Any]) -> None:
    handles("test.count")(lambda running: {})


def asked(by: Actor, area: str) -> UUID:
    return enqueue(by=by, kind="test.count", parameters={}, area=area).id


def test_jobs_are_seen_by_who_asked_and_by_those_of_the_area(acting: Acting) -> None:
    officer, other, elsewhere = (
        acting(("social_officer", "35.05")), acting(("planner", "35.05")), acting(("planner", "35.72")),
    )  # fmt: skip
    auditor, operator = acting(("auditor", "35.05")), acting(("village_operator", "35.05.01.2001"))
    whole, village, nowhere = asked(officer, "35.05"), asked(officer, "35.05.01.2001"), asked(officer, "")
    mine = asked(auditor, "")
    ids = lambda actor: [job.id for job in visible(actor)]  # noqa: E731
    assert ids(officer) == [nowhere, village, whole]
    assert ids(other) == [village, whole]
    assert ids(operator) == [village]
    assert ids(elsewhere) == []
    assert ids(auditor) == [mine]
    assert ids(SYSTEM("tests")) == [mine, nowhere, village, whole]
    assert ids(Actor(-1, "anonim")) == []


def test_finished_jobs_are_not_among_the_unfinished(acting: Acting) -> None:
    officer = acting(("social_officer", "35.05"))
    first, second = asked(officer, ""), asked(officer, "")
    cancel(by=officer, job_id=first)
    assert [job.id for job in unfinished(officer)] == [second]


def test_anothers_job_and_one_that_is_not_there_are_refused_alike(acting: Acting) -> None:
    officer, elsewhere = acting(("social_officer", "35.05")), acting(("planner", "35.72"))
    job = asked(officer, "35.05")
    assert one(officer, job).id == job
    for wanted in (job, UUID(int=1)):
        with pytest.raises(Refused, match=f"There is no job {wanted}, or it is not of your area"):
            one(elsewhere, wanted)
