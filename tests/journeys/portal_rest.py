"""What is left of the approved plan, which the ledger alone pays: each reservation committed and paid by two others."""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

from datetime import date
from typing import Any


def spend(people: Any, *, plan: str, earmarks: list[int]) -> dict[str, Any]:
    """Commit and pay the `earmarks` of the plan; too much, alone and twice are tried as well; rupiah by earmark."""
    from merata_portal.actor import Refused
    from merata_portal.ledger import actions, queries
    from merata_portal.ledger.refusals import NotEnough
    from merata_portal.ledger.requests import Share
    from merata_portal.ledger.stages import Stage

    refused = []
    reserved = [one for one in queries.earmarks(people.planner, plan=plan) if one.pk in earmarks]
    try:
        too_much = [Share(reserved[0].line_id, "lebih", 10**15, plan=plan)]
        actions.reserve(by=people.planner, shares=too_much, reason="lebih", key="too much")
    except NotEnough as error:
        refused.append(type(error).__name__)
    sums = queries.remaining(reserved, Stage.RESERVED)
    try:
        actions.commit(by=people.planner, sums=sums, reason="sendiri", key="own")
    except Refused as error:
        refused.append(type(error).__name__)
    actions.commit(by=people.office, sums=sums, reason="kontrak dan SK 2026", key="commit", day=date(2026, 1, 2))
    committed = [one for one in queries.earmarks(people.office, plan=plan) if one.pk in earmarks]
    payments = queries.remaining(committed, Stage.COMMITTED)
    try:
        actions.pay(by=people.office, sums=payments, reason="sendiri", key="own pay")
    except Refused as error:
        refused.append(type(error).__name__)
    actions.pay(by=people.treasurer, sums=payments, reason="SP2D 2026", key="pay")
    actions.pay(by=people.treasurer, sums=payments, reason="SP2D 2026", key="pay")  # pressed twice, paid once
    paid = [one for one in queries.earmarks(people.office, plan=plan) if one.pk in earmarks]
    return {"refused": refused, "paid": {str(one.pk): one.balance.paid_idr for one in paid}}
