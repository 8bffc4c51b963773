"""Samples of the routes of works: a candidate, which nobody outside its area may know of, a payment, a defect."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from access_samples import Sample, sample


def _made(village: str) -> Any:
    from made_works import by_nobody, candidate  # noqa: PLC0415

    from merata_portal.actor import Role  # noqa: PLC0415

    return candidate(by_nobody(Role.SECTOR_OFFICER), village, f"Jembatan {uuid4().hex}")


def _project(village: str) -> Sample:
    made = _made(village)
    return Sample({"uuid": made.uuid}, village, marks=(made.name,))


def _payment(village: str) -> Sample:
    from merata_portal.infrastructure.models import Milestone, Payment  # noqa: PLC0415

    made = _made(village)
    part = Milestone.objects.create(project=made, number=1, name="Pondasi", weight_pc=100, due_on="2026-03-31")
    asked = Payment.objects.create(
        uuid=uuid4(), project=made, milestone=part, amount_idr=1, document="SPP", asked_on="2026-03-31",
        asked_by_user_id=0,
    )  # fmt: skip
    return Sample({"uuid": asked.uuid}, village)


def _defect(village: str) -> Sample:
    from made_works import ANYBODY  # noqa: PLC0415

    from merata_portal.infrastructure.actions.mending import report_defect  # noqa: PLC0415
    from merata_portal.infrastructure.models import Project  # noqa: PLC0415

    made, mark = _made(village), f"retak {uuid4().hex}"
    Project.objects.filter(pk=made.pk).update(state="finished")
    defect, _pin = report_defect(by=ANYBODY, project=made.uuid, kind="crack", text=mark)
    return Sample({"uuid": defect.uuid}, village, marks=(mark,))


@sample("office:project-file")
def file(village: str) -> Sample:
    from made_works import ANYBODY, photo, photos  # noqa: PLC0415

    from merata_portal.attachments.actions import attach  # noqa: PLC0415

    ((name, content),) = photos(photo())
    made = attach(
        by=ANYBODY, held=None, subject=f"progress:{uuid4()}", kind="photo", area=village, file_name=name,
        content=content, photo_only=True,
    )  # fmt: skip
    return Sample({"uuid": made.uuid}, village)


for _route in (
    "project", "project-plan", "project-release", "project-tender", "project-tender-failed", "project-contract",
    "project-party", "project-amend", "project-start", "project-report", "project-milestone", "project-finish",
    "project-hand-over", "project-warranty-end", "project-payment-ask", "project-cancel",
):  # fmt: skip
    sample(f"office:{_route}")(_project)
for _route in ("project-payment-check", "project-payment-pay", "project-payment-discard"):
    sample(f"office:{_route}")(_payment)
for _route in (
    "defect", "defect-show", "defect-ask", "defect-mended", "defect-reject", "defect-confirm", "defect-reopen",
    "defect-pin",
):  # fmt: skip
    sample(f"office:{_route}")(_defect)
