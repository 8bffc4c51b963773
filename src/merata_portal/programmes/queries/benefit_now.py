"""What the rules of a launch give a household that is taken in by a decision, and what they say of it otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from merata.programmes.entitlement import annual_benefit
from merata.programmes.rules.rulebook import Rulebook
from merata.programmes.rules.sentence import Sentence
from merata_portal.programmes.models import Launch
from merata_portal.programmes.queries.household_now import household_now, unlisted
from merata_portal.programmes.queries.rulebooks import rules_of
from merata_portal.registry.models import Household, Person


@dataclass(frozen=True, slots=True)
class BenefitNow:
    """Rupiah and quantity (None of what is not in kind) a year, by the launch's rules on the day of its list.

    `eligible` and `reason`: what the rules themselves say of the household as it is now.
    """

    annual_idr: int
    quantity: Decimal | None
    eligible: bool
    reason: Sentence


def benefit_now(launch: Launch, household: Household, person: Person | None) -> BenefitNow:
    """What the household, or that person of it, would be given in the launch, whether or not the rules admit it.

    Where the rules have nothing for them, e.g. no member in any component, it is the least that they give anybody: the
    sum is then the decision's, not the rules'. Where the rules ask for a programme of which there is no list, the sum
    is told all the same, for it does not rest on that, and nobody is called eligible.
    """
    book, on = rules_of(launch), launch.simulation.on_day
    lacking = unlisted(book)
    now = household_now(household, [book], on, assumed=lacking)
    if launch.simulation.renews:  # as the list did: it takes the place of the programme's last one
        now = replace(now, facts=now.facts.without_received(book.programme_id))
    rules, quantity = now.under(book), now.under(book).annual_quantity()
    if person is None:
        annual_idr = rules.annual_idr()
    else:
        counted = [one for one in rules.members() if one.counted]
        annual_idr = sum(one.annual_idr for one in counted if now.persons[one.position].pk == person.pk)
    return BenefitNow(
        annual_idr or _least_idr(book, on),
        None if quantity is None else Decimal(str(quantity)),
        eligible=rules.eligible() is True and not lacking,
        reason=no_list_of(lacking) if lacking else rules.reason().sentence(now.sentence_values(book)),
    )


def no_list_of(programmes: tuple[str, ...]) -> Sentence:
    """Why it cannot be decided where it is not known who receives a programme."""
    names = ", ".join(programmes)
    return Sentence(
        f"Belum dapat diputuskan: daftar penerima {names} belum ada di registri.",
        f"Cannot be decided: the registry has no list of who receives {names}.",
    )


def _least_idr(book: Rulebook, on: date) -> int:
    benefit = annual_benefit(book, book.values(on))
    sums = [benefit.household_idr, *(idr for _, idr in benefit.components)]
    return min((idr for idr in sums if idr > 0), default=0)
