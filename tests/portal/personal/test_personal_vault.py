from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.personal import vault as vaults
from merata_portal.personal.errors import SealBroken
from merata_portal.personal.keys import rotate
from merata_portal.personal.vault import VAULTS, Vault

UUID_ = UUID(int=7)
KEPT = [("kept", UUID_)]
vault = Vault("vault-of-tests", "tests", lambda: KEPT, wait=True)
settled = Vault("vault-of-tests", "tests", lambda: KEPT)
VAULTS.remove(vault)
VAULTS.remove(settled)  # no app's: no rotation goes through it


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(vaults, "BLOCK_BYTES", 8)
    settings.DATA_ROOT = tmp_path / "data"


@pytest.mark.parametrize("content", [b"", b"x", b"12345678", b"123456789", bytes(range(256)) * 3])
def test_a_kept_file_is_given_back_and_stands_nowhere_plain(content: bytes) -> None:
    assert vault.keep("a", UUID_, io.BytesIO(content)) == len(content)
    assert b"".join(vault.read("a", UUID_)) == content
    if len(content) > 8:
        assert content[:8] not in (vault.folder() / "a").read_bytes()
    with vault.opened("a", UUID_, suffix=".csv") as path:
        assert (path.suffix, path.read_bytes()) == (".csv", content)
        assert path.resolve().parts[1] == "memfd:merata (deleted)"
    assert not path.exists()
    vault.forget("a")
    vault.forget("a")
    with pytest.raises(FileNotFoundError):
        list(vault.read("a", UUID_))


def test_a_cut_changed_swapped_or_foreign_file_does_not_open() -> None:
    vault.keep("a", UUID_, io.BytesIO(b"0123456789abcdef"))
    path = vault.folder() / "a"
    whole = path.read_bytes()
    block = 4 + int.from_bytes(whole[:4], "big")
    assert block * 2 == len(whole)
    broken = {
        "cut after a block": whole[:block],
        "cut within a block": whole[:-1],
        "swapped": whole[block:] + whole[:block],
        "changed": whole[:-1] + bytes([whole[-1] ^ 1]),
        "longer": whole + whole[:block],
        "empty": b"",
    }
    for what, content in broken.items():
        path.write_bytes(content)
        with pytest.raises(SealBroken):
            pytest.fail(f"{what} opened: {list(vault.read('a', UUID_))!r}")
    path.write_bytes(whole)
    with pytest.raises(SealBroken):
        list(vault.read("a", uuid4()))


def test_only_the_portals_own_user_reads_the_folder() -> None:
    assert vault.folder().stat().st_mode & 0o777 == 0o700


@given(st.binary(max_size=40))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    vault.keep("b", UUID_, io.BytesIO(content))
    assert b"".join(vault.read("b", UUID_)) == content


def test_what_is_kept_is_sealed_anew_after_a_rotation_and_the_rest_is_named(key_file: Path) -> None:
    for name in ("kept", "waits"):
        vault.keep(name, UUID_, io.BytesIO(b"0123456789"))
    assert vault.outdated() == []
    rotate(key_file)
    assert vault.outdated() == ["kept", "waits"]
    assert (vault.renew(), vault.renew()) == (1, 0)
    assert vault.outdated() == ["waits"]
    assert b"".join(vault.read("kept", UUID_)) == b"0123456789"


def test_what_a_rolled_back_transaction_left_behind_keeps_no_key(key_file: Path) -> None:
    for name in ("kept", "orphan"):
        settled.keep(name, UUID_, io.BytesIO(b"0123456789"))
    rotate(key_file)
    assert settled.outdated() == ["kept"]
    assert settled.renew() == 1
    assert settled.outdated() == []


def test_a_file_deleted_while_it_is_sealed_anew_stays_deleted(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled.keep("kept", UUID_, io.BytesIO(b"0123456789"))
    rotate(key_file)
    asked: list[int] = []

    def kept() -> list[tuple[str, UUID]]:
        asked.append(1)
        return KEPT if len(asked) == 1 else []

    deleted = Vault("vault-of-tests", "tests", kept)
    VAULTS.remove(deleted)
    assert deleted.renew() == 1
    assert not (deleted.folder() / "kept").exists()
