"""Noting on an item what the approval made of it, and under which earmarks its money stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from merata_portal.planning.models import Item
from merata_portal.planning.states import ItemState


def made(item: Item, kind: str, uuids: Sequence[UUID]) -> None:
    """The item was made into these drafts."""
    item.state, item.made_kind, item.made_uuid = ItemState.MADE, kind, uuids[0]
    item.made = [str(uuid) for uuid in uuids]
    item.save(update_fields=["state", "made_kind", "made_uuid", "made", "adopted"])


def kept_charges(item: Item, earmarks: Mapping[int | None, int | None]) -> None:
    """Note on each charge the earmark of its line; of several classes on one line, the first's."""
    for charge in item.charges.all():
        charge.earmark = earmarks[charge.line]
        charge.save(update_fields=["earmark"])
