"""Reading the worked cases of a rulebook: facts that there are, of their types, and one expected outcome each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from merata.errors import UsageError
from merata.programmes.cel.typing import Type
from merata.programmes.facts import FACTS, HOUSEHOLD, PERSON, VILLAGE
from merata.programmes.rules.loading_fields import day, mapping, sequence, texts
from merata.programmes.rules.rulebook import Case, Rulebook, Value
from merata.tables.located_yaml import Located, Path

_OUTCOMES = ("annual_idr", "refused", "unknown")
_KEYS = ("day", HOUSEHOLD, VILLAGE, "persons", *_OUTCOMES, "annual_quantity")
_PLAIN: Mapping[Type, type] = {Type.INT: int, Type.BOOL: bool, Type.STRING: str}


def read_cases(document: Located, value: Any, book: Rulebook) -> Rulebook:
    """The rulebook with its worked cases."""
    cases = sequence(document, ("cases",), value)
    return replace(book, cases=tuple(_case(document, ("cases", at), each, book) for at, each in enumerate(cases)))


def _case(document: Located, path: Path, value: Any, book: Rulebook) -> Case:
    row = mapping(document, path, value, _KEYS)
    outcomes = [key for key in _OUTCOMES if key in row]
    if len(outcomes) != 1:
        document.fault(path, f"{len(outcomes)} outcomes", "exactly one of " + ", ".join(_OUTCOMES))
    persons = None
    if row.get("persons") is not None:
        members = sequence(document, (*path, "persons"), row["persons"])
        persons = tuple(_facts(document, (*path, "persons", at), PERSON, each) for at, each in enumerate(members))
    case = Case(
        day=day(document, (*path, "day"), row.get("day")),
        household=_facts(document, (*path, HOUSEHOLD), HOUSEHOLD, row.get(HOUSEHOLD, {})),
        village=_facts(document, (*path, VILLAGE), VILLAGE, row.get(VILLAGE, {})),
        persons=persons,
        annual_idr=_whole(document, (*path, "annual_idr"), row.get("annual_idr", 0)),
        annual_quantity=row.get("annual_quantity"),
        refused=_codes(document, (*path, "refused"), row.get("refused"), book),
        unknown=_codes(document, (*path, "unknown"), row.get("unknown"), book),
        line=document.line(path),
    )
    _check_day(document, (*path, "day"), case, book)
    if "annual_quantity" in row:
        _check_quantity(document, (*path, "annual_quantity"), case, book)
    return case


def _facts(document: Located, path: Path, of: str, value: Any) -> dict[str, Value]:
    """Facts by name; one that is null is as missing as one that is not named."""
    found: dict[str, Value] = {}
    known = [name for kind, name in FACTS if kind == of]
    for name, given in mapping(document, path, value).items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3) or known
            document.fault((*path, name), "unknown fact", "one of " + ", ".join(near), name)
        elif given is not None:
            found[name] = _fact(document, (*path, name), FACTS[of, name].type, given)
    return found


def _fact(document: Located, path: Path, kind: Type, value: Any) -> Value:
    if kind is Type.STRINGS:
        return texts(document, path, value)
    if kind is Type.DOUBLE and type(value) in (int, float):
        return float(value)
    if type(value) is not _PLAIN.get(kind):
        document.fault(path, "of the wrong type", f"{kind} (in quotes where YAML reads it as something else)", value)
    given: Value = value
    return given


def _codes(document: Located, path: Path, value: Any, book: Rulebook) -> tuple[str, ...]:
    if value is None:
        return ()
    codes = texts(document, path, value)
    reasons = [code for code, condition in book.conditions.items() if not condition.is_macro]
    if not codes:
        document.fault(path, "names no condition", "at least one of " + ", ".join(reasons))
    for at, code in enumerate(codes):
        if code not in reasons:
            document.fault((*path, at), "unknown condition", "one of " + ", ".join(reasons), code)
    return codes


def _whole(document: Located, path: Path, value: Any) -> int:
    if type(value) is int and value >= 0:
        return value
    document.fault(path, "not whole rupiah", "a whole number, 0 or more", value)
    return 0


def _check_day(document: Located, path: Path, case: Case, book: Rulebook) -> None:
    try:
        book.on(case.day)
    except UsageError as error:
        document.fault(path, "a day on which the programme has no rules", str(error), case.day)


def _check_quantity(document: Located, path: Path, case: Case, book: Rulebook) -> None:
    given = case.annual_quantity
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 0:
        document.fault(path, "not a quantity", "a number, 0 or more", given)
    if book.benefit.household is None or book.benefit.household.quantity is None:
        document.fault(path, "a quantity of what is not given in kind", "a benefit with a quantity", given)
