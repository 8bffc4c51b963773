"""Reading the conditions of a rulebook: in an order in which each names only those before it, all of them used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata.programmes.cel.syntax import Node, named
from merata.programmes.cel.typing import Type
from merata.programmes.rules.conjunction import reached
from merata.programmes.rules.implicit_conditions import COMBINED
from merata.programmes.rules.loading_expressions import NOTHING, ExpressionReader
from merata.programmes.rules.loading_fields import NAME, mapping, sentence
from merata.programmes.rules.rulebook import Condition
from merata.tables.located_yaml import Located, Path

MOST_CONDITIONS = 26
"""Their states, four each, fit one exact whole number (4^26 < 2^53)."""
IMPLICIT = ("wilayah", "sudah_menerima", "anggota", "tingkat")
"""Conditions that follow from other keys of the rulebook."""

_KEYS = ("when", "otherwise", "met", "remedy")
_OF_THE_LANGUAGE = ("household", "village", "persons", "parameter", "true", "false", "null", "in", "has", "size")


def read_conditions(document: Located, value: Any, reader: ExpressionReader) -> dict[str, Condition]:
    """The conditions by code, in the order of the file, with their types checked."""
    found: dict[str, Condition] = {}
    for code, entry in mapping(document, ("conditions",), value).items():
        path = ("conditions", code)
        if not NAME.fullmatch(code) or code in (*IMPLICIT, *_OF_THE_LANGUAGE) or code.startswith(COMBINED):
            taken = ", ".join((*IMPLICIT, f"{COMBINED}…", *_OF_THE_LANGUAGE))
            expected = f"lower-case letters, digits and _; none of {taken}"
            document.fault(path, "not a name for a condition", expected, code)
        found[code] = _condition(document, path, code, entry, reader)
    _check_types(document, found, reader)
    return found


def read_eligible(reader: ExpressionReader, value: Any, conditions: Mapping[str, Condition]) -> Node:
    """The expression that joins the conditions; a fault for each condition that it never uses."""
    document = reader.document
    node, written = reader.parsed(("eligible",), value)
    if node is None:
        return NOTHING
    kind = reader.checked(("eligible",), node, written, dict.fromkeys(conditions, Type.BOOL))
    reader.must_be_true_or_false(("eligible",), kind, written)
    used = reached(node, {code: condition.node for code, condition in conditions.items()})
    for code, condition in conditions.items():
        if code not in used:
            expected = "its name in eligible, or in a condition named there"
            document.fault(("conditions", code), "a condition never used", expected, condition.text)
    return node


def refuse_too_many(document: Located, conditions: Mapping[str, Condition]) -> None:
    """A fault where more conditions can be reasons than one number can hold."""
    reasons = [code for code, condition in conditions.items() if not condition.is_macro]
    if len(reasons) > MOST_CONDITIONS:
        expected = f"at most {MOST_CONDITIONS} with `otherwise`, the implicit ones included; join some, or use macros"
        document.fault(("conditions",), f"{len(reasons)} conditions", expected)


def _condition(document: Located, path: Path, code: str, value: Any, reader: ExpressionReader) -> Condition:
    row = mapping(document, path, value, _KEYS)
    node, written = reader.parsed((*path, "when"), row.get("when"))
    said = {
        key: sentence(document, (*path, key), row[key], reader.parameters)
        for key in ("otherwise", "met", "remedy")
        if key in row
    }
    if said and "otherwise" not in said:
        document.fault(path, "a sentence without `otherwise`", "otherwise: {id: …, en: …}, why the condition fails")
    return Condition(
        code=code,
        node=NOTHING if node is None else node,
        text=written,
        otherwise=said.get("otherwise"),
        met=said.get("met"),
        remedy=said.get("remedy"),
        line=document.line(path),
    )


def _check_types(document: Located, conditions: Mapping[str, Condition], reader: ExpressionReader) -> None:
    """Check each condition after those that it names; a fault where that has no beginning."""
    types: dict[str, Type] = {}
    waiting = dict(conditions)
    while waiting:
        ready = [code for code, each in waiting.items() if not named(each.node) & waiting.keys()]
        for code in ready:
            condition = waiting.pop(code)
            path = ("conditions", code, "when")
            kind = reader.checked(path, condition.node, condition.text, types)
            if not condition.is_macro:
                reader.must_be_true_or_false(path, kind, condition.text)
            types[code] = kind or Type.BOOL
        if not ready:
            _refuse_recursion(document, waiting)
            return


def _refuse_recursion(document: Located, waiting: Mapping[str, Condition]) -> None:
    """A fault for each condition that names itself, directly or through others."""
    nodes = {code: condition.node for code, condition in waiting.items()}
    for code, condition in waiting.items():
        if code in reached(condition.node, nodes):
            document.fault(
                ("conditions", code, "when"),
                "a condition that names itself, directly or through others",
                "conditions whose names lead to facts and parameters in the end",
                condition.text,
            )
