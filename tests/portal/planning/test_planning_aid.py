"""How a plan's programme reaches people: by what its rule gives, and by whether the registry knows their accounts."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import made_plans
import made_registry
import pytest
from made_plans import VILLAGES

from merata_portal.planning.actions.aid import way_of
from merata_portal.programmes.models import Launch

sys.path.append(str(Path(__file__).parents[1] / "programmes"))

import made_programmes

pytestmark = pytest.mark.django_db
MONEY = made_programmes.packaged("blt_dbhcht")


def banked(count: int, every: int) -> None:
    """So many of the first village's households have a bank account."""
    for number in range(every):
        account = b"tersegel" if number < count else None
        made_registry.household(VILLAGES[0], "Ani", account_sealed=account)


@pytest.mark.parametrize(
    ("count", "every", "delivery"),
    [
        (0, 3, Launch.Delivery.POST), (1, 3, Launch.Delivery.POST), (2, 4, Launch.Delivery.BANK),
        (3, 3, Launch.Delivery.BANK), (0, 0, Launch.Delivery.BANK),
    ],
)  # fmt: skip
def test_money_goes_by_post_where_fewer_than_half_of_the_homes_have_an_account(
    who: made_plans.People, count: int, every: int, delivery: str
) -> None:
    banked(count, every)
    made_registry.household(VILLAGES[1], "Budi", account_sealed=None)  # of a village that the plan does not pay
    made_registry.household(VILLAGES[0], "Cici", account_sealed=None, moved_out_on=date(2025, 3, 1))
    simulation = made_programmes.simulation(made_programmes.rule_version(text=MONEY))
    assert way_of(simulation, [VILLAGES[0]]) == (delivery, Launch.Unit.HOUSEHOLD)
