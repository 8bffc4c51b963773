"""What every budget holds for a village, seen from the village."""

from __future__ import annotations

import pytest

from merata_portal.accounts.models import User
from merata_portal.actor import Actor, Held, Role
from merata_portal.ledger import actions
from merata_portal.ledger.models import Line
from merata_portal.ledger.queries import earmarks, remaining
from merata_portal.ledger.queries.villages import ForVillage, for_village
from merata_portal.ledger.requests import Ceiling, Share
from merata_portal.ledger.stages import Stage

pytestmark = pytest.mark.usefixtures("areas")
VILLAGE, OTHER = "35.05.01.2001", "35.05.01.2002"


def somebody(role: Role, area: str) -> Actor:
    user = User.objects.create(username=f"{role}-{area}-{User.objects.count()}", full_name="X")
    return Actor(user.pk, "X", (Held(role, area),))


def test_promised_and_delivered_of_a_regencys_programme_are_seen_by_the_village() -> None:
    planner, officer, payer = (
        somebody(Role.PLANNER, "35.05"), somebody(Role.SOCIAL_OFFICER, "35.05"), somebody(Role.SOCIAL_OFFICER, "35.05"),
    )  # fmt: skip
    actions.appropriate(
        by=planner, owner="35.05", year=2026, ceilings=[Ceiling("1.06", "DAU", 10_000, "assistance")], reason="APBD",
        key="a",
    )  # fmt: skip
    line = Line.objects.get().pk
    shares = [
        Share(line, f"p/{code}", amount, programme="pkh", village_code=code)
        for code, amount in ((VILLAGE, 700), (OTHER, 300))
    ]
    actions.reserve(by=planner, shares=shares, reason="rencana", key="r")
    mine = earmarks(planner, village_code=VILLAGE)
    actions.commit(by=officer, sums=remaining(mine, Stage.RESERVED), reason="SK", document="1", key="c")
    mine = earmarks(planner, village_code=VILLAGE)
    sums = [type(one)(one.earmark, 200) for one in remaining(mine, Stage.COMMITTED)]
    actions.pay(by=payer, sums=sums, reason="SP2D", document="2", key="p")
    expected = [ForVillage("35.05", 2026, "assistance", "pkh", "", 700, 200)]
    assert for_village(somebody(Role.VILLAGE_OPERATOR, VILLAGE), VILLAGE, 2026) == expected
    assert for_village(somebody(Role.COUNCIL_MEMBER, "35.05"), VILLAGE, 2026) == expected
    assert for_village(somebody(Role.VILLAGE_OPERATOR, VILLAGE), VILLAGE, 2025) == []


def test_nothing_is_told_of_another_village() -> None:
    assert for_village(somebody(Role.VILLAGE_OPERATOR, OTHER), VILLAGE, 2026) == []
    assert for_village(somebody(Role.TRAINER, "35.05"), VILLAGE, 2026) == []
