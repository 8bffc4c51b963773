"""Samples of complaints."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

_HANDLED = ("take-up", "ask", "answer", "identity", "pin")
_ROUTED = ("escalate", "assign", "hide", "show", "review")


def _made(village: str) -> tuple[Any, str]:
    from merata_portal.actor import Actor  # noqa: PLC0415 - models need the settings first
    from merata_portal.complaints.actions.filing import file_complaint  # noqa: PLC0415

    text = f"Jembatan {uuid4().hex}"
    made, _ = file_complaint(
        by=Actor(-1, "anonim"), channel="page", village_code=village, category="road", text=text
    )  # fmt: skip
    return made, text


def _about_a_complaint(village: str) -> Sample:
    made, text = _made(village)
    return Sample({"uuid": made.uuid}, village, marks=(text,))


for _name in ("complaint", *(f"complaint-{more}" for more in (*_HANDLED, *_ROUTED))):
    sample(f"office:{_name}")(_about_a_complaint)


@sample("office:complaint-file")
def complaint_file(village: str) -> Sample:
    from merata_portal.actor import Actor  # noqa: PLC0415
    from merata_portal.complaints.actions.filing import attach_file  # noqa: PLC0415

    made, text = _made(village)
    kept = attach_file(
        by=Actor(-1, "anonim"), complaint=made, file_name="bukti.pdf", content=io.BytesIO(b"%PDF-1.4\n%%EOF\n"),
        opened=True,
    )  # fmt: skip
    return Sample({"uuid": made.uuid, "number": kept.pk}, village, marks=(text,))
