"""How a kind of meeting is held: dated, cited rules, read from `procedures/<kind>.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from merata.errors import Fault, InputError, UsageError

RULES = {
    "quorum": "a share such as 2/3, or null",
    "postponement_hours": "hours, a whole number above 0, or null",
    "consultation": "true or false",
    "second_meeting_days": "days, a whole number above 0, or null",
    "report_working_days": "working days, a whole number above 0",
    "consensus_first": "true or false",
    "elements": "a list of names",
}
PLACES = ("desa", "kelurahan", "kecamatan", "regency")
CERTAINTIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in Indonesian and English."""

    id: str
    en: str

    def __str__(self) -> str:
        return f"{self.id} / {self.en}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it holds from a day on: its value, where the law says so, where that was read, how sure it is."""

    name: str
    since: date
    value: Any
    legal_base: str
    source: Words
    certainty: str

    @property
    def citation(self) -> str:
        """The legal base with its certainty, as refusals quote it."""
        return f"{self.legal_base} ({self.source}; certainty {self.certainty})"


@dataclass(frozen=True, slots=True)
class Procedure:
    """The rules of one kind of meeting on one day. A rule whose value is None does not bind that kind of meeting.

    `held_in`: desa, kelurahan, kecamatan or regency; `convener`: who invites.
    """

    kind: str
    name: Words
    held_in: str
    convener: Words
    rules: dict[str, Rule]

    @property
    def quorum(self) -> Fraction | None:
        """Share of the invited who must have signed before the first meeting opens; None: no quorum."""
        value: Fraction | None = self.rules["quorum"].value
        return value

    @property
    def postponement_hours(self) -> int | None:
        """The longest a meeting without quorum may be postponed; None: it may not."""
        value: int | None = self.rules["postponement_hours"].value
        return value

    @property
    def consultation(self) -> bool:
        """Whether the conveners must consult those present before they call a second meeting."""
        return bool(self.rules["consultation"].value)

    @property
    def second_meeting_days(self) -> int | None:
        """Days after the first within which the second meeting is held; None: there is none."""
        value: int | None = self.rules["second_meeting_days"].value
        return value

    @property
    def report_working_days(self) -> int:
        """Working days after the meeting within which its report is due."""
        return int(self.rules["report_working_days"].value)

    @property
    def consensus_first(self) -> bool:
        """Whether consensus must have failed before a vote."""
        return bool(self.rules["consensus_first"].value)

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements of the community that are invited."""
        return tuple(self.rules["elements"].value)


def kinds() -> list[str]:
    """The kinds of meeting whose procedure is known."""
    found = (files("merata.participation") / "procedures").iterdir()
    return sorted(one.name.removesuffix(".yaml") for one in found if one.name.endswith(".yaml"))


def procedure(kind: str, *, on: date, held_in: str | None = None) -> Procedure:
    """The procedure of that kind of meeting as it holds `on` the day.

    `held_in`: where it shall be held (`PLACES`), None: not asked. Raises `UsageError` for an unknown kind, a day before
    its first rule, or a place that has no such meeting: a kelurahan has no musyawarah desa.
    """
    if kind not in kinds():
        raise UsageError(f"there is no procedure for the meeting {kind!r}; expected one of {', '.join(kinds())}")
    found = _built_in(kind, on)
    if held_in is not None and held_in != found.held_in:
        there = [one for one in kinds() if yaml.safe_load(_text(one))["held_in"] == held_in]
        raise UsageError(
            f"{found.name.id} tidak diadakan di {held_in} / there is no {found.name.en} in a {held_in}; "
            f"expected one of {', '.join(there) or 'none'}"
        )
    return found


@lru_cache(maxsize=256)
def _built_in(kind: str, on: date) -> Procedure:
    """Kept, because every page of a meeting asks for it and reading YAML takes longer than the rest of the page."""
    return read_procedure(_text(kind), file=f"{kind}.yaml", on=on)


@cache
def _text(kind: str) -> str:
    return (files("merata.participation") / "procedures" / f"{kind}.yaml").read_text(encoding="utf-8")


def read_procedure(text: str, *, file: str, on: date) -> Procedure:
    """The procedure that `text` (YAML) gives for the day: a regency's own, or a built-in one.

    Raises `InputError` with all faults of the text; `UsageError` where a rule begins only after the day.
    """
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError(f"{file} is not YAML", [Fault(file, None, None, None, "YAML", str(error))]) from error
    content = content if isinstance(content, dict) else {}
    versions, faults = _versions(content, file)
    if faults:
        raise InputError(f"{file} is no procedure", faults)
    current = {}
    for name, dated in versions.items():
        holding = [rule for rule in dated if rule.since <= on]
        if not holding:
            raise UsageError(
                f"{file}: the rule {name} begins on {dated[0].since}; expected a day from then on, not {on}"
            )
        current[name] = holding[-1]
    return Procedure(
        content["kind"], Words(**content["name"]), content["held_in"], Words(**content["convener"]), current
    )


def _versions(content: dict[str, Any], file: str) -> tuple[dict[str, list[Rule]], list[Fault]]:
    faults = []
    if not isinstance(content.get("kind"), str):
        faults.append(Fault(file, None, "kind", None, "the kind of meeting", "missing"))
    if content.get("held_in") not in PLACES:
        faults.append(Fault(file, None, "held_in", str(content.get("held_in")), ", ".join(PLACES), "unknown place"))
    faults += [
        Fault(file, None, key, None, "texts `id` and `en`", "not in both languages")
        for key in ("name", "convener")
        if not _is_words(content.get(key))
    ]
    rules = content.get("rules")
    given: dict[str, Any] = rules if isinstance(rules, dict) else {}
    faults += [
        Fault(file, None, str(name), None, ", ".join(RULES), "unknown rule") for name in given if name not in RULES
    ]
    versions: dict[str, list[Rule]] = {}
    for name, expected in RULES.items():
        dated = given.get(name)
        if not isinstance(dated, list) or not dated:
            faults.append(Fault(file, None, name, None, f"dated values: {expected}", "missing"))
            continue
        read = [_rule(name, one) for one in dated]
        versions[name] = sorted((rule for rule in read if rule is not None), key=lambda rule: rule.since)
        faults += [
            Fault(file, None, name, str(one)[:80], f"from, value ({expected}), legal_base, source, certainty", "wrong")
            for one, rule in zip(dated, read, strict=True)
            if rule is None
        ]
    return versions, faults


def _rule(name: str, given: Any) -> Rule | None:
    """The rule as given; None where anything is missing or of the wrong kind."""
    if not isinstance(given, dict) or given.keys() != {"from", "value", "legal_base", "source", "certainty"}:
        return None
    value, fits = _value(name, given["value"])
    sound = type(given["from"]) is date and given["certainty"] in CERTAINTIES and _is_words(given["source"])
    if not (fits and sound and isinstance(given["legal_base"], str)):
        return None
    return Rule(name, given["from"], value, given["legal_base"], Words(**given["source"]), given["certainty"])


def _value(name: str, given: Any) -> tuple[Any, bool]:
    """The value as it is used, and whether it is one that the rule may have."""
    if name == "quorum":
        try:
            share = None if given is None else Fraction(str(given))
        except (ValueError, ZeroDivisionError):
            return None, False
        return share, share is None or 0 < share <= 1
    if name in ("consultation", "consensus_first"):
        return given, isinstance(given, bool)
    if name == "elements":
        return given, isinstance(given, list) and all(isinstance(one, str) for one in given)
    missing = given is None and name != "report_working_days"
    return given, missing or (type(given) is int and given > 0)


def _is_words(given: Any) -> bool:
    return isinstance(given, dict) and given.keys() == {"id", "en"} and all(isinstance(v, str) for v in given.values())
