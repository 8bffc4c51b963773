"""Evaluation in the closed loop: registered before the classes begin, estimated after their follow-ups, reviewed by
another role, accepted as evidence that the next scenario rests on.
"""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from portal_people import REGENCY, YEAR, done, people, worked
from portal_plan import scenario

STARTS_ON = date(2026, 1, 5)


def register(asked: dict[str, Any]) -> dict[str, str]:
    """A study of each evidence record, by lottery; before it begins its least effect is asked and the design kept."""
    from merata_portal.evaluation.actions import studies
    from merata_portal.evaluation.designs import Design, StudyDraft
    from merata_portal.evaluation.states import Method

    who, made = people(), {}
    for record in asked["records"]:
        draft = StudyDraft(
            name=f"Undian kursi {record}", question="Berapa penghasilan bertambah setahun setelah lulus?",
            method=Method.LOTTERY, subject=record, starts_on=STARTS_ON,
            design=Design(classes=tuple((one[0], one[1]) for one in asked["classes"]), months=(12,)),
        )  # fmt: skip
        study = studies.design(by=who.cashier, area=REGENCY, year=YEAR, draft=draft, inputs=UUID(asked["inputs"]))
        worked()
        made[record] = str(studies.register(by=who.cashier, study=study.uuid).uuid)
    return made


def learn(asked: dict[str, Any]) -> dict[str, Any]:
    """Freeze what was done and found; plan the next year before and after the evidence; say what moved."""
    from merata_portal.analysis.actions.freezing import freeze
    from merata_portal.analysis.queries.datasets import folder
    from merata_portal.evaluation.actions import studies

    who = people()
    frozen = freeze(by=who.planner, area=REGENCY, snapshot=UUID(asked["snapshot"]))
    estimates = {
        record: studies.estimate(by=who.cashier, study=UUID(study), inputs=frozen.uuid).uuid
        for record, study in asked["studies"].items()
    }
    before = scenario(asked["snapshot"], YEAR + 1, asked["budget_idr"], asked["classes_idr"])
    found = {record: done(who.planner, result) for record, result in estimates.items()}
    told = {"inputs": str(frozen.uuid), "frozen": str(folder(frozen)), "estimates": found}
    return told | accepted(asked["studies"]) | following(before) | kept(asked) | attributed(asked["inputs"], frozen)


def accepted(made: dict[str, str]) -> dict[str, Any]:
    """Whoever designed it may not review it; an auditor does, and the evidence stands."""
    from merata_portal.actor import Refused
    from merata_portal.evaluation.actions.reviewing import review
    from merata_portal.evaluation.queries.studies import study as found

    who, refused = people(), []
    for uuid in made.values():
        for actor in (who.cashier, who.treasurer):
            try:
                review(by=actor, study=UUID(uuid), verdict="accept", reason="sendiri")
            except Refused as error:
                refused.append(type(error).__name__)
        review(by=who.auditor, study=UUID(uuid), verdict="accept", reason="rancangan dan data sesuai pendaftaran")
    return {
        "refused": refused,
        "untouched": [found(who.auditor, UUID(uuid)).untouched for uuid in made.values()],
    }


def following(before: Any) -> dict[str, Any]:
    """The same wishes on inputs with the new evidence: the next plan, and how it moved."""
    from merata_portal.analysis.models import Inputs
    from merata_portal.analysis.queries.datasets import folder
    from merata_portal.planning.actions.scenarios import refresh
    from merata_portal.planning.queries.comparing import moved_between

    planner = people().planner
    old = done(planner, before.result)
    newer = refresh(by=planner, scenario=before.uuid)
    new = done(planner, newer.result)
    return {
        "before": old, "after": new, "moved": moved_between(old, new),
        "taught": str(folder(Inputs.objects.get(uuid=newer.inputs))),
    }  # fmt: skip


def kept(asked: dict[str, Any]) -> dict[str, Any]:
    """The first plan's result computed again from its frozen inputs: what differs."""
    from merata_portal.analysis.queries.results import result
    from merata_portal.analysis.recomputing import recompute

    again = recompute(result(people().auditor, UUID(asked["result"])))
    return {"differences": list(again.differences), "same_code": again.same_code}


def attributed(earlier: str, later: Any) -> dict[str, Any]:
    """What changed inequality between the first frozen survey's year before and the last."""
    from merata_portal.evaluation.actions.attributing import attribute

    planner = people().planner
    made = attribute(by=planner, area=REGENCY, earlier=UUID(earlier), later=later.uuid, first_year=2023)
    return {"attribution": done(planner, made.result)}
