"""What an approved plan made: its drafts by name, a programme once however many desa pay for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Made:
    """What was made of the plan under one name: a class, a work, or a programme in all the desa that pay for it."""

    kind: str
    name: str
    uuids: set[Any]
    money: Any
    places: int
    states: Counter[str]

    @property
    def uuid(self) -> Any:
        """The draft where there is one alone, to go to."""
        return next(iter(self.uuids)) if len(self.uuids) == 1 else None

    @property
    def state(self) -> str:
        """Where it stands; where they stand in several places, how many in which."""
        if len(self.states) == 1:
            return next(iter(self.states))
        return ", ".join(f"{count} {name}" for name, count in self.states.most_common())


def together(rows: Sequence[Any]) -> list[Made]:
    """What the rows of a plan's monitoring say was made, a programme once however many desa pay for it."""
    found: dict[Any, Made] = {}
    for row in rows:
        item = row.item
        if item.made_uuid is None:
            continue
        key = item.source_id if item.made_kind == "launch" else item.made_uuid
        one = found.get(key)
        if one is None:
            one = found[key] = Made(item.made_kind, item.name, set(), row.money, 0, Counter())
        else:
            one.money = one.money + row.money
        if item.made_uuid not in one.uuids:
            one.uuids.add(item.made_uuid)
            one.states[str(row.reached.state_label or "–")] += 1
        one.places += 1
    return list(found.values())
