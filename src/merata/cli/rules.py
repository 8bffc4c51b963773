"""`merata rules`: which programmes there are, what their rules say, whether a rulebook is sound, what changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from merata.cli.progress import stderr, stdout
from merata.cli.rulebook_argument import ENDINGS, rulebook_argument
from merata.cli.rules_page import page_json, print_changes, print_list, print_page
from merata.errors import Fault, InputError, UsageError
from merata.programmes.decisions.rulebook_cases import case_faults
from merata.programmes.rules.loading import available, load, rulebook
from merata.programmes.rules.programme_names import rulebook_file
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.rules.rulebook_diff import between_books, between_days

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def rules() -> None:
    """Show, check and compare the rules of programmes, each a rulebook: a YAML file with dated, cited parameters.

    A PROGRAMME is the name of one that comes with Merata, upper or lower case (PKH, "BLT Dana Desa"), or a file.
    """


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON and nothing else.")
def list_(*, as_json: bool) -> None:
    """List the programmes whose rulebooks come with Merata."""
    books = [rulebook(name) for name in available()]
    if as_json:
        click.echo(json.dumps([page_json(book) for book in books], ensure_ascii=False, allow_nan=False))
        return
    print_list(stdout, books)


@rules.command()
@click.argument("programme")
@click.option("--on", type=DAY, help="The rules as they stand on this day; else the values of all days.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Language of the page.")
@click.option("--json", "as_json", is_flag=True, help="Print the rulebook as JSON, both languages, and nothing else.")
def show(programme: str, *, on: datetime | None, lang: str, as_json: bool) -> None:
    """Show the rules of a PROGRAMME: who decides, the conditions in words and as CEL, what is given, and each
    parameter with its legal base, its source, how certain it is, and what other sources say.
    """
    book, day = rulebook_argument(programme), _day(on)
    if as_json:
        click.echo(json.dumps(page_json(book, day), ensure_ascii=False, allow_nan=False))
        return
    print_page(stdout, book, day, lang)


@rules.command()
@click.argument("paths", nargs=-1, metavar="[FILE|DIR]...", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print all faults as JSON instead.")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Check rulebooks and run their worked cases; without FILE or DIR those that come with Merata.

    All faults are found in one run, each with file, line and expression; with faults the exit code is 1. The worked
    cases of a file are run when it has no other faults.
    """
    faults: list[Fault] = []
    books = [book for file, shown in _files(paths) if (book := _sound(file, shown, faults)) is not None]
    for book in books:
        faults += case_faults(book)
    cases = sum(len(book.cases) for book in books)
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            stdout.print(str(fault), markup=False, soft_wrap=True)
        if not faults:
            stdout.print(
                f"Tidak ada kesalahan dalam {len(books)} buku aturan dengan {cases} contoh hitungan / no faults in "
                f"{len(books)} rulebooks with {cases} worked cases",
                soft_wrap=True,
            )
        else:
            stderr.print(f"{len(faults)} kesalahan / faults", style="red")
    context.exit(1 if faults else 0)


@rules.command()
@click.argument("first", metavar="PROGRAMME")
@click.argument("second", metavar="[PROGRAMME]", required=False)
@click.option("--from", "earlier", type=DAY, help="With one PROGRAMME: the first of two days.")
@click.option("--to", "later", type=DAY, help="With one PROGRAMME: the second of two days.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON and nothing else.")
def diff(first: str, second: str | None, *, earlier: datetime | None, later: datetime | None, as_json: bool) -> None:
    """Show what differs between two rulebooks, or between the parameters of one on two days.

    `merata rules diff old.yaml new.yaml`, or `merata rules diff blt_dana_desa --from 2023-07-01 --to 2025-07-01`.
    """
    start, end = _day(earlier), _day(later)
    if second is not None:
        if start or end:
            raise UsageError("--from and --to compare two days of one programme: name one, or leave them out")
        one, two = rulebook_argument(first), rulebook_argument(second)
        changes, heads = between_books(one, two), (first, second)
    elif start is None or end is None:
        raise UsageError("name two rulebooks, or one with --from and --to")
    else:
        changes, heads = between_days(rulebook_argument(first), start, end), (str(start), str(end))
    if as_json:
        click.echo(json.dumps([change.as_json() for change in changes], ensure_ascii=False, indent=1))
        return
    print_changes(stdout, changes, heads)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """The rulebooks to check with how messages call them; those that come with Merata where none are given."""
    if not paths:
        return [(Path(str(rulebook_file(name))), f"{name}.yaml") for name in available()]
    found: list[Path] = []
    for path in paths:
        inside = sorted(each for each in path.iterdir() if each.suffix in ENDINGS) if path.is_dir() else [path]
        if not inside:
            raise UsageError(f"{path} holds no rulebook; they are looked for as *.yaml and *.yml")
        found += inside
    return [(path, str(path)) for path in dict.fromkeys(found)]


def _sound(file: Path, shown: str, faults: list[Fault]) -> Rulebook | None:
    """The rulebook where it has no fault; else its faults are added to `faults`."""
    try:
        return load(file, shown)
    except InputError as error:
        faults += error.faults
        return None
