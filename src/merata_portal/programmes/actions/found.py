"""Finding what an action is about: locked, in the actor's areas, or not there at all."""

from __future__ import annotations

from functools import reduce
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability, Held

Row = TypeVar("Row", bound=Model)


def locked(
    rows: QuerySet[Row], by: Actor, capability: Capability, *, area: str = "launch__owner", **which: Any
) -> tuple[Row, Held]:
    """The one row that `which` names, locked until the transaction ends, and the role by which the actor may.

    `area`: the field, or the path to one, that says whose it is. Raises `Refused` for who has the capability nowhere,
    the model's `DoesNotExist` also where the row is of another's area.
    """
    by.require_somewhere(capability)
    found = within_areas(rows, by, capability, area).select_for_update(of=("self",)).get(**which)
    owner: str = reduce(getattr, area.split("__"), found)  # type: ignore[assignment]
    return found, by.require(capability, owner)
