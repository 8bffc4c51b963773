"""The steps of one year, dated: those of the package, with what an office's own file says of that year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from merata.errors import Fault, InputError
from merata.participation.procedure import CERTAINTIES, Words

PACKAGED = Path(__file__).with_name("steps.yaml")
SIDES = ("government", "community", "partner")
OWN = ("begins", "due", "done_on", "note", "source")
"""What an office's file may say of a step."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What one side owes to a step: `side` is one of `SIDES`."""

    side: str
    who: Words
    what: Words


@dataclass(frozen=True, slots=True)
class Record:
    """By which records a step is known to be done: "meetings" or "proposals" `of` these kinds, "budget" or "none".

    `per`: of how many (desa, village, kecamatan, regency); "any": one is enough.
    """

    kind: str
    of: tuple[str, ...] = ()
    per: str = "any"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a year: from `begins` to `due`, both included. `done_on`: as the office itself wrote down."""

    code: str
    name: Words
    begins: date
    due: date
    owes: tuple[Owed, ...]
    record: Record
    legal_base: str
    source: Words
    certainty: str
    done_on: date | None = None
    note: str = ""


def steps_of(year: int, own: Path | None = None) -> tuple[Step, ...]:
    """The steps that fall in a year, those due first.

    `own`: the office's file of that year; for each step that it names it may give `begins`, `due` and `done_on` as
    YYYY-MM-DD, a `note`, and a `source` (its circular). Without the file, the package's days hold. Raises `InputError`
    naming every step that there is not, every word it may not say, every day that is none or of another year.
    """
    given = _read(own) if own is not None and own.is_file() else {}
    faults: list[Fault] = []
    file = own.name if own is not None else ""
    for code, said in given.items():
        faults += _faults(code, said, year, file)
    if faults:
        raise InputError(f"{file} cannot be used", faults)
    dated = {code: _dated(one, given.get(code, {}), year) for code, one in packaged().items()}
    found = [_step(code, one, given.get(code, {}), dated, year) for code, one in packaged().items()]
    faults = [
        Fault(file, None, f"{one.code}.begins", f"{one.begins}", f"not after {one.due}", "begins after it is due")
        for one in found
        if one.begins > one.due
    ]
    if faults:
        raise InputError(f"{file} cannot be used", faults)
    return tuple(sorted(found, key=lambda one: (one.due, one.begins, one.code)))


@cache
def packaged() -> Mapping[str, Any]:
    """The package's own steps as written."""
    return dict(yaml.safe_load(PACKAGED.read_text(encoding="utf-8")))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} is no YAML: {error}") from error
    if not isinstance(read, dict):
        raise InputError(f"{path.name} is no list of steps; expected step: {{due: YYYY-MM-DD, …}}")
    return read


def _faults(code: Any, said: Any, year: int, file: str) -> list[Fault]:
    if code not in packaged():
        return [Fault(file, None, str(code), None, f"a step: {', '.join(packaged())}", "there is no such step")]
    if not isinstance(said, dict):
        return [Fault(file, None, str(code), str(said), f"words of {', '.join(OWN)}", "not so written")]
    found = [
        Fault(file, None, f"{code}.{word}", None, f"one of {', '.join(OWN)}", "says something else")
        for word in said
        if word not in OWN
    ]
    found += [
        Fault(file, None, f"{code}.{word}", str(said[word]), f"a day of {year} as YYYY-MM-DD", "is none")
        for word in ("begins", "due", "done_on")
        if word in said and not (type(said[word]) is date and said[word].year == year)
    ]
    return found


def _dated(packed: Any, own: Mapping[str, Any], year: int) -> date | None:
    """The due day where it stands by itself; None where it hangs on another step's."""
    if "due" in own:
        return date.fromisoformat(str(own["due"]))
    return None if isinstance(packed["due"], dict) else _day(packed["due"], year)


def _step(code: str, packed: Any, own: Mapping[str, Any], dated: Mapping[str, date | None], year: int) -> Step:
    due = dated[code]
    if due is None:
        hung = dated[packed["due"]["days_before"]]
        if hung is None:
            raise InputError(
                f"{PACKAGED.name}: {code} hangs on a step that hangs on another; expected one with its day"
            )
        due = hung - timedelta(days=packed["due"]["days"])
    begins = own.get("begins") or min(_day(packed["begins"], year), due)
    certainty = "high" if "due" in own else packed["certainty"]
    source = Words(own["source"], own["source"]) if own.get("source") else Words(**packed["source"])
    if certainty not in CERTAINTIES:
        raise InputError(f"{PACKAGED.name}: {code}: certainty {certainty!r}; expected one of {', '.join(CERTAINTIES)}")
    return Step(
        code=code,
        name=Words(packed["id"], packed["en"]),
        begins=begins,
        due=due,
        owes=tuple(
            Owed(one["side"], Words(one["id"][0], one["en"][0]), Words(one["id"][1], one["en"][1]))
            for one in packed["owes"]
        ),
        record=_record(packed["record"]),
        legal_base=packed["legal_base"],
        source=source,
        certainty=certainty,
        done_on=own.get("done_on"),
        note=str(own.get("note") or ""),
    )


def _record(given: Mapping[str, Any]) -> Record:
    return Record(given["kind"], tuple(given.get("of", ())), given.get("per", "any"))


def _day(written: str, year: int) -> date:
    month, day = written.split("-")
    return date(year, int(month), int(day))
