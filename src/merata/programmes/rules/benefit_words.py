"""A benefit in words: its parts by name, with the names of the parameters they are paid by."""

from __future__ import annotations

from merata.programmes.cel.canonical import text
from merata.programmes.rules.rulebook import Amount, Benefit, Component


def benefit_text(benefit: Benefit) -> dict[str, str]:
    """What is given, by part: `household`, a component's or level's code, `members_max`, `instalments`."""
    found: dict[str, str] = {}
    if benefit.household is not None:
        found["household"] = amount_text(benefit.household)
    for form, components in (("members", benefit.members), ("levels", benefit.levels)):
        for component in components:
            found[f"{form}.{component.code}"] = f"{_paid(component)}: {text(component.when)}"
    if benefit.members_max is not None:
        found["members_max"] = benefit.members_max
    if benefit.instalments is not None:
        found["instalments"] = str(benefit.instalments)
    return found


def amount_text(amount: Amount) -> str:
    """The product of parameters that is given: `kg_per_month kg × months (at rice_idr_per_kg)`."""
    times = "" if amount.times is None else f" × {amount.times}"
    if amount.quantity is None:
        return f"{amount.amount}{times}"
    return f"{amount.quantity} {amount.unit}{times} (at {amount.price})"


def _paid(component: Component) -> str:
    return component.amount if component.times is None else f"{component.amount} × {component.times}"
