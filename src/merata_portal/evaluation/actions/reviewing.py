"""The check by another person in another role: returned with a reason, or accepted as evidence for the next plan."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from merata.errors import MerataError
from merata.evaluation.evaluation import updated
from merata.evaluation.findings import Finding
from merata.evaluation.of_study import finding_of
from merata_portal.actor import Actor, Capability, Held, Refused, covers, refuse_same_person
from merata_portal.analysis import states as analysis_states
from merata_portal.analysis.queries.results import answer
from merata_portal.audit.actions import record
from merata_portal.evaluation.actions.taking import moved, taken
from merata_portal.evaluation.models import AcceptedEvidence, Review, Study
from merata_portal.evaluation.queries.inputs_evidence import estimate_of, evidence_of_inputs, newest_accepted
from merata_portal.evaluation.refusals import CountedAlready, EvaluationRefused
from merata_portal.evaluation.states import State
from merata_portal.personal.reasons import require_reason

_DUTIES = "merancang atau menghitung, dan memeriksa / design or estimate, and review"


@transaction.atomic
def review(*, by: Actor, study: UUID, verdict: str, reason: str) -> Review:
    """Say of the newest estimate whether it holds ("accept") or goes back ("return"), and why.

    Raises `SamePerson` for who designed or estimated, `Refused` for the role that did, `EvaluationRefused` while the
    estimate is not there, and `CountedAlready` where the same finding would count twice.
    """
    reason = require_reason(reason)
    _lock_all_alike(study)
    found, _held = taken(by, study, Capability.REVIEW_EVALUATION, State.ESTIMATED)
    held = _another(by, found)
    result = estimate_of(found)
    if result is None or result.state != analysis_states.State.DONE:
        raise EvaluationRefused(
            "Hitungannya belum selesai; periksa setelah selesai, atau hitung lagi bila gagal.",
            "The estimate is not finished; review it then, or estimate again if it failed.",
        )
    if verdict not in Review.Verdict.values:
        raise EvaluationRefused("Pilih terima atau kembalikan.", "Choose to accept or to return.")
    now = timezone.now()
    made = Review.objects.create(
        study=found, estimate=result.uuid, verdict=verdict, reason=reason, at=now, by_user_id=by.user_id,
        by_role=str(held.role.value),
    )  # fmt: skip
    learned = _learn(found) if verdict == Review.Verdict.ACCEPT else []
    moved(found, State.ACCEPTED if verdict == Review.Verdict.ACCEPT else State.RETURNED)
    record(
        by=by, held=held, action=f"evaluation.{verdict}", subject=found.subject_code, area=found.area, reason=reason,
        content_hash=f"sha256:{result.answer_hash}",
        data={"result": str(result.uuid), "evidence": [one.evidence_id for one in learned]},
    )  # fmt: skip
    return made


def _lock_all_alike(study: UUID) -> None:
    """Lock every study of the same record, in one order: two that are accepted at once would both be the first."""
    alike = Study.objects.filter(uuid=study).values_list("area", "subject").get()
    list(Study.objects.select_for_update().filter(area=alike[0], subject=alike[1]).order_by("pk"))


def _another(by: Actor, study: Study) -> Held:
    """The role of the actor that is not one of those who made the study; refused where there is none."""
    estimates = list(study.estimates.values_list("by_user_id", "by_role"))
    refuse_same_person(by, study.made_by_user_id, *(user for user, _role in estimates), what=_DUTIES)
    made = {study.made_by_role, *(role for _user, role in estimates)}
    fitting = [
        held
        for held in by.holding(Capability.REVIEW_EVALUATION)
        if covers(held.area, study.area) and str(held.role.value) not in made
    ]
    if not fitting:
        roles = ", ".join(sorted(made))
        raise Refused(
            f"Evaluasi ini dibuat oleh peran {roles}; pemeriksanya harus peran lain. / "
            f"This evaluation was made in the role {roles}; another role must review it."
        )
    return fitting[0]


def _learn(study: Study) -> list[AcceptedEvidence]:
    """Keep what the records become by the study's findings; `EvaluationRefused` where it teaches nothing new."""
    result = estimate_of(study)
    assert result is not None  # noqa: S101 - asked for by the caller
    findings = [finding_of(row) for row in answer(result)["findings"] if row["learned"] is not None]
    if not findings:
        raise EvaluationRefused(
            "Data ini tidak membatasi dampaknya, jadi tidak ada bukti untuk diterima; kembalikan dengan alasannya.",
            "These data do not bound the effect, so there is no evidence to accept; return it with the reason.",
        )
    before = evidence_of_inputs(result.inputs)
    _refuse_double(study, before, findings)
    try:
        after = updated(before, findings, source=study.reference)
    except MerataError as error:
        raise CountedAlready(
            f"Temuan yang sama akan dihitung dua kali: sumber bukti sudah menyebut {study.reference}.", str(error)
        ) from error
    was = {row["evidence_id"]: row for row in before.to_pylist()}
    now = {row["evidence_id"]: row for row in after.to_pylist()}
    return [
        AcceptedEvidence.objects.create(
            study=study, area=study.area, evidence_id=one.subject, before=was.get(one.subject, {}),
            record=now[one.subject], items=sorted(one.items), at=timezone.now(),
            local={"effect": one.learned.local.effect, "standard_error": one.learned.local.standard_error,
                   "n": one.n, "method": one.method, "prior_weight": one.learned.prior_weight},
        )
        for one in findings
        if one.learned is not None
    ]  # fmt: skip


def _refuse_double(study: Study, before: pa.Table, findings: Sequence[Finding]) -> None:
    """Refuse what another study taught from the same courses or works, and a record that has moved on since."""
    was = {row["evidence_id"]: row for row in before.to_pylist()}
    counting = newest_accepted(study.area)
    for one in findings:
        for other in AcceptedEvidence.objects.filter(area=study.area, evidence_id=one.subject).select_related("study"):
            both = sorted(set(other.items) & set(one.items))
            if both:
                listed = ", ".join(both[:5])
                raise CountedAlready(
                    f"{listed} sudah dihitung dalam bukti {one.subject} oleh {other.study.reference} "
                    f"({other.study.name}); temuan yang sama tidak dihitung dua kali.",
                    f"{listed} already count in the evidence {one.subject} by {other.study.reference} "
                    f"({other.study.name}); the same finding does not count twice.",
                )
        now, then = counting.get(one.subject), was.get(one.subject, {})
        if now is not None and any(now.record[name] != then.get(name) for name in ("effect", "standard_error")):
            raise EvaluationRefused(
                f"Bukti {one.subject} berubah oleh {now.study.reference} sejak ini dihitung; bekukan bahan lagi dan "
                "hitung lagi, agar yang diperiksa sama dengan yang terjadi.",
                f"The evidence {one.subject} was changed by {now.study.reference} since this was estimated; freeze "
                "the inputs again and estimate again, so that what is reviewed is what happens.",
            )
