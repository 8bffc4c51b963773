"""A whole dataset evaluated: every lever by the method that its delivery allows, and the evidence that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import pyarrow as pa

from merata.errors import InputError
from merata.evaluation.evidence import TRANSFER_HETEROGENEITY, Estimate, Learned, learn, learned, record
from merata.evaluation.findings import Evaluation, Finding, Lever, Refusal
from merata.evaluation.multiplicity import Family, family
from merata.evaluation.of_training import training_findings
from merata.evaluation.of_villages import empowerment_findings, infrastructure_findings
from merata.evaluation.randomisation import DRAWS
from merata.progress import Step, silent
from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset

LEVERS: tuple[Lever, ...] = ("training", "empowerment", "infrastructure")
TEACHING: Mapping[str, Literal["completion", "entry", "served"]] = {
    "training": "completion",
    "empowerment": "entry",
    "infrastructure": "served",
}
"""The estimand that evidence records of each lever are about, where they do not say another: those who complete,
villages that enter or are served. A record of a course may be per seat offered instead (`per` in the table)."""

_NORMAL = 1.959963984540054


def evaluate(
    dataset: Dataset,
    *,
    levers: Sequence[Lever] = LEVERS,
    lotteries: Sequence[Mapping[str, bytes]] = (),
    heterogeneity: float = TRANSFER_HETEROGENEITY,
    draws: int = DRAWS,
    seed: int = 1,
    step: Step | None = None,
) -> Evaluation:
    """Evaluate what was delivered by `levers`, and join each result with its evidence record.

    `lotteries` are folders of draws (document by file name) that are repeated by their own rule. `heterogeneity` is τ
    in standard errors of the prior. Nothing of the demo's hidden truth is read. Raises `InputError` with every reason
    where nothing at all can be evaluated.
    """
    found = evaluated(
        dataset, levers=levers, lotteries=lotteries, heterogeneity=heterogeneity, draws=draws, seed=seed, step=step
    )
    if not found.findings:
        reasons = "\n".join(f"  {one.lever}, {one.subject}: {one.reason}" for one in found.refused)
        raise InputError(f"nothing can be evaluated:\n{reasons}")
    return found


def evaluated(
    dataset: Dataset,
    *,
    levers: Sequence[Lever],
    lotteries: Sequence[Mapping[str, bytes]] = (),
    heterogeneity: float = TRANSFER_HETEROGENEITY,
    draws: int = DRAWS,
    seed: int = 1,
    step: Step | None = None,
) -> Evaluation:
    """As `evaluate`; where nothing can be evaluated there are no findings, and the reasons are the refusals."""
    report = step or silent
    findings: list[Finding] = []
    refused: list[Refusal] = []
    for at, lever in enumerate(levers):
        report(at / len(levers), lever)
        try:
            found, without = _of(lever, dataset, lotteries, draws, seed)
        except InputError as error:
            found, without = [], [Refusal(lever, lever, str(error))]
        findings += found
        refused += without
    report(1.0, "bukti / evidence")
    evidence = evidence_of(dataset)
    taught = tuple(_taught(one, evidence, heterogeneity) for one in findings)
    return Evaluation(taught, families(taught), tuple(refused))


def evidence_of(dataset: Dataset) -> pa.Table:
    """The table `evidence`, empty where the dataset has none."""
    return dataset.read("evidence") if dataset.has("evidence") else TABLES["evidence"].arrow.empty_table()


def updated(evidence: pa.Table, findings: Sequence[Finding], *, source: str) -> pa.Table:
    """The table `evidence` after what `findings` teach: records joined with them, and new ones where there was none.

    `source` names the evaluation in every record. Raises `InputError` where a record names it already, since the same
    result would count twice.
    """
    for one in findings:
        if one.learned is None:
            continue
        origin = f"{source}: {one.method}, {one.n} {one.units}"
        if one.learned.prior is None:
            evidence = record(evidence, _new(one, origin))
            continue
        row = _row(evidence, one.subject)
        if row and source in (row["source"] or ""):
            raise InputError(
                f"evidence {one.subject}: its source names {source!r} already; joined again it would count twice. "
                "Evaluate with the evidence as it was before"
            )
        evidence = learn(
            evidence, one.subject, one.learned.local, source=origin, heterogeneity=one.learned.heterogeneity
        )
    return evidence


def families(findings: Sequence[Finding]) -> tuple[Family, ...]:
    """The families of tests: the main effects by Holm, the served villages one by one by Benjamini and Hochberg."""
    main = {one.subject: one.p_value for one in findings if one.estimand in ("offer", "entry", "served")}
    found = [family("main_effects", main, "holm")] if main else []
    villages = {
        village.village: village.p_value
        for one in findings
        if one.method == "synthetic"
        for village in one.details["villages"]
    }
    if villages:
        found.append(family("served_villages", villages, "benjamini_hochberg"))
    return tuple(found)


def _of(
    lever: Lever, dataset: Dataset, lotteries: Sequence[Mapping[str, bytes]], draws: int, seed: int
) -> tuple[list[Finding], list[Refusal]]:
    if lever == "training":
        return training_findings(dataset, seed=seed, draws=draws, lotteries=lotteries)
    if lever == "empowerment":
        return empowerment_findings(dataset, seed=seed)
    return infrastructure_findings(dataset, seed=seed)


def _taught(one: Finding, evidence: pa.Table, heterogeneity: float) -> Finding:
    """The finding with what its evidence record becomes; unchanged where it is not what the record is about."""
    row = _row(evidence, one.subject)
    if one.estimand != _about(one.lever, row):
        return one
    if one.kind != "bounded":
        note = (
            "tidak menambah bukti: data tidak membatasi dampaknya / adds nothing to evidence: the data do not bound it"
        )
        return replace(one, notes=(*one.notes, note))
    local = Estimate(one.effect, normal_error(one))
    if row is None:
        return replace(one, learned=Learned(one.subject, None, 0.0, local, local, 0.0))
    if row["unit"] != one.unit:
        note = f"bukti {one.subject} memakai satuan lain · the record has another unit: {row['unit']}"
        return replace(one, notes=(*one.notes, note))
    spread = heterogeneity * row["standard_error"]
    return replace(one, learned=learned(row, local, heterogeneity=spread))


def _about(lever: Lever, row: Mapping[str, Any] | None) -> str:
    """The estimand that an evidence record (None: a new one) is about."""
    return (row or {}).get("per") or TEACHING[lever]


def normal_error(one: Finding) -> float:
    """The standard error with which a normal distribution has an interval as long: few degrees count as uncertainty."""
    return max((one.high - one.low) / 2 / _NORMAL, one.standard_error)


def _row(evidence: pa.Table, name: str) -> dict[str, Any] | None:
    return next((row for row in evidence.to_pylist() if row["evidence_id"] == name), None)


def _new(one: Finding, source: str) -> dict[str, object]:
    assert one.learned is not None  # noqa: S101 - asked for by the caller
    return {
        "evidence_id": one.subject,
        "lever": one.lever,
        "intervention": ", ".join(one.items) if len(one.items) < 4 else f"{len(one.items)} items",
        "outcome": _OUTCOMES[one.lever],
        "effect": one.learned.joined.effect,
        "unit": one.unit,
        "standard_error": one.learned.joined.standard_error,
        "assumption": False,
        "source": source,
        "certainty": "medium",
        "per": TEACHING[one.lever] if one.lever == "training" else None,
    }


_OUTCOMES = {
    "training": "income of those who complete",
    "empowerment": "household expenditure per person of the villages that entered",
    "infrastructure": "household expenditure per person of the villages reached",
}
