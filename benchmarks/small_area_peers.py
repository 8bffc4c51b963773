"""What others do of empirical best prediction; imports nothing of Merata, so that it runs where the peers are.

Every function is given the survey's and the census's columns as arrays, and a number of bootstrap worlds, and gives
the headcount of each area it can predict, as fractions.
"""

# ruff: noqa: PLC0415 - the process of a contender imports that alone
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LINE, SIMULATIONS = 420_000.0, 50
Columns = Mapping[str, Any]


def svy_sae(survey: Columns, census: Columns, names: list[str], worlds: int) -> list[float]:
    """svy-sae: all areas, headcount alone."""
    import polars as pl
    from svy_sae.core.enumerations import Indicator
    from svy_sae.models import UnitLevel

    found = UnitLevel(pl.DataFrame(dict(survey))).ebp(
        "welfare",
        x=names,
        area="area",
        pop_data=pl.DataFrame(dict(census)),
        transformation="log",
        indicators=[Indicator.POVERTY_HEADCOUNT],
        threshold=LINE,
        n_mc=SIMULATIONS,
        n_reps=worlds,
        rstate=1,
    )
    return [one.pred for one in sorted(found.prediction, key=lambda one: int(one.area))]


PEERS = {"svy-sae": svy_sae}
