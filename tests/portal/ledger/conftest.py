"""Officers with separate duties, a budget line with a million rupiah, and SQL that goes round Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from merata_portal.actor import Actor


@dataclass(frozen=True)
class Officers:
    planner: Actor
    approver: Actor
    payer: Actor
    auditor: Actor


@pytest.fixture
def officers(acting: Callable[..., Actor]) -> Officers:
    """Of the Kabupaten, each a person of their own."""
    return Officers(
        acting(("planner", "35.05")),
        acting(("social_officer", "35.05")),
        acting(("social_officer", "35.05")),
        acting(("auditor", "35.05")),
    )


@pytest.fixture
def line(officers: Officers) -> Any:
    """A line of 35.05 for 2026 with Rp1,000,000."""
    from merata_portal.ledger import actions  # noqa: PLC0415 - models need the settings first
    from merata_portal.ledger.models import Line  # noqa: PLC0415
    from merata_portal.ledger.requests import Ceiling  # noqa: PLC0415

    actions.appropriate(
        by=officers.planner, owner="35.05", year=2026, ceilings=[Ceiling("1.06.05", "DAU", 1_000_000, "assistance")],
        reason="APBD 2026", key="apbd-2026", document="Perda 1/2026",
    )  # fmt: skip
    return Line.objects.get()


Raw = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def raw(db: None) -> Raw:
    """Runs SQL on the portal's database with no model, action or check of Python's in between."""

    def run(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return list(cursor.fetchall()) if cursor.description else []

    return run


@pytest.fixture
def balance_of() -> Callable[[Any], dict[str, int]]:
    """Rupiah of a line or earmark by stage."""

    def read(owner: Any) -> dict[str, int]:
        balance = type(owner).objects.select_related("balance").get(pk=owner.pk).balance
        return {
            field.name.removesuffix("_idr"): getattr(balance, field.name)
            for field in balance._meta.fields
            if field.name.endswith("_idr")
        }

    return read
