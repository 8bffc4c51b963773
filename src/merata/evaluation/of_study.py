"""One study of a lever: evaluated as the whole dataset is, but of the courses, programme or works that it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from merata.evaluation.evaluation import evaluated, families
from merata.evaluation.evidence import TRANSFER_HETEROGENEITY, Estimate, Learned
from merata.evaluation.findings import Evaluation, Finding, Lever, Refusal
from merata.evaluation.randomisation import DRAWS
from merata.evaluation.village_panel import entered
from merata.progress import Step
from merata.tables.folder import Dataset

_OTHERS = "others"
"""The evidence record that works outside a study are given, so that they still keep villages from comparing."""
_KEYS = {"courses": "course_id", "projects": "project_id"}


class Narrowed(Dataset):
    """A dataset whose `courses` are those of a study alone, and whose other `projects` are works of other evidence."""

    def __init__(self, root: Path, subject: str, items: Collection[str]) -> None:
        super().__init__(root)
        self._subject, self._items = subject, frozenset(items)

    def read(self, name: str, columns: Sequence[str] | None = None, *, absent_as_nulls: bool = True) -> pa.Table:
        """As `Dataset.read`, narrowed to the study."""
        table = super().read(name, columns, absent_as_nulls=absent_as_nulls)
        if name not in _KEYS or "evidence_id" not in table.column_names:
            return table
        mine = pc.fill_null(pc.equal(table["evidence_id"], self._subject), fill_value=False)
        if self._items:
            mine = pc.and_(mine, pc.is_in(table[_KEYS[name]], value_set=pa.array(sorted(self._items), pa.string())))
        if name == "courses":
            return table.filter(mine)
        about = pc.if_else(mine, table["evidence_id"], pa.scalar(_OTHERS, pa.string()))
        return table.set_column(table.column_names.index("evidence_id"), "evidence_id", about)


def evaluate_study(
    dataset: Dataset,
    *,
    lever: Lever,
    subject: str,
    items: Collection[str] = (),
    heterogeneity: float = TRANSFER_HETEROGENEITY,
    draws: int = DRAWS,
    seed: int = 1,
    step: Step | None = None,
) -> Evaluation:
    """What is found of the evidence record `subject` (of a village programme: the programme), by `lever`'s method.

    `items`: the courses or projects of the study; none: all of the subject. Where nothing can be evaluated the reasons
    are the refusals, and there is no finding; tables that are missing or have faults are such a reason.
    """
    narrowed = Narrowed(dataset.root, subject, items)
    found = evaluated(narrowed, levers=(lever,), heterogeneity=heterogeneity, draws=draws, seed=seed, step=step)
    findings = tuple(one for one in found.findings if one.subject == subject)
    refused = tuple(one for one in found.refused if one.subject in (subject, lever))
    if not findings and not refused:
        refused = (Refusal(lever, subject, f"nothing of {subject} was delivered yet"),)
    return Evaluation(findings, families(findings), refused)


def happened(dataset: Dataset, lever: Lever, subject: str, items: Collection[str]) -> list[dict[str, Any]]:
    """What the data say was done of a study, to be held against its design: a row for each course, village or project.

    Of a course its `seats`, who drew lots (`applicants`, `selected`) and whether it was held; of a village programme
    each `village` and the `year` it entered; of works each project's `year`, state, and the villages it serves.
    """
    if lever == "training":
        return _classes(dataset, subject, items)
    if lever == "empowerment":
        years = entered(dataset.read("delivered"), subject) if dataset.has("delivered") else {}
        return [{"village": village, "year": year} for village, year in sorted(years.items())]
    return _projects(dataset, subject, items)


def finding_of(row: Mapping[str, Any]) -> Finding:
    """A finding out of its plain values, to teach a record with; what was infinite or unknown is NaN again."""
    learned = row["learned"]
    known = None
    if learned is not None:
        known = Learned(
            learned["evidence_id"],
            None if learned["prior"] is None else Estimate(**learned["prior"]),
            learned["heterogeneity"],
            Estimate(**learned["local"]),
            Estimate(**learned["joined"]),
            learned["prior_weight"],
        )
    fields: dict[str, Any] = {name: row[name] for name in Finding.__slots__}
    fields |= {name: float("nan") if row[name] is None else row[name] for name in _NUMBERS}
    attrition = row["attrition"]
    fields |= {
        "items": tuple(row["items"]),
        "notes": tuple(row["notes"]),
        "attrition": None if attrition is None else (attrition[0], attrition[1]),
        "learned": known,
    }
    return Finding(**fields)


_NUMBERS = ("effect", "standard_error", "low", "high", "p_value")


def _classes(dataset: Dataset, subject: str, items: Collection[str]) -> list[dict[str, Any]]:
    if not dataset.has("courses"):
        return []
    drew: dict[str, list[bool]] = {}
    if dataset.has("applications"):
        for row in dataset.read("applications", ["course_id", "selected"]).to_pylist():
            if row["selected"] is not None:
                drew.setdefault(row["course_id"], []).append(row["selected"])
    return [
        {
            "course": one["course_id"], "name": one["name"], "year": one["year"], "seats": one["seats"],
            "held": one["status"] == "held", "applicants": len(drew.get(one["course_id"], [])),
            "selected": sum(drew.get(one["course_id"], [])),
        }
        for one in dataset.read("courses").to_pylist()
        if (one["course_id"] in items if items else one["evidence_id"] == subject)
    ]  # fmt: skip


def _projects(dataset: Dataset, subject: str, items: Collection[str]) -> list[dict[str, Any]]:
    if not dataset.has("projects"):
        return []
    reached: dict[str, list[str]] = {}
    if dataset.has("project_villages"):
        for row in dataset.read("project_villages").to_pylist():
            if row["share_of_households"] > 0:
                reached.setdefault(row["project_id"], []).append(row["village_code"])
    return [
        {
            "project": one["project_id"], "name": one["name"], "year": one["year"], "built": one["status"] == "built",
            "villages": sorted(reached.get(one["project_id"], [])),
        }
        for one in dataset.read("projects").to_pylist()
        if (one["project_id"] in items if items else one["evidence_id"] == subject and one["status"] == "built")
    ]  # fmt: skip
