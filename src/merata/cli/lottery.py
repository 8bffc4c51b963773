"""`merata lottery`: a public draw of a course's seats, step by step, and its verification by anyone."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from merata.cli.lottery_commit import commit_command
from merata.cli.lottery_course import complete_command, promote_command, record_command
from merata.cli.lottery_folder import needed, publish, read_documents, read_secret, refuse_after, registry
from merata.cli.lottery_options import DATASET, FOLDER, LATER, SECRET, day
from merata.cli.lottery_text import print_chances, print_checks, print_draw, print_list, print_published
from merata.cli.progress import stdout
from merata.programmes.training.canonical import digest
from merata.programmes.training.chances import REPLICATIONS
from merata.programmes.training.commitment import COMMITMENT_FILE, read_commitment
from merata.programmes.training.drawing import (
    NUMBER_FILE,
    REVEAL_FILE,
    VOID_FILE,
    VOID_REASONS,
    announce_number,
    reveal,
    void,
)
from merata.programmes.training.frozen_list import LIST_FILE, freeze, read_list
from merata.programmes.training.result import RESULT_FILE, conclude, list_chances, read_result
from merata.programmes.training.selection import rule_of
from merata.programmes.training.verification import verify


class _Steps(click.Group):
    """Commands in the order in which they are taken, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        found = super().list_commands(ctx)
        return sorted(found, key=_ORDER.index)


@click.group(cls=_Steps)
def lottery() -> None:
    """Draw a course's seats so that nobody can steer it and anyone can verify it.

    The steps, each of which publishes a document in FOLDER: commit (before applications close), freeze (the list),
    number (the dice), draw (the secret and the result), or void. Then the course: promote, record, complete. DIR is the
    dataset folder. Days are given: no step looks at a clock.
    """


_ORDER = ("commit", "freeze", "chances", "number", "draw", "void", "verify", "promote", "record", "complete")

for _command in (commit_command, promote_command, record_command, complete_command):
    lottery.add_command(_command)


@lottery.command("freeze")
@DATASET
@FOLDER
@day("on", "Day of the freeze: after closing, before the public number.")
def freeze_command(root: Path, folder: Path, *, on: datetime) -> None:
    """Freeze the list of applicants and publish its hash (daftar)."""
    documents = read_documents(folder)
    refuse_after(documents, *LATER)
    (commitment,) = needed(documents, COMMITMENT_FILE)
    content = freeze(commitment, registry(root), frozen_on=on.date())
    print_list(stdout, read_list(content, commitment), read_commitment(commitment).terms)
    print_published(stdout, publish(folder, LIST_FILE, content), content)


@lottery.command("number")
@FOLDER
@click.option("--number", "text", required=True, help="As it fell: 6 4 2 5 …")
@day("on", "Day on which it fell, as announced.")
def number_command(folder: Path, *, text: str, on: datetime) -> None:
    """Publish the public number that was thrown or drawn (angka umum)."""
    documents = read_documents(folder)
    refuse_after(documents, *LATER[1:])
    commitment, frozen = needed(documents, COMMITMENT_FILE, LIST_FILE)
    content = announce_number(commitment, frozen, text, drawn_on=on.date())
    print_published(stdout, publish(folder, NUMBER_FILE, content), content)


@lottery.command("draw")
@FOLDER
@SECRET
@day("on", "Day of the reveal.")
def draw_command(folder: Path, *, secret_file: Path, on: datetime) -> None:
    """Reveal the secret and publish the result that follows (undian)."""
    documents = read_documents(folder)
    refuse_after(documents, *LATER[2:])
    commitment, frozen, number = needed(documents, COMMITMENT_FILE, LIST_FILE, NUMBER_FILE)
    opened = reveal(commitment, frozen, number, read_secret(secret_file), revealed_on=on.date())
    content = conclude(commitment, frozen, number, opened)
    publish(folder, REVEAL_FILE, opened)
    print_draw(stdout, read_result(content))
    print_published(stdout, publish(folder, RESULT_FILE, content), content)


@lottery.command("void")
@FOLDER
@click.option("--reason", type=click.Choice(list(VOID_REASONS)), required=True, help="Why.")
@day("on", "Day of the statement.")
def void_command(folder: Path, *, reason: str, on: datetime) -> None:
    """Declare the draw void (batal), because the secret was not revealed or for another reason.

    A new draw is committed with --after-void FOLDER; the void one stays published.
    """
    documents = read_documents(folder)
    refuse_after(documents, *LATER[2:])
    (commitment,) = needed(documents, COMMITMENT_FILE)
    content = void(commitment, documents.get(LIST_FILE), documents.get(NUMBER_FILE), reason=reason, voided_on=on.date())
    print_published(stdout, publish(folder, VOID_FILE, content), content)


@lottery.command("verify")
@FOLDER
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
@FOLDER
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
