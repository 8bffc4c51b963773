"""Sheets of projects as files in a folder, each under the name of its project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from merata.access.projects.appraisal import Appraisal
from merata.errors import UsageError
from merata.report.project_sheet import Edition
from merata.tables.writing import whole_file


def sheets_of(found: Appraisal, named: Sequence[str]) -> list[int]:
    """The places in the list of projects `named` by project_id. Raises `UsageError` where one is not there."""
    places = {name: place for place, name in enumerate(found.plan.projects.project_id)}
    unknown = [name for name in named if name not in places]
    if unknown:
        file = found.plan.projects.raw.file
        raise UsageError(f"{file} has no project {', '.join(unknown)}: a sheet is of a project_id of that list")
    return [places[name] for name in dict.fromkeys(named)]


def write_sheets(folder: Path, edition: Edition, projects: Sequence[int]) -> list[Path]:
    """Write the sheets of some `projects` (places in the list) into `folder`, as <project_id>.html with a dash for what
    no file name may hold, each whole or not at all; a sheet of the same name is replaced. Returns the paths.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = edition.found.plan.projects.project_id
    paths: list[Path] = []
    for project in projects:
        page = edition.page(project)
        path = folder / f"{_file_name(names[project], [each.stem for each in paths])}.html"
        with whole_file(path) as partial:
            partial.write_text(page, encoding="utf-8")
        paths.append(path)
    return paths


def _file_name(project_id: str, taken: Sequence[str]) -> str:
    """A name that no other sheet has, where capitals are not told apart either."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", project_id).lstrip(".") or "-"
    lower = {each.lower() for each in taken}
    while name.lower() in lower:
        name += "-"
    return name
