"""The table of a project sheet that says what changes on the way to all kinds of facilities, season by season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merata.access.kernel.graph import Integers
from merata.access.projects.appraisal import Appraisal
from merata.report.facility_kinds import kind_name
from merata.report.numbers import Numbers
from merata.report.project_rows import DASH
from merata.report.texts import Words

KINDS_SHOWN = 5
"""Kinds of facilities on a sheet at the most; the others are added up."""

_WITHIN = 2
"""The third of the measures of an appraisal: people brought within the standard."""


@dataclass(frozen=True, slots=True)
class KindRows:
    """Kinds of facilities to which ways change, most person-minutes first, each a name and its cells, and the names of
    those to which none changes.
    """

    rows: tuple[tuple[str, list[str]], ...]
    same: tuple[str, ...]


def kind_rows(found: Appraisal, project: int, most: int, numbers: Numbers, words: Words) -> KindRows:
    """For each kind of each season: person-minutes saved, people given a way and within the standard. Kinds for which
    `most` rows are not enough are added up in one row.
    """
    limited = np.isfinite(found.terms.standards(found.kinds))
    persons = np.stack([season.persons[project] for season in found.seasons])
    size = np.abs(persons).sum(axis=(0, 2))
    order = np.argsort(-np.abs(persons[:, :, 0]).sum(axis=0), kind="stable")
    changed = order[size[order] > 0]

    def cells(kinds: Integers) -> list[str]:
        return [
            numbers.integer(value) if measure < _WITHIN or limited[kinds].any() else DASH
            for season in persons[:, kinds].sum(axis=1).tolist()
            for measure, value in enumerate(season)
        ]

    shown = changed if len(changed) <= most else changed[: most - 1]
    rows = [(kind_name(found.kinds[kind], words), cells(np.array([kind]))) for kind in shown.tolist()]
    rest = changed[len(shown) :]
    if len(rest):
        rows.append((words("sheet.more_kinds", count=numbers.integer(len(rest))), cells(rest)))
    same = tuple(kind_name(found.kinds[kind], words) for kind in np.flatnonzero(size == 0).tolist())
    return KindRows(tuple(rows), same)
