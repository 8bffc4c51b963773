"""The survey as a proxy means test learns from it: covariates that the registry has too, consumption, design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from merata.errors import Fault, InputError
from merata.measurement.covariates import VILLAGE_COVARIATES, refuse_other_codes, refuse_unseen, shared_terms
from merata.measurement.survey import survey_design
from merata.measurement.welfare import Floats, checked
from merata.stats.design import Design, LonelyRule
from merata.tables.catalogue import COVARIATES

OF_THE_SURVEY = ("regency_code", "kecamatan_code", "village_code", "size", "head_sex")
"""What is kept of the survey beside the covariates, for groups of households."""
_CATALOGUED = (*(column.name for column in COVARIATES), *VILLAGE_COVARIATES)


@dataclass(frozen=True, slots=True)
class Sample:
    """n sampled households of one year.

    `covariates` (n rows) holds the columns that survey and registry can both fill, and nothing else; `left_out` names
    the catalogue's covariates that one of them cannot. `welfare` (n) is rupiah per person per month; `weight` (n) the
    persons that a household stands for: design weight × size. `survey` (n rows) has the columns `OF_THE_SURVEY`.
    """

    covariates: pa.Table
    left_out: tuple[str, ...]
    welfare: Floats
    weight: Floats
    design: Design
    survey: pa.Table

    def __len__(self) -> int:
        return len(self.welfare)

    @property
    def log_welfare(self) -> Floats:
        """What is learned: the logarithm of consumption per person."""
        return np.log(self.welfare)


def sample_of(
    survey: pa.Table, registry: pa.Table, villages: pa.Table, *, year: int, lonely: LonelyRule = "refuse"
) -> Sample:
    """The survey's rows of `year`, coded as `registry` is (a household frame of the surveyed regencies).

    `villages` gives what is known of the sampled villages. `lonely`: what to do with strata of a single cluster.

    Raises `InputError` where the survey has no row of that year, weights or consumption that are not positive, a
    sampled village that `villages` lacks, no covariate in common with the registry, covariates coded differently in
    the two, a category of the registry that the survey never saw, or a stratum of a single cluster.
    """
    rows = survey.filter(pc.equal(survey["year"], year))
    if not rows.num_rows:
        years = ", ".join(map(str, sorted(pc.unique(survey["year"]).to_pylist()))) or "none"
        raise InputError(f"survey_households has no rows of {year}; it has {years}")
    welfare, weight = checked(rows["consumption_pc_idr"].to_numpy(), rows["weight"].to_numpy())
    if np.any(welfare == 0):
        raise InputError(
            f"{np.count_nonzero(welfare == 0)} sampled households have no consumption, and the score is learned from "
            "its logarithm; correct or leave out these rows"
        )
    whole = _with_villages(rows, villages)
    terms = shared_terms(whole, registry)
    if not {term.name for term in terms} - {"size", "regency_code"}:
        raise InputError(
            "survey_households and households have no covariate in common, so no score can be learned; both need at "
            "least one of the registry's, e.g. floor or head_schooling_years"
        )
    refuse_unseen(terms, registry)
    refuse_other_codes(terms, _in_regencies_of(whole, registry), _in_regencies_of(registry, whole))
    names = [term.name for term in terms]
    return Sample(
        covariates=whole.select(names),
        left_out=tuple(name for name in _CATALOGUED if name not in names),
        welfare=welfare,
        weight=weight * rows["size"].to_numpy(),
        design=survey_design(rows, lonely),
        survey=whole.select(list(OF_THE_SURVEY)),
    )


def _in_regencies_of(table: pa.Table, other: pa.Table) -> pa.Table:
    return table.filter(pc.is_in(table["regency_code"], value_set=pc.unique(other["regency_code"])))


def _with_villages(rows: pa.Table, villages: pa.Table) -> pa.Table:
    """The sample with its villages' covariates; empty where a row names no village."""
    row = pc.index_in(rows["village_code"], value_set=villages["village_code"].combine_chunks())
    unknown = pc.unique(rows["village_code"].filter(pc.and_(pc.is_null(row), pc.is_valid(rows["village_code"]))))
    if len(unknown):
        raise InputError(
            "the survey has households in villages that `villages` lacks",
            [
                Fault(
                    file="survey_households",
                    row=None,
                    column="village_code",
                    value=code,
                    expected="a code of the table villages",
                    problem="unknown village; correct the code, or add the village",
                )
                for code in sorted(unknown.to_pylist())
            ],
        )
    for name in VILLAGE_COVARIATES:
        rows = rows.append_column(name, villages[name].take(row))
    return rows
