"""Faults of a request as its reader needs them: where, what was expected, in both languages, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict

from merata_portal.api.problems import ASKED_WRONG, Problem

UNKNOWN, REPEATED = "unknown", "repeated"
_LONGEST = 100
_SAID: Mapping[str, tuple[str, str]] = {
    "string_pattern_mismatch": ("tidak sesuai pola {pattern}", "does not fit the pattern {pattern}"),
    "string_too_short": ("paling sedikit {min_length} huruf", "at least {min_length} characters"),
    "string_too_long": ("paling banyak {max_length} huruf", "at most {max_length} characters"),
    "int_parsing": ("harus bilangan bulat", "must be a whole number"),
    "greater_than_equal": ("paling sedikit {ge}", "at least {ge}"),
    "less_than_equal": ("paling banyak {le}", "at most {le}"),
    "literal_error": ("harus salah satu dari {expected}", "must be one of {expected}"),
    "uuid_parsing": ("harus UUID", "must be a UUID"),
    "missing": ("wajib diisi", "is required"),
    UNKNOWN: ("tidak dikenal; yang ada: {known}", "is not known; there are: {known}"),
    REPEATED: ("disebut lebih dari sekali", "is given more than once"),
}
_ELSE = ("tidak sesuai yang tertulis di dokumen", "is not as documented")


def problem_of(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """The problem that tells every error of pydantic's, as ninja gathers them."""
    return Problem(ASKED_WRONG, faults=[_fault(error) for error in errors])


def strange(given: QueryDict, known: Sequence[str]) -> list[dict[str, Any]]:
    """What was given and is not known, and what was given more than once, as pydantic tells errors."""
    told = {"known": ", ".join(known) or "–"}
    unknown = [{"type": UNKNOWN, "loc": (name[:_LONGEST],), "ctx": told} for name in sorted(set(given) - set(known))]
    repeated = [name for name in known if len(given.getlist(name)) > 1]
    return [*unknown, *({"type": REPEATED, "loc": (name,), "ctx": {}} for name in repeated)]


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    place, *names = (str(part) for part in error["loc"])
    kind = str(error["type"])
    said_id, said_en = _SAID.get(kind, _ELSE)
    told = {**error.get("ctx", {})}
    told["expected"] = str(told.get("expected", "")).replace(" or ", ", ")
    return {
        "place": place,
        "name": names[-1] if names else "",
        "detail": said_id.format(**told),
        "detail_en": said_en.format(**told),
    }
