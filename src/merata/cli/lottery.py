"""`merata lottery`: a public draw of a course's seats, step by step, and its verification by anyone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from merata.cli.lottery_folder import (
    needed,
    new_secret,
    publish,
    read_documents,
    read_secret,
    refuse_after,
    registry,
)
from merata.cli.lottery_terms import (
    Asked,
    course_of,
    course_row,
    need_weights,
    prerequisites,
    quotas,
    village_at_most,
)
from merata.cli.lottery_text import (
    print_chances,
    print_checks,
    print_draw,
    print_list,
    print_promotions,
    print_published,
)
from merata.cli.progress import stdout
from merata.errors import InputError, UsageError
from merata.programmes.training.canonical import digest
from merata.programmes.training.chances import REPLICATIONS
from merata.programmes.training.commitment import COMMITMENT_FILE, commit, read_commitment
from merata.programmes.training.drawing import (
    NUMBER_FILE,
    REVEAL_FILE,
    VOID_FILE,
    VOID_REASONS,
    announce_number,
    reveal,
    void,
)
from merata.programmes.training.frozen_list import LIST_FILE, FrozenList, freeze, read_list
from merata.programmes.training.recording import with_draw
from merata.programmes.training.result import RESULT_FILE, Drawn, conclude, list_chances, read_result
from merata.programmes.training.selection import rule_of
from merata.programmes.training.terms import BEFORE, Before, PublicNumber, Terms
from merata.programmes.training.terms_problems import problems
from merata.programmes.training.verification import verify
from merata.programmes.training.waiting_list import promotions
from merata.tables.folder import Dataset

_LATER = (LIST_FILE, NUMBER_FILE, REVEAL_FILE, VOID_FILE, RESULT_FILE)
_DATASET = click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
_FOLDER = click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
_SECRET = click.option(
    "--secret-file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where the secret is kept."
)


def _day(name: str, meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        f"--{name}", name.replace("-", "_"), type=click.DateTime(["%Y-%m-%d"]), required=True, help=meaning
    )


@click.group()
def lottery() -> None:
    """Draw a course's seats so that nobody can steer it and anyone can verify it.

    The steps, each of which publishes a document in FOLDER: commit (before applications close), freeze (the list),
    number (the dice), draw (the secret and the result), or void. DIR is the dataset folder. Days are given: no step
    looks at a clock.
    """


@lottery.command("commit")
@_DATASET
@click.option("--course", "course_id", required=True, help="Course whose seats are drawn.")
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="FOLDER to publish."
)
@_SECRET
@_day("announced", "Day of this announcement.")
@_day("closes", "Last day of applications.")
@_day("drawn", "Day of the public number, two days after closing or later.")
@_day("reveal-by", "Last day on which the secret may be revealed.")
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
        refuse_after({path.name: b"" for path in folder.iterdir()}, COMMITMENT_FILE, *_LATER)
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


@lottery.command("freeze")
@_DATASET
@_FOLDER
@_day("on", "Day of the freeze: after closing, before the public number.")
def freeze_command(root: Path, folder: Path, *, on: datetime) -> None:
    """Freeze the list of applicants and publish its hash (daftar)."""
    documents = read_documents(folder)
    refuse_after(documents, *_LATER)
    (commitment,) = needed(documents, COMMITMENT_FILE)
    content = freeze(commitment, registry(root), frozen_on=on.date())
    print_list(stdout, read_list(content, commitment), read_commitment(commitment).terms)
    print_published(stdout, publish(folder, LIST_FILE, content), content)


@lottery.command("number")
@_FOLDER
@click.option("--number", "text", required=True, help="As it fell: 6 4 2 5 …")
@_day("on", "Day on which it fell, as announced.")
def number_command(folder: Path, *, text: str, on: datetime) -> None:
    """Publish the public number that was thrown or drawn (angka umum)."""
    documents = read_documents(folder)
    refuse_after(documents, *_LATER[1:])
    commitment, frozen = needed(documents, COMMITMENT_FILE, LIST_FILE)
    content = announce_number(commitment, frozen, text, drawn_on=on.date())
    print_published(stdout, publish(folder, NUMBER_FILE, content), content)


@lottery.command("draw")
@_FOLDER
@_SECRET
@_day("on", "Day of the reveal.")
def draw_command(folder: Path, *, secret_file: Path, on: datetime) -> None:
    """Reveal the secret and publish the result that follows (undian)."""
    documents = read_documents(folder)
    refuse_after(documents, *_LATER[2:])
    commitment, frozen, number = needed(documents, COMMITMENT_FILE, LIST_FILE, NUMBER_FILE)
    opened = reveal(commitment, frozen, number, read_secret(secret_file), revealed_on=on.date())
    content = conclude(commitment, frozen, number, opened)
    publish(folder, REVEAL_FILE, opened)
    print_draw(stdout, read_result(content))
    print_published(stdout, publish(folder, RESULT_FILE, content), content)


@lottery.command("void")
@_FOLDER
@click.option("--reason", type=click.Choice(list(VOID_REASONS)), required=True, help="Why.")
@_day("on", "Day of the statement.")
def void_command(folder: Path, *, reason: str, on: datetime) -> None:
    """Declare the draw void (batal), because the secret was not revealed or for another reason.

    A new draw is committed with --after-void FOLDER; the void one stays published.
    """
    documents = read_documents(folder)
    refuse_after(documents, *_LATER[2:])
    (commitment,) = needed(documents, COMMITMENT_FILE)
    content = void(commitment, documents.get(LIST_FILE), documents.get(NUMBER_FILE), reason=reason, voided_on=on.date())
    print_published(stdout, publish(folder, VOID_FILE, content), content)


@lottery.command("verify")
@_FOLDER
@click.option("--announced", multiple=True, help="A hash as it was read out at the time; may be given again.")
@click.option(
    "--dataset",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Freeze the list again from DIR too.",
)
@click.option(
    "--before",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="FOLDER of the void draw that this one replaces.",
)
@click.pass_context
def verify_command(
    context: click.Context, folder: Path, *, announced: tuple[str, ...], root: Path | None, before: Path | None
) -> None:
    """Recompute everything from the published FOLDER; exit code 0 only where all agrees (periksa)."""
    documents = read_documents(folder)
    checks = verify(
        documents,
        announced=[value.strip().lower() for value in announced],
        registry=registry(root) if root else None,
        before=read_documents(before) if before else None,
    )
    print_checks(stdout, checks, {file: digest(content) for file, content in documents.items()})
    context.exit(0 if all(check.agrees for check in checks) else 1)


@lottery.command("chances")
@_FOLDER
@click.option(
    "--replications", type=click.IntRange(2), default=REPLICATIONS, show_default=True, help="Draws, where simulated."
)
@click.option("--json", "as_json", is_flag=True, help="Print every application's chance as JSON and nothing else.")
def chances_command(folder: Path, *, replications: int, as_json: bool) -> None:
    """Everybody's chance of a seat, known as soon as the list is frozen (peluang)."""
    commitment, frozen = needed(read_documents(folder), COMMITMENT_FILE, LIST_FILE)
    found = list_chances(commitment, frozen, replications=replications)
    if not as_json:
        rule = rule_of(read_commitment(commitment).terms)
        print_chances(stdout, read_list(frozen, commitment), rule, found)
        return
    rows = {
        name: {
            "chance": float(one.chance),
            "standard_error": None if one.standard_error is None else float(one.standard_error),
        }
        for name, one in found.by_application.items()
    }
    click.echo(json.dumps({"method": found.method, "replications": found.replications, "applications": rows}, indent=1))


@lottery.command("promote")
@_FOLDER
@click.option(
    "--withdrawn",
    multiple=True,
    required=True,
    help="Application that gives up its seat or place, in the order of giving up.",
)
def promote_command(folder: Path, *, withdrawn: tuple[str, ...]) -> None:
    """Who takes the seats that became free (daftar tunggu)."""
    terms, listed, result = _verified(folder)
    found = promotions(
        listed.entries, rule_of(terms), selected=result.selected, waiting=result.waiting, withdrawn=withdrawn
    )
    print_promotions(stdout, found)


@lottery.command("record")
@_DATASET
@_FOLDER
def record_command(root: Path, folder: Path) -> None:
    """Write chance, selected and need weight of the draw into the table applications of DIR, for evaluation."""
    _, listed, result = _verified(folder)
    dataset = Dataset(root)
    click.echo(str(dataset.write("applications", with_draw(dataset.read("applications"), listed, result))))


def _verified(folder: Path) -> tuple[Terms, FrozenList, Drawn]:
    """The terms, list and result of a draw whose documents agree; `InputError` where they do not."""
    documents = read_documents(folder)
    commitment, frozen, result = needed(documents, COMMITMENT_FILE, LIST_FILE, RESULT_FILE)
    if not all(check.agrees for check in verify(documents)):
        raise InputError(f"{folder} does not agree with itself; `merata lottery verify {folder}` says where")
    return read_commitment(commitment).terms, read_list(frozen, commitment), read_result(result)
