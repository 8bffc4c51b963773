from __future__ import annotations

from pathlib import Path

import pytest

from merata.demo.build import build
from merata.evaluation.of_study import evaluate_study
from merata.evaluation.planted_truth import planted
from merata.progress import silent
from merata.tables.folder import Dataset
from merata_portal.analysis.calculations import kind_of

STUDIES = (
    ("training", "training_vocational"), ("empowerment", "desa_wisata"), ("infrastructure", "road_access"),
)  # fmt: skip


@pytest.mark.slow
def test_the_demo_s_studies_find_what_was_planted(tmp_path: Path) -> None:
    build(tmp_path / "demo", scale=0.05, seed=1)
    dataset = Dataset(tmp_path / "demo")
    for lever, subject in STUDIES:
        asked = {"lever": lever, "subject": subject, "items": [], "heterogeneity": 1.0, "draws": 500, "seed": 1}
        told = kind_of("evaluate").compute(dataset, asked, silent).value
        found = evaluate_study(dataset, lever=lever, subject=subject, draws=500)  # type: ignore[arg-type]
        assert told["synthetic"]
        assert [one["effect"] for one in told["findings"]] == [one.effect for one in found.findings]
        for one, true in zip(found.findings, planted(dataset, found.findings), strict=True):
            assert true is not None
            assert one.low <= true <= one.high, f"{subject} {one.estimand}: {true} not in {one.low} … {one.high}"
