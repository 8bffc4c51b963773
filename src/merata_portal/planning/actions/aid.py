"""The programmes of an approved plan: one launch for each programme and line, in the order of the proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pyarrow as pa
from django.db.models import Count

from merata.programmes.entitlement import annual_benefit
from merata.programmes.rules.programme_names import available
from merata_portal.actor import Actor
from merata_portal.ledger.models import Earmark
from merata_portal.planning.expected_consumption import expected_consumption
from merata_portal.planning.models import Charge, Item, Plan
from merata_portal.planning.settings import Settings
from merata_portal.planning.states import ItemState
from merata_portal.programmes.actions.launching import launch
from merata_portal.programmes.actions.rules import register_packaged
from merata_portal.programmes.actions.simulating import simulate
from merata_portal.programmes.models import Launch, RuleVersion, Simulation
from merata_portal.programmes.queries.rulebooks import book_of
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.registry.models import Household, Snapshot


@dataclass(frozen=True, slots=True)
class Aid:
    """A programme paid from one line: what each village of the plan gets of it."""

    programme_id: str
    line: int
    owner: str
    allotted: Mapping[str, int]
    items: tuple[Item, ...]

    @property
    def total_idr(self) -> int:
        """The ceiling of its launch."""
        return sum(self.allotted.values())


def aid_of(items: Sequence[Item]) -> list[Aid]:
    """The plan's programmes by line, in a fixed order; charges prefetched."""
    groups: dict[tuple[str, int, str], list[Item]] = defaultdict(list)
    for item in items:
        if item.kind == "programme":
            (charge,) = item.charges.all()
            groups[item.source_id, charge.line, item.owner].append(item)
    return [
        Aid(programme, line, owner, {one.village_code: one.amount_idr for one in own}, tuple(own))
        for (programme, line, owner), own in sorted(groups.items())
    ]


def rule_of(by: Actor, programme_id: str) -> RuleVersion:
    """The rule that the plan was proved with: the packaged rulebook, or the newest registered where there is none.

    Raises `ProgrammeRefused` where every version was withdrawn.
    """
    if programme_id in available():
        return register_packaged(by=by, programme_id=programme_id)
    found = RuleVersion.objects.filter(programme_id=programme_id).order_by("-at", "-pk")
    standing = found.filter(withdrawn_at__isnull=True).first()
    if standing is None:
        raise ProgrammeRefused(
            f"Aturan program {programme_id} sudah ditarik atau tidak pernah didaftarkan.",
            f"The rule of the programme {programme_id} was withdrawn, or never registered.",
        )
    return standing


def simulated(by: Actor, plan: Plan, aids: Sequence[Aid]) -> Iterator[Simulation]:
    """A kept simulation for each, computed where there is none of the same already; nobody is bound by one.

    Raises `ProgrammeRefused` and `Snapshot.DoesNotExist` as `programmes.actions.simulating.simulate`.
    """
    settings = Settings.from_json(plan.scenario.settings)
    snapshot, day = UUID(settings.snapshot), date.fromisoformat(settings.day)
    if not Snapshot.objects.filter(uuid=snapshot, state=Snapshot.State.TAKEN).exists():
        raise ProgrammeRefused(
            f"Bekuan registri {snapshot} tidak ada lagi; perbarui skenarionya dan susun rencana lagi.",
            f"The frozen registry {snapshot} is gone; refresh the scenario and draw the plan up again.",
        )
    expected: pa.Table | None = None
    for aid in aids:
        rule = rule_of(by, aid.programme_id)
        area = aid.owner if aid.owner != plan.area else plan.area
        known = _kept(rule, snapshot, day, area, aid.allotted)
        if known is not None:
            yield known
            continue
        if expected is None:
            expected = expected_consumption(plan.scenario.inputs, settings)
        yield simulate(
            by=by, rule=rule.uuid, snapshot=snapshot, on_day=day, village_ceilings=aid.allotted, area=area,
            expected=expected,
        )  # fmt: skip


def launched(by: Actor, plan: Plan, aid: Aid, simulation: Simulation, reason: str) -> Launch:
    """Launch it with the whole allotment set aside, under the plan's name; the items then say so."""
    delivery, unit = way_of(simulation, aid.allotted)
    made = launch(
        by=by, simulation=simulation.uuid, line=aid.line, ceiling_idr=aid.total_idr, delivery=delivery, unit=unit,
        reason=reason, plan=plan.reference,
    )  # fmt: skip
    marks = Earmark.objects.filter(line=aid.line, purpose__startswith=f"{made.subject}/")
    of_village = dict(marks.values_list("village_code", "pk"))
    reserve = of_village.get("")
    charges = {charge.item_id: charge for item in aid.items for charge in item.charges.all()}
    for item in aid.items:
        item.state, item.made_kind, item.made_uuid = ItemState.MADE, "launch", made.uuid
        item.made = [str(made.uuid)]
        charges[item.pk].earmark = of_village.get(item.village_code, reserve)
    Item.objects.bulk_update(aid.items, ["state", "made_kind", "made_uuid", "made"], batch_size=500)
    Charge.objects.bulk_update(charges.values(), ["earmark"], batch_size=500)
    return made


def way_of(simulation: Simulation, villages: Collection[str]) -> tuple[str, str]:
    """How its benefit reaches people, as the rule says: goods, a membership of persons, or money to a household.

    Money goes by post where the registry knows a bank account of fewer than half of the households of `villages`: a
    batch into accounts would hold nobody.
    """
    book = book_of(simulation.rule_version, simulation.parameters)
    benefit = annual_benefit(book, book.values(simulation.on_day))
    if benefit.unit is not None:
        return Launch.Delivery.IN_KIND, Launch.Unit.HOUSEHOLD
    if book.kind == "premium" and book.benefit.members:
        return Launch.Delivery.MEMBERSHIP, Launch.Unit.PERSON
    homes = Household.objects.filter(village_code__in=villages, moved_out_on__isnull=True)
    counted = homes.aggregate(every=Count("pk"), banked=Count("account_sealed"))
    by_post = counted["banked"] * 2 < counted["every"]
    return Launch.Delivery.POST if by_post else Launch.Delivery.BANK, Launch.Unit.HOUSEHOLD


def _kept(rule: RuleVersion, snapshot: UUID, day: date, area: str, allotted: Mapping[str, int]) -> Simulation | None:
    """The simulation of the same that nobody has launched: of an attempt that came to nothing, perhaps."""
    found = Simulation.objects.filter(
        rule_version=rule, snapshot_uuid=snapshot, on_day=day, area=area, parameters={}, ceiling_idr__isnull=True,
        renews=False,
    ).exclude(launches__in=Launch.objects.exclude(state=Launch.State.WITHDRAWN))  # fmt: skip
    return next((one for one in found.order_by("-pk") if one.village_ceilings == dict(allotted)), None)
