from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies

from merata_portal.api.views.dci.criteria import criteria_of
from merata_portal.exchange.criteria import ByDescription, ByNumber
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.registry.queries.sharing import Comparison, Condition, Together

POOR, SMALL = Comparison("desil", "lt", 5), Comparison("size", "lt", 5)
HERE = Comparison("place", "eq", "35.05.01")


def expression(query: Any, **more: Any) -> dict[str, Any]:
    value = {"expression": {"collection": "Group", "query": query}}
    return {"query_type": "expression", "query": {"type": "ns:org:QueryType:NoSql", "value": value}, **more}


def pair(name: Any, operator: Any, value: Any) -> dict[str, Any]:
    return {"attribute_name": name, "operator": operator, "attribute_value": value}


def predicate(*parts: Any) -> dict[str, Any]:
    return {"query_type": "predicate", "query": list(parts)}


def condition(asked: dict[str, Any]) -> Condition:
    look = criteria_of(asked, None).look
    assert isinstance(look, ByDescription)
    return look.condition


@pytest.mark.parametrize(
    ("kind", "value", "look"),
    [
        ("NIK", "3505991501800001", ByNumber("nik", "3505991501800001")),
        ("UIN", " 3505.9915.0180.0001 ", ByNumber("nik", "3505991501800001")),
        ("NationalID", "3505991501800001", ByNumber("nik", "3505991501800001")),
        ("KK", "3505990101000001", ByNumber("kk", "3505990101000001")),
        ("HouseholdID", "3505990101000001", ByNumber("kk", "3505990101000001")),
    ],
)
def test_a_number_is_looked_up_by_what_it_is(kind: str, value: str, look: ByNumber) -> None:
    asked = {"query_type": "idtype-value", "query": {"type": kind, "value": value}}
    assert criteria_of(asked, None).look == look
    assert not criteria_of(asked, None).persons
    assert criteria_of({**asked, "response_entity": "Member"}, None).persons


@pytest.mark.parametrize(
    "query",
    [
        {}, [], {"type": "NIK"}, {"type": "NIK", "value": 3505991501800001}, {"type": "NIK", "value": "350599"},
        {"type": "NIK", "value": "x505991501800001"}, {"type": "NIK", "value": "３５０５９９１５０１８００００１"},
        {"type": "MOBILE", "value": "3505991501800001"}, {"type": ["NIK"], "value": "3505991501800001"},
        {"type": "NIK", "value": {"$ne": ""}},
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_without_quoting_it(query: Any) -> None:
    with pytest.raises(QuestionRefused) as refused:
        criteria_of({"query_type": "idtype-value", "query": query}, None)
    assert refused.value.why == Why.CRITERIA
    assert "350599" not in str(refused.value)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"$and": [{"poverty_score": {"$lt": 5}}, {"location": {"$eq": "35.05.01"}}, {"group_size": {"$lt": 5}}]},
         Together("and", (POOR, HERE, SMALL))),
        ({"poverty_score": {"$lt": 5}}, POOR),
        ({"poverty_score": 5}, Comparison("desil", "eq", 5)),
        ({"poverty_score": {"$gte": 1, "$lte": 2}},
         Together("and", (Comparison("desil", "ge", 1), Comparison("desil", "le", 2)))),
        ({"$or": [{"poverty_score": {"$in": [1, "2"]}}, {"place": {"$in": ["35.05", "35.72"]}}]},
         Together("or", (Comparison("desil", "in", (1, 2)), Comparison("place", "in", ("35.05", "35.72"))))),
    ],
)  # fmt: skip
def test_an_expression_is_read(query: Any, expected: Condition) -> None:
    assert condition(expression(query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        None, {}, [], {"$and": []}, {"$and": {}}, {"$where": "1"}, {"$not": {"poverty_score": 1}},
        {"name": {"$eq": "Budi"}}, {"poverty_score": {"$regex": "."}}, {"poverty_score": {}},
        {"poverty_score": {"$lt": True}}, {"poverty_score": {"$lt": None}}, {"poverty_score": {"$eq": 2.5}},
        {"poverty_score": {"$in": 1}}, {"poverty_score": {"$in": []}}, {"poverty_score": {"$in": [2.5]}},
        {"location": {"$lt": "35.05"}}, {"location": {"$eq": 35.05}}, {"location": "x" * 100},
        {"poverty_score": {"$lt": 10**7}}, {"poverty_score": {"$lt": "1e3"}}, {"poverty_score": {"$lt": "٣"}},
        {"$and": [{"$and": [{"$and": [{"$and": [{"$and": [{"poverty_score": 1}]}]}]}]}]},
    ],
)  # fmt: skip
def test_what_is_no_expression_of_the_few_allowed_is_refused(query: Any) -> None:
    with pytest.raises(QuestionRefused) as refused:
        criteria_of(expression(query), None)
    assert refused.value.why == Why.CRITERIA
    assert "Budi" not in str(refused.value)


@pytest.mark.parametrize(
    "query", [{}, {"value": {}}, {"value": {"expression": {"collection": "Person", "query": {"place": "35.05"}}}},
              {"value": {"expression": {"query": {"place": "35.05"}, "limit": 1}}}, []]
)  # fmt: skip
def test_only_groups_are_collected(query: Any) -> None:
    with pytest.raises(QuestionRefused):
        criteria_of({"query_type": "expression", "query": query}, None)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([{"seq_num": 1, "expression1": pair("poverty_score", "lt", "5")}], POOR),
        ([{"expression1": pair("poverty_score", "lt", 5), "condition": "or",
           "expression2": pair("group_size", "lt", 5)}], Together("or", (POOR, SMALL))),
        ([{"expression1": pair("poverty_score", "lt", 5), "condition": "not",
           "expression2": pair("group_size", "lt", 5)}], Together("and", (POOR, Together("not", (SMALL,))))),
        ([{"seq_num": 2, "expression1": pair("group_size", "lt", 5)},
          {"seq_num": 1, "expression1": pair("poverty_score", "lt", 5)}], Together("and", (POOR, SMALL))),
    ],
)  # fmt: skip
def test_a_predicate_is_read_in_the_order_of_its_numbers(parts: Any, expected: Condition) -> None:
    assert condition(predicate(*parts)) == expected


@pytest.mark.parametrize(
    "parts",
    [
        [], ["x"], [{}], [{"expression1": pair("age", "lt", "25")}], [{"expression1": pair("poverty_score", "ne", 1)}],
        [{"expression1": pair(["poverty_score"], "eq", 1)}], [{"expression1": {"attribute_name": "poverty_score"}}],
        [{"expression1": pair("poverty_score", "lt", 1), "condition": "and"}],
        [{"expression1": pair("poverty_score", "lt", 1), "expression2": pair("poverty_score", "lt", 1)}],
        [{"expression1": pair("poverty_score", "lt", 1), "condition": "xor",
          "expression2": pair("poverty_score", "lt", 1)}],
    ],
)  # fmt: skip
def test_what_is_no_predicate_is_refused(parts: Any) -> None:
    with pytest.raises(QuestionRefused) as refused:
        criteria_of(predicate(*parts), None)
    assert refused.value.why == Why.CRITERIA


@given(
    strategies.integers(0, 12), strategies.sampled_from(["lt", "le", "gt", "ge"]), strategies.decimals(-3, 12, places=2)
)
def test_a_fraction_means_the_same_whole_numbers(score: int, operator: str, bound: Any) -> None:
    found = condition(predicate({"expression1": pair("poverty_score", operator, str(bound))}))
    assert isinstance(found, Comparison)
    assert isinstance(found.value, int)
    meant = {"lt": score < bound, "le": score <= bound, "gt": score > bound, "ge": score >= bound}[operator]
    read = {
        "lt": score < found.value,
        "le": score <= found.value,
        "gt": score > found.value,
        "ge": score >= found.value,
    }
    assert read[operator] == meant


def test_pages_stand_in_the_criteria_or_as_the_compliance_suite_has_them_beside() -> None:
    asked = expression({"place": "35.05"})
    for given_at in ({**asked, "pagination": {"page_size": 7, "page_number": 3}}, asked):
        look = criteria_of(given_at, {"page_size": 7, "page_number": 3}).look
        assert isinstance(look, ByDescription)
        assert (look.rows, look.page) == (7, 3)
    look = criteria_of(asked, None).look
    assert isinstance(look, ByDescription)
    assert (look.rows, look.page, look.sort) == (100, 1, ())


def test_what_it_is_sorted_by_is_read() -> None:
    order = [{"attribute_name": "poverty_score", "sort_order": "desc"}, {"attribute_name": "group_size"}]
    look = criteria_of(expression({"place": "35.05"}, sort=order), None).look
    assert isinstance(look, ByDescription)
    assert look.sort == (("desil", True), ("size", False))
    for wrong in ([{"attribute_name": "birth_date"}], [{}], [{"attribute_name": "place"}] * 5):
        with pytest.raises(QuestionRefused) as refused:
            criteria_of(expression({"place": "35.05"}, sort=wrong), None)
        assert refused.value.why == Why.SORT
