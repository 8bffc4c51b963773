"""Authenticated encryption of one text: AES-256-GCM, bound to the place where it is kept.

Sealed bytes: version (1), key id (4), nonce (12), ciphertext with its tag of 16. The context (column and row) is
authenticated with them, so that bytes moved to another row or column do not open. Nonces are random: one key may seal
some 2³² texts (NIST SP 800-38D, 8.3); at 7 million texts a month that is 50 years, and keys are rotated before.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from merata_portal.personal.errors import SealBroken
from merata_portal.personal.keyring import ID_BYTES
from merata_portal.personal.keys import keyring

VERSION = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16
HEAD_BYTES = len(VERSION) + ID_BYTES


def seal(text: str, *, context: str) -> bytes:
    """`text` sealed under the current key for the place that `context` names: "table.column:row uuid"."""
    return seal_many([text], [context])[0]


def seal_many(texts: Sequence[str], contexts: Sequence[str]) -> list[bytes]:
    """Each text sealed for its own context, as `seal` does: a million in seconds.

    Raises ValueError where the two differ in length, or a context is empty.
    """
    if not all(contexts):
        raise ValueError("a text is sealed for no place; expected a context such as 'registry_person.nik:<uuid>'")
    ring = keyring()
    head = _head(ring.current)
    encrypt = AESGCM(ring.keys[ring.current]).encrypt
    # One call to the operating system for all nonces: a call for each would take as long as the encryption.
    random = os.urandom(NONCE_BYTES * len(texts))
    nonces = [random[start : start + NONCE_BYTES] for start in range(0, len(random), NONCE_BYTES)]
    return [
        head + nonce + encrypt(nonce, text.encode(), context.encode())
        for nonce, text, context in zip(nonces, texts, contexts, strict=True)
    ]


def unseal(sealed: bytes, *, context: str) -> str:
    """The text that was sealed for this context; raises `SealBroken` where bytes, place or key are not the same."""
    return unseal_many([sealed], [context])[0]


def unseal_many(sealed: Sequence[bytes], contexts: Sequence[str]) -> list[str]:
    """The texts, each as `unseal` gives it; the first that does not open raises `SealBroken`, naming its context."""
    ring = keyring()
    ciphers = {_head(name): AESGCM(key) for name, key in ring.keys.items()}
    return [_opened(ciphers, bytes(one), context) for one, context in zip(sealed, contexts, strict=True)]


def current_head() -> bytes:
    """The first HEAD_BYTES bytes of everything sealed under the current key: others are due for resealing."""
    return _head(keyring().current)


def is_current(sealed: bytes) -> bool:
    """Whether the bytes were sealed under the current key."""
    return bytes(sealed[:HEAD_BYTES]) == current_head()


def reseal_many(sealed: Sequence[bytes], contexts: Sequence[str]) -> list[bytes]:
    """The same texts under the current key; what is under it already stays as it is, byte for byte."""
    now = current_head()
    due = [place for place, one in enumerate(sealed) if bytes(one[:HEAD_BYTES]) != now]
    places = [contexts[place] for place in due]
    fresh = seal_many(unseal_many([sealed[place] for place in due], places), places)
    resealed = [bytes(one) for one in sealed]
    for place, one in zip(due, fresh, strict=True):
        resealed[place] = one
    return resealed


def _head(name: str) -> bytes:
    return VERSION + bytes.fromhex(name)


def _opened(ciphers: dict[bytes, AESGCM], sealed: bytes, context: str) -> str:
    if len(sealed) < HEAD_BYTES + NONCE_BYTES + TAG_BYTES or not sealed.startswith(VERSION):
        raise SealBroken(f"{context}: these {len(sealed)} bytes were never sealed, or were cut; restore them")
    cipher = ciphers.get(sealed[:HEAD_BYTES])
    if cipher is None:
        key = sealed[len(VERSION) : HEAD_BYTES].hex()
        raise SealBroken(f"{context}: sealed under key {key}, which the key file does not hold; restore that key")
    nonce, rest = sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES], sealed[HEAD_BYTES + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, rest, context.encode()).decode()
    except InvalidTag:
        raise SealBroken(
            f"{context}: the sealed bytes were changed, or belong to another row or column; restore them"
        ) from None
