"""`merata lottery` after the draw: seats that became free, the draw in the dataset, and who completed the course."""

from __future__ import annotations

import json
from pathlib import Path

import click

from merata.cli.lottery_attendance import completion_rule, read_attendance, read_final_test, sessions_of
from merata.cli.lottery_completion_text import print_completion
from merata.cli.lottery_folder import verified
from merata.cli.lottery_options import DATASET, FOLDER, WITHDRAWN
from merata.cli.lottery_terms import course_row
from merata.cli.lottery_text import print_promotions
from merata.cli.progress import stdout
from merata.programmes.training.attendance import CompletionRule, completion
from merata.programmes.training.recording import with_completion, with_draw
from merata.programmes.training.selection import rule_of
from merata.programmes.training.waiting_list import promotions
from merata.tables.folder import Dataset

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("promote")
@FOLDER
@click.option("--withdrawn", multiple=True, required=True, help=WITHDRAWN)
def promote_command(folder: Path, *, withdrawn: tuple[str, ...]) -> None:
    """Who takes the seats that became free (daftar tunggu)."""
    terms, listed, result = verified(folder)
    found = promotions(
        listed.entries, rule_of(terms), selected=result.selected, waiting=result.waiting, withdrawn=withdrawn
    )
    print_promotions(stdout, found)


@click.command("record")
@DATASET
@FOLDER
def record_command(root: Path, folder: Path) -> None:
    """Write the draw into the table applications of DIR (catat): chance, selected and need weight, for evaluation."""
    _, listed, result = verified(folder)
    dataset = Dataset(root)
    click.echo(str(dataset.write("applications", with_draw(dataset.read("applications"), listed, result))))


@click.command("complete")
@DATASET
@FOLDER
@click.option(
    "--attendance",
    "attendance_file",
    type=_FILE,
    required=True,
    help="FILE (.csv, .xlsx, .parquet) with application_id, session (a number) and status (hadir, izin, sakit, alpa; "
    "or present, excused, absent), a row for each person and session.",
)
@click.option("--withdrawn", multiple=True, help=WITHDRAWN)
@click.option("--sessions", type=click.IntRange(1), help="Sessions held.  [default: the course's sessions]")
@click.option(
    "--min-attendance",
    "minimum_percent",
    type=click.IntRange(1, 100),
    help="Least attendance, percent of the sessions.  [default: the course's minimum_attendance, else 80]",
)
@click.option(
    "--excused-at-most",
    type=click.IntRange(0),
    default=CompletionRule().excused_at_most,
    show_default=True,
    help="Excused absences that are not counted against anyone.",
)
@click.option(
    "--final-test",
    "final_test_file",
    type=_FILE,
    help="FILE with application_id and passed; then the final test must be passed too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def complete_command(  # noqa: PLR0913 - one parameter an option
    root: Path,
    folder: Path,
    *,
    attendance_file: Path,
    withdrawn: tuple[str, ...],
    sessions: int | None,
    minimum_percent: int | None,
    excused_at_most: int,
    final_test_file: Path | None,
    as_json: bool,
) -> None:
    """Who completed the course by its rule of attendance (kelulusan).

    Everyone who did not is told why. Seats of --withdrawn go to the waiting list as promote says. Writes completed,
    sessions_attended, sessions_excused and promoted into the table applications of DIR, and nothing where a file has a
    fault.
    """
    terms, listed, result = verified(folder)
    dataset = Dataset(root)
    course = course_row(dataset, terms.course.course_id)
    rule = completion_rule(
        course, minimum_percent=minimum_percent, excused_at_most=excused_at_most, needs_pass=final_test_file is not None
    )
    held = sessions_of(course, sessions)
    moved = promotions(
        listed.entries, rule_of(terms), selected=result.selected, waiting=result.waiting, withdrawn=withdrawn
    )
    promoted = [one.promoted for one in moved if one.promoted is not None]
    took_part = {*result.selected, *promoted, *withdrawn}
    records = read_attendance(attendance_file, sessions=held, participants=took_part)
    # Who withdrew from the waiting list never had a seat, unless the sheet says that they came.
    came = {*result.selected, *promoted, *records["application_id"].to_pylist()}
    found = completion(
        sorted(came),
        records,
        sessions=held,
        rule=rule,
        passed=read_final_test(final_test_file, participants=took_part) if final_test_file else None,
        gave_up=withdrawn,
        certificate_prefix=f"{terms.course.course_id}-",
    )
    drawn = [entry.application_id for entry in listed.entries] + [one.application_id for one in listed.refused]
    applications = with_completion(dataset.read("applications"), found, drawn=drawn, promoted=promoted)
    path = dataset.write("applications", applications)
    if as_json:
        rows = {
            "course_id": terms.course.course_id,
            "sessions": held,
            "minimum_percent": rule.minimum_percent,
            "excused_at_most": rule.excused_at_most,
            "participants": found.to_pylist(),
            "promotions": [{"withdrawn": one.withdrawn, "promoted": one.promoted} for one in moved],
        }
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print_completion(stdout, found, sessions=held, rule=rule)
    if withdrawn:
        print_promotions(stdout, moved)
    click.echo(str(path), err=True)
