"""What a DCI search asks for, in the words of the exchange. What is not named here cannot be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from merata_portal.exchange.criteria import ByDescription, ByNumber, Criteria
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.registry.queries.sharing import Comparison, Condition, Together

IDENTIFIERS = {"UIN": "nik", "NIK": "nik", "NationalID": "nik", "KK": "kk", "HouseholdID": "kk"}
ATTRIBUTES = {"poverty_score": "desil", "group_size": "size", "location": "place", "place": "place"}
OPERATORS = {"$eq": "eq", "$lt": "lt", "$lte": "le", "$le": "le", "$gt": "gt", "$gte": "ge", "$ge": "ge", "$in": "in"}
TOGETHER = {"$and": "and", "$or": "or"}
NUMBER = re.compile(r"\d(?:[ .\-]?\d){15}")
INTEGER = re.compile(r"-?\d{1,6}(\.0*)?")
FRACTION = re.compile(r"-?\d{1,6}\.\d+")
MOST_DEPTH = 5


def criteria_of(asked: Mapping[str, Any], pagination: Mapping[str, Any] | None) -> Criteria:
    """The criteria of one `search_criteria`; raises `QuestionRefused` for what is not taken, without quoting it."""
    if asked.get("version", "1.0.0") != "1.0.0":
        raise _refused("search_criteria.version bukan 1.0.0", "search_criteria.version is not 1.0.0")
    if asked.get("reg_event_type", "REGISTER") != "REGISTER":
        raise QuestionRefused(
            Why.FILTER,
            "Registri ini menjawab keadaan sekarang, bukan peristiwa: reg_event_type hanya REGISTER.",
            "This registry tells what is so now, not events: reg_event_type can only be REGISTER.",
        )
    persons = asked.get("response_entity", "Group") == "Member"
    kind, query = asked["query_type"], asked["query"]
    if kind == "idtype-value":
        return Criteria(_number(query), persons)
    if persons:
        raise _refused(
            "Pencarian menurut uraian hanya memberi rumah tangga (Group)", "A search by description gives Groups only"
        )
    condition = _expression(query) if kind == "expression" else _predicate(query)
    pages = asked.get("pagination") or pagination or {}
    given = {name: pages[key] for name, key in (("page", "page_number"), ("rows", "page_size")) if key in pages}
    return Criteria(ByDescription(condition, _sort(asked.get("sort", ())), **given))


def _number(query: object) -> ByNumber:
    kind, value = (query.get("type"), query.get("value")) if isinstance(query, dict) else (None, None)
    if not isinstance(kind, str) or kind not in IDENTIFIERS or not isinstance(value, str):
        known = ", ".join(IDENTIFIERS)
        raise _refused(f"idtype-value: type salah satu dari {known}, value teks", f"type one of {known}, value a text")
    text = value.strip()
    if not NUMBER.fullmatch(text) or not text.isascii():
        raise _refused("idtype-value: value harus 16 angka", "the value must have 16 digits")
    return ByNumber(IDENTIFIERS[kind], re.sub(r"\D", "", text))


def _expression(query: object) -> Condition:
    value = query.get("value") if isinstance(query, dict) else None
    expression = value.get("expression") if isinstance(value, dict) else None
    if not isinstance(expression, dict) or not set(expression) <= {"collection", "query"}:
        raise _refused("expression: harus {collection, query}", "an expression must be {collection, query}")
    if expression.get("collection", "Group") != "Group":
        raise _refused("expression: collection hanya Group", "the collection can only be Group")
    return _node(expression.get("query"), 1)


def _node(node: object, depth: int) -> Condition:
    if not isinstance(node, dict) or not node or depth > MOST_DEPTH:
        raise _refused(f"expression: objek tak kosong, paling dalam {MOST_DEPTH}", f"at most {MOST_DEPTH} levels deep")
    parts: list[Condition] = []
    for name, inner in node.items():
        if name in TOGETHER:
            if not isinstance(inner, list) or not inner:
                raise _refused(f"{name} perlu daftar", f"{name} needs a list")
            parts.append(Together(TOGETHER[name], tuple(_node(one, depth + 1) for one in inner)))
        else:
            parts += _comparisons(name, inner)
    return parts[0] if len(parts) == 1 else Together("and", tuple(parts))


def _comparisons(name: str, inner: object) -> list[Condition]:
    if not isinstance(inner, dict):
        return [_comparison(name, "eq", inner)]
    if not inner or not set(inner) <= set(OPERATORS):
        raise _refused(f"operator hanya {', '.join(OPERATORS)}", f"operators are {', '.join(OPERATORS)}")
    return [_comparison(name, OPERATORS[operator], value) for operator, value in inner.items()]


def _predicate(query: object) -> Condition:
    if not isinstance(query, list) or not query or not all(isinstance(one, dict) for one in query):
        raise _refused("predicate: perlu daftar objek", "a predicate needs a list of objects")
    ordered = sorted(query, key=_sequence)
    parts = tuple(_pair(one) for one in ordered)
    return parts[0] if len(parts) == 1 else Together("and", parts)


def _sequence(one: Mapping[str, Any]) -> float:
    number = one.get("seq_num", 0)
    return float(number) if isinstance(number, int | float) and abs(number) < 1e6 else 0.0


def _pair(one: Mapping[str, Any]) -> Condition:
    first = _predicate_comparison(one.get("expression1"))
    if "expression2" not in one and "condition" not in one:
        return first
    second, how = _predicate_comparison(one.get("expression2")), one.get("condition")
    if how == "not":
        return Together("and", (first, Together("not", (second,))))
    if how not in ("and", "or"):
        raise _refused("condition hanya and, or, not", "a condition is and, or, not")
    return Together(how, (first, second))


def _predicate_comparison(given: object) -> Comparison:
    wanted = {"attribute_name", "operator", "attribute_value"}
    if not isinstance(given, dict) or not wanted <= set(given):
        names = ", ".join(sorted(wanted))
        raise _refused(f"predicate: perlu {names}", f"a predicate needs {names}")
    return _comparison(given["attribute_name"], given["operator"], given["attribute_value"])


def _comparison(name: object, operator: object, value: object) -> Comparison:
    column = ATTRIBUTES.get(name) if isinstance(name, str) else None
    if column is None:
        known = ", ".join(ATTRIBUTES)
        raise _refused(f"atribut yang dapat dicari hanya {known}", f"attributes to search by are {known}")
    if operator not in ("eq", "lt", "le", "gt", "ge", "in") or (column == "place" and operator not in ("eq", "in")):
        raise _refused("operator tidak dikenal untuk atribut ini", "unknown operator for this attribute")
    if operator == "in":
        if not isinstance(value, list) or not value:
            raise _refused("in perlu daftar nilai", "in needs a list of values")
        return Comparison(column, "in", tuple(_value(column, "in", one) for one in value))
    return Comparison(column, str(operator), _value(column, str(operator), value))


def _value(column: str, operator: str, value: object) -> int | str:
    if column == "place":
        if isinstance(value, str) and len(value) <= 99:
            return value
        raise _refused("lokasi adalah kode wilayah sebagai teks", "a location is an area's code as a text")
    text = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    if text.isascii() and INTEGER.fullmatch(text):
        return int(text.split(".")[0])
    # Whole numbers are below 2.5 where they are at most 2; none equals it.
    if text.isascii() and FRACTION.fullmatch(text) and operator in ("lt", "le", "gt", "ge"):
        return _whole(float(text), operator)
    raise _refused("nilai harus bilangan bulat", "the value must be a whole number")


def _whole(value: float, operator: str) -> int:
    below = int(value // 1)
    return below + 1 if operator in ("lt", "ge") else below


def _sort(given: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, bool], ...]:
    names = [one.get("attribute_name") for one in given]
    if len(names) > len(ATTRIBUTES) or not all(isinstance(name, str) and name in ATTRIBUTES for name in names):
        known = ", ".join(ATTRIBUTES)
        raise QuestionRefused(
            Why.SORT, f"Diurutkan hanya menurut {known}.", f"Sorted by these attributes only: {known}."
        )
    return tuple((ATTRIBUTES[str(one["attribute_name"])], one.get("sort_order", "asc") == "desc") for one in given)


def _refused(text_id: str, text_en: str) -> QuestionRefused:
    return QuestionRefused(Why.CRITERIA, f"{text_id}.", f"{text_en}.")
