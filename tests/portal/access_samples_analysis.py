"""Sample addresses of what is computed: materials, frozen inputs, results, for the walk over all routes and roles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from access_samples import Sample, sample

REGENCY = "35.05"
NOON = datetime(2026, 1, 31, 5, tzinfo=UTC)


def _inputs(origin: str) -> Any:
    """Inputs of the regency whose one table came from `origin`; nothing of them lies on the disk."""
    from merata_portal.analysis.models import Inputs, Material  # noqa: PLC0415 - models need the settings first

    material = Material.objects.create(
        uuid=uuid4(), area=REGENCY, table="roads", rows=1, content_hash="0" * 64, origin=origin, at=NOON, by_user_id=0
    )
    tables = {"roads": {"hash": "0" * 64, "rows": 1, "origins": [f"material:{material.uuid}"], "left_out": 0}}
    return Inputs.objects.create(
        uuid=uuid4(), area=REGENCY, year=2025, snapshot=uuid4(), tables=tables, content_hash=uuid4().hex, at=NOON,
        by_user_id=0,
    )  # fmt: skip


def _result(village: str) -> Sample:
    """A refused result of the regency: its page shows everything without a file."""
    from merata_portal.analysis.models import Result  # noqa: PLC0415

    mark = f"Asal {uuid4().hex}"
    made = Result.objects.create(
        uuid=uuid4(), area=REGENCY, kind="plan", inputs=_inputs(mark), parameters={"regency": REGENCY},
        parameters_hash=uuid4().hex, state="refused", refused_id=mark, refused_en=mark, asked_at=NOON, by_user_id=0,
    )  # fmt: skip
    return Sample({"uuid": made.uuid}, REGENCY, marks=(mark,))


@sample("office:inputs")
def inputs(village: str) -> Sample:
    mark = f"Asal {uuid4().hex}"
    return Sample({"uuid": _inputs(mark).uuid}, REGENCY, marks=(mark,))


@sample("office:inputs-measure")
def inputs_measure(village: str) -> Sample:
    return Sample({"uuid": _inputs(f"Asal {uuid4().hex}").uuid}, REGENCY)


@sample("office:result")
def result(village: str) -> Sample:
    return _result(village)


@sample("office:result-cancel")
def result_cancel(village: str) -> Sample:
    return _result(village)


@sample("office:result-again")
def result_again(village: str) -> Sample:
    return _result(village)


@sample("office:result-answer")
def result_answer(village: str) -> Sample:
    """A finished result whose file is not there: who may read it is told so."""
    from merata_portal.analysis.models import Result  # noqa: PLC0415

    found = _result(village)
    Result.objects.filter(uuid=found.arguments["uuid"]).update(state="done", answer_hash="0" * 64, code_version="uji")
    return found
