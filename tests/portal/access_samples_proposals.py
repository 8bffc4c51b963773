"""Samples of proposals and ballots."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

_OF_PROPOSAL = (
    "", "-review", "-details", "-photo", "-photo-remove", "-cost", "-answer", "-link", "-merge", "-split", "-pin",
)  # fmt: skip
_OF_BALLOT = ("", "-announce", "-codes", "-kiosk", "-paper", "-settle", "-file", "-close", "-count")


def _about_a_proposal(village: str) -> Sample:
    from merata_portal.actor import Actor  # noqa: PLC0415 - models need the settings first
    from merata_portal.participation.actions.proposing import submit  # noqa: PLC0415

    title = f"Usulan {uuid4().hex}"
    made, _ = submit(
        by=Actor(-1, "anonim"), channel="page", village_code=village, year=2027, title=title, pillar="infrastructure"
    )
    return Sample({"uuid": made.uuid}, village, marks=(title,))


def _about_a_ballot(village: str) -> Sample:
    from django.utils import timezone  # noqa: PLC0415

    from merata_portal.participation.models import Election  # noqa: PLC0415

    title = f"Suara {uuid4().hex}"
    made: Any = Election.objects.create(
        uuid=uuid4(), area=village, title=title, budget_idr=100, step_idr=1, drafted_at=timezone.now(),
        drafted_by_user_id=0,
    )  # fmt: skip
    return Sample({"uuid": made.uuid}, village, marks=(title,))


for _more in _OF_PROPOSAL:
    sample(f"office:proposal{_more}")(_about_a_proposal)
for _more in _OF_BALLOT:
    sample(f"office:ballot{_more}")(_about_a_ballot)
