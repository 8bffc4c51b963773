"""Asking applicants again, some months after the class: what they earn and harvest, or that they were not reached."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.training import clock
from merata_portal.training.models import Course, FollowUp
from merata_portal.training.refusals import FaultyCourse, TrainingRefused

MOST_INCOME_IDR = 10**10
MOST_YIELD_KG_PER_HA = 200_000


@transaction.atomic
def survey(
    *, by: Actor, follow_up: UUID, result: str, income_idr: int | None = None, yield_kg_per_ha: int | None = None,
    correction: str = "",
) -> FollowUp:  # fmt: skip
    """Write down a follow-up: an answer (income of a month; kilograms a hectare for farmers), a refusal, or nobody met.

    Whoever was not reached may be tried again, as often as it takes. An answer or a refusal that stands is changed only
    with a `correction`'s reason. Raises `FaultyCourse` with every fault, `TrainingRefused` before the day.
    """
    by.require_somewhere(Capability.SURVEY_GRADUATE)
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("application__course")
    found = within(rows, by, Capability.SURVEY_GRADUATE, "application__village_code").get(uuid=follow_up)
    area = found.application.village_code
    held = by.require(Capability.SURVEY_GRADUATE, area)
    if clock.today() < found.due_on:
        raise TrainingRefused(
            f"Survei ini baru pada {found.due_on:%d-%m-%Y}.", f"This survey is due on {found.due_on}."
        )
    farmers = found.application.course.sector == Course.Sector.FARMING
    faults = _faults(result, income_idr, yield_kg_per_ha, farmers=farmers)
    if faults:
        raise FaultyCourse(faults)
    standing = found.result in (FollowUp.Result.ANSWERED, FollowUp.Result.REFUSED)
    reason = require_reason(correction) if standing else ""
    found.result, found.income_idr, found.yield_kg_per_ha = result, income_idr, yield_kg_per_ha
    found.tries, found.surveyed_on, found.by_user_id = found.tries + 1, clock.today(), by.user_id
    found.save(update_fields=["result", "income_idr", "yield_kg_per_ha", "tries", "surveyed_on", "by_user_id"])
    record(
        by=by, held=held, action="training.survey", subject=f"follow_up:{found.uuid}", area=area, reason=reason,
        data={"result": result, "months": found.months},
    )  # fmt: skip
    return found


def _faults(result: str, income: int | None, harvest: int | None, *, farmers: bool) -> list[tuple[str, str]]:
    answered = result == FollowUp.Result.ANSWERED
    demands = [
        (
            result in (FollowUp.Result.ANSWERED, FollowUp.Result.REFUSED, FollowUp.Result.UNREACHABLE),
            ("pilih dijawab, menolak atau tidak dapat ditemui", "choose answered, refused or unreachable"),
        ),
        (
            not answered or (income is not None and 0 <= income <= MOST_INCOME_IDR),
            (
                f"penghasilan sebulan wajib diisi, 0 sampai {MOST_INCOME_IDR}",
                f"the income of a month is needed, 0 to {MOST_INCOME_IDR}",
            ),
        ),
        (
            answered or (income is None and harvest is None),
            ("tanpa jawaban tidak ada angka", "without an answer there is no number"),
        ),
        (
            harvest is None or (farmers and 0 <= harvest <= MOST_YIELD_KG_PER_HA),
            (
                f"hasil panen hanya untuk pelatihan pertanian, 0 sampai {MOST_YIELD_KG_PER_HA} kg per hektare",
                f"a harvest is asked of farmers alone, 0 to {MOST_YIELD_KG_PER_HA} kg a hectare",
            ),
        ),
    ]
    return [fault for holds, fault in demands if not holds]
