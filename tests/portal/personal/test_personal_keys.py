from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from merata_portal.personal.errors import KeysBroken, KeysMissing
from merata_portal.personal.keys import (
    keyring,
    keys_path,
    lie_beside_the_data,
    new_keys,
    read_keys,
    retire,
    rotate,
)


def test_a_new_file_is_for_its_owner_alone(key_file: Path) -> None:
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(keyring().keys) == 1
    assert [path.name for path in key_file.parent.iterdir()] == ["keys.json"]


def test_new_keys_never_replace_old_ones(key_file: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(KeysMissing, match="would make everything sealed unreadable"):
        new_keys(key_file)
    assert key_file.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_keys_that_others_can_read_are_not_used(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(KeysBroken, match=f"mode {mode:04o} lets others read the keys; expected 0600: chmod 600"):
        keyring()


def test_a_missing_file_says_what_to_do(key_file: Path) -> None:
    key_file.unlink()
    with pytest.raises(KeysMissing, match="make one with `merata portal keys new`"):
        keyring()
    with pytest.raises(KeysMissing, match="there is no key file"):
        rotate(key_file)


def test_a_file_that_is_no_text_is_named(key_file: Path) -> None:
    key_file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KeysBroken, match=r"keys\.json: the key file is not text"):
        keyring()


def test_a_rotation_is_seen_at_the_next_call(key_file: Path) -> None:
    first = keyring()
    rotated = rotate(key_file)
    assert keyring() == rotated
    assert rotated.current != first.current
    assert set(rotated.keys) == {first.current, rotated.current}
    assert rotated.index == first.index
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_retired_key_is_gone(key_file: Path) -> None:
    first = keyring().current
    rotate(key_file)
    assert first not in retire(key_file, first).keys
    assert first not in keyring().keys


def test_rotations_at_once_lose_no_key(key_file: Path) -> None:
    threads = [threading.Thread(target=rotate, args=(key_file,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_keys(key_file).keys) == 9


def test_a_write_that_fails_leaves_the_old_file(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key_file.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        rotate(key_file)
    monkeypatch.undo()
    assert key_file.read_bytes() == before
    assert [path.name for path in key_file.parent.iterdir()] == ["keys.json"]


def test_without_a_name_the_keys_lie_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERATA_DATA", str(tmp_path / "data"))
    assert not lie_beside_the_data()
    monkeypatch.delenv("MERATA_KEYS")
    assert keys_path() == tmp_path / "data" / "portal-keys.json"
    assert lie_beside_the_data()
