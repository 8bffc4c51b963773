"""Sample addresses of the planning room's scenarios, for the walk over all routes and roles."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

REGENCY = "35.05"


def _scenario() -> Any:
    """A scenario of a regency that could not be computed, which its page tells."""
    from merata_portal.analysis.models import Inputs, Result  # noqa: PLC0415 - models need the settings first
    from merata_portal.planning.models import Scenario  # noqa: PLC0415
    from merata_portal.planning.settings import Settings  # noqa: PLC0415

    at = "2026-01-31T05:00:00Z"
    frozen = Inputs.objects.create(
        uuid=uuid4(), area=REGENCY, year=2025, snapshot=uuid4(), tables={}, content_hash=uuid4().hex, at=at,
        by_user_id=0,
    )  # fmt: skip
    result = Result.objects.create(
        uuid=uuid4(), area=REGENCY, kind="plan", inputs=frozen, parameters={}, parameters_hash=uuid4().hex,
        state="refused", refused_id="contoh", refused_en="sample", asked_at=at, by_user_id=0,
    )  # fmt: skip
    settings = Settings(regency=REGENCY, year=2026, snapshot=str(frozen.snapshot), budget_idr=1_000_000)
    return Scenario.objects.create(
        uuid=uuid4(), area=REGENCY, year=2026, name=f"Skenario {uuid4().hex}", settings=settings.as_json(),
        inputs=frozen.uuid, result=result.uuid, made_at=at, made_by_user_id=0,
    )  # fmt: skip


def _about_a_scenario(_village: str) -> Sample:
    made = _scenario()
    return Sample({"uuid": made.uuid}, REGENCY, marks=(made.name,))


for _route in (
    "", "-copy", "-package", "-proposals", "-why", "-ask-why", "-frontier", "-refresh", "-stop",
    "-put-away", "-draft",
):  # fmt: skip
    sample(f"office:scenario{_route}")(_about_a_scenario)


@sample("office:scenario-moved")
def _moved(_village: str) -> Sample:
    before, after = _scenario(), _scenario()
    return Sample({"uuid": before.uuid, "newer": after.uuid}, REGENCY, marks=(before.name, after.name))
