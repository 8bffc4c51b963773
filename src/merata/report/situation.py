"""Where things stand: the estimates, curves and samples that the first part of the report shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import UsageError
from merata.measurement import lorenz
from merata.measurement.areas import Wanted, area_names, measure_areas
from merata.measurement.estimates import Estimate
from merata.measurement.prediction import Model
from merata.progress import Step, silent
from merata.report.charts import Curve
from merata.report.published import Figures, Published
from merata.tables.folder import Dataset


@dataclass(frozen=True, slots=True)
class Area:
    """A kecamatan or village with its estimates by measure, as far as there are any."""

    code: str
    name: str
    kecamatan: str
    regency: str
    estimates: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class PovertyLine:
    """A poverty line in money per person per month, with where it comes from."""

    line: float
    source: str | None
    certainty: str | None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one regency in one year, before anything is proposed.

    `villages` is empty where the dataset holds no registry; `line` is None where it holds no poverty line;
    `model` is what the village figures were predicted with, `wanted` how, and which of them may be shown.
    `all_villages`, `curves` and `ginis` cover every regency of the dataset, `sample_households` this one. With
    `published` the estimates of areas are an edition's and those of this regency alone; there is no model then.
    """

    regency: str
    name: str
    year: int
    estimates: Mapping[str, Estimate]
    kecamatan: Sequence[Area]
    all_villages: Sequence[Area]
    model: Model | None
    curves: Mapping[str, Curve]
    ginis: Mapping[str, float]
    line: PovertyLine | None
    sample_households: int
    wanted: Wanted
    published: Published | None = None

    @property
    def villages(self) -> list[Area]:
        """The villages of this regency, in the order of their codes."""
        return [area for area in self.all_villages if area.regency == self.regency]


def situation(
    dataset: Dataset,
    *,
    regency: str | None,
    wanted: Wanted,
    published: Published | None = None,
    step: Step | None = None,
) -> Situation:
    """Measure the regency (the most populous one when none is given), its kecamatan and its villages.

    `wanted` says with how many draws and which seed villages are predicted, what is marked and what withheld. With
    `published` nothing of areas is measured: they are told as that edition tells them.
    Raises `UsageError` for a regency that the dataset lacks, naming those it has, and for an edition of another regency
    or year; `InputError` where a table is missing or has faults.
    """
    tell = step or silent
    survey = survey_year(dataset)
    year = int(survey["year"][0].as_py())
    names = area_names(dataset, "regency")
    code = choose_regency(survey, regency)
    by_regency = _by_area(measure_areas(dataset, by="regency", wanted=wanted, year=year).estimates)
    # Beside their curves, which tell them anyway.
    ginis = {area: row["gini"].value for area, row in by_regency.items() if "gini" in row}
    tell(0.1, "kecamatan")
    if published is None:
        kecamatan = _kecamatan(dataset, survey, code, wanted, year)
        villages, model = _villages(dataset, wanted, year, lambda share, now: tell(0.2 + 0.8 * share, now))
    else:
        _require_same(published, code, year)
        by_regency[code] = {**by_regency.get(code, {}), **published.of("regency")[code]}
        kecamatan = _named_kecamatan(dataset, code, published.of("kecamatan"))
        villages, model = _named_villages(dataset, published.of("village")), None
    tell(1.0, "")
    return Situation(
        regency=code,
        name=names.get(code, code),
        year=year,
        estimates=by_regency.get(code, {}),
        kecamatan=kecamatan,
        all_villages=villages,
        model=model,
        curves=lorenz_curves(survey, names),
        ginis=ginis,
        line=_line(dataset, code, year),
        sample_households=_count(survey, code),
        wanted=wanted,
        published=published,
    )


def _require_same(published: Published, code: str, year: int) -> None:
    """Raise `UsageError` where the edition tells of another regency or of another year's survey."""
    if code not in published.of("regency"):
        told = ", ".join(published.of("regency")) or "none"
        raise UsageError(f"the edition is of the regency {told}, the report of {code}; take the edition of {code}")
    if published.year != year:
        raise UsageError(
            f"the edition tells of the survey of {published.year}, the dataset of {year}; take those of the same year"
        )


def survey_year(dataset: Dataset) -> pa.Table:
    """The survey rows of the dataset's year, or of the latest year where that year was not surveyed."""
    columns = ["year", "regency_code", "kecamatan_code", "weight", "size", "consumption_pc_idr"]
    survey = dataset.read("survey_households", columns)
    years = set(pc.unique(survey["year"]).to_pylist())
    described = dataset.description.year
    return survey.filter(pc.equal(survey["year"], described if described in years else max(years)))


def choose_regency(survey: pa.Table, regency: str | None) -> str:
    """`regency` when the survey knows it, the one with most people when None is asked for."""
    codes = np.asarray(survey["regency_code"].to_pylist(), dtype=str)
    people = _people(survey)
    totals = {str(code): float(people[codes == code].sum()) for code in np.unique(codes)}
    if regency is None:
        return max(totals, key=lambda code: totals[code])
    if regency not in totals:
        raise UsageError(f"unknown regency {regency!r}: the survey covers {', '.join(totals)}")
    return regency


def lorenz_curves(survey: pa.Table, names: Mapping[str, str]) -> dict[str, Curve]:
    """The Lorenz curve of consumption over persons for each regency of a survey, by code."""
    codes = np.asarray(survey["regency_code"].to_pylist(), dtype=str)
    welfare = np.asarray(survey["consumption_pc_idr"], dtype=np.float64)
    people = _people(survey)
    curves = {}
    for code in np.unique(codes):
        here = codes == code
        share, held = lorenz(welfare[here], people[here])
        curves[str(code)] = Curve(names.get(str(code), str(code)), share, held)
    return curves


def _people(survey: pa.Table) -> npt.NDArray[np.float64]:
    weight = np.asarray(survey["weight"], dtype=np.float64)
    return weight * np.asarray(survey["size"], dtype=np.float64)


def _count(survey: pa.Table, code: str) -> int:
    return int(pc.sum(pc.equal(survey["regency_code"], code)).as_py())


def _by_area(estimates: Sequence[Estimate]) -> dict[str, dict[str, Estimate]]:
    areas: dict[str, dict[str, Estimate]] = {}
    for estimate in estimates:
        areas.setdefault(estimate.area, {})[estimate.measure] = estimate
    return areas


def _kecamatan(dataset: Dataset, survey: pa.Table, regency: str, wanted: Wanted, year: int) -> list[Area]:
    """The surveyed kecamatan of the regency in the order of their codes; none where the survey carries none."""
    inside = set(survey.filter(pc.equal(survey["regency_code"], regency))["kecamatan_code"].to_pylist()) - {None}
    if not inside:
        return []
    estimates = _by_area(measure_areas(dataset, by="kecamatan", wanted=wanted, year=year).estimates)
    return _named_kecamatan(dataset, regency, {code: found for code, found in estimates.items() if code in inside})


def _named_kecamatan(dataset: Dataset, regency: str, estimates: Figures) -> list[Area]:
    names = area_names(dataset, "kecamatan")
    return [
        Area(code, names.get(code, code), names.get(code, code), regency, estimates[code]) for code in sorted(estimates)
    ]


def _villages(dataset: Dataset, wanted: Wanted, year: int, step: Step) -> tuple[list[Area], Model | None]:
    """All villages in the order of their codes, and their model; none where there is no registry."""
    if not (dataset.has("households") and dataset.has("villages")):
        return [], None
    measured = measure_areas(dataset, by="village", wanted=wanted, year=year, step=step)
    return _named_villages(dataset, _by_area(measured.estimates)), measured.model


def _named_villages(dataset: Dataset, estimates: Figures) -> list[Area]:
    if not estimates:
        return []
    table = dataset.read("villages", ["village_code", "name", "kecamatan", "regency_code"])
    rows = sorted(table.to_pylist(), key=lambda row: str(row["village_code"]))
    return [
        Area(code, row["name"], row["kecamatan"], row["regency_code"], estimates[code])
        for row in rows
        if (code := row["village_code"]) in estimates
    ]


def _line(dataset: Dataset, code: str, year: int) -> PovertyLine | None:
    if not dataset.has("poverty_lines"):
        return None
    lines = dataset.read("poverty_lines")
    rows = lines.filter(pc.and_(pc.equal(lines["regency_code"], code), pc.equal(lines["year"], year))).to_pylist()
    if not rows:
        return None
    return PovertyLine(float(rows[0]["line_idr"]), rows[0]["source"], rows[0]["certainty"])
