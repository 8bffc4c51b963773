"""Lorenz curves and a map of the villages as picture files."""

from __future__ import annotations

from pathlib import Path

from merata.measurement.areas import Wanted
from merata.report.figures import Figure, certain_measure, lorenz_figure, village_figure
from merata.report.maps import read_shapes
from merata.report.numbers import Numbers, require_language
from merata.report.render import to_png
from merata.report.situation import Situation, situation
from merata.report.texts import Words
from merata.tables.folder import POLYGONS_FILE, Dataset
from merata.tables.writing import whole_file

NAMED_REGENCIES = 4
"""A title names as many regencies as this; more are counted."""


def write_pictures(folder: Path, dataset: Dataset, lang: str, *, draws: int = 50, seed: int = 1) -> list[Path]:
    """Write lorenz.svg and .png, and map.svg and .png where the dataset has a registry and polygons.

    The map shows every village of the dataset, each poor by its own regency's line. Each picture says what, where,
    when and in which unit, and of synthetic data that they are. Returns the paths written, each whole or not at
    all. Raises `UsageError` for an unknown language.
    """
    currency = dataset.description.currency
    words, numbers = Words(require_language(lang), currency), Numbers(lang, currency)
    now = situation(dataset, regency=None, wanted=Wanted(draws=draws, seed=seed))
    synthetic = [words("picture.synthetic")] if dataset.description.synthetic else []
    place = _place(now, words)
    beneath = [place, words("picture.lorenz_unit"), *synthetic]
    paths = _write(folder, "lorenz", lorenz_figure(now, numbers, words, beneath_title=beneath))
    polygons = dataset.root / POLYGONS_FILE
    if now.all_villages and polygons.exists():
        unit = words(f"picture.{certain_measure(now.all_villages)}_unit", currency=numbers.currency_name)
        beneath = [place, unit, *synthetic]
        shapes = read_shapes(polygons)
        figure = village_figure(now.all_villages, shapes, now.year, numbers, words, beneath_title=beneath)
        paths += _write(folder, "map", figure)
    return paths


def _place(now: Situation, words: Words) -> str:
    """The regencies of the dataset by name, or how many where they are too many for a title."""
    names = [curve.label for curve in now.curves.values()]
    return ", ".join(names) if len(names) <= NAMED_REGENCIES else words("picture.regencies", count=len(names))


def _write(folder: Path, name: str, figure: Figure) -> list[Path]:
    paths = [folder / f"{name}.svg", folder / f"{name}.png"]
    with whole_file(paths[0]) as partial:
        partial.write_text(figure.svg, encoding="utf-8")
    with whole_file(paths[1]) as partial:
        partial.write_bytes(to_png(figure.svg))
    return paths
