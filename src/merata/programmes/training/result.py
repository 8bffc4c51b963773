"""The last document: seats and waiting list in the order of the draw; it follows from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from merata.programmes.training.canonical import SCHEME, canonical, digest, parsed
from merata.programmes.training.chances import REPLICATIONS, Chance, Chances, chances
from merata.programmes.training.commitment import read_commitment
from merata.programmes.training.drawing import read_number, read_reveal
from merata.programmes.training.fields import Fields
from merata.programmes.training.frozen_list import Entry, FrozenList, read_list
from merata.programmes.training.randomness import Stream, draw_seed
from merata.programmes.training.selection import Rule, Seating, kinds_of, rule_of

RESULT_FILE = "5-result.json"


@dataclass(frozen=True, slots=True)
class Place:
    """One ticket drawn: place in the order (from 1), whose it was, its number (from 0) among so many in the urn.

    `seated` is false on the waiting list. `reserved`: only members of a quota's group could take this seat.
    `over_limit`: a seat above the village's limit, because nobody else could take it.
    """

    place: int
    application_id: str
    ticket: int
    tickets: int
    seated: bool
    reserved: bool
    over_limit: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw: its seed, everybody in the order in which they were drawn, and everybody's chance of a seat."""

    seed: str
    places: tuple[Place, ...]
    chances: Chances

    @property
    def selected(self) -> tuple[str, ...]:
        """The applications with a seat, in the order of the draw."""
        return tuple(place.application_id for place in self.places if place.seated)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The applications on the waiting list, in order."""
        return tuple(place.application_id for place in self.places if not place.seated)


def draw_order(entries: Sequence[Entry], rule: Rule, seed: str) -> tuple[Place, ...]:
    """Draw everybody, seats first, by the rule of `selection` with the numbers of `randomness`.

    Tickets are numbered from 0 in the order of application identifiers (by their UTF-8 bytes), without gaps, over
    whoever may take the seat; the number drawn says whose it is.
    """
    ordered = sorted(entries, key=lambda entry: entry.application_id)
    found = kinds_of(ordered, rule)
    seating, stream = Seating(found.kinds, found.counts, rule), Stream(seed)
    places: list[Place] = []
    while ordered:
        able = set(seating.may_be_seated())
        seated = bool(able)
        urn = [entry for entry in ordered if found.of[entry.application_id] in able] if seated else ordered
        tickets = sum(entry.tickets for entry in urn)
        ticket = stream.below(tickets)
        one = _owner(urn, ticket)
        at = found.of[one.application_id]
        reserved = seated and seating.only_for_quotas
        over_limit = seated and seating.at_limit(at)
        places.append(Place(len(places) + 1, one.application_id, ticket, tickets, seated, reserved, over_limit))
        if seated:
            seating.seat(at)
        ordered.remove(one)
    return tuple(places)


def drawn(commitment: bytes, frozen: bytes, number: bytes, opened: bytes) -> Drawn:
    """The draw that follows from the four documents; `InputError` where they do not fit together."""
    rule = rule_of(read_commitment(commitment).terms)
    found = read_list(frozen, commitment)
    public = read_number(number, commitment, frozen)
    secret = read_reveal(opened, commitment, number).secret
    seed = draw_seed(secret=secret, list_hash=digest(frozen), public_number=public.number)
    return Drawn(seed, draw_order(found.entries, rule, seed), list_chances(commitment, frozen))


def list_chances(commitment: bytes, frozen: bytes, *, replications: int = REPLICATIONS) -> Chances:
    """Everybody's chance of a seat, known from the moment the list is frozen."""
    rule = rule_of(read_commitment(commitment).terms)
    return chances(read_list(frozen, commitment).entries, rule, list_hash=digest(frozen), replications=replications)


def conclude(commitment: bytes, frozen: bytes, number: bytes, opened: bytes) -> bytes:
    """The document of the result; anyone who has the four others gets the same bytes."""
    result = drawn(commitment, frozen, number, opened)
    listed = read_list(frozen, commitment)
    rule = rule_of(read_commitment(commitment).terms)
    return canonical(
        {
            "document": "result",
            "scheme": SCHEME,
            "commitment_sha256": digest(commitment),
            "list_sha256": digest(frozen),
            "number_sha256": digest(number),
            "reveal_sha256": digest(opened),
            "seed": result.seed,
            "selected": [_as_entries(place) for place in result.places if place.seated],
            "waiting": [_as_entries(place) for place in result.places if not place.seated],
            "quotas": _quotas(rule, listed, set(result.selected)),
            "chances": _chances(result.chances),
        }
    )


def read_result(content: bytes) -> Drawn:
    """The draw as it was published, of a folder that was verified; `InputError` where it is no result.

    It is read, not computed again: only `verification.verify` says whether it follows from the other documents.
    """
    fields = Fields(parsed(content, RESULT_FILE), RESULT_FILE)
    fields.head("result")
    for name in ("commitment_sha256", "list_sha256", "number_sha256", "reveal_sha256"):
        fields.hash(name)
    seed = fields.hash("seed")
    places = [_read_place(part, seated=True) for part in fields.parts("selected")]
    places += [_read_place(part, seated=False) for part in fields.parts("waiting")]
    fields.parts("quotas")
    found = fields.part("chances")
    method, replications = found.choice("method", ("exact", "simulated")), found.whole("replications")
    by_application = {
        part.text("application"): Chance(part.text("chance"), part.optional_text("standard_error"))
        for part in found.parts("applicants")
    }
    fields.done()
    return Drawn(
        seed, tuple(places), Chances("exact" if method == "exact" else "simulated", replications, by_application)
    )


def _read_place(fields: Fields, *, seated: bool) -> Place:
    return Place(
        place=fields.whole("place", 1),
        application_id=fields.text("application"),
        ticket=fields.whole("ticket"),
        tickets=fields.whole("tickets", 1),
        seated=seated,
        reserved=seated and fields.flag("reserved"),
        over_limit=seated and fields.flag("over_limit"),
    )


def _owner(urn: Sequence[Entry], ticket: int) -> Entry:
    for entry in urn:
        if ticket < entry.tickets:
            return entry
        ticket -= entry.tickets
    raise AssertionError("a ticket beyond the urn")


def _as_entries(place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {
        "place": place.place,
        "application": place.application_id,
        "ticket": place.ticket,
        "tickets": place.tickets,
    }
    if place.seated:
        found |= {"reserved": place.reserved, "over_limit": place.over_limit}
    return found


def _quotas(rule: Rule, listed: FrozenList, selected: set[str]) -> list[dict[str, Any]]:
    found = []
    for group, at_least in sorted(rule.at_least.items()):
        members = {entry.application_id for entry in listed.entries if group in entry.groups}
        seated = len(members & selected)
        found.append({"group": group, "at_least": at_least, "applicants": len(members), "seated": seated})
    return found


def _chances(found: Chances) -> dict[str, Any]:
    return {
        "method": found.method,
        "replications": found.replications,
        "applicants": [
            {"application": name, "chance": one.chance, "standard_error": one.standard_error}
            for name, one in sorted(found.by_application.items())
        ],
    }
