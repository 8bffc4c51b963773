"""Sample addresses of evaluations, for the walk over all routes and roles."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

REGENCY = "35.05"


def _study(village: str, **more: Any) -> Sample:
    """A design of a regency, which nobody outside it may know of."""
    from merata_portal.evaluation.models import Study  # noqa: PLC0415 - models need the settings first

    name = f"Evaluasi {uuid4().hex}"
    made = Study.objects.create(
        uuid=uuid4(), area=REGENCY, year=2027, name=name, lever="training", subject="training_vocational",
        method="lottery", question="Apakah naik?", starts_on="2027-03-01", made_at="2026-11-30T03:00:00Z",
        made_by_user_id=0, made_by_role="planner",
        design={"classes": [[4, 8]], "items": [], "months": [12], "villages": [], "comparison": [], "waves": [],
                "years": [], "level": 0.05, "power": 0.8},
    )  # fmt: skip
    return Sample({"uuid": made.uuid, **more}, REGENCY, marks=(name,))


def _attribution(village: str) -> Sample:
    """An attribution whose result is there, without a number computed."""
    from merata_portal.analysis.models import Inputs, Result  # noqa: PLC0415
    from merata_portal.evaluation.models import Attribution  # noqa: PLC0415

    at = "2026-11-30T03:00:00Z"
    inputs = Inputs.objects.create(
        uuid=uuid4(), area=REGENCY, year=2025, snapshot=uuid4(), tables={}, content_hash=uuid4().hex, at=at,
        by_user_id=0,
    )  # fmt: skip
    result = Result.objects.create(
        uuid=uuid4(), area=REGENCY, kind="attribute", inputs=inputs, parameters={}, parameters_hash=uuid4().hex,
        state="refused", refused_id="Belum ada survei", refused_en="No survey yet", asked_at=at, by_user_id=0,
    )  # fmt: skip
    made = Attribution.objects.create(
        uuid=uuid4(), area=REGENCY, year=2025, earlier=inputs.uuid, later=inputs.uuid, first_year=2023,
        second_year=2025, result=result.uuid, made_at=at, made_by_user_id=0,
    )  # fmt: skip
    return Sample({"uuid": made.uuid}, REGENCY)


for _route in ("study", "study-power", "study-waves", "study-register", "study-estimate", "study-review", "study-drop"):
    sample(f"office:{_route}")(_study)
sample("office:attribution")(_attribution)


@sample("office:attribution-report")
def _report(village: str) -> Sample:
    """An attribution that is finished, so that there is a report to hand out."""
    from pathlib import Path  # noqa: PLC0415

    from django.conf import settings  # noqa: PLC0415
    from made_attribution import answer  # noqa: PLC0415

    from merata_portal.analysis import store  # noqa: PLC0415
    from merata_portal.analysis.canonical import canonical  # noqa: PLC0415
    from merata_portal.analysis.models import Result  # noqa: PLC0415
    from merata_portal.evaluation.models import Attribution  # noqa: PLC0415

    Path(settings.DATA_ROOT).mkdir(parents=True, exist_ok=True)
    found = _attribution(village)
    made = Attribution.objects.get(uuid=found.arguments["uuid"])
    Result.objects.filter(uuid=made.result).update(
        state="done", answer_hash=store.keep_bytes(canonical(answer())), code_version="0", parameters={"seed": 1},
        finished_at=made.made_at, refused_id="", refused_en="",
    )  # fmt: skip
    return found


@sample("office:study-new")
def _new(village: str) -> Sample:
    return Sample({"method": "lottery"}, None)
