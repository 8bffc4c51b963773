from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from merata_portal.personal.erasure import erase, reseal_keys, seal_erasably, unseal_erasably
from merata_portal.personal.errors import Erased, SealBroken
from merata_portal.personal.keys import keyring, retire, rotate
from merata_portal.personal.models import ErasableKey

SITI, BUDI = UUID(int=1), UUID(int=2)
pytestmark = pytest.mark.django_db


def test_a_text_opens_until_its_subject_is_erased() -> None:
    sealed = seal_erasably("Siti Aminah", subject=SITI)
    assert unseal_erasably(sealed, subject=SITI) == "Siti Aminah"
    assert erase(SITI) is True
    with pytest.raises(Erased, match="their data were erased"):
        unseal_erasably(sealed, subject=SITI)


def test_erasing_leaves_no_key_and_others_alone() -> None:
    seal_erasably("Siti", subject=SITI)
    kept = seal_erasably("Budi", subject=BUDI)
    erase(SITI)
    gone = ErasableKey.objects.get(subject=SITI)
    assert gone.sealed_key is None
    assert gone.erased_at is not None
    assert unseal_erasably(kept, subject=BUDI) == "Budi"


def test_an_erased_subject_does_not_come_back() -> None:
    seal_erasably("Siti", subject=SITI)
    erase(SITI)
    with pytest.raises(Erased):
        seal_erasably("Siti", subject=SITI)


def test_erasing_twice_or_before_any_use() -> None:
    assert erase(SITI) is False
    assert erase(SITI) is False
    with pytest.raises(Erased):
        seal_erasably("Siti", subject=SITI)


def test_a_subject_has_one_key_and_the_database_holds_it_sealed() -> None:
    first, second = seal_erasably("a", subject=SITI), seal_erasably("a", subject=SITI)
    assert first != second
    held = ErasableKey.objects.get()
    assert bytes(held.sealed_key or b"")[1:5].hex() == keyring().current


def test_bytes_of_another_subject_or_changed_do_not_open() -> None:
    seal_erasably("Budi", subject=BUDI)
    sealed = seal_erasably("Siti", subject=SITI)
    for broken, subject in (
        (sealed, BUDI),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), SITI),
        (sealed[:20], SITI),
        (b"\x01" + sealed[1:], SITI),
        (sealed, UUID(int=3)),
    ):
        with pytest.raises(SealBroken, match=f"subject {subject}"):
            unseal_erasably(broken, subject=subject)


def test_keys_are_resealed_in_chunks_until_none_is_due(key_file: Path) -> None:
    first = keyring().current
    sealed = {UUID(int=number): seal_erasably(f"Warga {number}", subject=UUID(int=number)) for number in range(1, 6)}
    erase(UUID(int=5))
    assert reseal_keys(limit=10) == 0
    rotate(key_file)
    assert [reseal_keys(limit=3), reseal_keys(limit=3), reseal_keys(limit=3)] == [3, 1, 0]
    retire(key_file, first)
    for number in range(1, 5):
        assert unseal_erasably(sealed[UUID(int=number)], subject=UUID(int=number)) == f"Warga {number}"


def test_the_database_refuses_a_key_that_is_both_held_and_erased() -> None:
    seal_erasably("Siti", subject=SITI)
    for change in ("sealed_key = NULL", "erased_at = made_at"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE personal_erasablekey SET {change}")  # noqa: S608


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_an_erased_key_stays_in_the_file_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's files are cleared by VACUUM")
    file = Path(connection.settings_dict["NAME"])

    def stored() -> bytes:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.read_bytes()

    seal_erasably("Siti", subject=SITI)
    key: Any = ErasableKey.objects.get().sealed_key
    assert bytes(key) in stored()
    erase(SITI)
    assert bytes(key)[5:] not in stored()
