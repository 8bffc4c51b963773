"""The printed list of a village: made for paper, with names, so that each printing is an event."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.holding import settle_held
from merata_portal.programmes.documents.distribution import DistributionList, Row, distribution_pdf
from merata_portal.programmes.models import Cycle, Entitlement, Launch
from merata_portal.programmes.queries.receipts import numbered
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.origin import are_synthetic


@transaction.atomic
def print_list(*, by: Actor, cycle_id: int, village_code: str) -> bytes:
    """The PDF by which goods are handed over in a village: all that is due now, each with its lasting number.

    For the village's operator, also where the launch is the regency's. Raises `ProgrammeRefused` where nothing is due.
    """
    by.require_somewhere(Capability.RECORD_RECEIPT)
    areas, held = locked(
        Area.objects.filter(kind="village"), by, Capability.RECORD_RECEIPT, area="code", code=village_code
    )  # fmt: skip
    cycle = Cycle.objects.select_related("launch").get(pk=cycle_id, launch__delivery=Launch.Delivery.IN_KIND)
    settle_held(Entitlement.objects.filter(cycle=cycle, village_code=village_code))
    rows = [
        Row(one.number, one.name, one.address, one.quantity)
        for one in numbered(cycle, village_code)
        if one.state == Entitlement.State.DUE
    ]
    if not rows:
        raise ProgrammeRefused(
            "Tidak ada barang yang masih harus diserahkan di desa ini.", "Nothing is to be handed over in this village."
        )
    launch, now = cycle.launch, timezone.now()
    owner = Area.objects.filter(code=launch.owner).values_list("name", flat=True).first() or launch.owner
    made = distribution_pdf(
        DistributionList(
            programme=launch.name_id, office=owner, village=f"{areas.name} ({village_code})",
            period=f"{cycle.number} dari {launch.instalments}, {cycle.begins:%d-%m-%Y} sampai {cycle.ends:%d-%m-%Y}",
            unit=launch.goods_unit, code=f"{cycle.list_hash[:12]}/{village_code}", printed_at=now, rows=tuple(rows),
            synthetic=are_synthetic(),
        )
    )  # fmt: skip
    record(
        by=by, held=held, action="programmes.print_list", subject=launch.subject, area=village_code, rows=len(rows),
        data={"cycle": cycle.number},
    )  # fmt: skip
    return made
