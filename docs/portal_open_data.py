"""The page of open data's datasets: their tables are built on a portal in which nobody is."""

from __future__ import annotations

from django.core.management import call_command
from portal_ground import page, table

from merata_portal.analysis.publishing.datasets import DATASETS
from merata_portal.analysis.publishing.places import Places
from merata_portal.analysis.publishing.protecting import Told, protected


def open_data_page(notice: str) -> str:
    """Every dataset of an edition."""
    parts = [
        "# Datasets of open data",
        notice,
        "What an edition holds, in the order of the catalogue at `/data-terbuka/`. The same stands, in Indonesian too, in each "
        "edition's `datapackage.json`. What is withheld and rounded, and why: "
        "[how small groups are kept out](../explanation/disclosure.md).",
    ]
    tables = _tables()
    for one in DATASETS.values():
        rows = [(each.name.en, each.concept.en, each.formula.en, each.unit.en) for each in one.indicators]
        parts.append(
            f"## {one.title.en}\n\n`{one.name}` · {one.title.id}\n\n{one.about.en}\n\n"
            f"- whose work: {one.activity.en}\n- period: {one.period.en}\n- protection: {one.protection.en}\n\n"
            + (table(("indicator", "concept", "formula", "unit"), rows) if rows else "")
        )
        parts += [_columns(one.name, told) for told in tables[one.name]]
    return page(*parts)


def _tables() -> dict[str, list[Told]]:
    """The tables of an edition of a regency with one village and nobody in it, by dataset."""
    call_command("migrate", verbosity=0)
    names = {code: code for code in ("35.05", "35.05.99", "35.05.99.2001")}
    places = Places("35.05", names, {"35.05.99.2001": "35.05.99"})
    told, _kept = protected({name: one.build(places, 2026).drafts for name, one in DATASETS.items()}, places, None)
    return told


def _columns(dataset: str, told: Told) -> str:
    rows = [
        (f"`{one.name}`", one.kind, one.words.en.replace("|", "\\|"), one.unit.en if one.unit else "")
        for one in told.columns
    ]
    head = f"### {dataset} / {told.name}\n\n{told.title.en}.\n\n"
    return head + table(("column", "kind", "meaning", "unit"), rows)
