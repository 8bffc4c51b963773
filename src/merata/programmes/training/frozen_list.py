"""The second document: who is in the urn with how many tickets, and who is not and why; fixed by its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from merata.errors import UsageError
from merata.programmes.rules.sentence import Sentence
from merata.programmes.training.applicants import Registry, applicants
from merata.programmes.training.canonical import SCHEME, canonical, digest, parsed
from merata.programmes.training.commitment import read_commitment
from merata.programmes.training.fields import Fields
from merata.programmes.training.prerequisites import REASONS, Applicant, reasons_against, sentence
from merata.programmes.training.terms import DISABILITY, MOST_WEIGHT, VILLAGE, WOMEN, Terms

LIST_FILE = "2-list.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One applicant in the urn: tickets, the groups with a quota they belong to, their village where it matters."""

    application_id: str
    tickets: int
    groups: tuple[str, ...]
    village: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """One application that is not in the urn, and the codes of the reasons."""

    application_id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrozenList:
    """The applicants of a draw, both parts in the order of application identifiers.

    `days_recorded`: whether the day of each application was recorded, so that late ones could be refused.
    """

    commitment_sha256: str
    frozen_on: date
    days_recorded: bool
    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]


def freeze(commitment: bytes, registry: Registry, *, frozen_on: date) -> bytes:
    """The list to publish on `frozen_on`: after applications closed and before the day of the public number.

    It names applications, never persons, and shows of each only what the draw depends on. The order of the tables'
    rows does not matter. Raises `UsageError` on any other day, `InputError` where the tables are wrong.
    """
    terms = read_commitment(commitment).terms
    if not _in_time(frozen_on, terms):
        raise UsageError(f"the list is frozen {_expected_day(terms)}; {frozen_on} is not")
    every = applicants(registry, terms.course)
    days_recorded = any(one.applied_on is not None for one in every)
    first = _first_applications(every)
    entries, refused = [], []
    for one in every:
        codes = reasons_against(one, terms, days_recorded=days_recorded)
        if one.application_id not in first:
            codes = (*codes, "twice")
        if codes:
            refused.append({"application": one.application_id, "reasons": [_reason(code, terms) for code in codes]})
        else:
            entries.append(_entry(one, terms))
    return canonical(
        {
            "document": "list",
            "scheme": SCHEME,
            "commitment_sha256": digest(commitment),
            "frozen_on": frozen_on.isoformat(),
            "days_recorded": days_recorded,
            "applicants": entries,
            "refused": refused,
        }
    )


def read_list(content: bytes, commitment: bytes) -> FrozenList:
    """The list that was published for `commitment`; `InputError` where it is not that list, or breaks its terms."""
    terms = read_commitment(commitment).terms
    fields = Fields(parsed(content, LIST_FILE), LIST_FILE)
    fields.head("list")
    found = FrozenList(
        commitment_sha256=fields.hash("commitment_sha256"),
        frozen_on=fields.day("frozen_on"),
        days_recorded=fields.flag("days_recorded"),
        entries=tuple(_read_entry(part, terms) for part in fields.parts("applicants")),
        refused=tuple(_read_refused(part, terms) for part in fields.parts("refused")),
    )
    if not fields.faults:
        _check(found, terms, digest(commitment), fields)
    fields.done()
    return found


def _check(found: FrozenList, terms: Terms, commitment_sha256: str, fields: Fields) -> None:
    if found.commitment_sha256 != commitment_sha256:
        problem = "was made for another commitment, or the commitment was changed afterwards"
        fields.fault("commitment_sha256", found.commitment_sha256, f"the hash {commitment_sha256}", problem)
    if not _in_time(found.frozen_on, terms):
        fields.fault("frozen_on", found.frozen_on, _expected_day(terms), "not on a day when a list can be frozen")
    for name, part in (("applicants", found.entries), ("refused", found.refused)):
        identifiers = [one.application_id for one in part]
        if identifiers != sorted(set(identifiers)):
            fields.fault(name, None, "each once, in the order of identifiers", "not in order, or twice")
    both = {one.application_id for one in found.entries} & {one.application_id for one in found.refused}
    if both:
        fields.fault("refused", ", ".join(sorted(both)[:5]), "an application in one part", "in the urn and refused")


def _in_time(day: date, terms: Terms) -> bool:
    return terms.closes_on < day < terms.public_number.drawn_on


def _expected_day(terms: Terms) -> str:
    return (
        f"after applications closed ({terms.closes_on}) and before the number is drawn ({terms.public_number.drawn_on})"
    )


def _first_applications(every: Sequence[Applicant]) -> frozenset[str]:
    """The application of each person that counts: the earliest, of one day that with the first identifier."""
    first: dict[str, Applicant] = {}
    for one in sorted(every, key=lambda one: (one.applied_on or date.max, one.application_id)):
        first.setdefault(one.person_id, one)
    return frozenset(one.application_id for one in first.values())


def _entry(one: Applicant, terms: Terms) -> dict[str, object]:
    groups = [quota.group for quota in terms.quotas if _belongs(one, quota.group)]
    return {
        "application": one.application_id,
        "tickets": terms.need_weights.of(one.desil),
        "groups": sorted(groups),
        "village": one.village_code if terms.publishes_village else None,
    }


def _belongs(one: Applicant, group: str) -> bool:
    """Whether the applicant is known to belong to `group`; what is not recorded keeps nobody a seat."""
    if group == WOMEN:
        return one.sex == "female"
    if group == DISABILITY:
        return one.disability is True
    return one.village_code == group.removeprefix(VILLAGE)


def _reason(code: str, terms: Terms) -> dict[str, str]:
    words: Sentence = sentence(code, terms)
    return {"code": code, "id": words.id, "en": words.en}


def _read_entry(fields: Fields, terms: Terms) -> Entry:
    entry = Entry(
        fields.text("application"),
        fields.whole("tickets", 1, MOST_WEIGHT),
        fields.texts("groups"),
        fields.optional_text("village"),
    )
    known = {quota.group for quota in terms.quotas}
    if entry.tickets not in terms.need_weights.values:
        fields.fault("tickets", entry.tickets, "a weight that was announced", "no such weight")
    if list(entry.groups) != sorted(set(entry.groups) & known):
        fields.fault("groups", ", ".join(entry.groups), "groups that have a quota, each once, in order", "not so")
    if (entry.village is not None) != terms.publishes_village:
        fields.fault("village", entry.village, "a village exactly where seats depend on it", "not so")
    fields.no_more()
    return entry


def _read_refused(fields: Fields, terms: Terms) -> Refused:
    name, codes = fields.text("application"), []
    for part in fields.parts("reasons"):
        code = part.choice("code", tuple(REASONS))
        words = sentence(code, terms)
        part.choice("id", (words.id,))
        part.choice("en", (words.en,))
        part.no_more()
        codes.append(code)
    if not codes:
        fields.fault("reasons", None, "one reason at least", "refused without a reason")
    fields.no_more()
    return Refused(name, tuple(codes))
