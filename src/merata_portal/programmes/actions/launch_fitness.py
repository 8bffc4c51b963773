"""Whether a launch may be: what is simulated against its rule, its budget line, its ceiling, and how it is given."""

from __future__ import annotations

from merata.programmes.entitlement import AnnualBenefit
from merata.programmes.rules.rulebook import Rulebook
from merata_portal.actor import covers
from merata_portal.ledger.models import Line
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.programmes.actions.fund_share import fund_share_faults
from merata_portal.programmes.models import Launch, Simulation
from merata_portal.programmes.queries.rulebooks import in_force
from merata_portal.programmes.refusals import ProgrammeRefused

_VILLAGE_DOTS = 3
"""Points in a village's code."""


def refuse_state(found: Launch, states: tuple[Launch.State, ...]) -> None:
    """Raise `ProgrammeRefused` where a launch is in none of `states`."""
    if found.state not in states:
        wanted = ", ".join(f"“{state.label}”" for state in states)
        raise ProgrammeRefused(
            f"Peluncuran ini berstatus “{found.get_state_display()}”; ini hanya dapat dilakukan saat {wanted}.",
            f"This launch is {found.state}; this can be done only while it is {', '.join(states)}.",
        )


def refuse_unfit(
    found: Simulation, book: Rulebook, budget: Line, ceiling_idr: int, publication: str, basis: str
) -> None:
    """Raise `ProgrammeRefused` with everything in which simulation, rule, budget line and ceiling do not fit."""
    problems = _unfit(found, book, budget, ceiling_idr)
    if publication not in Launch.Publication.values:
        problems.append((f"pengumuman {publication!r} tidak dikenal", f"an unknown publication {publication!r}"))
    elif publication not in (Launch.Publication.NOTHING, Launch.Publication.COUNTS) and not basis:
        problems.append(
            ("mengumumkan nama memerlukan dasar hukum; tulis dasarnya", "to show names needs a legal basis; write it")
        )
    if problems:
        raise ProgrammeRefused(
            f"Belum dapat diluncurkan: {'; '.join(one for one, _ in problems)}.",
            f"Cannot be launched: {'; '.join(other for _, other in problems)}.",
        )


def _unfit(found: Simulation, book: Rulebook, budget: Line, ceiling_idr: int) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    if not found.chosen or not found.chosen_idr:
        problems.append(("simulasi tidak memilih siapa pun", "the simulation chose nobody"))
    if not in_force(book, found.on_day):
        problems.append((f"aturan tidak berlaku pada {found.on_day}", f"the rule is not in force on {found.on_day}"))
    if found.on_day.year != budget.year:
        problems.append(
            (
                f"simulasi untuk {found.on_day}, pos anggaran tahun {budget.year}; simulasikan pada hari di tahun itu",
                f"the simulation is of {found.on_day}, the line of {budget.year}; simulate on a day of that year",
            )
        )
    if not covers(budget.owner, found.area):
        problems.append(
            (
                f"pos anggaran milik {budget.owner}, sasarannya di {found.area}; uang tidak keluar dari pemiliknya",
                f"the line is of {budget.owner}, the households of {found.area}; money never leaves its owner",
            )
        )
    if book.payer == "desa" and budget.owner.count(".") < _VILLAGE_DOTS:
        problems.append(
            (f"program ini dibayar desa, bukan {budget.owner}", f"the desa pays this programme, not {budget.owner}")
        )
    if book.payer == "regency" and budget.owner.count(".") != 1:
        problems.append(
            (
                f"program ini dibayar kabupaten atau kota, bukan {budget.owner}",
                f"the regency pays this programme, not {budget.owner}",
            )
        )
    if ceiling_idr < found.chosen_idr:
        problems.append(
            (
                f"pagu {rupiah_id(ceiling_idr)} kurang dari {rupiah_id(found.chosen_idr)} yang dipilih simulasi",
                f"the ceiling of {rupiah_en(ceiling_idr)} is below the {rupiah_en(found.chosen_idr)} that the "
                "simulation chose",
            )
        )
    return problems if problems else fund_share_faults(book, budget, found.on_day, ceiling_idr)


def refuse_way(book: Rulebook, benefit: AnnualBenefit, delivery: str, unit: str) -> None:
    """Raise `ProgrammeRefused` where the benefit cannot reach people so."""
    problems = []
    if delivery not in Launch.Delivery.values:
        problems.append((f"penyaluran {delivery!r} tidak dikenal", f"an unknown delivery {delivery!r}"))
    if unit not in Launch.Unit.values:
        problems.append((f"satuan {unit!r} tidak dikenal", f"an unknown unit {unit!r}"))
    if (benefit.unit is not None) != (delivery == Launch.Delivery.IN_KIND):
        problems.append(
            ("bantuan ini berupa barang", "this benefit is in kind")
            if benefit.unit is not None
            else ("bantuan ini bukan barang", "this benefit is not in kind")
        )
    if unit == Launch.Unit.PERSON and not book.benefit.members:
        problems.append(
            ("manfaat program ini untuk keluarga, bukan orang", "this programme's benefit is for the household")
        )
    if delivery == Launch.Delivery.MEMBERSHIP and unit != Launch.Unit.PERSON:
        problems.append(("kepesertaan adalah milik orang", "a membership is a person's"))
    if problems:
        raise ProgrammeRefused(
            f"Cara penyaluran tidak sesuai: {'; '.join(one for one, _ in problems)}.",
            f"The way of delivery does not fit: {'; '.join(other for _, other in problems)}.",
        )
