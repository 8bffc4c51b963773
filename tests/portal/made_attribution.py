"""The answer of an attribution as `merata` gives it, small enough to check a page and a report by hand."""

from __future__ import annotations

from typing import Any


def figure(value: float, half: float) -> dict[str, float]:
    return {"value": value, "se": half / 1.96, "low": value - half, "high": value + half}


def answer(*, synthetic: bool = True) -> dict[str, Any]:
    """Gini falls by one point: half of it by food aid, known apart from zero; the rest is unexplained."""
    gini, p0 = (0.340, 0.330, -0.010, 0.004), (0.090, 0.085, -0.005, 0.010)
    return {
        "years": [2023, 2025], "regencies": ["35.05"], "measures": ["gini", "p0"], "without_line": [],
        "n": [1000, 900], "clusters": [100, 90], "degrees": 186, "growth_named": False, "lists_know": 0.0,
        "in_rupiah": [False, False], "replicates": 200, "growth_ratio": figure(1.05, 0.02),
        "changes": [
            {"measure": name, "first": figure(first, 0.01), "second": figure(second, 0.01),
             "change": figure(change, half)}
            for name, (first, second, change, half) in (("gini", gini), ("p0", p0))
        ],
        "parts": [
            {"name": name, "title": title, "kind": kind, "measure": measure, "change": figure(value * times, half),
             "first": None if kind in ("growth", "rest") else figure(0.0, 0.0),
             "second": None if kind in ("growth", "rest") else figure(value * times, half), "simulation_error": 0.0}
            for measure, times in (("gini", 1.0), ("p0", 0.5))
            for name, title, kind, value, half in (
                ("growth", "growth", "growth", 0.0, 0.0),
                ("sembako", "Program Sembako (BPNT)", "assistance", -0.005, 0.002),
                ("road_access", "road_access", "infrastructure", -0.001, 0.004),
                ("rest", "rest", "rest", -0.004, 0.006),
            )
        ],
        "evidence": [
            {"name": "sembako", "lever": "assistance", "evidence_id": "cash_pass_through", "mean": 1.0,
             "standard_error": 0.15, "unit": "pass_through", "assumption": True, "source": "konvensi hitungan",
             "certainty": "assumption", "per": None, "times": None},
            {"name": "road_access", "lever": "infrastructure", "evidence_id": "road_access", "mean": 0.11,
             "standard_error": 0.06, "unit": "share_of_consumption", "assumption": False, "source": "Khandker 2009",
             "certainty": "low", "per": None, "times": None},
        ],
        "reach": [
            {"name": "sembako", "households": [0, 4000], "represented": [None, 0.95]},
            {"name": "road_access", "households": [0, 800], "represented": [None, 1.0]},
        ],
        "left_out": [
            {"name": "beras", "title": "Bantuan beras", "lever": "assistance", "reason": "recorded_once"},
        ],
        "dataset": "Tiga desa (sintetis / synthetic)", "year": 2025, "synthetic": synthetic,
    }  # fmt: skip
