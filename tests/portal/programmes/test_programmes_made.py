"""What the other tests of the programmes stand on adds up."""

from __future__ import annotations

from typing import Any

import made_programmes
import made_registry
import pytest
from made_programmes import VILLAGE

from merata_portal.ledger.models import LineBalance


@pytest.mark.django_db
def test_a_running_launch_has_its_money_where_a_real_one_has_it(areas: dict[str, Any]) -> None:
    line = made_programmes.ledger_line()
    running = made_programmes.launch("running", {VILLAGE: 3_600_000}, line=line)
    enrolled = made_programmes.enrolment(running, made_registry.household(VILLAGE, "Siti"), "enrolled")
    made_programmes.enrolment(running, made_registry.household(VILLAGE, "Budi"))
    first = made_programmes.cycle(running)
    due = made_programmes.entitlement(first, enrolled)

    balance = LineBalance.objects.get(line=line)
    assert balance.available_idr == 1_000_000_000 - 7_200_000
    assert (balance.reserved_idr, balance.committed_idr) == (7_200_000 - 1_800_000, 1_800_000)
    assert enrolled.earmark == made_programmes.earmark(running, VILLAGE).pk
    assert due.amount_idr == 300_000
