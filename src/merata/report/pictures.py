"""Lorenz curves and a map of the villages as picture files."""

from __future__ import annotations

from pathlib import Path

from merata.report.figures import Figure, lorenz_figure, village_figure
from merata.report.maps import read_shapes
from merata.report.numbers import Numbers, require_language
from merata.report.render import to_png
from merata.report.situation import situation
from merata.report.texts import Words
from merata.tables.folder import POLYGONS_FILE, Dataset
from merata.tables.writing import whole_file


def write_pictures(folder: Path, dataset: Dataset, lang: str, *, draws: int = 50, seed: int = 1) -> list[Path]:
    """Write lorenz.svg and .png, and map.svg and .png where the dataset has a registry and polygons.

    The map shows every village of the dataset, each poor by its own regency's line. Returns the paths written,
    each whole or not at all. Raises `UsageError` for an unknown language.
    """
    words = Words(require_language(lang))
    numbers = Numbers(lang, dataset.description.currency)
    now = situation(dataset, regency=None, draws=draws, seed=seed)
    paths = _write(folder, "lorenz", lorenz_figure(now, numbers, words))
    polygons = dataset.root / POLYGONS_FILE
    if now.all_villages and polygons.exists():
        figure = village_figure(now.all_villages, read_shapes(polygons), now.year, numbers, words)
        paths += _write(folder, "map", figure)
    return paths


def _write(folder: Path, name: str, figure: Figure) -> list[Path]:
    paths = [folder / f"{name}.svg", folder / f"{name}.png"]
    with whole_file(paths[0]) as partial:
        partial.write_text(figure.svg, encoding="utf-8")
    with whole_file(paths[1]) as partial:
        partial.write_bytes(to_png(figure.svg))
    return paths
