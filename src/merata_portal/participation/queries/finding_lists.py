"""The findings of an area as a short list for everybody: what was found and the last answer, in as many queries for one
as for a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from merata.tables.personal_numbers import masked
from merata_portal.participation.models import Finding, FindingStep
from merata_portal.participation.queries.findings import is_overdue, public_finding_rows, texts_of
from merata_portal.personal.columns import unsealed_many

ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding that everybody may read, with the office's last answer ("": none yet). `overdue`: none came in time."""

    finding: Finding
    text: str
    answer: str
    answered_at: datetime | None
    overdue: bool


def public_list(area: str, most: int) -> list[ListedFinding]:
    """The findings of an area that everybody may read, what waits for an answer first; two queries.

    Personal numbers in what people wrote are masked.
    """
    # "open" is the last of the states by name, so those that wait come first whatever `most` leaves out.
    found = list(public_finding_rows().filter(area=area).order_by("-state", "deadline", "id")[:most])
    last = {
        one.finding_id: one for one in FindingStep.objects.filter(finding__in=found, kind=ANSWERED).order_by("at", "id")
    }
    answers = _answers(last)
    return [
        ListedFinding(
            finding=one,
            text=text,
            answer=answers.get(one.pk, ""),
            answered_at=last[one.pk].at if one.pk in last else None,
            overdue=is_overdue(one),
        )
        for one, text in zip(found, texts_of(found), strict=True)
    ]


def _answers(last: dict[int, FindingStep]) -> dict[int, str]:
    steps = list(last.items())
    texts = unsealed_many(FindingStep, "text_sealed", [(step.text_sealed, step.uuid) for _, step in steps])
    return {finding: masked(text or "") for (finding, _), text in zip(steps, texts, strict=True)}
