"""`merata lottery commit`: the terms of a draw and the hash of its secret, announced before applications close."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from merata.cli.lottery_folder import needed, new_secret, publish, read_documents, refuse_after
from merata.cli.lottery_options import DATASET, LATER, SECRET, day
from merata.cli.lottery_terms import (
    Asked,
    course_of,
    course_row,
    need_weights,
    prerequisites,
    quotas,
    village_at_most,
)
from merata.cli.lottery_text import print_published
from merata.cli.progress import stdout
from merata.errors import UsageError
from merata.programmes.training.canonical import digest
from merata.programmes.training.commitment import COMMITMENT_FILE, commit, read_commitment
from merata.programmes.training.drawing import VOID_FILE
from merata.programmes.training.terms import BEFORE, Before, PublicNumber, Terms
from merata.programmes.training.terms_problems import problems
from merata.programmes.training.verification import verify
from merata.tables.folder import Dataset


@click.command("commit")
@DATASET
@click.option("--course", "course_id", required=True, help="Course whose seats are drawn.")
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="FOLDER to publish."
)
@SECRET
@day("announced", "Day of this announcement.")
@day("closes", "Last day of applications.")
@day("drawn", "Day of the public number, two days after closing or later.")
@day("reveal-by", "Last day on which the secret may be revealed.")
@click.option("--where", required=True, help="Who throws the dice where, or where the number is published.")
@click.option("--dice", type=click.IntRange(1), help="Dice to throw.  [default: 10]")
@click.option("--digits", type=click.IntRange(1), help="Instead of dice: digits of a number, e.g. of a draw elsewhere.")
@click.option("--women", type=click.IntRange(0), help="Least seats for women.  [default: the course's women_seats]")
@click.option(
    "--disability", type=click.IntRange(0), help="Least seats for people with a disability.  [default: the course's]"
)
@click.option(
    "--village", "villages", multiple=True, help="Least seats of a village, 35.05.01.2001=1; may be given again."
)
@click.option(
    "--max-per-village", type=click.IntRange(0), help="Most seats of one village; 0: no limit.  [default: the course's]"
)
@click.option(
    "--tickets",
    multiple=True,
    help="Tickets by desil, 1-4=3; every desil and unknown.  [default: 1-4=3 5-7=2 8-10=1 unknown=1]",
)
@click.option("--min-age", type=click.IntRange(0), help="Youngest age on the closing day.  [default: the course's]")
@click.option("--max-age", type=click.IntRange(0), help="Oldest age on the closing day.  [default: the course's]")
@click.option(
    "--min-schooling", type=click.IntRange(0), help="Least completed years of schooling.  [default: the course's]"
)
@click.option(
    "--residents-only/--anyone", default=True, show_default=True, help="Only residents of the course's owner."
)
@click.option(
    "--not-before",
    type=click.Choice(BEFORE),
    default="same_course",
    show_default=True,
    help="Who was selected earlier for this is refused.",
)
@click.option(
    "--after-void",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="FOLDER of the void draw that this one replaces.",
)
def commit_command(  # noqa: PLR0913 - one parameter an option
    root: Path,
    *,
    course_id: str,
    folder: Path,
    secret_file: Path,
    announced: datetime,
    closes: datetime,
    drawn: datetime,
    reveal_by: datetime,
    where: str,
    dice: int | None,
    digits: int | None,
    women: int | None,
    disability: int | None,
    villages: tuple[str, ...],
    max_per_village: int | None,
    tickets: tuple[str, ...],
    min_age: int | None,
    max_age: int | None,
    min_schooling: int | None,
    residents_only: bool,
    not_before: Before,
    after_void: Path | None,
) -> None:
    """Announce the terms and the hash of a new secret, before applications close (pengumuman).

    The secret goes to --secret-file, outside FOLDER, and to nobody: seal a copy with somebody independent. Quotas, the
    village limit and prerequisites come from the table courses where no option gives them.
    """
    if dice is not None and digits is not None:
        raise UsageError("--dice and --digits are two public numbers; give one")
    if folder.exists():
        refuse_after({path.name: b"" for path in folder.iterdir()}, COMMITMENT_FILE, *LATER)
    asked = Asked(
        women, disability, villages, max_per_village, min_age, max_age, min_schooling, residents_only, not_before
    )
    row = course_row(Dataset(root), course_id)
    number = PublicNumber("dice" if digits is None else "digits", digits or dice or 10, drawn.date(), where)
    round_, replaces = _after(after_void)
    terms = Terms(
        course=course_of(row),
        seats=row["seats"],
        quotas=quotas(row, asked),
        village_at_most=village_at_most(row, asked),
        need_weights=need_weights(tickets),
        prerequisites=prerequisites(row, asked),
        public_number=number,
        announced_on=announced.date(),
        closes_on=closes.date(),
        reveal_by=reveal_by.date(),
        round=round_,
        replaces=replaces,
    )
    # A secret is made only for terms that can be announced: its file is never written twice.
    if found := problems(terms):
        raise UsageError("these terms cannot be announced: " + "; ".join(found))
    content = commit(terms, new_secret(secret_file, published=folder))
    print_published(stdout, publish(folder, COMMITMENT_FILE, content), content)


def _after(folder: Path | None) -> tuple[int, str | None]:
    """The round of a new draw and the hash of the void one it replaces; `UsageError` where that is not void."""
    if folder is None:
        return 1, None
    documents = read_documents(folder)
    commitment, voided = needed(documents, COMMITMENT_FILE, VOID_FILE)
    if not all(check.agrees for check in verify(documents)):
        raise UsageError(f"{folder} does not agree with itself; see `merata lottery verify {folder}`")
    return read_commitment(commitment).terms.round + 1, digest(voided)
