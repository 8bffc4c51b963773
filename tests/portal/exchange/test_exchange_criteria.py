from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies

from merata_portal.exchange.criteria import (
    MOST_COMPARISONS,
    MOST_PAGES,
    MOST_ROWS,
    MOST_VALUES,
    ByDescription,
    ByNumber,
    Criteria,
    as_json,
    from_json,
    refuse_unseen,
)
from merata_portal.exchange.models import Client
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.registry.queries.sharing import Comparison, Condition, Together

values = strategies.one_of(strategies.integers(), strategies.text())
comparisons = strategies.builds(
    Comparison, strategies.sampled_from(["desil", "size", "place"]), strategies.sampled_from(["eq", "in", "lt"]),
    strategies.one_of(values, strategies.lists(values, min_size=1).map(tuple)),
)  # fmt: skip
conditions: strategies.SearchStrategy[Condition] = strategies.recursive(
    comparisons,
    lambda inner: strategies.builds(
        Together, strategies.sampled_from(["and", "or", "not"]), strategies.lists(inner, min_size=1).map(tuple)
    ),
    max_leaves=8,
)  # fmt: skip
looks = strategies.one_of(
    strategies.builds(ByNumber, strategies.sampled_from(["nik", "kk"]), strategies.text()),
    strategies.builds(
        ByDescription, conditions,
        strategies.lists(strategies.tuples(strategies.sampled_from(["desil", "size"]), strategies.booleans()))
        .map(tuple),
        strategies.integers(1), strategies.integers(1),
    ),
)  # fmt: skip


@given(strategies.builds(Criteria, looks, strategies.booleans()))
def test_criteria_survive_being_kept(criteria: Criteria) -> None:
    assert from_json(json.loads(json.dumps(as_json(criteria)))) == criteria


def client(*attributes: str) -> Client:
    return Client(attributes=list(attributes))


def why(criteria: ByDescription, *attributes: str) -> Why | None:
    try:
        refuse_unseen(client(*attributes), Criteria(criteria))
    except QuestionRefused as refusal:
        return refusal.why
    return None


POOR, SMALL = Comparison("desil", "lt", 3), Comparison("size", "lt", 3)


@pytest.mark.parametrize(
    ("look", "attributes", "expected"),
    [
        (ByDescription(POOR), ("poverty_score",), None),
        (ByDescription(POOR), ("group_size", "name"), Why.CRITERIA),
        (ByDescription(Together("or", (POOR, Together("not", (SMALL,))))), ("poverty_score",), Why.CRITERIA),
        (ByDescription(Comparison("place", "eq", "35.05")), (), Why.CRITERIA),
        (ByDescription(POOR, (("size", True),)), ("poverty_score",), Why.SORT),
        (ByDescription(POOR, (("size", True),)), ("poverty_score", "group_size"), None),
        (ByDescription(POOR, rows=MOST_ROWS), ("poverty_score",), None),
        (ByDescription(POOR, rows=MOST_ROWS + 1), ("poverty_score",), Why.PAGINATION),
        (ByDescription(POOR, page=MOST_PAGES + 1), ("poverty_score",), Why.PAGINATION),
        (ByDescription(Together("and", (POOR,) * MOST_COMPARISONS)), ("poverty_score",), None),
        (ByDescription(Together("and", (POOR,) * (MOST_COMPARISONS + 1))), ("poverty_score",), Why.CRITERIA),
        (ByDescription(Comparison("desil", "in", (1,) * MOST_VALUES)), ("poverty_score",), None),
        (ByDescription(Comparison("desil", "in", (1,) * (MOST_VALUES + 1))), ("poverty_score",), Why.CRITERIA),
    ],
)
def test_nobody_searches_or_sorts_by_what_they_may_not_see_nor_too_much_at_once(
    look: ByDescription, attributes: tuple[str, ...], expected: Why | None
) -> None:
    assert why(look, *attributes) == expected
