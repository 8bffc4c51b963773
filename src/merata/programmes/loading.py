"""Reading rulebooks: every fault of the file in one run, each with its line."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from merata.errors import UsageError
from merata.programmes.facts import FACTS, RECEIVED
from merata.programmes.located_yaml import Located, Path, parse
from merata.programmes.rulebook import (
    OPERATORS,
    Benefit,
    Case,
    Ceiling,
    Condition,
    DatedValue,
    Operand,
    ParameterReference,
    Rulebook,
    Sentence,
)
from merata.tables.schema import Kind

CERTAINTIES = ("high", "medium", "low", "assumption")
KINDS = ("cash", "food", "premium", "school", "housing", "empowerment")
PAYERS = ("regency", "desa")
KEYS = {
    "programme",
    "name",
    "kind",
    "payer",
    "decider",
    "benefit",
    "ceiling",
    "parameters",
    "conditions",
    "checked_by_decider",
    "cases",
}


def available() -> tuple[str, ...]:
    """The programmes whose rulebooks come with Merata, in alphabetical order."""
    names = (entry.name for entry in files("merata").joinpath("rulebooks").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def rulebook(programme_id: str) -> Rulebook:
    """The rulebook of that programme; `UsageError` with those there are where there is none."""
    if programme_id not in available():
        raise UsageError(f"no rulebook for programme {programme_id!r}; there are: {', '.join(available())}")
    return load(files("merata").joinpath("rulebooks", f"{programme_id}.yaml"))


def load(file: Traversable) -> Rulebook:
    """Read one rulebook; `InputError` with every fault, each with file and line."""
    document = parse(file.read_text(encoding="utf-8"), file.name)
    top = _mapping(document, (), document.value)
    for key in sorted(set(top) - KEYS):
        document.fault((key,), "unknown key", "one of " + ", ".join(sorted(KEYS)), key)
    parameters = {
        name: _dated_values(document, ("parameters", name), values)
        for name, values in _mapping(document, ("parameters",), top.get("parameters", {})).items()
    }
    benefit = _benefit(document, _mapping(document, ("benefit",), top.get("benefit")), parameters)
    ceiling = _ceiling(document, top["ceiling"], parameters) if "ceiling" in top else None
    condition = partial(_condition, document, parameters=parameters)
    conditions = tuple(
        condition(("conditions", i), value)
        for i, value in enumerate(_sequence(document, ("conditions",), top.get("conditions")))
    )
    sentences = _sequence(document, ("checked_by_decider",), top.get("checked_by_decider", []))
    cases = _sequence(document, ("cases",), top.get("cases", []))
    book = Rulebook(
        programme_id=_text(document, ("programme",), top.get("programme")),
        name=_sentence(document, ("name",), top.get("name")),
        kind=_choice(document, ("kind",), top.get("kind"), KINDS),
        payer=_choice(document, ("payer",), top.get("payer"), PAYERS),
        decider=_sentence(document, ("decider",), top.get("decider")),
        benefit=benefit,
        ceiling=ceiling,
        parameters=parameters,
        conditions=conditions,
        checked_by_decider=tuple(
            _sentence(document, ("checked_by_decider", i), value) for i, value in enumerate(sentences)
        ),
        cases=tuple(_case(document, ("cases", i), value) for i, value in enumerate(cases)),
    )
    document.raise_faults(f"the rulebook {file.name} has faults; mend them and load it again")
    return book


def _mapping(document: Located, path: Path, value: Any) -> dict[str, Any]:
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return value
    document.fault(path, "missing or of the wrong form", "keys with values", value)
    return {}


def _sequence(document: Located, path: Path, value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    document.fault(path, "missing or of the wrong form", "a list", value)
    return []


def _text(document: Located, path: Path, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        document.fault(path, "missing or empty", "text", value)
    return str(value)


def _choice(document: Located, path: Path, value: Any, choices: tuple[str, ...]) -> str:
    if value not in choices:
        document.fault(path, "unknown or missing", "one of " + ", ".join(choices), value)
    return str(value)


def _sentence(document: Located, path: Path, value: Any) -> Sentence:
    texts = _mapping(document, path, value)
    return Sentence(*(_text(document, (*path, lang), texts.get(lang)) for lang in ("id", "en")))


def _day(document: Located, path: Path, value: Any) -> date:
    if type(value) is date:
        return value
    document.fault(path, "missing or not a date", "a date as YYYY-MM-DD", value)
    return date.min


def _dated_values(document: Located, path: Path, value: Any) -> tuple[DatedValue, ...]:
    """The values of one parameter: in order of time, without overlap and without a gap."""
    found: list[DatedValue] = []
    for position, entry in enumerate(_sequence(document, path, value)):
        here = (*path, position)
        row = _mapping(document, here, entry)
        number = row.get("value")
        if isinstance(number, bool) or not isinstance(number, int | float):
            document.fault((*here, "value"), "missing or not a number", "a number", number)
            number = 0
        dated = DatedValue(
            start=_day(document, (*here, "from"), row.get("from")),
            until=_day(document, (*here, "until"), row["until"]) if "until" in row else None,
            value=number,
            legal_base=_text(document, (*here, "legal_base"), row.get("legal_base")),
            source=_text(document, (*here, "source"), row.get("source")),
            certainty=_choice(document, (*here, "certainty"), row.get("certainty"), CERTAINTIES),
        )
        if dated.until is not None and dated.until < dated.start:
            document.fault((*here, "until"), "ends before it begins", f"a day from {dated.start} on", dated.until)
        if found:
            found[-1] = _joined(document, here, found[-1], dated)
        found.append(dated)
    if not found:
        document.fault(path, "has no value", "at least one dated value")
    return tuple(found)


def _joined(document: Located, path: Path, earlier: DatedValue, later: DatedValue) -> DatedValue:
    """The earlier value ended the day before the later begins; a fault where they overlap or leave a gap."""
    if later.start <= earlier.start or (earlier.until is not None and earlier.until >= later.start):
        document.fault(
            path, "overlaps the value before it", f"a start after {earlier.until or earlier.start}", later.start
        )
        return earlier
    day_before = later.start - timedelta(days=1)
    if earlier.until is not None and earlier.until < day_before:
        document.fault(
            path,
            f"leaves a gap after {earlier.until}",
            f"a start on {earlier.until + timedelta(days=1)}",
            later.start,
        )
    return DatedValue(earlier.start, day_before, earlier.value, earlier.legal_base, earlier.source, earlier.certainty)


def _parameter(document: Located, path: Path, value: Any, parameters: dict[str, Any]) -> str:
    if value not in parameters:
        expected = "one of " + ", ".join(sorted(parameters))
        document.fault(path, "names a parameter that is missing", expected, value)
    return str(value)


def _benefit(document: Located, value: dict[str, Any], parameters: dict[str, Any]) -> Benefit:
    per = value.get("per")
    countable = {name for name, fact in FACTS.items() if fact.kind is Kind.INTEGER}
    if per != "household" and per not in countable:
        expected = "household or one of " + ", ".join(sorted(countable))
        document.fault(("benefit", "per"), "unknown fact", expected, per)
    return Benefit(
        _parameter(document, ("benefit", "amount"), value.get("amount"), parameters),
        _parameter(document, ("benefit", "times"), value.get("times"), parameters),
        str(per),
    )


def _ceiling(document: Located, value: Any, parameters: dict[str, Any]) -> Ceiling:
    row = _mapping(document, ("ceiling",), value)
    return Ceiling(
        _parameter(document, ("ceiling", "share"), row.get("share"), parameters),
        _text(document, ("ceiling", "fund_source"), row.get("fund_source")),
    )


def _condition(document: Located, path: Path, value: Any, *, parameters: dict[str, Any]) -> Condition:
    row = _mapping(document, path, value)
    fact = _text(document, (*path, "fact"), row.get("fact"))
    if fact not in FACTS:
        document.fault((*path, "fact"), "unknown fact", "one of " + ", ".join(sorted(FACTS)), fact)
    operators = [name for name in OPERATORS if name in row]
    for key in sorted(set(row) - {"code", "fact", "otherwise", *OPERATORS}):
        document.fault((*path, key), "unknown key", "code, fact, otherwise and one operator", key)
    if len(operators) != 1:
        document.fault(path, f"{len(operators)} operators", "exactly one of " + ", ".join(OPERATORS))
    operator = operators[0] if operators else "is"
    return Condition(
        code=_text(document, (*path, "code"), row.get("code")),
        fact=fact,
        operator=operator,
        operand=_operand(document, (*path, operator), fact, row.get(operator), parameters),
        otherwise=_sentence(document, (*path, "otherwise"), row.get("otherwise")),
    )


def _operand(document: Located, path: Path, fact: str, value: Any, parameters: dict[str, Any]) -> Operand:
    """The right side of a condition, checked against the fact's kind and the operator."""
    if isinstance(value, dict):
        return ParameterReference(_parameter(document, (*path, "parameter"), value.get("parameter"), parameters))
    operator = str(path[-1])
    number = isinstance(value, int | float) and not isinstance(value, bool)
    texts = isinstance(value, list) and bool(value) and all(isinstance(entry, str) for entry in value)
    kind = FACTS[fact].kind if fact in FACTS else None
    if (fact == RECEIVED) != (operator == "none_of"):
        document.fault(path, f"does not apply to {fact}", f"none_of with {RECEIVED}, and with nothing else")
    elif operator in ("in", "none_of"):
        if not texts:
            document.fault(path, "of the wrong form", "a list of texts", value)
            return ()
        return tuple(value)
    elif kind is Kind.INTEGER and not number:
        document.fault(path, "not a number", "a number, or {parameter: name}", value)
    elif kind is Kind.TEXT and (operator != "is" or not isinstance(value, str)):
        document.fault(path, "of the wrong form for a text", "is: text, or in: a list of texts", value)
    operand: Operand = value
    return operand


def _case(document: Located, path: Path, value: Any) -> Case:
    row = _mapping(document, path, value)
    facts = _mapping(document, (*path, "facts"), row.get("facts"))
    for name in sorted(set(facts) - set(FACTS)):
        document.fault((*path, "facts", name), "unknown fact", "one of " + ", ".join(sorted(FACTS)), name)
    return Case(
        day=_day(document, (*path, "day"), row.get("day")),
        facts=facts,
        annual_idr=int(row.get("annual_idr", 0)),
        reason=row.get("reason"),
    )
