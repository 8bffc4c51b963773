"""What the frozen inputs say can be chosen: programmes, classes and works, with what a draft of each needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from merata.programmes.rules.programme_names import available
from merata.tables.folder import Dataset
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries import datasets

PILLAR_OF = {"programme": "assistance", "course": "training", "project": "infrastructure"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that could be in a plan. `cost_idr`: of one class or the work; 0 where the amount is free (a programme
    in a village). `owner`: who pays, empty where the plan's area does.
    """

    item_id: str
    source_id: str
    kind: str
    name: str
    village_code: str
    cost_idr: int
    evidence_id: str
    owner: str
    most: int = 1

    @property
    def pillar(self) -> str:
        """Which of the pillars it is of."""
        return PILLAR_OF[self.kind]


class Menu:
    """The rows of the frozen tables by id, each table read when it is first asked for."""

    def __init__(self, inputs: UUID, area: str) -> None:
        self.area = area
        self.dataset = Dataset(datasets.folder(Inputs.objects.get(uuid=inputs)))

    @cached_property
    def programmes(self) -> dict[str, dict[str, Any]]:
        """Programmes by id."""
        return self._rows("programmes", "programme_id")

    @cached_property
    def courses(self) -> dict[str, dict[str, Any]]:
        """Courses by id."""
        return self._rows("courses", "course_id")

    @cached_property
    def projects(self) -> dict[str, dict[str, Any]]:
        """Works by id."""
        return self._rows("projects", "project_id")

    @cached_property
    def villages(self) -> dict[str, dict[str, Any]]:
        """The villages of the area by code."""
        return {
            code: row
            for code, row in self._rows("villages", "village_code").items()
            if row["regency_code"] == self.area
        }

    def fund_of(self, source_id: str) -> str:
        """The only fund that may pay a programme; empty where any of the pillar's may."""
        return str((self.programmes.get(source_id) or {}).get("fund_source") or "")

    def choice(self, item_id: str) -> Choice | None:
        """The candidate of that id: "programme:village", a course or a work; None where there is none."""
        programme, colon, village = item_id.partition(":")
        if colon:
            return self._aid(item_id, programme, village)
        if item_id in self.courses:
            row = self.courses[item_id]
            if row["status"] == "candidate" and row["owner"] == self.area:
                return Choice(
                    item_id, item_id, "course", row["name"], "", row["cost_idr"], row["evidence_id"] or "", self.area,
                    row.get("most_classes") or 1,
                )  # fmt: skip
        if item_id in self.projects:
            row = self.projects[item_id]
            if row["status"] == "candidate" and row["owner"] == self.area:
                return Choice(
                    item_id, item_id, "project", row["name"], row["village_code"], row["cost_idr"],
                    row["evidence_id"] or "", self.area,
                )  # fmt: skip
        return None

    def village_of_course(self, course_id: str) -> str:
        """The village of the area where most applicants of a course live; the first one where nobody applied."""
        codes = sorted(self.villages)
        if self.dataset.has("applications"):
            applied = self.dataset.read("applications", ["course_id", "household_id"])
            applied = applied.filter(pc.equal(applied["course_id"], course_id))
            homes = self._homes
            at = pc.index_in(applied["household_id"], value_set=homes["household_id"].combine_chunks())
            living = homes["village_code"].take(at.drop_null())
            counted = {row["values"]: row["counts"] for row in pc.value_counts(living).to_pylist()}
            known = [code for code in counted if code in self.villages]
            if known:
                return str(min(known, key=lambda code: (-counted[code], code)))
        return codes[0]

    @cached_property
    def _homes(self) -> pa.Table:
        return self.dataset.read("households", ["household_id", "village_code"])

    def _aid(self, item_id: str, programme: str, village: str) -> Choice | None:
        row = self.programmes.get(programme)
        if row is None or village not in self.villages or programme not in available():
            return None
        if row["owner"] not in (self.area, "regency", "desa"):
            return None
        name = f"{row['name']}"
        owner = village if row["owner"] == "desa" else self.area
        return Choice(item_id, programme, "programme", name, village, 0, "", owner)

    def _rows(self, table: str, key: str) -> dict[str, dict[str, Any]]:
        if not self.dataset.has(table):
            return {}
        return {row[key]: row for row in self.dataset.read(table).to_pylist()}
