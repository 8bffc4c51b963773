"""Measures of whole populations from sums that merge: a machine or a cluster, at once or in parts, give one number."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from merata.measurement.summaries.engine import ENGINES, DuckDB, Spark

if TYPE_CHECKING:
    from merata.measurement.summaries.summary import Summary, merge, summarise

__all__ = ["ENGINES", "DuckDB", "Spark", "Summary", "merge", "summarise"]


def __getattr__(name: str) -> Any:
    # Its sums are compiled, which takes a second to import: not for who only wants an engine.
    if name in ("Summary", "merge", "summarise"):
        return getattr(import_module(f"{__name__}.summary"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
