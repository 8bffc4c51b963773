"""Tables that the portal's own apps make of what they keep: who has one says so here, and freezing lays it over.

An app above analysis registers its own in a module `analysis_sources`; those of the apps below are in
`portal_sources`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import pyarrow as pa
from django.utils.module_loading import autodiscover_modules

from merata.tables.catalogue import TABLES
from merata_portal.analysis.canonical import hash_of

Made = Callable[[str, int], pa.Table | None]
"""By area and year: the table's rows, or None where the app has nothing to say."""
Version = Callable[[str, int], object]
"""By area and year: plain JSON, cheap to ask, that is another when the table would be."""
Withdrawn = Callable[[str, int], Collection[str]]
"""By area and year: keys of rows that are no more, whoever else gives them."""


@dataclass(frozen=True, slots=True)
class Source:
    """One app's part of one table."""

    table: str
    app: str
    make: Made
    version: Version | None = None
    adds: bool = True
    withdrawn: Withdrawn | None = None

    @property
    def origin(self) -> str:
        """What frozen inputs call it."""
        return f"portal:{self.app}"

    def fingerprint(self, area: str, year: int) -> str:
        """A short word that changes when the table does."""
        if self.version is not None:
            return hash_of(self.version(area, year))[:16]
        made = self.make(area, year)
        return hash_of(None if made is None else [made.column_names, *map(str, made.to_pylist())])[:16]


_OWN = ("infrastructure", "ledger", "participation", "programmes", "training", "works_built")
_SOURCES: dict[tuple[str, str], Source] = {}


def source(
    table: str, *, version: Version | None = None, adds: bool = True, withdrawn: Withdrawn | None = None
) -> Callable[[Made], Made]:
    """Mark the function that makes `table` for an area and a year out of what its app keeps.

    Its rows are laid over the material's: those with the same key take their place, cell by cell where they are not
    empty; others are added, unless `adds` is false. `version` says cheaply whether the table would be another; without
    it the table is made to be compared. `withdrawn`: keys whose rows are taken out.
    """
    if table not in TABLES:
        raise KeyError(f"the catalogue has no table {table!r}")

    def register(make: Made) -> Made:
        app = make.__module__.split(".")[1]
        if app == "analysis":
            app = make.__module__.rsplit(".", 1)[-1]
        _SOURCES[table, app] = Source(table, app, make, version, adds, withdrawn)
        return make

    return register


def sources() -> tuple[Source, ...]:
    """All sources, by table and app."""
    _discover()
    return tuple(_SOURCES[key] for key in sorted(_SOURCES))


def sources_of(table: str) -> tuple[Source, ...]:
    """The sources of one table."""
    return tuple(one for one in sources() if one.table == table)


@cache
def _discover() -> None:
    for name in _OWN:
        import_module(f"merata_portal.analysis.portal_sources.{name}")
    autodiscover_modules("analysis_sources")
