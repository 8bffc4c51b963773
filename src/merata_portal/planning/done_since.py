"""What a scenario demands and is there by now: a work that was built, a class that was held, is no choice any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from merata.tables.folder import Dataset
from merata_portal.planning.scenario_settings import Settings

_TABLES = (("projects", "project_id"), ("courses", "course_id"))


def done_items(dataset: Dataset) -> frozenset[str]:
    """The works and classes of a frozen dataset that are no candidates any more."""
    return frozenset(
        str(row[key])
        for table, key in _TABLES
        if dataset.has(table)
        for row in dataset.read(table, [key, "status"]).to_pylist()
        if row["status"] != "candidate"
    )


def without_done(settings: Settings, done: Collection[str]) -> tuple[Settings, tuple[str, ...]]:
    """The settings without demands on what is done, and which those were."""
    dropped = tuple(name for name in (*settings.require, *settings.exclude) if name in done)
    if not dropped:
        return settings, ()
    require, exclude = (
        tuple(name for name in names if name not in done) for names in (settings.require, settings.exclude)
    )
    return replace(settings, require=require, exclude=exclude), dropped
