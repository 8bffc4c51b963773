from __future__ import annotations

from typing import Any

import pytest
from made_studies import (
    COURSE,
    EFFECT,
    LOTTERY,
    PRIOR,
    PRIOR_ERROR,
    STAGGERED,
    bring_tables,
    computed,
    course_tables,
    estimated,
    frozen_again,
    registered,
)

from merata.planning.effects import effects
from merata.tables.folder import Dataset
from merata_portal.actor import Actor, Held, Refused, Role, SamePerson
from merata_portal.analysis.models import Result
from merata_portal.analysis.queries.datasets import folder
from merata_portal.analysis.queries.staleness import staleness
from merata_portal.audit.models import Event
from merata_portal.evaluation.actions import studies
from merata_portal.evaluation.actions.reviewing import review
from merata_portal.evaluation.models import AcceptedEvidence, Review, Study
from merata_portal.evaluation.queries import evidence as evidence_queries
from merata_portal.evaluation.refusals import CountedAlready, EvaluationRefused
from merata_portal.evaluation.tables import accepted
from merata_portal.personal.reasons import ReasonMissing

pytestmark = pytest.mark.django_db
WHY = "Rancangan diikuti, selang jelas."


def test_accepted_evidence_moves_what_plans_read(who: Any, frozen: Any) -> None:
    before = effects(Dataset(folder(frozen)))["training_vocational"]
    assert (before.mean, before.standard_error, before.assumption) == (PRIOR, PRIOR_ERROR, True)
    found = estimated(who.planner, frozen)
    review(by=who.auditor, study=found.uuid, verdict="accept", reason=WHY)
    kept = AcceptedEvidence.objects.get()
    # By hand: the prior's variance twice (heterogeneity of one standard error), weighed with what was found here.
    local = kept.local["standard_error"]
    weights = 1 / (2 * PRIOR_ERROR**2), 1 / local**2
    mean = (weights[0] * PRIOR + weights[1] * EFFECT) / sum(weights)
    assert kept.record["effect"] == pytest.approx(mean)
    assert kept.record["standard_error"] == pytest.approx(sum(weights) ** -0.5)
    assert (kept.before["effect"], kept.items, kept.local["n"]) == (PRIOR, [COURSE], 8)
    assert found.reference in kept.record["source"]
    again = frozen_again()
    after = effects(Dataset(folder(again)))["training_vocational"]
    assert after.mean == pytest.approx(mean)
    # The other records stay as they were, and what was computed before is now stale.
    assert effects(Dataset(folder(again)))["road_access"].mean == 0.04
    assert "portal" in {one.code for one in staleness(Result.objects.get(uuid=found.estimate))}
    event = Event.objects.get(action="evaluation.accept")
    assert (event.reason, event.role) == (WHY, "auditor")


def test_evidence_page_tells_who_changed_what_to_what(who: Any, frozen: Any) -> None:
    found = estimated(who.planner, frozen)
    review(by=who.auditor, study=found.uuid, verdict="accept", reason=WHY)
    newest, records = evidence_queries.known(who.council, "35.05")
    assert newest == frozen
    mine = {one.record["evidence_id"]: one for one in records}
    one = mine["training_vocational"]
    assert not one.frozen
    assert mine["road_access"].frozen
    assert mine["road_access"].taught == ()
    (change,) = one.taught
    assert change.before is not None
    assert (change.before.effect, change.accepted.study) == (PRIOR, found)
    assert change.local.effect == pytest.approx(EFFECT)
    assert change.after == one.now
    frozen_again()
    assert all(one.frozen for one in evidence_queries.known(who.council, "35.05")[1])


def test_the_same_role_does_not_review_however_other_the_person(who: Any, frozen: Any) -> None:
    found = estimated(who.planner, frozen)
    with pytest.raises(Refused, match="another role must review"):
        review(by=who.other_planner, study=found.uuid, verdict="accept", reason=WHY)
    assert not Review.objects.exists()


def test_who_made_it_does_not_review_whatever_other_role_they_hold(who: Any, frozen: Any) -> None:
    found = estimated(who.planner, frozen)
    twofold = Actor(who.planner.user_id, "perencana", (Held(Role.AUDITOR, "35.05"), Held(Role.PLANNER, "35.05")))
    with pytest.raises(SamePerson):
        review(by=twofold, study=found.uuid, verdict="accept", reason=WHY)


def test_who_estimated_does_not_review_either(who: Any, frozen: Any) -> None:
    made = registered(who.planner, frozen)
    studies.estimate(by=who.sector, study=made.uuid, inputs=frozen.uuid)
    computed()
    with pytest.raises(SamePerson):
        review(by=who.sector, study=made.uuid, verdict="return", reason=WHY)
    assert review(by=who.auditor, study=made.uuid, verdict="return", reason=WHY).by_role == "auditor"


def test_who_may_not_review_and_other_areas_are_refused(who: Any, frozen: Any, acting: Any) -> None:
    found = estimated(who.planner, frozen)
    for actor in (who.council, acting(("auditor", "35.72"))):
        with pytest.raises(Refused):
            review(by=actor, study=found.uuid, verdict="accept", reason=WHY)


def test_an_estimate_not_finished_is_not_reviewed(who: Any, frozen: Any) -> None:
    made = registered(who.planner, frozen)
    studies.estimate(by=who.planner, study=made.uuid, inputs=frozen.uuid)
    with pytest.raises(EvaluationRefused, match="not finished"):
        review(by=who.auditor, study=made.uuid, verdict="accept", reason=WHY)


def test_a_word_needs_its_reason_and_is_one_of_two(who: Any, frozen: Any) -> None:
    found = estimated(who.planner, frozen)
    with pytest.raises(ReasonMissing):
        review(by=who.auditor, study=found.uuid, verdict="return", reason=" . ")
    with pytest.raises(EvaluationRefused, match="accept or to return"):
        review(by=who.auditor, study=found.uuid, verdict="maybe", reason=WHY)


def test_returned_is_estimated_again_from_newer_inputs(who: Any, frozen: Any) -> None:
    found = estimated(who.planner, frozen)
    review(by=who.auditor, study=found.uuid, verdict="return", reason="Dua penghasilan salah catat.")
    assert Study.objects.get().state == "returned"
    with pytest.raises(EvaluationRefused, match="reviewed and returned"):
        studies.estimate(by=who.planner, study=found.uuid, inputs=frozen.uuid)
    bring_tables(course_tables(losers=(1_100_000, 1_331_000, 1_100_000, 1_331_000)))
    studies.estimate(by=who.planner, study=found.uuid, inputs=frozen_again().uuid)
    computed()
    assert review(by=who.auditor, study=found.uuid, verdict="accept", reason=WHY).verdict == "accept"
    assert Study.objects.get().state == "accepted"
    assert [one.verdict for one in Review.objects.order_by("pk")] == ["return", "accept"]
    assert AcceptedEvidence.objects.get().local["effect"] == pytest.approx(1_320_000 / 1_210_000 - 1)


def test_the_same_classes_never_count_twice(who: Any, frozen: Any) -> None:
    first = estimated(who.planner, frozen)
    review(by=who.auditor, study=first.uuid, verdict="accept", reason=WHY)
    second = estimated(who.planner, frozen_again(), name="Sekali lagi")
    with pytest.raises(CountedAlready, match=f"{COURSE} already count in the evidence training_vocational by EV-"):
        review(by=who.auditor, study=second.uuid, verdict="accept", reason=WHY)
    assert AcceptedEvidence.objects.count() == 1
    assert Study.objects.get(pk=second.pk).state == "estimated"
    assert not Review.objects.filter(study=second).exists()


def test_evidence_that_moved_since_is_estimated_again_before_it_is_learned_from(who: Any, frozen: Any) -> None:
    other = course_tables(course="course_2024_jahit")
    bring_tables({name: _both(table, course_tables()[name]) for name, table in other.items()})
    inputs = frozen_again()
    design = LOTTERY.design
    first = estimated(who.planner, inputs)
    second = estimated(
        who.planner,
        inputs,
        name="Jahit",
        design=type(design)(classes=((4, 8),), items=("course_2024_jahit",), months=(12,)),
    )
    review(by=who.auditor, study=first.uuid, verdict="accept", reason=WHY)
    with pytest.raises(EvaluationRefused, match="was changed by EV-"):
        review(by=who.auditor, study=second.uuid, verdict="accept", reason=WHY)
    studies.estimate(by=who.planner, study=second.uuid, inputs=frozen_again().uuid)
    computed()
    review(by=who.auditor, study=second.uuid, verdict="accept", reason=WHY)
    one, two = AcceptedEvidence.objects.order_by("pk")
    assert two.before["effect"] == one.record["effect"]
    table = accepted("35.05", 2025)
    assert table is not None
    assert table.num_rows == 1
    assert table["effect"].to_pylist() == [two.record["effect"]]
    assert accepted("35.72", 2025) is None


def test_what_teaches_nothing_is_not_accepted(who: Any, frozen: Any) -> None:
    found = estimated(who.planner, frozen, STAGGERED)
    with pytest.raises(EvaluationRefused, match="no evidence to accept"):
        review(by=who.auditor, study=found.uuid, verdict="accept", reason=WHY)
    assert review(by=who.auditor, study=found.uuid, verdict="return", reason="Belum dimulai").verdict == "return"


def _both(one: Any, other: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    return pa.concat_tables([one, other])
