"""Kills itself (SIGKILL) while a study is estimated, and while it becomes evidence; tells what came of it, as JSON.

    python killed_evaluation.py POINTS

Run with the environment of a portal of its own; every step is a forked process, as in `killed_calculation`.
"""

# ruff: noqa: PLC0415, T201 - Django is set up first; the result is printed
from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from killed_calculation import counted, set_up, uncounted, worked
from killing import in_a_process

AREA = "35.05"


def prepared() -> str:
    """A migrated portal with officers and the class of eight frozen; the inputs."""
    from django.core.management import call_command

    from merata_portal.accounts.models import Area, Assignment, User

    call_command("migrate", verbosity=0)
    Area.objects.create(code=AREA, name="K", kind="regency")
    for role in ("planner", "auditor"):
        user = User.objects.create(username=role, full_name=role)
        Assignment.objects.create(user=user, role=role, area_id=AREA, from_day="2024-01-01")
    from made_studies import eight_applicants

    return str(eight_applicants().uuid)


def acting(role: str) -> Any:
    from merata_portal.accounts.models import User
    from merata_portal.accounts.queries import actor_of

    return actor_of(User.objects.get(username=role))


def asked(number: int) -> str:
    """A study of its own, its estimate asked for; the study. Frozen anew, so that it is a calculation of its own."""
    from made_studies import frozen_again, registered

    from merata_portal.evaluation.actions import studies

    by, inputs = acting("planner"), frozen_again(households=100 + number)
    made = registered(by, inputs, name=f"Ke-{number}")
    studies.estimate(by=by, study=made.uuid, inputs=inputs.uuid)
    return str(made.uuid)


def outcome(study: str) -> list[Any]:
    """State, the estimate's state, its effect, how many estimates, whether recomputing gives the same."""
    from merata_portal.analysis.queries.results import answer
    from merata_portal.analysis.recomputing import recompute
    from merata_portal.evaluation.models import Study
    from merata_portal.evaluation.queries.inputs_evidence import estimate_of

    found = Study.objects.get(uuid=study)
    result = estimate_of(found)
    assert result is not None
    effect = round(answer(result)["findings"][0]["effect"], 10) if result.state == "done" else None
    return [found.state, result.state, effect, found.estimates.count(), recompute(result).same]


def dying_in_the_commit(killed_at: int) -> list[int]:
    """The event that ends an acceptance kills: all is written, nothing is committed."""
    from merata_portal.evaluation.actions import reviewing

    if killed_at:
        reviewing.record = lambda **_given: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
    return [0]


def accepted(study: str) -> list[Any]:
    from merata_portal.evaluation.actions.reviewing import review

    review(by=acting("auditor"), study=study, verdict="accept", reason="Diikuti")  # type: ignore[arg-type]
    return became(study)


def became(study: str) -> list[Any]:
    """State, reviews, evidence, whether the audit's chain is whole."""
    from merata_portal.audit.queries import verify
    from merata_portal.evaluation.models import AcceptedEvidence, Review, Study

    return [Study.objects.get(uuid=study).state, Review.objects.count(), AcceptedEvidence.objects.count(),
            verify().whole]  # fmt: skip


def main() -> None:
    points = int(sys.argv[1])
    set_up("made_studies", "merata_portal.evaluation.actions.reviewing")
    in_a_process(uncounted, prepared)
    first, _ = in_a_process(uncounted, lambda: asked(0))
    _, steps = in_a_process(counted, worked)
    told: list[Any] = []
    for number in range(points):
        killed_at = 1 + number * (steps - 1) // max(points - 1, 1)
        study, _ = in_a_process(uncounted, lambda number=number + 1: asked(number))
        died, _ = in_a_process(counted, worked, killed_at=killed_at)
        in_a_process(uncounted, worked)
        ended, _ = in_a_process(uncounted, lambda study=study: outcome(study))
        told.append([killed_at, died is None, *ended])
    died, _ = in_a_process(dying_in_the_commit, lambda: accepted(first), killed_at=1)
    half, _ = in_a_process(uncounted, lambda: became(first))
    whole, _ = in_a_process(uncounted, lambda: accepted(first))
    print(json.dumps({"steps": steps, "killed": told, "died": died is None, "half": half, "whole": whole}))


if __name__ == "__main__":
    main()
