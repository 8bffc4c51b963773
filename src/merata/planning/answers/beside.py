"""A plan that counts works by minutes beside the plan that counts them by their own evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from merata.access.projects.rupiah_records import RupiahRecord
from merata.planning.plan import Plan
from merata.tables.catalogue import PILLARS


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two plans: its gain with 95% interval, bound and gap, rupiah by pillar, the works chosen, and whether
    what it takes works to do is `assumed`.
    """

    gain: float
    gain_interval: tuple[float, float]
    bound: float
    gap: float | None
    spent_idr: int
    spending_idr: dict[str, int]
    works: tuple[str, ...]
    assumed: bool

    def as_json(self) -> dict[str, Any]:
        """The side as plain values."""
        certainty = "asumsi" if self.assumed else "bukti"
        plain = asdict(self) | {"gain_interval": list(self.gain_interval), "works": list(self.works)}
        return {name: value for name, value in plain.items() if name != "assumed"} | {"certainty": certainty}


@dataclass(frozen=True, slots=True)
class Beside:
    """Both plans, and the records that `with_minutes` counts works by.

    Each gain is by the plan's own evidence, so their difference is no gain of one over the other.
    """

    with_minutes: Side
    without: Side
    records: tuple[RupiahRecord, ...]

    def as_json(self) -> dict[str, Any]:
        """Both as plain values, by "with" and "without"; the `records`."""
        return {
            "with": self.with_minutes.as_json(),
            "without": self.without.as_json(),
            "records": [asdict(record) for record in self.records],
        }


def beside(with_minutes: Plan, without: Plan, records: Sequence[RupiahRecord]) -> Beside:
    """Both plans beside each other; by an assumed record the plan is assumed, whether works were chosen or not."""
    assumed = any(record.assumed for record in records)
    return Beside(_side(with_minutes, assumed=assumed), _side(without), tuple(records))


def _side(plan: Plan, *, assumed: bool = False) -> Side:
    works = [line for line in plan.items if line.kind == "project"]
    return Side(
        gain=plan.gain,
        gain_interval=plan.intervals["gain"],
        bound=plan.bound,
        gap=plan.gap,
        spent_idr=plan.spent_idr,
        spending_idr={name: sum(line.cost_idr for line in plan.items if line.pillar == name) for name in PILLARS},
        works=tuple(sorted(line.item_id for line in works)),
        assumed=assumed or any(line.assumption for line in works),
    )
