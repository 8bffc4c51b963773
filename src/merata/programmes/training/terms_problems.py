"""What is wrong with terms, before they are announced."""

from __future__ import annotations

import re

from merata.programmes.training.terms import DISABILITY, FEWEST_NUMBERS, MOST_SEATS, MOST_WEIGHT, WOMEN, Terms
from merata.tables.catalogue import REGENCY_CODE, VILLAGE_CODE


def problems(terms: Terms) -> list[str]:
    """What is wrong with `terms`, a sentence each; empty where they can be announced."""
    return [sentence for sentence, holds in _demands(terms) if not holds] + _quota_problems(terms)


def _demands(terms: Terms) -> list[tuple[str, bool]]:
    asked, number = terms.prerequisites, terms.public_number
    ages_in_order = asked.age_from is None or asked.age_to is None or asked.age_from <= asked.age_to
    residence = asked.resident_of is None or re.fullmatch(REGENCY_CODE, asked.resident_of) is not None
    days = (
        f"announced {terms.announced_on}, closes {terms.closes_on}, number drawn {number.drawn_on}, "
        f"reveal by {terms.reveal_by}"
    )
    weights = terms.need_weights.values
    return [
        (f"seats are {terms.seats}; expected 1 to {MOST_SEATS}", 1 <= terms.seats <= MOST_SEATS),
        (
            f"the announcement must come before applications close ({days}); announce earlier or close later",
            terms.announced_on < terms.closes_on,
        ),
        (
            f"between closing and the public number a day at least must pass, in which the list is published ({days})",
            (number.drawn_on - terms.closes_on).days >= 2,
        ),
        (f"the secret cannot be due before the public number is drawn ({days})", number.drawn_on <= terms.reveal_by),
        (
            f"{number.count} {number.kind} give {number.possibilities:,} numbers; at least {FEWEST_NUMBERS:,} are "
            "needed (9 dice or 7 digits)",
            number.possibilities >= FEWEST_NUMBERS,
        ),
        (f"ages from {asked.age_from} to {asked.age_to} are nobody's", ages_in_order),
        (f"{asked.resident_of} is not a regency's code such as 35.05", residence),
        (
            f"weights are whole numbers from 1 to {MOST_WEIGHT}, ten by desil and one for unknown",
            len(terms.need_weights.by_desil) == 10 and min(weights) >= 1 and max(weights) <= MOST_WEIGHT,
        ),
        ("at most 0 seats a village leave nobody a seat", terms.village_at_most is None or terms.village_at_most >= 1),
        (
            f"round {terms.round} must {'not ' if terms.round == 1 else ''}name the void draw it replaces",
            (terms.round == 1) == (terms.replaces is None),
        ),
    ]


def _quota_problems(terms: Terms) -> list[str]:
    found = []
    groups = [quota.group for quota in terms.quotas]
    for quota in terms.quotas:
        known = quota.group in (WOMEN, DISABILITY) or (quota.village and re.fullmatch(VILLAGE_CODE, quota.village))
        if not known:
            found.append(f"there is no group {quota.group}; groups are women, disability and village:35.05.01.2001")
        if quota.at_least < 1:
            found.append(f"a quota of {quota.at_least} for {quota.group} says nothing; leave it out")
        if terms.village_at_most is not None and quota.village and quota.at_least > terms.village_at_most:
            found.append(f"{quota.group} has at least {quota.at_least} seats, but at most {terms.village_at_most}")
    if len(set(groups)) < len(groups):
        found.append("a group has two quotas; name each once")
    promised = sum(quota.at_least for quota in terms.quotas)
    if promised > terms.seats:
        found.append(f"quotas promise {promised} seats of {terms.seats}; lower them")
    return found
