"""The store: named by content, whole or not there, kept once, and what was changed is seen."""

from __future__ import annotations

import hashlib
import io
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merata_portal.analysis import store
from merata_portal.analysis.refusals import BrokenStore

pytestmark = pytest.mark.django_db
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=3000))
def test_what_is_kept_is_read_back_under_its_hash(data_root: Path, content: bytes) -> None:
    kept = store.keep(io.BytesIO(content))
    assert kept == hashlib.sha256(content).hexdigest() == store.keep_bytes(content)
    assert store.read(kept) == content


def test_the_same_content_lies_there_once_and_cannot_be_written(data_root: Path) -> None:
    first = store.path_of(store.keep_bytes(b"sama"))
    inode = first.stat().st_ino
    store.keep_bytes(b"sama")
    assert first.stat().st_ino == inode
    assert first.stat().st_mode & 0o222 == 0
    assert [path.name for path in (data_root / "portal-analysis" / "content").rglob("*") if path.is_file()] == [
        first.name
    ]


def test_nothing_is_left_of_a_content_that_broke_off(data_root: Path) -> None:
    class Breaking(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        store.keep(Breaking())  # type: ignore[arg-type]
    assert [path for path in (data_root / "portal-analysis").rglob("*") if path.is_file()] == []


def test_a_missing_and_a_changed_file_are_told_apart(data_root: Path) -> None:
    kept = store.keep_bytes(b"isi")
    path = store.path_of(kept)
    assert store.fault_of(path, kept) == ""
    path.chmod(0o640)
    path.write_bytes(b"lain")
    with pytest.raises(BrokenStore, match="was changed"):
        store.read(kept)
    path.unlink()
    with pytest.raises(BrokenStore, match="is gone"):
        store.read(kept)
    with pytest.raises(BrokenStore, match="is gone"):
        store.link(kept, data_root / "link")


def test_a_broken_file_is_put_right_when_the_same_comes_again(data_root: Path) -> None:
    kept = store.keep_bytes(b"utuh sekali")
    path = store.path_of(kept)
    path.chmod(0o640)
    path.write_bytes(b"terpotong")
    assert store.keep_bytes(b"utuh sekali") == kept
    assert store.read(kept) == b"utuh sekali"


def test_a_file_of_the_same_length_with_other_content_is_put_right_too(data_root: Path) -> None:
    kept = store.keep_bytes(b"abc")
    path = store.path_of(kept)
    path.chmod(0o640)
    path.write_bytes(b"abd")
    store.keep_bytes(b"abc")
    assert store.read(kept) == b"abc"


def test_links_share_the_content(data_root: Path) -> None:
    kept = store.keep_bytes(b"")
    assert kept == EMPTY
    store.link(kept, data_root / "kosong")
    assert (data_root / "kosong").stat().st_ino == store.path_of(kept).stat().st_ino


def test_whatever_was_being_written_is_taken_away(data_root: Path) -> None:
    with store.writing() as partial:
        partial.write_bytes(b"setengah")
    assert not partial.exists()


def test_what_a_killed_writer_left_is_swept_a_day_later_and_not_before(data_root: Path) -> None:
    content = store.root() / "content"
    old, fresh, folder = (content / f".{name}.partial" for name in ("tua", "baru", "map"))
    folder.mkdir(parents=True)
    (folder / "a.parquet").write_bytes(b"x")
    for path in (old, fresh):
        path.write_bytes(b"setengah")
    yesterday = time.time() - 25 * 3600
    for path in (old, folder):
        os.utime(path, (yesterday, yesterday))
    kept = store.keep_bytes(b"isi")
    assert store.read(kept) == b"isi"
    assert [path.exists() for path in (old, fresh, folder)] == [False, True, False]
