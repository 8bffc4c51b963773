from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from registry_exports import VILLAGE, kk, nik, two_families
from registry_observed import state_of_registry, work_off

from merata_portal.actor import SYSTEM, Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.personal.erasure import seal_erasably, unseal_erasably
from merata_portal.personal.keys import keyring, new_keys
from merata_portal.personal.keys import rotate as new_key
from merata_portal.personal.sealing import current_head
from merata_portal.registry.actions import rotating
from merata_portal.registry.actions.numbers import Number, download_faults, reveal_number
from merata_portal.registry.actions.rotating import rotate
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.commands import StillInUse, retire
from merata_portal.registry.models import Household, HouseholdBefore, Import, Person, PersonBefore
from merata_portal.registry.queries.lists import households
from merata_portal.registry.queries.searching import search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keys for this test alone: the others' must not be rotated."""
    path = tmp_path / "own" / "keys.json"
    path.parent.mkdir(mode=0o700)
    new_keys(path)
    monkeypatch.setenv("MERATA_KEYS", str(path))
    for name in ("MERATA_DATA", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "merata_portal.config.settings")  # a command sets both; put back afterwards
    return path


def heads() -> set[bytes]:
    cells = [bytes(one.name_sealed) for table in (Person, PersonBefore) for one in table.objects.all()]
    cells += [bytes(one.nik_sealed or b"") for table in (Person, PersonBefore) for one in table.objects.all()]
    cells += [bytes(one.kk_sealed or b"") for table in (Household, HouseholdBefore) for one in table.objects.all()]
    cells += [bytes(one.address_sealed or b"") for table in (Household, HouseholdBefore) for one in table.objects.all()]
    return {cell[:5] for cell in cells}


def test_everything_earlier_images_included_is_sealed_anew_and_still_says_the_same(
    own_keys: Path, imported: Callable[..., Import], officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(two_families())
    second = imported([one | {"alamat": "lain", "nama_anggota_keluarga": "Nama Baru"} for one in two_families()])
    old = current_head()
    assert heads() == {old}
    new_key(own_keys)
    assert current_head() != old
    monkeypatch.setattr(rotating, "CHUNK_ROWS", 2)
    rotate(by=SYSTEM("tests"))
    job = work_off()
    assert job is not None
    assert job.status == "succeeded", job.failure_en
    assert heads() == {current_head()}
    # 5 persons × 2 and 2 households × 2, each now and before
    assert job.result == {"cells": 28, "files": 0, "subjects": 0, "second_factors": 0}
    assert search(officer, nik(1)).rows[0].name == "Nama Baru"
    undo_import(by=officer, uuid=second.uuid, reason="keliru")
    work_off()
    home = households(officer, village=VILLAGE).rows[0]
    assert (home.head, home.address) == ("Slamet Santoso", "Dusun Krajan RT 001")
    assert reveal_number(by=officer, uuid=home.uuid, number=Number.KK, reason="uji") == kk(1)
    assert Event.objects.get(action="registry.rotate").rows == 28


def test_what_is_under_the_current_key_stays_as_it_is(
    own_keys: Path, imported: Callable[..., Import], acting: Callable[..., Actor]
) -> None:
    imported(two_families())
    before = state_of_registry()
    rotate(by=acting(("administrator", "35.05")))
    work_off()
    assert state_of_registry() == before
    with pytest.raises(Refused):
        rotate(by=acting(("social_officer", "35.05")))


def test_an_old_key_is_retired_when_nothing_is_left_under_it_and_not_before(
    own_keys: Path, imported: Callable[..., Import], officer: Actor, data_root: Path
) -> None:
    faulty = two_families()
    faulty[0] = faulty[0] | {"jenis_kelamin": "entah"}
    made = imported(faulty)
    refused = b"".join(download_faults(by=officer, uuid=made.uuid))
    subject = UUID(int=5)
    sealed = seal_erasably("Slamet", subject=subject)
    old = keyring().current
    new_key(own_keys)
    left = rotating.outdated()
    assert left == {"cells": left["cells"], "files": 1, "subjects": 1}
    told = CliRunner().invoke(retire, [str(data_root), old])
    assert isinstance(told.exception, StillInUse)
    assert "files 1" in str(told.exception)
    assert old in keyring().keys
    rotate(by=SYSTEM("tests"))
    job = work_off()
    assert job is not None
    assert job.result == {"cells": left["cells"], "files": 1, "subjects": 1, "second_factors": 0}
    assert rotating.outdated() == {}
    told = CliRunner().invoke(retire, [str(data_root), old])
    assert told.exit_code == 0, told.exception
    assert list(keyring().keys) == [keyring().current] != [old]
    assert b"".join(download_faults(by=officer, uuid=made.uuid)) == refused
    assert unseal_erasably(sealed, subject=subject) == "Slamet"
