"""One question of a message and its answer, as they are kept while they wait; in no standard's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from merata_portal.exchange.asked import Asked, Right
from merata_portal.exchange.criteria import Criteria, as_json, from_json
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import Scope

Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A question under the asker's `reference_id`; without criteria where it could not be read, for `refusal`."""

    reference_id: str
    criteria: Criteria | None = None
    purpose: str = ""
    purpose_text: str = ""
    right: Right | None = None
    refusal: QuestionRefused | None = None

    @property
    def scope(self) -> Scope:
        """The kind of question; the narrowest where it could not be read."""
        return self.criteria.scope if self.criteria else Scope.SEARCH

    def as_json(self) -> Kept:
        """To be sealed."""
        right, refusal = self.right, self.refusal
        return {
            "reference_id": self.reference_id,
            "criteria": as_json(self.criteria) if self.criteria else None,
            "purpose": [self.purpose, self.purpose_text],
            "right": [right.basis, right.given_at.isoformat(), right.reference] if right else None,
            "refusal": [refusal.why, refusal.text_id, refusal.text_en] if refusal else None,
        }

    @classmethod
    def from_json(cls, kept: Kept) -> Item:
        """What `as_json` gave."""
        (purpose, text), right, refusal = kept["purpose"], kept["right"], kept["refusal"]
        return cls(
            kept["reference_id"],
            from_json(kept["criteria"]) if kept["criteria"] else None,
            purpose,
            text,
            Right(right[0], datetime.fromisoformat(right[1]), right[2]) if right else None,
            QuestionRefused(Why(refusal[0]), refusal[1], refusal[2]) if refusal else None,
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """An item with its records, and how many there are in all; or why it is refused, and its text."""

    item: Item
    records: tuple[dict[str, Any], ...] = ()
    total: int = 0
    page: int = 1
    rows: int = 1
    why: str = ""
    text: str = ""

    @property
    def asked(self) -> Asked:
        """What is kept of it for good."""
        item = self.item
        query = as_json(item.criteria) if item.criteria else {}
        return Asked(
            purpose=item.purpose, purpose_text=item.purpose_text, right=item.right, query=query,
            records=len(self.records), refusal=self.why, scope=item.scope,
        )  # fmt: skip

    def as_json(self) -> Kept:
        """To be sealed; the item is kept beside it."""
        return {
            "records": list(self.records), "total": self.total, "page": self.page, "rows": self.rows, "why": self.why,
            "text": self.text,
        }  # fmt: skip

    @classmethod
    def from_json(cls, item: Item, kept: Kept) -> Answered:
        """What `as_json` gave, with its item."""
        return cls(item, **{**kept, "records": tuple(kept["records"])})
