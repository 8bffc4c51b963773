"""Imports: where each stands, what its check found, what it would change and what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from merata.registry.findings import KINDS
from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability
from merata_portal.personal.masking import masked
from merata_portal.registry import bulk, spool
from merata_portal.registry.models import (
    Benefit,
    BenefitBefore,
    Household,
    HouseholdBefore,
    Import,
    Person,
    PersonBefore,
)

PREVIEW_ROWS = 10
NUMBERS = ("nik", "kk")
OF_BENEFIT = ("row", "sheet", "nik", "kk", "programme", "year", "annual_idr")
"""What a list of recipients has of the columns of a record; its year is no number to be written with a point."""


@dataclass(frozen=True, slots=True)
class Found:
    """One kind of finding and in how many rows' cells it stands; the sentences are for the user."""

    code: str
    severity: str
    text_id: str
    text_en: str
    cells: int


def imports(actor: Actor) -> QuerySet[Import]:
    """The imports of the actor's areas, the latest first."""
    found = Import.objects.select_related("upload", "change").order_by("-at", "-id")
    return within_areas(found, actor, Capability.IMPORT_REGISTRY, "area")


def findings(actor: Actor, uuid: UUID) -> tuple[Found, ...]:
    """What the check found, by kind: faults first, the most frequent first."""
    counted = imports(actor).get(uuid=uuid).counts.get("findings", {})
    told = (
        Found(code, KINDS[code].severity.value, KINDS[code].id, KINDS[code].en, cells)
        for code, cells in counted.items()
    )
    return tuple(sorted(told, key=lambda one: (one.severity, -one.cells, one.code)))


def preview(actor: Actor, uuid: UUID, *, rows: int = PREVIEW_ROWS) -> list[dict[str, Any]]:
    """The first sound rows as they were understood, numbers masked; only between check and acceptance."""
    found = imports(actor).get(uuid=uuid)
    if found.state != Import.State.CHECKED or not spool.chunks(found):
        return []
    shown = spool.read(found, 0).slice(0, rows)
    if found.level == "benefit":
        shown = shown.select(list(OF_BENEFIT)).set_column(
            OF_BENEFIT.index("year"), "year", shown["year"].cast("string")
        )
    return [
        {name: masked(cell) if name in NUMBERS and cell else cell for name, cell in row.items()}
        for row in shown.to_pylist()
    ]


def difference(actor: Actor, uuid: UUID) -> dict[str, dict[str, int]]:
    """What an applied import changed against what the registry held before, by village.

    Of people: new, moved (to this village), left and died (persons), households_new,
    households_changed and, of these, desil_changed. Of a
    list of recipients: benefits_new, benefits_changed, benefits_ended.
    """
    found = imports(actor).get(uuid=uuid)
    villages: dict[str, dict[str, int]] = {}
    if found.change_id is None:
        return villages
    counted = _counted_benefits() if found.level == "benefit" else _counted_people()
    for name, part in counted.items():
        for code, rows in bulk.rows(
            f"SELECT t.village_code, count(*) {part} GROUP BY t.village_code", [found.change_id]
        ):
            villages.setdefault(code, dict.fromkeys(counted, 0))[name] = rows
    return dict(sorted(villages.items()))


def _counted_people() -> dict[str, str]:
    """What changed of people: the rest of a query by village (`t`), of one change."""
    person, image = Person._meta.db_table, PersonBefore._meta.db_table
    household, home = Household._meta.db_table, HouseholdBefore._meta.db_table
    before = f"FROM {person} t JOIN {image} b ON b.row_id = t.id WHERE b.change_id = %s"
    return {
        "new": f"FROM {person} t WHERE t.created_by = %s",
        "moved": f"{before} AND b.village_code <> t.village_code",
        "left": f"{before} AND b.moved_out_on IS NULL AND t.moved_out_on IS NOT NULL",
        "died": f"{before} AND b.died_on IS NULL AND t.died_on IS NOT NULL",
        "households_new": f"FROM {household} t WHERE t.created_by = %s",
        "households_changed": f"FROM {household} t JOIN {home} b ON b.row_id = t.id WHERE b.change_id = %s",
        "desil_changed": f"FROM {household} t JOIN {home} b ON b.row_id = t.id WHERE b.change_id = %s "
        "AND (b.desil <> t.desil OR (b.desil IS NULL) <> (t.desil IS NULL))",
    }


def _counted_benefits() -> dict[str, str]:
    """The same of what households receive."""
    received = f"FROM {Benefit._meta.db_table} a JOIN {Household._meta.db_table} t ON t.id = a.household_id"
    before = f"{received} JOIN {BenefitBefore._meta.db_table} b ON b.row_id = a.id WHERE b.change_id = %s"
    ended = "(a.until_year IS NOT NULL AND (b.until_year IS NULL OR b.until_year > a.until_year))"
    begun_again = "(a.until_year IS NULL AND b.until_year IS NOT NULL)"
    return {
        "benefits_new": f"{received} WHERE a.created_by = %s",
        "benefits_changed": f"{before} AND (b.annual_idr <> a.annual_idr OR {begun_again})",
        "benefits_ended": f"{before} AND {ended}",
    }
