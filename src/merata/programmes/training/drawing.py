"""The public number, the secret, and the void of a draw whose secret is withheld: three short documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from merata.errors import InputError, UsageError
from merata.programmes.rules.sentence import Sentence
from merata.programmes.training.canonical import SCHEME, canonical, digest, parsed, refused
from merata.programmes.training.commitment import read_commitment
from merata.programmes.training.fields import Fields
from merata.programmes.training.frozen_list import read_list
from merata.programmes.training.randomness import checked_secret, secret_hash

NUMBER_FILE, REVEAL_FILE, VOID_FILE = "3-number.json", "4-reveal.json", "4-void.json"

VOID_REASONS: dict[str, Sentence] = {
    "not_revealed": Sentence(
        "Rahasia tidak dibuka sampai batas waktu; undian ini batal",
        "The secret was not revealed in time; this draw is void",
    ),
    "no_number": Sentence(
        "Angka umum tidak keluar pada hari yang ditetapkan; undian ini batal",
        "The public number did not come on the day that was fixed; this draw is void",
    ),
    "list_wrong": Sentence(
        "Daftar yang dibekukan ternyata salah; undian ini batal",
        "The frozen list turned out to be wrong; this draw is void",
    ),
    "cancelled": Sentence("Pelatihan dibatalkan; undian ini batal", "The course was cancelled; this draw is void"),
}
"""Why a draw can be void; in each case a new draw may follow, whose commitment names the void one."""


@dataclass(frozen=True, slots=True)
class Number:
    """The public number as digits, and the list that was frozen before it."""

    list_sha256: str
    number: str
    drawn_on: date


@dataclass(frozen=True, slots=True)
class Reveal:
    """The secret, in hexadecimal digits, opened after the number was known."""

    number_sha256: str
    secret: str
    revealed_on: date


@dataclass(frozen=True, slots=True)
class Void:
    """A draw that ends without a result. `list_sha256`, `number_sha256`: of what had been published until then."""

    commitment_sha256: str
    list_sha256: str | None
    number_sha256: str | None
    reason: str
    voided_on: date


def announce_number(commitment: bytes, frozen: bytes, text: str, *, drawn_on: date) -> bytes:
    """The document of the public number; `text` as it was called out, spaces and commas do not matter.

    Raises `UsageError` where it is not of the kind or the day that was announced: another one would be a choice.
    """
    public = read_commitment(commitment).terms.public_number
    read_list(frozen, commitment)
    number = public.read(text)
    if number is None:
        raise UsageError(f"{text!r} is not the public number that was announced; expected {public.expected}")
    if drawn_on != public.drawn_on:
        raise UsageError(
            f"the public number was fixed for {public.drawn_on}, not {drawn_on}: choosing another day would be "
            "choosing the number; declare the draw void (no_number) and announce a new one"
        )
    return canonical(
        {
            "document": "number",
            "scheme": SCHEME,
            "list_sha256": digest(frozen),
            "number": number,
            "drawn_on": drawn_on.isoformat(),
        }
    )


def reveal(commitment: bytes, frozen: bytes, number: bytes, secret: str, *, revealed_on: date) -> bytes:
    """The document that opens the secret.

    Raises `InputError` where it is not the secret whose hash was announced, `UsageError` before the day of the number
    or after the last day: a draw that is late is void.
    """
    found = read_commitment(commitment)
    read_number(number, commitment, frozen)
    if secret_hash(checked_secret(secret)) != found.secret_sha256:
        raise InputError(
            "this is not the secret whose hash was announced; use the file that `commit` wrote for this draw"
        )
    terms = found.terms
    if not terms.public_number.drawn_on <= revealed_on <= terms.reveal_by:
        raise UsageError(
            f"the secret is opened from {terms.public_number.drawn_on} to {terms.reveal_by}, not on {revealed_on}; "
            "after the last day the draw is void"
        )
    return canonical(
        {
            "document": "reveal",
            "scheme": SCHEME,
            "number_sha256": digest(number),
            "secret": secret,
            "revealed_on": revealed_on.isoformat(),
        }
    )


def void(commitment: bytes, frozen: bytes | None, number: bytes | None, *, reason: str, voided_on: date) -> bytes:
    """The document that ends a draw without a result; `reason` is one of `VOID_REASONS`.

    It stays published: the next draw of the course is the next round and names it. Raises `UsageError` for an unknown
    reason, or where the secret or the number could still come in time.
    """
    terms = read_commitment(commitment).terms
    if frozen is not None:
        read_list(frozen, commitment)
    if number is not None and frozen is not None:
        read_number(number, commitment, frozen)
    if reason not in VOID_REASONS:
        raise UsageError(f"there is no reason {reason}; reasons are {', '.join(VOID_REASONS)}")
    if voided_on < terms.announced_on:
        raise UsageError(f"the draw was announced on {terms.announced_on}; it cannot be void on {voided_on}")
    last_day = {"not_revealed": terms.reveal_by, "no_number": terms.public_number.drawn_on}.get(reason)
    if last_day is not None and voided_on <= last_day:
        raise UsageError(f"there is time until {last_day}; the draw can be void for {reason} from the day after")
    if reason in ("no_number", "list_wrong") and number is not None:
        raise UsageError(
            "the public number is published, so the result is fixed: reveal the secret (objections to the list are "
            "heard before the number is drawn)"
        )
    words = VOID_REASONS[reason]
    return canonical(
        {
            "document": "void",
            "scheme": SCHEME,
            "commitment_sha256": digest(commitment),
            "list_sha256": None if frozen is None else digest(frozen),
            "number_sha256": None if number is None else digest(number),
            "reason": {"code": reason, "id": words.id, "en": words.en},
            "voided_on": voided_on.isoformat(),
        }
    )


def read_number(content: bytes, commitment: bytes, frozen: bytes) -> Number:
    """The public number that was published for that list; `InputError` where it is not what was announced."""
    public = read_commitment(commitment).terms.public_number
    fields = Fields(parsed(content, NUMBER_FILE), NUMBER_FILE)
    fields.head("number")
    found = Number(fields.hash("list_sha256"), fields.text("number"), fields.day("drawn_on"))
    _same_hash(fields, "list_sha256", found.list_sha256, frozen)
    if public.read(found.number) != found.number:
        fields.fault("number", found.number, public.expected, "not the public number that was announced")
    if found.drawn_on != public.drawn_on:
        fields.fault("drawn_on", found.drawn_on, f"the day that was fixed, {public.drawn_on}", "another day")
    fields.done()
    return found


def read_reveal(content: bytes, commitment: bytes, number: bytes) -> Reveal:
    """The secret that was published; `InputError` where its hash is not the announced one, or it came too late."""
    promised = read_commitment(commitment)
    terms = promised.terms
    fields = Fields(parsed(content, REVEAL_FILE), REVEAL_FILE)
    fields.head("reveal")
    found = Reveal(fields.hash("number_sha256"), fields.text("secret"), fields.day("revealed_on"))
    _same_hash(fields, "number_sha256", found.number_sha256, number)
    if secret_hash(found.secret) != promised.secret_sha256:
        expected = f"the secret with the announced hash {promised.secret_sha256}"
        fields.fault("secret", found.secret, expected, "another secret")
    try:
        checked_secret(found.secret)
    except InputError as error:
        fields.fault("secret", None, "a random secret of 16 bytes at least", str(error))
    if not terms.public_number.drawn_on <= found.revealed_on <= terms.reveal_by:
        expected = f"a day from {terms.public_number.drawn_on} to {terms.reveal_by}"
        fields.fault("revealed_on", found.revealed_on, expected, "too early or too late")
    fields.done()
    return found


def read_void(content: bytes, commitment: bytes, frozen: bytes | None, number: bytes | None) -> Void:
    """Why and when the draw became void; `InputError` where `void` would not have written this document."""
    fields = Fields(parsed(content, VOID_FILE), VOID_FILE)
    fields.head("void")
    reason = fields.part("reason")
    found = Void(
        fields.hash("commitment_sha256"),
        fields.optional_hash("list_sha256"),
        fields.optional_hash("number_sha256"),
        reason.choice("code", tuple(VOID_REASONS)),
        fields.day("voided_on"),
    )
    words = VOID_REASONS[found.reason]
    reason.choice("id", (words.id,))
    reason.choice("en", (words.en,))
    reason.no_more()
    fields.done()
    try:
        expected = void(commitment, frozen, number, reason=found.reason, voided_on=found.voided_on)
    except UsageError as error:
        raise refused(VOID_FILE, "reason", found.reason, "a reason that holds on that day", str(error)) from error
    if expected != content:
        problem = "was made for other documents, or they were changed afterwards"
        raise refused(VOID_FILE, None, None, "the hashes of the documents here", problem)
    return found


def _same_hash(fields: Fields, name: str, value: str, document: bytes) -> None:
    if not fields.faults and value != digest(document):
        problem = "was made for another document, or that document was changed afterwards"
        fields.fault(name, value, f"the hash {digest(document)}", problem)
