"""Data that can be erased where rows cannot: sealed under the subject's own key, which can be destroyed.

What was sealed stays where it is, as bytes without meaning, so a hash over it stays valid. Copies of the database made
before hold the key still: an erasure is whole when the last such backup is gone.
"""

from __future__ import annotations

import base64
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from merata_portal.personal.errors import Erased, SealBroken
from merata_portal.personal.models import ErasableKey
from merata_portal.personal.sealing import (
    NONCE_BYTES,
    TAG_BYTES,
    current_head,
    reseal_many,
    seal,
    unseal,
)

VERSION = b"\x02"


@transaction.atomic
def seal_erasably(text: str, *, subject: UUID) -> bytes:
    """`text` sealed under the subject's own key, which is made at first use.

    Raises `Erased` where that key was destroyed: an erased person does not come back unnoticed.
    """
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(_key(_held(subject)))
    return VERSION + nonce + cipher.encrypt(nonce, text.encode(), subject.bytes)


def unseal_erasably(sealed: bytes, *, subject: UUID) -> str:
    """The text sealed for the subject; raises `Erased`, or `SealBroken` where bytes or subject are not the same."""
    held = ErasableKey.objects.filter(subject=subject).first()
    if held is None or len(sealed) < 1 + NONCE_BYTES + TAG_BYTES or not sealed.startswith(VERSION):
        raise SealBroken(f"subject {subject}: these bytes were never sealed for them, or were cut; restore them")
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(_key(held)).decrypt(nonce, rest, subject.bytes).decode()
    except InvalidTag:
        raise SealBroken(f"subject {subject}: the sealed bytes were changed, or are another's; restore them") from None


@transaction.atomic
def erase(subject: UUID) -> bool:
    """Destroy the subject's key; True if there was one to destroy. Also one that was never made can never be made.

    Call it inside the transaction of whoever records the erasure (`audit.actions.erase`).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # else the old key's bytes stay in the file's free space
    now = timezone.now()
    ErasableKey.objects.get_or_create(subject=subject, defaults={"made_at": now, "erased_at": now})
    changed = ErasableKey.objects.filter(subject=subject, erased_at__isnull=True).update(sealed_key=None, erased_at=now)
    return changed == 1


@transaction.atomic
def reseal_keys(*, limit: int) -> int:
    """Put up to `limit` subjects' keys under the keyring's current key; how many were due. 0: all are done.

    One committed chunk of a rotation, to be called again until it gives 0; what the keys sealed is not touched.
    """
    due = list(outdated_keys().select_for_update().order_by("subject")[:limit])
    fresh = reseal_many([bytes(key.sealed_key or b"") for key in due], [_context(key.subject) for key in due])
    for key, sealed in zip(due, fresh, strict=True):
        key.sealed_key = sealed
    ErasableKey.objects.bulk_update(due, ["sealed_key"], batch_size=500)
    return len(due)


def outdated_keys() -> QuerySet[ErasableKey]:
    """Subjects' keys that are sealed under an older key of the keyring."""
    now = current_head()
    held = ErasableKey.objects.filter(erased_at__isnull=True)
    return held.exclude(sealed_key__range=(now, now + b"\xff" * 64))


def _held(subject: UUID) -> ErasableKey:
    # An existing key is locked, so that nothing is sealed under it while it is being erased.
    found = ErasableKey.objects.select_for_update().filter(subject=subject).first()
    if found is not None:
        return found
    fresh = seal(base64.b64encode(AESGCM.generate_key(256)).decode(), context=_context(subject))
    return ErasableKey.objects.get_or_create(
        subject=subject, defaults={"sealed_key": fresh, "made_at": timezone.now()}
    )[0]


def _key(held: ErasableKey) -> bytes:
    if held.sealed_key is None:
        raise Erased(f"subject {held.subject}: their data were erased; nothing of them can be read or sealed")
    return base64.b64decode(unseal(bytes(held.sealed_key), context=_context(held.subject)))


def _context(subject: UUID) -> str:
    return f"personal_erasablekey.sealed_key:{subject}"
