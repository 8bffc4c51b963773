"""The written report: one HTML file that needs no network, no script and no other file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from merata.errors import UsageError
from merata.measurement.areas import Wanted
from merata.measurement.estimates import FEWEST_DEGREES, FEWEST_SAMPLED
from merata.planning.plan import Plan
from merata.progress import Step, silent
from merata.report.charts import held_by
from merata.report.estimates import compact_text, is_doubtful
from merata.report.figures import (
    certain_count,
    certain_measure,
    has_certain,
    kecamatan_figure,
    lorenz_figure,
    village_figure,
)
from merata.report.maps import Shapes, read_shapes
from merata.report.numbers import Numbers, require_language
from merata.report.plan_view import plan_view
from merata.report.proposal import proposal
from merata.report.published import Published
from merata.report.situation import Situation, situation
from merata.report.summary import cards
from merata.report.texts import Words
from merata.stats.disclosure.rules import RULES
from merata.tables.folder import POLYGONS_FILE, Dataset
from merata.tables.writing import whole_file

MEASURING_SHARE = 0.7
"""How much of the work of a report is measuring; the rest is drawing."""


def write_reports(
    dataset: Dataset,
    paths: Mapping[str, Path],
    *,
    plan: Plan | None = None,
    regency: str | None = None,
    wanted: Wanted | None = None,
    published: Published | None = None,
    commands: Mapping[str, str] | None = None,
    step: Step | None = None,
) -> None:
    """Write the report on one regency to `paths`, by language: `id` (Indonesian) or `en` (English).

    The regency is the plan's, or `regency`, or the most populous one. Without a plan the parts on what is
    proposed say why they are missing. `wanted` says how villages are predicted, what is marked and what withheld;
    with `published` areas are told as that edition tells them, and nothing that it withholds is told. `commands` (by
    language) is printed as what made the report. What is measured is the same in every language; each file is whole or
    not there.

    Raises `UsageError` for an unknown language or regency and for a plan of another regency, `InputError` where
    a table is missing or has faults.
    """
    for lang in paths:
        require_language(lang)
    if plan is not None and regency not in (None, plan.regency):
        raise UsageError(f"the plan is for {plan.regency}, the report was asked for {regency}")
    tell = step or silent
    chosen = regency if plan is None else plan.regency
    now = situation(
        dataset,
        regency=chosen,
        wanted=wanted or Wanted(),
        published=published,
        step=lambda share, words: tell(MEASURING_SHARE * share, words),
    )
    for done, (lang, path) in enumerate(paths.items()):
        tell(MEASURING_SHARE + (1 - MEASURING_SHARE) * done / len(paths), "gambar / charts")
        command = (commands or {}).get(lang)
        page = render_report(dataset, now, lang=lang, plan=plan, command=command)
        with whole_file(path) as partial:
            partial.write_text(page, encoding="utf-8")
    tell(1.0, "")


def render_report(
    dataset: Dataset,
    now: Situation,
    *,
    lang: str,
    plan: Plan | None,
    command: str | None,
) -> str:
    """The report's page for a situation that is already measured."""
    currency = dataset.description.currency
    words, numbers = Words(lang, currency), Numbers(lang, currency)
    shapes = _shapes(dataset, now)
    context: dict[str, Any] = {
        "lang": lang,
        "t": words,
        "n": numbers,
        "now": now,
        "description": dataset.description,
        "version": version("merata"),
        "command": command,
        "draws": now.wanted.draws,
        "seed": now.wanted.seed,
        "caution": numbers.percent(now.wanted.rule.caution_rse, 0),
        "withheld": numbers.percent(now.wanted.rule.withheld_rse, 0),
        "fewest_degrees": FEWEST_DEGREES,
        "fewest_sampled": FEWEST_SAMPLED,
        "few": RULES.threshold,
        "css": _style_sheet(),
        "cards": cards(now, numbers, words),
        "half": numbers.percent(held_by(now.curves[now.regency], 0.5), 0),
        "hidden_kecamatan": ", ".join(a.name for a in now.kecamatan if not has_certain(a, "p0")),
        "kecamatan_measure": certain_measure(now.kecamatan),
        "kecamatan_shown": certain_count(now.kecamatan, "p0"),
        "village_measure": certain_measure(now.villages),
        "village_shown": certain_count(now.villages, "p0"),
        "compact": lambda estimate: compact_text(estimate, numbers, words),
        "doubtful": is_doubtful,
        "certainty": lambda text: certainty_text(text, words),
        "no_plan": words("proposal.not_asked" if now.villages else "proposal.absent"),
        "proposal": None,
        "figures": {
            "lorenz": lorenz_figure(now, numbers, words),
            "kecamatan": kecamatan_figure(now, numbers, words),
            "villages": village_figure(now.villages, shapes, now.year, numbers, words) if shapes else None,
        },
    }
    if plan is not None:
        view = plan_view(proposal(dataset, plan), now, shapes, numbers, words)
        context |= view.texts
        context["figures"] |= view.figures
    return _environment().get_template("report.html.j2").render(context)


def certainty_text(certainty: str | None, words: Words) -> str:
    """How sure a source is, in the report's language where the word is one of ours, as it stands otherwise."""
    if not certainty:
        return words("level.unknown")
    first, _, rest = certainty.partition(":")
    key = f"level.{first.strip()}"
    return (words(key) if words.known(key) else first) + (f": {rest.strip()}" if rest.strip() else "")


def _shapes(dataset: Dataset, now: Situation) -> Shapes | None:
    """The polygons of the regency's villages; None where the dataset has no file of them."""
    polygons = dataset.root / POLYGONS_FILE
    if not now.villages or not polygons.exists():
        return None
    return read_shapes(polygons).only({area.code for area in now.villages})


def _style_sheet() -> str:
    return files("merata.report").joinpath("templates", "report.css").read_text(encoding="utf-8")


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("merata.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
