"""Inputs' folders: whole or not there, whoever makes the same at the same moment."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from merata_portal.analysis import input_folders, store
from merata_portal.analysis.refusals import BrokenStore


def tables(**contents: bytes) -> dict[str, dict[str, Any]]:
    return {name: {"hash": store.keep_bytes(content), "rows": 1} for name, content in contents.items()}


def files(content: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(input_folders.path_of(content).iterdir())}


def left_behind() -> list[str]:
    return [path.name for path in (store.root() / "inputs").glob(".*")]


@pytest.mark.django_db
def test_a_folder_that_stands_and_is_whole_stays(data_root: Path) -> None:
    made = tables(roads=b"a", villages=b"b")
    content = input_folders.build(made)
    place = input_folders.path_of(content).stat().st_ino
    assert input_folders.build(made) == content
    assert input_folders.path_of(content).stat().st_ino == place
    assert files(content) == {"roads.parquet": b"a", "villages.parquet": b"b"}


@pytest.mark.django_db
def test_who_comes_second_leaves_the_first_s_folder_where_somebody_may_read_it(
    data_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's folder comes to stand there between the look and the renaming."""
    made, link = tables(roads=b"a"), store.link
    inodes: list[int] = []

    def linking(content_hash: str, at: Path) -> None:
        link(content_hash, at)
        if not inodes:
            inodes.append(0)
            inodes[0] = input_folders.path_of(input_folders.build(made)).stat().st_ino

    monkeypatch.setattr(store, "link", linking)
    content = input_folders.build(made)
    assert [input_folders.path_of(content).stat().st_ino] == inodes
    assert files(content) == {"roads.parquet": b"a"}
    assert left_behind() == []


@pytest.mark.django_db
def test_many_at_once_make_one_whole_folder(data_root: Path) -> None:
    made = tables(**{f"t{number}": bytes([number]) for number in range(20)})
    faults: list[Any] = []

    def build() -> None:
        try:
            content = input_folders.build(made)
            faults.append(input_folders.faults(input_folders.path_of(content), made))
        except Exception as error:  # noqa: BLE001 - told below
            faults.append(error)

    threads = [threading.Thread(target=build) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [{}] * 8
    assert left_behind() == []


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["missing", "changed", "added"])
def test_a_broken_folder_is_made_anew(data_root: Path, fault: str) -> None:
    made = tables(roads=b"a", villages=b"b")
    content = input_folders.build(made)
    place = input_folders.path_of(content)
    if fault == "added":
        (place / "lain.parquet").write_bytes(b"x")
    else:
        (place / "roads.parquet").unlink()
        if fault == "changed":
            (place / "roads.parquet").write_bytes(b"z")
    assert list(input_folders.faults(place, made).values()) == [fault]
    assert input_folders.build(made) == content
    assert files(content) == {"roads.parquet": b"a", "villages.parquet": b"b"}
    assert left_behind() == []


@pytest.mark.django_db
def test_a_folder_that_somebody_keeps_breaking_is_refused(data_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tables(roads=b"a")
    place = input_folders.path_of(input_folders.content_hash(made))
    rename = Path.rename

    def renaming(self: Path, target: Path) -> Path:
        if target == place:
            place.mkdir(parents=True, exist_ok=True)
            (place / "pengganggu").write_bytes(b"")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", renaming)
    with pytest.raises(BrokenStore, match="keeps changing"):
        input_folders.build(made)
