"""The sheets of projects that `merata access appraise --sheets` writes: whose, from what data, in what words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from merata.access.projects.appraisal import Appraisal
from merata.access.projects.rupiah import RupiahGains
from merata.errors import UsageError
from merata.report.numbers import LANGUAGES
from merata.tables.folder import DESCRIPTION_FILE, Dataset

MOST = 10
"""Sheets of so many of the best projects, unless others are asked for."""


@dataclass(frozen=True, slots=True)
class SheetsWanted:
    """Which sheets go into which folder; no folder: none."""

    folder: Path | None
    most: int
    of: tuple[str, ...]
    lang: str
    synthetic: bool

    def __post_init__(self) -> None:
        """Raise `UsageError` where projects are named but no folder for their sheets."""
        if self.of and self.folder is None:
            raise UsageError("--sheets-of needs --sheets, the folder for the sheets")


def sheet_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of sheets."""
    for option in reversed(
        (
            click.option(
                "--sheets",
                type=click.Path(file_okay=False, path_type=Path),
                help="Folder for project sheets: a page (HTML) with maps, who gains, cost and assumptions, as "
                "<project_id>.html.",
            ),
            click.option(
                "--sheets-most",
                type=click.IntRange(min=1),
                default=MOST,
                show_default=True,
                help="Sheets of so many of the best projects by minutes saved per rupiah.",
            ),
            click.option(
                "--sheets-of", multiple=True, metavar="PROJECT_ID", help="Sheets of this project instead; repeat."
            ),
            click.option(
                "--lang",
                type=click.Choice(LANGUAGES),
                default=LANGUAGES[0],
                show_default=True,
                help="Language of the sheets.",
            ),
            click.option(
                "--synthetic",
                is_flag=True,
                help="People, facilities or projects are invented: every sheet says so at its top. A dataset folder "
                "that is synthetic tells it by itself.",
            ),
        )
    ):
        command = option(command)
    return command


def write_wanted(
    wanted: SheetsWanted, found: Appraisal, gains: RupiahGains | None, people: Path, sources: tuple[Path, ...]
) -> str:
    """Write the sheets that are wanted; returns how many of how many projects, for people to read. `people` and the
    other `sources` are what the appraisal was made from.
    """
    if wanted.folder is None:
        return ""
    # Pages and maps take a while to import: an appraisal without them does not wait.
    from merata.report.project_sheet import Edition  # noqa: PLC0415
    from merata.report.sheet_files import sheets_of, write_sheets  # noqa: PLC0415

    edition = Edition.of(
        found,
        lang=wanted.lang,
        synthetic=wanted.synthetic or any(_synthetic(path) for path in (people, *sources)),
        gains=gains,
        village_names=village_names(people) if people.is_dir() else None,
    )
    projects = sheets_of(found, wanted.of) if wanted.of else found.ranking()[: wanted.most].tolist()
    paths = write_sheets(wanted.folder, edition, projects)
    return f"{len(paths):,} / {len(found.plan.projects):,}: {wanted.folder}"


def _synthetic(path: Path) -> bool:
    """Whether a path is a dataset folder, or a file in one, that calls itself synthetic."""
    folder = path if path.is_dir() else path.parent
    return (folder / DESCRIPTION_FILE).is_file() and Dataset(folder).description.synthetic


def village_names(folder: Path) -> dict[str, str]:
    """The names of the villages of a dataset folder by code, with the kecamatan where two bear the same."""
    rows = Dataset(folder).read("villages", ["village_code", "name", "kecamatan"]).to_pylist()
    alike = Counter(row["name"] for row in rows)
    return {
        row["village_code"]: row["name"] if alike[row["name"]] == 1 else f"{row['name']} ({row['kecamatan']})"
        for row in rows
    }
