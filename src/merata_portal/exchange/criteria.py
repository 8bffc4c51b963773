"""What a search looks for, in no standard's words: how it is kept while it waits, and what is not looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from merata_portal.exchange.models import Client
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import Attribute, Scope
from merata_portal.registry.queries.sharing import Comparison, Condition, Together

MOST_ROWS = 100
MOST_PAGES = 1_000
MOST_COMPARISONS = 20
MOST_VALUES = 100
SHOWN_BY = {"place": Attribute.PLACE, "size": Attribute.SIZE, "desil": Attribute.POVERTY}
"""Which attribute a client must be allowed to see to search or sort by it: else the answer would tell it."""


@dataclass(frozen=True, slots=True)
class ByNumber:
    """The person with this NIK (`kind` "nik"), or the family with this KK number ("kk")."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class ByDescription:
    """The households that fulfil a condition: one page of them, counted from 1."""

    condition: Condition
    sort: tuple[tuple[str, bool], ...] = ()
    page: int = 1
    rows: int = MOST_ROWS


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is looked for; `persons`: the one person is told, rather than the household."""

    look: ByNumber | ByDescription
    persons: bool = False

    @property
    def scope(self) -> Scope:
        """The kind of question it is."""
        return Scope.SEARCH if isinstance(self.look, ByNumber) else Scope.LIST


def refuse_unseen(client: Client, criteria: Criteria) -> None:
    """Raise `QuestionRefused` where it is too much at once, or looks by what the client may not see."""
    look = criteria.look
    if isinstance(look, ByNumber):
        return
    comparisons = list(_comparisons(look.condition))
    values = sum(len(one.value) if isinstance(one.value, tuple) else 1 for one in comparisons)
    if len(comparisons) > MOST_COMPARISONS or values > MOST_VALUES:
        raise QuestionRefused(
            Why.CRITERIA,
            f"Paling banyak {MOST_COMPARISONS} perbandingan dan {MOST_VALUES} nilai.",
            f"At most {MOST_COMPARISONS} comparisons and {MOST_VALUES} values.",
        )
    _refuse_hidden(client, {one.column for one in comparisons}, Why.CRITERIA)
    _refuse_hidden(client, {column for column, _ in look.sort}, Why.SORT)
    if look.rows > MOST_ROWS or look.page > MOST_PAGES:
        raise QuestionRefused(
            Why.PAGINATION,
            f"Paling banyak {MOST_ROWS} rekaman per halaman dan {MOST_PAGES} halaman.",
            f"At most {MOST_ROWS} records a page and {MOST_PAGES} pages.",
        )


def _refuse_hidden(client: Client, columns: set[str], why: Why) -> None:
    hidden = sorted(SHOWN_BY[column] for column in columns if SHOWN_BY[column] not in client.attributes)
    if hidden:
        raise QuestionRefused(
            why,
            f"Klien tidak boleh melihat {', '.join(hidden)}, maka juga tidak mencari atau mengurutkan menurutnya.",
            f"The client may not see {', '.join(hidden)}, and so cannot search or sort by it.",
        )


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Comparison):
        yield condition
        return
    for part in condition.parts:
        yield from _comparisons(part)


def as_json(criteria: Criteria) -> dict[str, Any]:
    """The criteria as JSON, to be sealed while they wait."""
    look = criteria.look
    if isinstance(look, ByNumber):
        return {"persons": criteria.persons, "kind": look.kind, "number": look.number}
    return {
        "persons": criteria.persons, "condition": _condition_as_json(look.condition),
        "sort": [list(one) for one in look.sort], "page": look.page, "rows": look.rows,
    }  # fmt: skip


def from_json(kept: dict[str, Any]) -> Criteria:
    """The criteria that `as_json` gave."""
    if "kind" in kept:
        return Criteria(ByNumber(kept["kind"], kept["number"]), kept["persons"])
    sort = tuple((str(column), bool(descending)) for column, descending in kept["sort"])
    look = ByDescription(_condition_from_json(kept["condition"]), sort, kept["page"], kept["rows"])
    return Criteria(look, kept["persons"])


def _condition_as_json(condition: Condition) -> list[Any]:
    if isinstance(condition, Together):
        return [condition.how, [_condition_as_json(part) for part in condition.parts]]
    value = list(condition.value) if isinstance(condition.value, tuple) else condition.value
    return [condition.column, condition.operator, value]


def _condition_from_json(kept: list[Any]) -> Condition:
    if len(kept) == 2:
        return Together(kept[0], tuple(_condition_from_json(part) for part in kept[1]))
    column, operator, value = kept
    return Comparison(column, operator, tuple(value) if isinstance(value, list) else value)
