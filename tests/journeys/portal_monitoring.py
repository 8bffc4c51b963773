"""The approved plan against what was delivered, as the monitoring page reads it, beside what the ledger holds."""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID


def told(people: Any, plan: UUID) -> dict[str, Any]:
    """The rupiah of every item, pillar and village, and of all of it; the same sums of the ledger itself."""
    from merata_portal.ledger import queries
    from merata_portal.planning.queries.monitoring import monitoring

    found = monitoring(people.planner, plan)
    (position,) = queries.positions(people.office, "plan", plan=found.plan.reference)
    return {
        "items": {row.item.item_id: _amounts(row.money) for row in found.rows},
        "pillars": {one.code: _amounts(one.money) for one in found.pillars},
        "villages": {one.code: _amounts(one.money) for one in found.villages},
        "total": _amounts(found.total.money),
        "ledger": {
            "reserved_idr": position.reserved_idr, "committed_idr": position.committed_idr,
            "paid_idr": position.paid_idr, "returned_idr": position.returned_idr,
        },
        "completed": found.total.completed, "physical_pc": found.total.physical_pc,
        "households": [found.total.households, found.total.households_reached],
        "warnings": sorted({one.said.code for one in found.warnings}),
    }  # fmt: skip


def _amounts(money: Any) -> dict[str, int]:
    return asdict(money) | {"spent_idr": money.spent_idr}
