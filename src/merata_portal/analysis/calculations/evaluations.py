"""What was done and what it changed: effects of studies, what a study could find, and what changed inequality."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from merata.errors import InputError, UsageError
from merata.evaluation.attribution import attribute
from merata.evaluation.expected import Expected, expected_lottery, expected_villages
from merata.evaluation.findings import plain
from merata.evaluation.of_study import evaluate_study, happened
from merata.evaluation.power import power_of
from merata.evaluation.refusal_words import in_indonesian
from merata.planning.effects import OFFER, Effect, effects
from merata.progress import Step
from merata.tables.folder import Dataset
from merata_portal.actor import Capability
from merata_portal.analysis.calculations import Answer, calculation
from merata_portal.analysis.refusals import NotNow

_TO_THE_COMMAND_LINE = "; berkas undian: --lottery"


@calculation("evaluate", capability=Capability.DESIGN_EVALUATION)
def evaluated(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    """The findings on one study; what cannot be evaluated is part of the answer, with its reason in both languages.

    `parameters`: `lever`, `subject` (the evidence record, or the village programme), `items` (courses or projects;
    none: all), `heterogeneity`, `draws`, `seed`. `happened`: what the data say was done, to be held against the design.
    """
    asked = dict(parameters)
    found = evaluate_study(dataset, step=step, **asked)
    value = found.as_json()
    for row in value["findings"]:
        row["notes"] = [note.replace(_TO_THE_COMMAND_LINE, "") for note in row["notes"]]
    value["refused"] = [
        {"subject": one.subject, "text_id": in_indonesian(one.reason), "text_en": one.reason} for one in found.refused
    ]
    value["happened"] = happened(dataset, asked["lever"], asked["subject"], asked["items"])
    return Answer(value | _of(dataset))


@calculation("mde", capability=Capability.DESIGN_EVALUATION)
def detectable(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    """The smallest effect that a design would find, beside the effect that plans count with.

    `parameters`: `method`, `subject`, `level`, `power`; of a lottery `classes` ([[seats, applicants], …] of each), of
    villages `entering` ({year: villages}), `controls`, `years`. How outcomes vary is taken from the dataset.
    """
    step(0.0, "data sebelumnya / earlier data")
    known = effects(dataset).get(parameters["subject"])
    try:
        found = (
            expected_lottery(dataset, parameters)
            if parameters["method"] == "lottery"
            else expected_villages(dataset, parameters)
        )
    except (InputError, UsageError) as error:
        told = {"text_id": in_indonesian(str(error)), "text_en": str(error)}
        return Answer({"refused": told, "assumed": None if known is None else known.as_json()} | _of(dataset))
    step(1.0, "daya / power")
    return Answer(_told(found, known) | _of(dataset))


@calculation("attribute")
def attributed(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    """The change of inequality between two years' surveys, split into growth, each programme and the rest.

    `parameters` as the arguments of `merata.evaluation.attribution.attribute`, `years` as a list of two.
    """
    asked = dict(parameters)
    try:
        found = attribute(dataset, years=tuple(asked.pop("years")), step=step, **asked)
    except UsageError as error:
        raise NotNow(in_indonesian(str(error)), str(error)) from error
    return Answer(found.as_json() | _of(dataset))


def _told(found: Expected, known: Effect | None) -> dict[str, Any]:
    """The power as plain values: per completion where the evidence is, per offered seat or village otherwise."""
    least = found.detectable
    per_offer = known is not None and known.per == OFFER
    effect = least.effect if per_offer else least.of_completion
    value: dict[str, Any] = {
        "detectable": plain(least),
        "effect": effect,
        "effect_idr": round(effect * found.mean_idr),
        "per": "offer" if per_offer else found.per,
        "mean_idr": round(found.mean_idr),
        "variation": plain(found.variation),
        "assumed": None,
        "enough": None,
    }
    if known is None:
        return value
    share = 1.0 if per_offer else found.completion
    log = math.log1p(known.mean) * share if known.mean > -1 else 0.0
    power = power_of(log, least.standard_error, least.degrees_of_freedom, least.level)
    return value | {
        "assumed": known.as_json() | {"effect_idr": round(known.mean * found.mean_idr), "power": power},
        "enough": bool(known.mean >= effect),
    }


def _of(dataset: Dataset) -> dict[str, Any]:
    description = dataset.description
    return {"dataset": description.name, "year": description.year, "synthetic": description.synthetic}
