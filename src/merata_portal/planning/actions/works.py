"""The works of an approved plan: candidates with their money set aside, which an officer then plans and tenders."""

from __future__ import annotations

from collections.abc import Sequence

from merata_portal.actor import Actor
from merata_portal.infrastructure.actions.candidates import Candidate
from merata_portal.infrastructure.actions.earmarking import PlannedWork, earmark_works
from merata_portal.infrastructure.models import Project
from merata_portal.planning.actions.making import kept_charges, made
from merata_portal.planning.menu import Menu
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.project_names import portal_projects

_FACILITIES = (
    ("market", ("pasar",)),
    ("health_post", ("puskesmas", "pustu", "polindes", "poskesdes", "posyandu")),
    ("school", ("sekolah", "sd ", "sdn ", "smp", "paud", "madrasah")),
    ("irrigation", ("irigasi", "embung")),
    ("water", ("air bersih", "sumur", "spam", "pamsimas")),
)
"""What a facility is, by words of its name; the office may name it otherwise."""
_WORKS = (
    ("rehabilitation", ("rehabilitasi", "perbaikan", "pemeliharaan")),
    ("replacement", ("penggantian",)),
    ("expansion", ("peningkatan", "pelebaran")),
)


def works_made(
    by: Actor, plan: Plan, items: Sequence[Item], menu: Menu, proposals: dict[str, str], reason: str
) -> list[Project]:
    """Keep the plan's works as candidates with their money reserved, and note them."""
    if not items:
        return []
    there = portal_projects([item.source_id for item in items])
    asked = []
    for item in items:
        (charge,) = item.charges.all()
        known = there.get(item.source_id)
        item.adopted = known is not None
        uuid = None if known is None else known.uuid
        asked.append(
            PlannedWork(candidate_of(plan, item, menu, proposals.get(item.item_id, "")), charge.line,
                        item.amount_idr, uuid)
        )  # fmt: skip
    found = earmark_works(
        by=by, works=asked, plan=plan.reference, reason=reason,
        key=f"{plan.reference}/works", document=plan.decree_number,
    )  # fmt: skip
    for item, project in zip(items, found, strict=True):
        made(item, "project", [project.uuid])
        kept_charges(item, {project.line: project.earmark})
    return found


def candidate_of(plan: Plan, item: Item, menu: Menu, proposal: str) -> Candidate:
    """What the work is, as far as the frozen tables say; its place is the village's until the office names it."""
    row, village = menu.projects[item.source_id], menu.villages[item.village_code]
    return Candidate(
        name=item.name[:150], kind=kind_of(row["kind"], item.name), work=work_of(item.name), owner=item.owner,
        village_code=item.village_code, place=str(village["name"]), latitude=float(village["latitude"]),
        longitude=float(village["longitude"]),
        about=f"Calon dari {plan.name}, Keputusan DPRD {plan.decree_number}.", candidate_id=item.source_id,
        proposal=proposal, plan=plan.reference,
    )  # fmt: skip


def kind_of(kind: str, name: str) -> str:
    """Which of the portal's kinds a road, bridge or facility is."""
    if kind != "facility":
        return kind
    return _by_words(_FACILITIES, name, "other")


def work_of(name: str) -> str:
    """What is done, by the words of the work's name."""
    return _by_words(_WORKS, name, "construction")


def _by_words(table: Sequence[tuple[str, tuple[str, ...]]], name: str, otherwise: str) -> str:
    said = f"{name.casefold()} "
    return next((what for what, words in table if any(word in said for word in words)), otherwise)
