"""How much there is, and how far it has come: by line, owner, fund, pillar, programme, village, proposal or plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.ledger.models import Earmark, EarmarkBalance, Line, LineBalance
from merata_portal.ledger.requests import Sum as AskedSum
from merata_portal.ledger.stages import EARMARKED, Stage

OF_LINE = ("owner", "year", "account_code", "fund_source", "pillar")
OF_EARMARK = ("purpose", "programme", "village_code", "proposal", "plan")


@dataclass(frozen=True, slots=True)
class Position:
    """Rupiah in each stage for one group. Appropriated and available are None where the group is a purpose's."""

    group: dict[str, Any]
    appropriated_idr: int | None
    available_idr: int | None
    reserved_idr: int
    committed_idr: int
    paid_idr: int
    returned_idr: int

    @property
    def spent_idr(self) -> int:
        """Rupiah that were paid and did not come back."""
        return self.paid_idr - self.returned_idr

    @property
    def realisation(self) -> float | None:
        """Spent as a share of appropriated; None where nothing was, or where the group is a purpose's."""
        return self.spent_idr / self.appropriated_idr if self.appropriated_idr else None


def lines(actor: Actor, **filters: Any) -> QuerySet[Line]:
    """The budget lines of the actor's areas with their balances, by owner, year, account and fund.

    `filters` are fields of `Line`, e.g. owner="35.05", year=2026.
    """
    within = within_areas(Line.objects.select_related("balance"), actor, Capability.VIEW_LEDGER, "owner")
    return within.filter(**filters).order_by("owner", "year", "account_code", "fund_source")


def earmarks(actor: Actor, **filters: Any) -> QuerySet[Earmark]:
    """The earmarks of the actor's areas with line and balance; `filters` e.g. plan="rencana:3", line__owner="35.05"."""
    every = Earmark.objects.select_related("line", "balance")
    return within_areas(every, actor, Capability.VIEW_LEDGER, "line__owner").filter(**filters).order_by("pk")


def remaining(found: Iterable[Earmark], stage: Stage) -> list[AskedSum]:
    """All that stands in `stage` of each earmark that has any, as the sums of an action: commit all, release all."""
    left = ((earmark.pk, getattr(earmark.balance, f"{stage.value}_idr")) for earmark in found)
    return [AskedSum(earmark, amount) for earmark, amount in left if amount > 0]


def positions(actor: Actor, *by: str, **filters: Any) -> list[Position]:
    """Sums by the fields `by`, in their order: of `OF_LINE`, or with any of `OF_EARMARK` what stands for purposes.

    `filters` are fields of the same two lists. Raises ValueError for others. Two queries, whatever is asked.
    """
    if unknown := sorted({*by, *filters} - {*OF_LINE, *OF_EARMARK}):
        raise ValueError(f"no such groups: {', '.join(unknown)}; expected of {', '.join((*OF_LINE, *OF_EARMARK))}")
    of_purpose = any(field in OF_EARMARK for field in (*by, *filters))
    balances: QuerySet[Any] = EarmarkBalance.objects.all() if of_purpose else LineBalance.objects.all()
    stages = EARMARKED if of_purpose else tuple(Stage)
    path = {field: f"earmark__{field}" if of_purpose else field for field in OF_EARMARK} | {
        field: f"earmark__line__{field}" if of_purpose else f"line__{field}" for field in OF_LINE
    }
    scoped = within_areas(balances, actor, Capability.VIEW_LEDGER, path["owner"])
    grouped = scoped.filter(**{path[field]: value for field, value in filters.items()}).values(
        *(path[field] for field in by)
    )
    sums = {stage.value: Sum(f"{stage.value}_idr", default=0) for stage in stages}
    return [
        Position(
            {field: row[path[field]] for field in by},
            *(None if row.get(stage.value) is None else int(row[stage.value]) for stage in Stage),  # type: ignore[arg-type]
        )
        for row in (
            grouped.annotate(**sums).order_by(*(path[field] for field in by)) if by else [grouped.aggregate(**sums)]
        )
    ]
