"""All that a scenario is made of: read from and written to plain JSON, and told to the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import yaml

GROUPS = ("pillars", "programmes", "kecamatan", "villages", "funds")
"""What least and most sums can be set for, as the constraint file of `merata plan` names it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and most rupiah of one pillar, programme, kecamatan, village or fund; None: none."""

    name: str
    min_idr: int | None = None
    max_idr: int | None = None


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """An item that is taken only with what it needs."""

    item: str
    needs: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """What an office or crew can do at most: `at_most` of the `items`."""

    name: str
    at_most: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice of one scenario.

    `regency` pays, in the budget `year`; `snapshot`: uuid of the frozen registry; `on`: the day whose rules hold
    (empty: 1 January of the year). `objective`: "sen", "sgini:ν", "atkinson:ε", "poverty_gap", "squared_poverty_gap";
    `tail`: plan for that worst share of the draws (CVaR). `budget_idr`: all that may be spent; `use_ceilings`: the
    ledger's lines hold as well. `exclusions`: of each set at most one. `answered_per_village`: so many proposals of
    each village at least. `assumptions`: count effects that are assumed; `minutes_to_rupiah`: count works by what the
    minutes they save are worth. `gap`: how near the best possible it is proved. `robustness`: ask which choices are
    contested.
    """

    regency: str
    year: int
    snapshot: str
    budget_idr: int
    on: str = ""
    objective: str = "sen"
    tail: float | None = None
    use_ceilings: bool = False
    pillars: tuple[Bound, ...] = ()
    programmes: tuple[Bound, ...] = ()
    kecamatan: tuple[Bound, ...] = ()
    villages: tuple[Bound, ...] = ()
    funds: tuple[Bound, ...] = ()
    exclude: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    exclusions: tuple[tuple[str, ...], ...] = ()
    capacity: tuple[Capacity, ...] = ()
    seats_min: int | None = None
    seats_max: int | None = None
    answered_per_village: int | None = None
    assumptions: bool = True
    minutes_to_rupiah: bool = False
    draws: int = 20
    seed: int = 1
    gap: float = 0.001
    robustness: bool = True
    unread: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Settings:
        """The settings that plain JSON says; keys that are none are kept in `unread`, which is a fault."""
        known = {one.name for one in fields(cls)} - {"unread"}
        given = {name: value for name, value in told.items() if name in known}
        for name in GROUPS:
            given[name] = tuple(Bound(**one) for one in told.get(name, ()))
        for name in ("exclude", "require"):
            given[name] = tuple(told.get(name, ()))
        given["prerequisites"] = tuple(Prerequisite(**one) for one in told.get("prerequisites", ()))
        given["exclusions"] = tuple(tuple(one) for one in told.get("exclusions", ()))
        given["capacity"] = tuple(
            Capacity(one["name"], one["at_most"], tuple(one["items"])) for one in told.get("capacity", ())
        )
        return cls(**given, unread=tuple(sorted(set(told) - known)))

    def as_json(self) -> dict[str, Any]:
        """The settings as plain JSON, which `from_json` reads."""
        told = asdict(self)
        del told["unread"]
        for name in (*GROUPS, "prerequisites"):
            told[name] = list(told[name])
        for name in ("exclude", "require"):
            told[name] = list(told[name])
        told["exclusions"] = [list(one) for one in self.exclusions]
        told["capacity"] = [{**asdict(one), "items": list(one.items)} for one in self.capacity]
        return told

    @property
    def day(self) -> str:
        """The day whose rules hold, as ISO writes it."""
        return self.on or f"{self.year}-01-01"

    def parameters(self) -> dict[str, Any]:
        """What analysis is asked with, for every kind of question about this scenario."""
        return {
            "regency": self.regency,
            "budget_idr": self.budget_idr,
            "on": self.day,
            "objective": self.objective,
            "tail": self.tail,
            "use_ceilings": self.use_ceilings,
            "constraints": self.constraint_text(),
            "draws": self.draws,
            "seed": self.seed,
            "gap": self.gap,
            "robustness": self.robustness,
            "assumptions": self.assumptions,
            "minutes_to_rupiah": self.minutes_to_rupiah,
            "truth": False,
        }

    def constraint_text(self) -> str:
        """The constraints as the file that `merata plan --constraints` reads; empty where there are none."""
        told: dict[str, Any] = {}
        for name in GROUPS:
            bounds = {one.name: _sums(one) for one in getattr(self, name)}
            told |= {name: bounds} if bounds else {}
        lists: dict[str, list[Any]] = {
            "exclude": list(self.exclude),
            "require": list(self.require),
            "prerequisites": [asdict(one) for one in self.prerequisites],
            "exclusions": [list(one) for one in self.exclusions],
            "capacity": [{**asdict(one), "items": list(one.items)} for one in self.capacity],
        }
        told |= {name: rows for name, rows in lists.items() if rows}
        seats = {"min": self.seats_min, "max": self.seats_max}
        if given := {name: value for name, value in seats.items() if value is not None}:
            told["seats"] = given
        if self.answered_per_village is not None:
            told["answered_per_village"] = self.answered_per_village
        return yaml.safe_dump(told, allow_unicode=True, sort_keys=False) if told else ""


def _sums(bound: Bound) -> dict[str, int]:
    given = {"min_idr": bound.min_idr, "max_idr": bound.max_idr}
    return {name: value for name, value in given.items() if value is not None}
