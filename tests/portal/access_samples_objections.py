"""A sample objection for each route about one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from access_samples import Sample, sample


def _objection(village: str, text: str) -> Any:
    from merata_portal.actor import Actor  # noqa: PLC0415 - models need the settings first
    from merata_portal.programmes.actions.objecting import file_objection  # noqa: PLC0415

    made, _pin = file_objection(
        by=Actor(-1, "anonim / anonymous"), channel="resident", programme_id="pkh", village_code=village,
        about="not_listed", text=text,
    )  # fmt: skip
    return made


def _about_an_objection(village: str) -> Sample:
    text = f"Keberatan {uuid4().hex}"
    made = _objection(village, text)
    return Sample({"uuid": made.uuid}, village, marks=(made.ticket, text))


for _route in ("", "-take-up", "-seek", "-find", "-ask", "-resume", "-answer", "-erase"):
    sample(f"office:objection{_route}")(_about_an_objection)


@sample("office:objection-scan")
def objection_scan(village: str) -> Sample:
    import io  # noqa: PLC0415

    from merata_portal.actor import SYSTEM  # noqa: PLC0415
    from merata_portal.attachments.actions import attach  # noqa: PLC0415

    made = _objection(village, f"Keberatan {uuid4().hex}")
    scan = attach(
        by=SYSTEM("uji"), held=None, subject=made.subject, kind="letter", area=village, file_name=made.ticket,
        content=io.BytesIO(b"%PDF-1.7\n%%EOF\n"),
    )  # fmt: skip
    return Sample({"uuid": made.uuid, "scan_uuid": scan.uuid}, village)
