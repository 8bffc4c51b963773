"""What SIPD would send a proposal back for, named all at once, and how complete that makes it.

The requirements and kinds stand in `sipd.yaml`, each with how sure it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from merata_portal.participation.models import Proposal


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that SIPD asks for of proposals of some pillars."""

    field: str
    pillars: frozenset[str]
    certainty: str
    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of proposal: what it is called, of which pillar, and whose authority its object is."""

    code: str
    id: str
    en: str
    pillar: str
    authority: str
    unit: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is missing, and how many of how many requirements are met."""

    missing: tuple[Requirement, ...]
    met: int
    asked: int

    @property
    def share(self) -> float:
        """Met as a share of asked, from 0 to 1."""
        return self.met / self.asked


@dataclass(frozen=True, slots=True)
class Rules:
    """The file read: requirements, kinds by code, and the authorities whose proposals SIPD takes here."""

    requirements: tuple[Requirement, ...]
    kinds: dict[str, Kind]
    ours: frozenset[str]


@cache
def rules() -> Rules:
    """The rules as packaged."""
    read: Any = yaml.safe_load((files("merata_portal.participation") / "sipd.yaml").read_text(encoding="utf-8"))
    requirements = tuple(
        Requirement(one["field"], frozenset(one["pillars"]), one["certainty"], one["id"], one["en"])
        for one in read["requirements"]
    )
    kinds = {code: Kind(code=code, **given) for code, given in read["kinds"].items()}
    return Rules(requirements, kinds, frozenset(read["ours"]))


def completeness(proposal: Proposal) -> Completeness:
    """Every requirement of the proposal's pillar held against it; nothing but the row itself is read."""
    asked = [one for one in rules().requirements if proposal.pillar in one.pillars]
    missing = tuple(one for one in asked if not _MET[one.field](proposal))
    return Completeness(missing, len(asked) - len(missing), len(asked))


def _ours(proposal: Proposal) -> bool:
    # A kind that nobody named is missing once, as the kind.
    kind = rules().kinds.get(proposal.object_kind)
    return kind is None or kind.authority in rules().ours


_MET: dict[str, Callable[[Proposal], bool]] = {
    "address": lambda one: bool(one.address),
    "volume": lambda one: one.volume is not None,
    "unit": lambda one: bool(one.unit),
    "photo": lambda one: one.photos > 0,
    "point": lambda one: one.latitude is not None,
    "boundaries": lambda one: bool(one.boundaries),
    "object_kind": lambda one: one.object_kind in rules().kinds,
    "authority": _ours,
}
