"""Program of `test_ledger_killed`: writes one entry of many lines again and again, killed (-9) before each statement.

Prints as JSON, for each killing, what stood in the database afterwards; then what one undisturbed request wrote.
"""

from __future__ import annotations

import json
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - models need the set-up above
from killing import killed_before  # noqa: E402

from merata_portal.accounts.models import User  # noqa: E402
from merata_portal.actor import Actor, Held, Role  # noqa: E402
from merata_portal.audit.models import Event  # noqa: E402
from merata_portal.ledger import actions  # noqa: E402
from merata_portal.ledger.actions import entering  # noqa: E402
from merata_portal.ledger.models import Earmark, Entry, Line, LineBalance, Transfer  # noqa: E402
from merata_portal.ledger.requests import Ceiling, Share  # noqa: E402
from merata_portal.ledger.verifying import verify  # noqa: E402

LINES, PURPOSES = 3, 20


def request(by: Actor) -> Entry:
    shares = [
        Share(line, f"desa:{number}", 1)
        for number in range(PURPOSES)
        for line in Line.objects.order_by("pk").values_list("pk", flat=True)
    ]
    return actions.reserve(by=by, shares=shares, reason="rencana", key="r")


def stands() -> dict[str, Any]:
    reserved = sum(LineBalance.objects.values_list("reserved_idr", flat=True))
    counts = {model.__name__: model.objects.count() for model in (Entry, Transfer, Earmark, Event)}
    return counts | {"reserved_idr": reserved, "whole": verify().whole}


def main() -> None:
    call_command("migrate", verbosity=0)
    by = Actor(User.objects.create(username="p", full_name="P").pk, "P", (Held(Role.PLANNER, "35.05"),))
    ceilings = [Ceiling(f"{number}", "PAD", 1000) for number in range(LINES)]
    actions.appropriate(by=by, owner="35.05", year=2026, ceilings=ceilings, reason="APBD", key="a")
    entering._BATCH = 10  # several statements of transfers, to be killed between them
    before, after = stands(), []
    while killed_before(len(after), lambda: request(by)):
        after.append(stands())
    print(json.dumps({"before": before, "killed": after, "done": stands(), "again": request(by).pk}))  # noqa: T201


main()
