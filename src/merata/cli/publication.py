"""What of estimates is told: how errors are known, what is marked and withheld, and what goes to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click

from merata.measurement.estimates import BPS, FEWEST_DEGREES, FEWEST_SAMPLED, Estimate, Publication
from merata.stats.design import LonelyRule
from merata.stats.disclosure.estimates import may_be_told
from merata.stats.disclosure.rules import RULES, significant

Command = TypeVar("Command", bound=Callable[..., Any])


def publication_options(command: Command) -> Command:
    """Adds --caution and --withhold, in per cent; the convention of BPS when they are not given."""
    caution = click.option(
        "--caution",
        type=float,
        default=100 * BPS.caution_rse,
        show_default=True,
        help="Mark values with a relative standard error above this, in %. Also marked: an unknown error and, straight "
        f"from the survey, fewer than {FEWEST_DEGREES} degrees of freedom or {FEWEST_SAMPLED} households.",
    )
    withhold = click.option(
        "--withhold",
        type=float,
        default=100 * BPS.withheld_rse,
        show_default=True,
        help="Withhold values with a relative standard error above this, in %.",
    )
    return caution(withhold(command))


def caution_notes(rule: Publication, *, direct: bool) -> list[str]:
    """What the mark of caution means under a table; `direct`: some values come straight from a survey."""
    notes = [f"† hati-hati · caution: RSE > {rule.caution_rse:.0%}, atau galat tak diketahui / or the error is unknown"]
    if direct:
        notes.append(
            f"† langsung dari survei juga: kurang dari {FEWEST_DEGREES} derajat bebas (gugus − strata) atau "
            f"{FEWEST_SAMPLED} rumah tangga · direct also: fewer than {FEWEST_DEGREES} degrees of freedom "
            f"(clusters − strata) or {FEWEST_SAMPLED} households"
        )
    return notes


def lonely_option(command: Command) -> Command:
    """Adds --lonely: what to do with strata in which a single cluster was sampled."""
    return click.option(
        "--lonely",
        type=click.Choice(get_args(LonelyRule)),
        default="refuse",
        show_default=True,
        help="Strata of a single cluster: refuse, centre on all (cautious), the others' average, or certainty.",
    )(command)


def public_option(command: Command) -> Command:
    """Adds --public: only what may go to everybody."""
    return click.option(
        "--public",
        is_flag=True,
        help="Of --csv and --json: leave out what is withheld or of fewer than "
        f"{RULES.threshold} households, round n to {RULES.rounding}.",
    )(command)


def public_row(estimate: Estimate) -> dict[str, str | float | int | None]:
    """An estimate as everybody may have it: `n` rounded; nothing but its name where it is withheld or of too few.

    Values that are no estimates but exact are told to three digits: all digits of a mean give away how many it is of.
    """
    row = estimate.as_json()
    few = RULES.small(estimate.n)
    if not may_be_told(estimate.flag, estimate.n):
        row |= {"value": None, "se": None, "low": None, "high": None, "flag": "withheld"}
    elif estimate.method in ("truth", "population"):
        row |= {
            name: significant(float(value)) for name in ("value", "low", "high") if (value := row[name]) is not None
        }
    return row | {"n": None if few else RULES.rounded(estimate.n)}
