"""From accepted studies to the table `evidence`, as plans read it."""

from __future__ import annotations

import pyarrow as pa

from merata.tables.catalogue import TABLES
from merata_portal.evaluation.models import AcceptedEvidence
from merata_portal.evaluation.queries.inputs_evidence import newest_accepted


def accepted(area: str, _year: int) -> pa.Table | None:
    """The records that studies changed, as each is now; None where none was. Evidence of all years counts."""
    rows = [one.record for _name, one in sorted(newest_accepted(area).items())]
    return pa.Table.from_pylist(rows, schema=TABLES["evidence"].arrow) if rows else None


def accepted_version(area: str, _year: int) -> object:
    """The newest accepted record of an area: another one means another table."""
    newest = AcceptedEvidence.objects.filter(area=area).order_by("-pk").values_list("pk", flat=True).first()
    return [newest]
