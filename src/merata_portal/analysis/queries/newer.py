"""The newest snapshot that an analysis of the same area would use now."""

from __future__ import annotations

from merata_portal.analysis.models import Inputs
from merata_portal.registry.models import Snapshot


def newest_snapshot(inputs: Inputs) -> Snapshot | None:
    """The newest finished snapshot of the area of the one that was frozen, itself included; None where it is gone."""
    area = Snapshot.objects.filter(uuid=inputs.snapshot).values_list("area", flat=True).first()
    if area is None:
        return None
    return Snapshot.objects.filter(area=area, state=Snapshot.State.TAKEN).order_by("-at", "-id").first()
