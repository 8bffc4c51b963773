"""Plans for tests of monitoring and of the pages of a plan, put straight into the tables."""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from merata_portal.planning.models import Charge, Item, Plan, Scenario

sys.path.append(str(Path(__file__).parent / "programmes"))

VILLAGE, OTHER, FAR = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001"
DECREED = date(2026, 1, 31)
NOON = datetime(2026, 1, 31, 5, tzinfo=UTC)
_numbers = itertools.count(1)


def scenario(area: str = "35.05", **known: Any) -> Scenario:
    given: dict[str, Any] = {
        "uuid": uuid4(), "area": area, "year": 2026, "name": f"Skenario {next(_numbers)}", "settings": {},
        "inputs": uuid4(), "result": uuid4(), "made_at": NOON, "made_by_user_id": 0,
    }  # fmt: skip
    return Scenario.objects.create(**{**given, **known})


def plan(state: str = "approved", area: str = "35.05", **known: Any) -> Plan:
    """A plan in that state; decreed on 31 January 2026 where it was decided for."""
    given: dict[str, Any] = {
        "uuid": uuid4(), "scenario": known.pop("scenario", None) or scenario(area), "area": area, "year": 2026,
        "name": f"Rencana {next(_numbers)}", "state": state, "made_at": NOON, "made_by_user_id": 0,
    }  # fmt: skip
    if state in {"approving", "approved", "revoked"}:
        given |= {"decree_number": "188/7/DPRD/2026", "decree_on": DECREED, "decided_at": NOON}
    if state not in {"draft", "withdrawn"}:
        given |= {"submitted_at": NOON, "submitted_by_user_id": 0}
    return Plan.objects.create(**{**given, **known})


def item(of: Plan, kind: str = "programme", amount_idr: int = 1_000_000, **known: Any) -> Item:
    """A line of the plan, as proved; made where it says what was made (`made_kind`, `made`)."""
    number = of.items.count() + 1
    pillar = {"programme": "assistance", "course": "training", "project": "infrastructure"}[kind]
    source = known.pop("source_id", f"{kind}_{number}")
    village = known.get("village_code", VILLAGE)
    given: dict[str, Any] = {
        "plan": of, "number": number, "item_id": f"{source}:{village}" if kind == "programme" else source,
        "kind": kind, "source_id": source, "pillar": pillar, "name": f"{kind} {number}", "village_code": village,
        "households": 0, "proved_idr": amount_idr, "amount_idr": amount_idr,
        "state": "made" if known.get("made") else "proposed",
    }  # fmt: skip
    made = [str(one) for one in known.pop("made", ())]
    if made:
        given |= {"made": made, "made_uuid": made[0]}
    return Item.objects.create(**{**given, **known})


def charge(of: Item, line: Any, amount_idr: int | None = None, earmark: int | None = None) -> Charge:
    return Charge.objects.create(
        item=of, line=line.pk, amount_idr=of.amount_idr if amount_idr is None else amount_idr, earmark=earmark
    )


def noon(day: date) -> datetime:
    """Noon of a day where the portal is."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 - made aware here
