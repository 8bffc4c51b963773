"""How long an answer to an objection may take, in working days, and by which law; an office may have its own file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from merata.errors import Fault, InputError

PACKAGED = Path(__file__).with_name("terms.yaml")
FILE = "objection_terms.yaml"
APPEAL = "appeal"
KINDS = ("not_listed", "wrongly_listed", "amount", "not_received", "wrong_data", APPEAL)
CERTAINTIES = ("verified", "secondary", "memory")
MOST_DAYS = 250
"""A year of working days; a longer term is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Term:
    """Working days, their legal basis, where that was read, and how certain it is (`CERTAINTIES`)."""

    working_days: int
    basis: str
    source: str
    certainty: str

    @property
    def assumed(self) -> bool:
        """Whether nobody has read it in the law's own text."""
        return self.certainty != "verified"


@dataclass(frozen=True, slots=True)
class Terms:
    """`answer`: by what is objected to, and for an appeal; within which an appeal and a reply may come."""

    answer: Mapping[str, Term]
    appeal_within: Term
    reply_within: Term


def terms() -> Terms:
    """The terms of this office: its own file in the data folder, or those that come with Merata."""
    own = Path(settings.DATA_ROOT) / FILE
    path = own if own.exists() else PACKAGED
    return _read_at(path, path.stat().st_mtime_ns)


def read_terms(path: Path) -> Terms:
    """The terms of a file; raises `InputError` naming every line that is missing, unknown or not so written."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InputError(f"{path.name} is no YAML: {error}") from error
    faults: list[Fault] = []
    top = _mapping(given, "", path.name, faults, ("answer", "appeal_within", "reply_within"))
    lines = _mapping(top.get("answer"), "answer", path.name, faults, KINDS)
    answer = {kind: _term(lines.get(kind), f"answer.{kind}", path.name, faults) for kind in KINDS}
    within = {name: _term(top.get(name), name, path.name, faults) for name in ("appeal_within", "reply_within")}
    if faults:
        raise InputError(f"{path.name} cannot be used", faults)
    return Terms(answer, **within)


@lru_cache(maxsize=4)
def _read_at(path: Path, _changed_ns: int) -> Terms:
    return read_terms(path)


def _mapping(given: Any, where: str, called: str, faults: list[Fault], expected: tuple[str, ...]) -> dict[str, Any]:
    found = given if isinstance(given, dict) else {}
    faults += [
        Fault(called, None, f"{where}.{name}".strip("."), None, f"one of {', '.join(expected)}", "unknown")
        for name in found
        if name not in expected
    ]
    return found


def _term(given: Any, where: str, called: str, faults: list[Fault]) -> Term:
    said = given if isinstance(given, dict) else {}
    days = said.get("working_days")
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        shown = None if days is None else str(days)
        faults.append(Fault(called, None, f"{where}.working_days", shown, f"1 to {MOST_DAYS} days", "is none"))
    faults += [
        Fault(called, None, f"{where}.{name}", None, "a text", "missing")
        for name in ("basis", "source")
        if not isinstance(said.get(name), str) or not said[name].strip()
    ]
    if said.get("certainty") not in CERTAINTIES:
        expected = f"one of {', '.join(CERTAINTIES)}"
        faults.append(Fault(called, None, f"{where}.certainty", str(said.get("certainty")), expected, "is none"))
    return Term(
        days if isinstance(days, int) else 1,
        str(said.get("basis", "")),
        str(said.get("source", "")),
        str(said.get("certainty", "")),
    )
