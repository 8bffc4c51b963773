"""`merata evaluate`: what courses, village programmes and works changed, and what that adds to the evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from merata.cli.amounts import SYNTHETIC
from merata.cli.evaluate_mde import mde
from merata.cli.evaluate_table import print_evaluation
from merata.cli.lottery_folder import needed, read_documents
from merata.cli.progress import progress, stdout
from merata.errors import UsageError
from merata.evaluation.evaluation import LEVERS, evaluate, evidence_of, updated
from merata.evaluation.evidence import TRANSFER_HETEROGENEITY
from merata.evaluation.of_training import COMMITMENT, FROZEN_LIST
from merata.evaluation.planted_truth import planted
from merata.evaluation.randomisation import DRAWS
from merata.tables.folder import Dataset
from merata.tables.writing import whole_file

if TYPE_CHECKING:
    import pyarrow as pa

ALL = "all"
_DATASET = "dataset"


class DatasetOrStep(click.Group):
    """A group that takes what is none of its sub-commands as the arguments of the one for dataset folders."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The sub-commands by name, without the one that needs none."""
        return [name for name in super().list_commands(ctx) if name != _DATASET]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The sub-command that the first argument names, or the one for a dataset folder with all arguments."""
        named = args and args[0] in self.list_commands(ctx)
        return super().resolve_command(ctx, args if named else [_DATASET, *args])

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of the command for dataset folders, and the names of the sub-commands."""
        command = self.commands[_DATASET]
        command.format_help(click.Context(command, parent=ctx.parent, info_name=ctx.info_name), formatter)
        self.format_commands(ctx, formatter)


@click.group(
    name="evaluate",
    cls=DatasetOrStep,
    context_settings={"ignore_unknown_options": True},
    short_help="Evaluate what was delivered, by lottery and by comparison over time.",
)
def evaluate_command() -> None:
    """Evaluate what was delivered, by lottery and by comparison over time."""


evaluate_command.add_command(mde)


@evaluate_command.command(name=_DATASET, hidden=True)
@click.argument("root", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--lever", type=click.Choice((*LEVERS, ALL)), default=ALL, show_default=True, help="What to evaluate.")
@click.option(
    "--lottery",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of a published draw: that class is drawn again by its own rule; may be given again.",
)
@click.option(
    "--heterogeneity",
    type=click.FloatRange(0),
    default=TRANSFER_HETEROGENEITY,
    show_default=True,
    help="How far effects here may lie from the literature's, in its standard errors: an assumption.",
)
@click.option(
    "--draws", type=click.IntRange(100), default=DRAWS, show_default=True, help="How often lotteries are drawn again."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of draws and placebos.")
@click.option("--truth", is_flag=True, help="Show the demo's planted effects beside what was found.")
@click.option(
    "--write-evidence",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the table `evidence` with what was learned to this Parquet or CSV file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def dataset_command(
    root: Path,
    *,
    lever: str,
    folders: tuple[Path, ...],
    truth: bool,
    out: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Evaluate what was delivered in the dataset folder DIR, and join it with the evidence that plans use.

    Courses by their lotteries (the offer of a seat, and completion), village programmes by difference-in-differences
    over the years of entry, works by a synthetic comparison of served villages with others. Prints each effect with
    standard error, 95% interval, n and method, and what it adds to evidence: prior, local and joined. `merata evaluate
    mde` says beforehand what an evaluation could find.
    """
    dataset = Dataset(root)
    levers = [name for name in LEVERS if lever in (name, ALL)]
    documents = [read_documents(folder) for folder in folders]
    for one in documents:
        needed(one, COMMITMENT, FROZEN_LIST)
    suffix = None if out is None else _suffix(out)
    with progress("merata evaluate") as step:
        found = evaluate(dataset, levers=levers, lotteries=documents, step=step, **options)
    description = dataset.description
    if out is not None:
        source = f"merata evaluate {description.name} {description.year}"
        _write(out, suffix, updated(evidence_of(dataset), found.findings, source=source))
        click.echo(str(out), err=True)
    true = planted(dataset, found.findings) if truth else None
    if as_json:
        told = {"synthetic": description.synthetic, "year": description.year, **found.as_json()}
        if true is not None:
            for row, effect in zip(told["findings"], true, strict=True):
                row["planted"] = effect
        click.echo(json.dumps(told, allow_nan=False, ensure_ascii=False))
        if description.synthetic:
            click.echo(SYNTHETIC, err=True)
        return
    print_evaluation(stdout, found, description, true)


def _suffix(out: Path) -> str:
    if out.suffix not in (".parquet", ".csv"):
        raise UsageError(f"--write-evidence {out}: expected a file that ends in .parquet or .csv")
    return out.suffix


def _write(out: Path, suffix: str | None, evidence: pa.Table) -> None:
    import pyarrow.csv as pv  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with whole_file(out) as partial:
            if suffix == ".csv":
                pv.write_csv(evidence, partial)
            else:
                pq.write_table(evidence, partial, compression="zstd")
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}); choose another folder") from error
