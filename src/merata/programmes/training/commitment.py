"""The first document: terms and the hash of a secret, announced before applications close."""

from __future__ import annotations

from dataclasses import dataclass

from merata.errors import UsageError
from merata.programmes.training.canonical import SCHEME, canonical, parsed
from merata.programmes.training.fields import Fields
from merata.programmes.training.randomness import checked_secret, secret_hash
from merata.programmes.training.terms import Terms
from merata.programmes.training.terms_entries import as_entries, from_fields
from merata.programmes.training.terms_problems import problems

COMMITMENT_FILE = "1-commitment.json"


@dataclass(frozen=True, slots=True)
class Commitment:
    """The terms of a draw, and the SHA-256 of its secret (see `randomness`)."""

    terms: Terms
    secret_sha256: str


def commit(terms: Terms, secret: str) -> bytes:
    """The document to announce on `terms.announced_on`.

    `secret` is lower-case hexadecimal digits of at least 16 random bytes, kept from everybody until the reveal; where
    the draw replaces a void one, a new secret. Raises `UsageError` with everything wrong with the terms, `InputError`
    for a secret that could be guessed.
    """
    found = problems(terms)
    if found:
        raise UsageError("these terms cannot be announced: " + "; ".join(found))
    entries = {"document": "commitment", "scheme": SCHEME, "secret_sha256": secret_hash(checked_secret(secret))}
    return canonical({**entries, **as_entries(terms)})


def read_commitment(content: bytes) -> Commitment:
    """The commitment that was published; `InputError` with all its faults."""
    fields = Fields(parsed(content, COMMITMENT_FILE), COMMITMENT_FILE)
    fields.head("commitment")
    found = Commitment(from_fields(fields), fields.hash("secret_sha256"))
    fields.done()
    return found
