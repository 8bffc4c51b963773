"""A small course and its draw by command, for the tests of the steps and of what follows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from click.testing import CliRunner, Result

from merata.cli.lottery import lottery
from merata.tables.folder import Dataset

DAYS = ("--announced", "2026-01-05", "--closes", "2026-01-31", "--drawn", "2026-02-05", "--reveal-by", "2026-02-07")
THROW = "6 4 2 2 5 1 3 3 6 1"


def course_folder(tmp_path: Path) -> Path:
    """A dataset folder with a course of three seats, four sessions, and twelve applicants."""
    dataset = Dataset(tmp_path / "data")
    count = 12
    dataset.write(
        "courses",
        pa.Table.from_pylist(
            [
                {"course_id": "barista", "name": "Barista", "sector": "services", "year": 2026, "owner": "35.05",
                 "seats": 3, "cost_idr": 1_000_000, "status": "candidate", "sessions": 4, "minimum_attendance": 0.75},
            ]
        ),
    )  # fmt: skip
    people = [
        {
            "application_id": f"A{at:02d}", "course_id": "barista", "person_id": f"P{at:02d}",
            "household_id": f"H{at:02d}", "sex": "male" if at % 3 else "female",
            "birth_date": f"19{85 + at}-05-05", "relation": "head", "size": 3,
            "village_code": f"35.05.01.20{at % 4:02d}", "desil": 1 + at % 10,
        }
        for at in range(count)
    ]  # fmt: skip
    table = pa.Table.from_pylist(people)
    table = table.set_column(5, "birth_date", table["birth_date"].cast(pa.date32()))
    for name in ("applications", "persons", "households"):
        dataset.write(name, table)
    return dataset.root


def run(*arguments: object) -> Result:
    """What `merata lottery` does with these arguments."""
    return CliRunner().invoke(lottery, [str(argument) for argument in arguments])


def done(*arguments: object) -> str:
    """What it prints where it succeeds."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def commit(data: Path, *more: object, name: str = "draw") -> Result:
    """The first step, of the draw `name`."""
    folder, secret = data.parent / name, data.parent / f"{name}.secret"
    place = ("--course", "barista", "--out", folder, "--secret-file", secret, "--where", "pendopo")
    return run("commit", data, *place, *DAYS, *more)


def drawn_folder(data: Path) -> Path:
    """The published folder of a whole draw of that course."""
    folder = data.parent / "draw"
    assert commit(data, "--women", 1, "--max-per-village", 2).exit_code == 0
    done("freeze", data, folder, "--on", "2026-02-02")
    done("number", folder, "--number", THROW, "--on", "2026-02-05")
    done("draw", folder, "--secret-file", data.parent / "draw.secret", "--on", "2026-02-06")
    return folder
