"""The village programme and the works, evaluated on monitored villages, each with the other's villages set apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError
from merata.evaluation.findings import Finding, Refusal
from merata.evaluation.staggered import StaggeredEffect, staggered_effect
from merata.evaluation.synthetic import ServedEffect, served_effect
from merata.evaluation.village_panel import Panel, Served, entered, served, village_panel
from merata.tables.folder import Dataset

_NO_RECORD = "infrastructure"
"""The subject of projects that name no evidence record."""
_DOUBTFUL = 0.05
_FEW_IN_A_COHORT = 5


def empowerment_findings(dataset: Dataset, *, seed: int) -> tuple[list[Finding], list[Refusal]]:
    """A finding for each village programme in `delivered`, by difference-in-differences; and what was refused."""
    panel, types = village_panel(dataset.read("outcomes")), _types(dataset)
    delivered = dataset.read("delivered")
    chosen = delivered.filter(pc.equal(delivered["lever"], "empowerment"))
    items = sorted(set(chosen["item_id"].to_pylist()))
    entry = {item: entered(chosen, item) for item in items}
    works = _works(dataset)
    findings: list[Finding] = []
    refused: list[Refusal] = []
    if not items:
        refused.append(Refusal("empowerment", "empowerment", "delivered has no row of the lever empowerment"))
    for item in items:
        other = {name for another in items if another != item for name in entry[another]}
        apart = panel.among(works) | panel.among(other)
        able = _of_types(panel, types, set(entry[item]))
        try:
            found = staggered_effect(panel.only(able & ~apart), entry[item], seed=seed)
        except InputError as error:
            refused.append(Refusal("empowerment", item, str(error)))
            continue
        left_out = dict(found.left_out) | {"works_or_other_programmes": int(np.count_nonzero(able & apart))}
        findings.append(_entry(found, item, left_out))
    return findings, refused


def infrastructure_findings(dataset: Dataset, *, seed: int) -> tuple[list[Finding], list[Refusal]]:
    """A finding for each evidence record of built projects, by synthetic comparison; and what was refused."""
    panel, types = village_panel(dataset.read("outcomes")), _types(dataset)
    projects = dataset.read("projects").to_pylist()
    record = {row["project_id"]: row["evidence_id"] or _NO_RECORD for row in projects if row["status"] == "built"}
    works = _works(dataset)
    programmes = _in_programmes(dataset)
    free = ~panel.among(works) & ~panel.among(programmes)
    findings: list[Finding] = []
    refused: list[Refusal] = []
    if not works:
        refused.append(Refusal("infrastructure", _NO_RECORD, "no built project serves a village"))
    for subject in sorted(set(record.values())):
        subjects = {name: {record[p] for p in one.projects} for name, one in works.items()}
        every = {name: one for name, one in works.items() if subjects[name] == {subject}}
        shared = sum(subject in several and len(several) > 1 for several in subjects.values())
        mine = {name: one for name, one in every.items() if name not in programmes}
        if not every:
            continue
        donors = panel.only(free & _of_types(panel, types, set(mine)))
        try:
            found = served_effect(panel.only(panel.among(mine)), mine, donors, seed=seed)
        except InputError as error:
            refused.append(Refusal("infrastructure", subject, str(error)))
            continue
        left_out = dict(found.left_out) | {
            "in_a_village_programme": len(every) - len(mine),
            "served_by_works_of_other_evidence": shared,
        }
        findings.append(_served(found, subject, mine, left_out))
    return findings, refused


def _works(dataset: Dataset) -> dict[str, Served]:
    if not dataset.has("projects") or not dataset.has("project_villages"):
        return {}
    return served(dataset.read("projects"), dataset.read("project_villages"))


def _in_programmes(dataset: Dataset) -> set[str]:
    delivered = dataset.read("delivered")
    rows = delivered.filter(pc.equal(delivered["lever"], "empowerment"))
    return {name for name in rows["village_code"].to_pylist() if name is not None}


def _types(dataset: Dataset) -> dict[str, str]:
    villages = dataset.read("villages", ["village_code", "type"])
    return dict(zip(villages["village_code"].to_pylist(), villages["type"].to_pylist(), strict=True))


def _of_types(panel: Panel, types: Mapping[str, str], like: set[str]) -> NDArray[np.bool_]:
    """Villages of the types (desa, kelurahan) that are among `like`: others could not have been chosen."""
    wanted = {types.get(name) for name in like}
    return np.array([types.get(name) in wanted for name in panel.villages], dtype=np.bool_)


def _entry(found: StaggeredEffect, item: str, left_out: Mapping[str, int]) -> Finding:
    treated = sum(found.cohorts.values())
    notes = []
    if found.before_p < _DOUBTFUL:
        notes.append(
            f"sebelum masuk pun trennya berbeda (p {found.before_p:.3f}): jangan dipercaya begitu saja / trends "
            "differed before entry: do not take the effect at its word"
        )
    if np.isnan(found.before_p):
        notes.append(
            "tren sebelum masuk tidak dapat diperiksa: tahun pengamatan terlalu sedikit / trends before entry cannot "
            "be checked: too few years were seen"
        )
    small = [str(year) for year, count in found.cohorts.items() if count < _FEW_IN_A_COHORT]
    if small:
        notes.append(f"angkatan kecil · small cohorts: {', '.join(small)} (< {_FEW_IN_A_COHORT} desa / villages)")
    return Finding(
        lever="empowerment",
        subject=item,
        estimand="entry",
        method="staggered",
        items=(item,),
        effect=found.effect,
        standard_error=found.standard_error,
        low=found.low,
        high=found.high,
        p_value=found.p_value,
        n=treated + found.controls,
        treated=treated,
        units="villages",
        unit="share_of_consumption",
        notes=tuple(notes),
        details={
            "degrees_of_freedom": found.degrees_of_freedom,
            "events": found.events,
            "before_p": found.before_p,
            "cohorts": found.cohorts,
            "controls": found.controls,
            "left_out": left_out,
        },
    )


def _served(found: ServedEffect, subject: str, mine: Mapping[str, Served], left_out: Mapping[str, int]) -> Finding:
    notes = []
    if found.few_years:
        notes.append(
            f"hanya {found.years_before} tahun sebelum pekerjaan selesai: kecocokan sebelum tidak membuktikan banyak / "
            "few years before the works: how well they fit says little"
        )
    if left_out["in_a_village_programme"]:
        notes.append(
            f"{left_out['in_a_village_programme']} desa terlayani yang juga ikut program desa tidak dihitung / served "
            "villages that also entered a village programme are left out"
        )
    return Finding(
        lever="infrastructure",
        subject=subject,
        estimand="served",
        method="synthetic",
        items=tuple(sorted({project for one in mine.values() for project in one.projects})),
        effect=found.effect,
        standard_error=found.standard_error,
        low=found.low,
        high=found.high,
        p_value=found.p_value,
        n=len(found.villages) + found.donors,
        treated=len(found.villages),
        units="villages",
        unit="share_of_consumption",
        notes=tuple(notes),
        details={
            "villages": found.villages,
            "donors": found.donors,
            "years_before": found.years_before,
            "fit_before": found.fit_before,
            "placebos": found.placebos,
            "left_out": left_out,
        },
    )
