"""Reading the parameters of a rulebook: dated, cited, of one type, without overlap and without a gap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from merata.programmes.rules.loading_fields import NAME, choice, cited, day, mapping, sequence
from merata.programmes.rules.rulebook import Conflict, DatedValue, Value
from merata.tables.located_yaml import Located, Path

CERTAINTIES = ("high", "medium", "low", "assumption")
LARGEST = 2**53 - 1
"""Whole numbers beyond it are not exact everywhere that a rule is computed."""

_KEYS = ("from", "until", "value", "legal_base", "source", "certainty", "conflict")
_FORM = "a number, true or false, a text or a list of texts"


def read_parameters(document: Located, value: Any) -> dict[str, tuple[DatedValue, ...]]:
    """Every parameter with its values in order of time."""
    found: dict[str, tuple[DatedValue, ...]] = {}
    for name, values in mapping(document, ("parameters",), value).items():
        if not NAME.fullmatch(name):
            document.fault(("parameters", name), "not a name", "lower-case letters, digits and _", name)
        found[name] = _dated_values(document, ("parameters", name), values)
    _refuse_no_common_day(document, found)
    return found


def _dated_values(document: Located, path: Path, value: Any) -> tuple[DatedValue, ...]:
    found: list[DatedValue] = []
    for position, entry in enumerate(sequence(document, path, value)):
        here = (*path, position)
        dated = _dated_value(document, here, mapping(document, here, entry, _KEYS))
        if found:
            _refuse_other_type(document, (*here, "value"), found[0].value, dated.value)
            found[-1] = _joined(document, here, found[-1], dated)
        found.append(dated)
    if not found:
        document.fault(path, "has no value", "at least one dated value")
    return tuple(found)


def _dated_value(document: Located, path: Path, row: dict[str, Any]) -> DatedValue:
    dated = DatedValue(
        start=day(document, (*path, "from"), row.get("from")),
        until=day(document, (*path, "until"), row["until"]) if "until" in row else None,
        value=_value(document, (*path, "value"), row.get("value")),
        legal_base=cited(document, (*path, "legal_base"), row.get("legal_base")),
        source=cited(document, (*path, "source"), row.get("source")),
        certainty=choice(document, (*path, "certainty"), row.get("certainty"), CERTAINTIES),
    )
    if dated.until is not None and dated.until < dated.start:
        document.fault((*path, "until"), "ends before it begins", f"a day from {dated.start} on", dated.until)
    if "conflict" not in row:
        return dated
    here = (*path, "conflict")
    other = mapping(document, here, row["conflict"], ("value", "source"))
    conflict = Conflict(
        _value(document, (*here, "value"), other.get("value")), cited(document, (*here, "source"), other.get("source"))
    )
    _refuse_other_type(document, (*here, "value"), dated.value, conflict.value)
    return replace(dated, conflict=conflict)


def _value(document: Located, path: Path, value: Any) -> Value:
    if isinstance(value, list) and value and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    if not isinstance(value, bool | int | float | str):
        document.fault(path, "missing or of the wrong form", _FORM, value)
        return 0
    if isinstance(value, float) and not math.isfinite(value):
        document.fault(path, "not a finite number", _FORM, value)
    if isinstance(value, int) and abs(value) > LARGEST:
        document.fault(path, "too large to be exact", f"a whole number from -{LARGEST} to {LARGEST}", value)
    given: Value = value
    return given


def _refuse_other_type(document: Located, path: Path, first: Value, other: Value) -> None:
    if type(first) is not type(other):
        expected = f"a value like {first!r} (write 1.0 for a whole number among others)"
        document.fault(path, "of another type than the parameter's first value", expected, other)


def _joined(document: Located, path: Path, earlier: DatedValue, later: DatedValue) -> DatedValue:
    """The earlier value ended the day before the later begins; a fault where they overlap or leave a gap."""
    if later.start <= earlier.start or (earlier.until is not None and earlier.until >= later.start):
        expected = f"a start after {earlier.until or earlier.start}"
        document.fault(path, "overlaps the value before it", expected, later.start)
        return earlier
    day_before = later.start - timedelta(days=1)
    if earlier.until is not None and earlier.until < day_before:
        expected = f"a start on {earlier.until + timedelta(days=1)}"
        document.fault(path, f"leaves a gap after {earlier.until}", expected, later.start)
    return replace(earlier, until=day_before)


def _refuse_no_common_day(document: Located, found: Mapping[str, tuple[DatedValue, ...]]) -> None:
    """A programme can only be computed on a day on which every parameter has a value."""
    known = {name: values for name, values in found.items() if values}
    if not known:
        return
    last_start = max(known, key=lambda name: known[name][0].start)
    first_end = min(known, key=lambda name: known[name][-1].until or date.max)
    start, end = known[last_start][0].start, known[first_end][-1].until
    if end is not None and end < start:
        problem = f"begins after {first_end} has ended, so that there is no day to compute on"
        document.fault(("parameters", last_start), problem, f"a first day up to {end}", start)
