"""What an agreement says of a client: checked whole, all faults told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.utils import timezone

from merata_portal.exchange.models import Client
from merata_portal.exchange.refusals import ExchangeRefused
from merata_portal.exchange.scopes import Attribute, Purpose, Scope
from merata_portal.personal.masking import holds_number

REQUESTS_A_MINUTE = 60
RECORDS_A_DAY = 2_000
RECEIVER_ID = "merata"
MOST_SIGNS = {"name": 150, "office": 150, "sender_id": 99, "receiver_id": 99, "agreement": 100, "legal_basis": 2000}
MOST_ASKED = 1_000_000
"""The greatest limit, of questions a minute and of records a day."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who may ask what: `legal_basis` (dasar hukum) and `agreement` (the number of the perjanjian kerja sama).

    `expires_on`: the first day on which it no longer holds. Limits are questions a minute and households a day.
    """

    name: str
    office: str
    sender_id: str
    legal_basis: str
    agreement: str
    expires_on: date
    scopes: tuple[str, ...]
    purposes: tuple[str, ...]
    attributes: tuple[str, ...] = ()
    receiver_id: str = RECEIVER_ID
    requests_a_minute: int = REQUESTS_A_MINUTE
    records_a_day: int = RECORDS_A_DAY
    public_key: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """What it says in words, by name."""
        return {name: str(getattr(self, name)).strip() for name in MOST_SIGNS}


def write(client: Client, said: Agreement) -> None:
    """Put the agreement into the client's row, unsaved; raises `ExchangeRefused` with all its faults."""
    faults = [*_faults_of_texts(said), *_faults_of_codes(said), *_faults_of_limits(said)]
    if faults:
        raise ExchangeRefused(
            "Perjanjian klien tidak dapat dicatat: " + "; ".join(one for one, _ in faults) + ".",
            "The client's agreement cannot be recorded: " + "; ".join(other for _, other in faults) + ".",
        )
    for name, text in said.texts.items():
        setattr(client, name, text)
    for name in ("scopes", "purposes", "attributes"):
        setattr(client, name, sorted(set(getattr(said, name))))
    for name in ("expires_on", "requests_a_minute", "records_a_day"):
        setattr(client, name, getattr(said, name))
    client.public_key = said.public_key.strip()


def _faults_of_texts(said: Agreement) -> Iterable[tuple[str, str]]:
    for name, text in said.texts.items():
        if not any(sign.isalnum() for sign in text):
            yield f"{name} kosong", f"{name} is empty"
        elif len(text) > (most := MOST_SIGNS[name]):
            yield f"{name} {len(text)} tanda, paling banyak {most}", f"{name} has over {most} signs"
        if "\x00" in text or holds_number(text):
            yield f"{name} memuat NIK/KK atau tanda NUL", f"{name} holds a NIK or KK number, or the sign NUL"


def _faults_of_codes(said: Agreement) -> Iterable[tuple[str, str]]:
    known: dict[str, type[StrEnum]] = {"scopes": Scope, "purposes": Purpose, "attributes": Attribute}
    for name, codes in known.items():
        allowed = {str(one) for one in codes}
        given = set(getattr(said, name))
        if strange := sorted(given - allowed):
            there = ", ".join(sorted(allowed))
            yield f"{name} tidak dikenal: {strange}; ada: {there}", f"unknown {name}: {strange}; there are: {there}"
        if not given and name != "attributes":
            yield f"{name} kosong", f"{name} is empty"


def _faults_of_limits(said: Agreement) -> Iterable[tuple[str, str]]:
    if said.expires_on <= timezone.localdate():
        yield f"expires_on {said.expires_on} sudah lewat", f"expires_on {said.expires_on} has passed"
    for name in ("requests_a_minute", "records_a_day"):
        if not 0 < getattr(said, name) <= MOST_ASKED:
            yield f"{name} harus 1 sampai {MOST_ASKED}", f"{name} must be from 1 to {MOST_ASKED}"
    if said.public_key.strip() and not _is_ed25519(said.public_key):
        yield "public_key bukan PEM kunci publik Ed25519", "public_key is no PEM of an Ed25519 public key"


def _is_ed25519(pem: str) -> bool:
    try:
        return isinstance(load_pem_public_key(pem.strip().encode()), Ed25519PublicKey)
    except (ValueError, UnsupportedAlgorithm):
        return False
