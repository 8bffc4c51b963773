"""What can be computed, by kind: pure functions from a frozen dataset and plain parameters to an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

import pyarrow as pa

from merata.progress import Step
from merata.tables.folder import Dataset
from merata_portal.actor import Capability


@dataclass(frozen=True, slots=True)
class Answer:
    """What a calculation gives: `value` plain JSON, and by name the `tables` that belong to it."""

    value: dict[str, Any]
    tables: Mapping[str, pa.Table] = field(default_factory=dict)


Calculation = Callable[[Dataset, Mapping[str, Any], Step], Answer]
KINDS = ("measure", "plan", "frontier", "why", "changed", "evaluate", "mde", "attribute")
"""The kinds there are; each stands in the module of `_MODULES`, imported when it is first computed."""
_MODULES = ("measuring", "plans", "evaluations")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: the function that computes it, and who may ask for it."""

    name: str
    compute: Calculation
    capability: Capability


_KINDS: dict[str, Kind] = {}


def calculation(kind: str, *, capability: Capability = Capability.RUN_ANALYSIS) -> Callable[[Calculation], Calculation]:
    """Mark the function that computes a kind, for who has the `capability`.

    Nothing in it may be cut by the clock: it must give the same again.
    """

    def register(compute: Calculation) -> Calculation:
        _KINDS[kind] = Kind(kind, compute, capability)
        return compute

    return register


def kind_of(name: str) -> Kind:
    """The kind of that name; raises KeyError that names the kinds there are."""
    _load()
    try:
        return _KINDS[name]
    except KeyError:
        raise KeyError(f"nothing computes {name!r}; there are: {', '.join(sorted(_KINDS))}") from None


@cache
def _load() -> None:
    for name in _MODULES:
        import_module(f"merata_portal.analysis.calculations.{name}")
