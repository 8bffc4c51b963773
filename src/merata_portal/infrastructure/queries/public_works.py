"""What is being built, summed up for everybody: by stage, what is late, and where each work stands on the map."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merata_portal.infrastructure import clock
from merata_portal.infrastructure.models import Project
from merata_portal.infrastructure.queries.projects import public_projects
from merata_portal.infrastructure.states import BUILT, State
from merata_portal.ledger.models import EarmarkBalance

STAGES: dict[str, tuple[str | Promise, tuple[State, ...]]] = {
    "planned": (_("Direncanakan"), (State.PLANNED, State.TENDERED)),
    "contracted": (_("Berkontrak atau dikerjakan"), (State.CONTRACTED, State.UNDER_WAY)),
    "finished": (_("Selesai"), BUILT),
    "cancelled": (_("Dibatalkan"), (State.CANCELLED,)),
}
UNFINISHED = (*STAGES["planned"][1], *STAGES["contracted"][1])
MOST_PINS = 2000


@dataclass(frozen=True, slots=True)
class StageSum:
    """The works of a stage: how many, their budgets and contracts in rupiah."""

    code: str
    label: str | Promise
    works: int
    budget_idr: int
    contract_idr: int


@dataclass(frozen=True, slots=True)
class WorkSums:
    """The works of an area. `late`: unfinished after the day first promised; `paid_idr`: paid and not returned."""

    stages: tuple[StageSum, ...]
    late: int
    paid_idr: int

    @property
    def works(self) -> int:
        """How many there are, given up ones too."""
        return sum(one.works for one in self.stages)


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a work is, in degrees, and its stage."""

    uuid: UUID
    name: str
    village_code: str
    stage: str
    late: bool
    latitude: float
    longitude: float


def works(
    *, area: str = "", village: str = "", stage: str = "", state: str = "", kind: str = "", late: bool = False
) -> QuerySet[Project]:
    """The public works of an area's budget and of a village or kecamatan, the newest first."""
    found = public_projects(state=state, kind=kind)
    if area:
        found = found.filter(Q(owner=area) | Q(owner__startswith=f"{area}."))
    if village:
        found = found.filter(Q(village_code=village) | Q(village_code__startswith=f"{village}."))
    if stage in STAGES:
        found = found.filter(state__in=STAGES[stage][1])
    return found.filter(_late()) if late else found


def sums(area: str = "") -> WorkSums:
    """The works of an area's budgets summed up; three queries."""
    found = works(area=area).order_by()
    rows = {
        str(state): (n, int(budget or 0), int(contract or 0))
        for state, n, budget, contract in found.values_list("state").annotate(
            n=Count("pk"), planned=Sum("budget_idr"), signed=Sum("contract__value_idr")
        )
    }
    marks = EarmarkBalance.objects.filter(earmark__in=found.filter(earmark__isnull=False).values("earmark"))
    paid = marks.aggregate(paid=Sum("paid_idr", default=0), back=Sum("returned_idr", default=0))
    return WorkSums(
        tuple(_stage(code, rows) for code in STAGES), found.filter(_late()).count(), int(paid["paid"] - paid["back"])
    )


def pins(found: QuerySet[Project]) -> list[Pin]:
    """Where works are, the newest `MOST_PINS`; one query."""
    stage_of = {state: code for code, (_label, states) in STAGES.items() for state in states}
    today = clock.today()
    return [
        Pin(
            one.uuid, one.name, one.village_code, stage_of[State(one.state)],
            one.state in UNFINISHED and one.promised_on is not None and one.promised_on < today, one.latitude,
            one.longitude,
        )
        for one in found[:MOST_PINS]
    ]  # fmt: skip


def public_works_of(uuids: Collection[UUID]) -> dict[UUID, Project]:
    """Works that everybody may see by uuid; one query."""
    return {one.uuid: one for one in public_projects().filter(uuid__in=list(uuids))}


def _late() -> Q:
    return Q(state__in=UNFINISHED, promised_on__lt=clock.today())


def _stage(code: str, rows: dict[str, tuple[int, int, int]]) -> StageSum:
    label, states = STAGES[code]
    of_states = [rows.get(str(state), (0, 0, 0)) for state in states]
    n, budget, contract = (sum(column) for column in zip(*of_states, strict=True))
    return StageSum(code, label, n, budget, contract)
