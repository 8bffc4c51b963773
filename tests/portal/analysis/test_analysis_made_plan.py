"""The plan that other tests take as given is the one that `merata` gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def rounded(value: Any) -> Any:
    """Numbers to nine digits: other processors' last ones may differ."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def test_the_made_plan_is_what_is_computed_now(tmp_path: Path, settings: Any) -> None:
    from made_analysis import plan_answer  # noqa: PLC0415 - models need the settings first
    from made_plan import computed  # noqa: PLC0415

    if rounded(computed(tmp_path / "tiga-desa")) != rounded(plan_answer()):
        pytest.fail("made_plan.json is not what merata gives: run python tests/portal/analysis/made_plan.py")
