"""A file is there whole or as it was before, whatever happens while it is written."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from merata.tables.folder import Dataset
from merata.tables.writing import whole_file, whole_folder

ROWS = {"regency_code": ["35.05"], "year": [2024], "line_idr": [1.0]}


def test_the_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "made" / "file.txt"
    with whole_file(target) as partial:
        partial.write_text("new")
        assert not target.exists()
        assert partial.parent == target.parent
    assert target.read_text() == "new"
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]
    assert target.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("interruption", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_an_interruption_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    target = tmp_path / "file.txt"
    target.write_text("old")

    def interrupted() -> None:
        with whole_file(target) as partial:
            partial.write_text("half")
            raise interruption

    with pytest.raises(interruption):
        interrupted()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_a_table_that_cannot_be_cast_leaves_the_old_one(tmp_path: Path) -> None:
    Dataset(tmp_path).write("poverty_lines", pa.table(ROWS))
    with pytest.raises(pa.ArrowInvalid):
        Dataset(tmp_path).write("poverty_lines", pa.table(ROWS | {"year": ["soon"]}))
    assert Dataset(tmp_path).read("poverty_lines", list(ROWS)).to_pydict() == ROWS
    assert [path.name for path in tmp_path.iterdir()] == ["poverty_lines.parquet"]


KILLED_WHILE_WRITING = """
import sys, time
from pathlib import Path
from merata.tables.writing import whole_file, whole_folder
with whole_file(Path(sys.argv[1])) as partial:
    partial.write_bytes(b"half a table")
    print("writing", flush=True)
    time.sleep(60)
"""


def test_a_process_killed_while_writing_leaves_the_old_table_readable(tmp_path: Path) -> None:
    path = Dataset(tmp_path).write("poverty_lines", pa.table(ROWS))
    with subprocess.Popen(
        [sys.executable, "-c", KILLED_WHILE_WRITING, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        writer.send_signal(signal.SIGKILL)
    assert writer.returncode == -signal.SIGKILL
    assert Dataset(tmp_path).read("poverty_lines", list(ROWS)).to_pydict() == ROWS


def test_ctrl_c_while_files_are_moved_waits_until_all_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "last"):
        (tmp_path / name).write_text("old")
    move, moved = Path.replace, []

    def interrupted(path: Path, target: Path) -> Path:
        moved.append(path.name)
        if len(moved) == 2:
            signal.raise_signal(signal.SIGINT)
        return move(path, target)

    def written() -> None:
        with whole_folder(tmp_path, last="last") as partial:
            for name in ("last", "b", "a"):
                (partial / name).write_text("new")
            monkeypatch.setattr(Path, "replace", interrupted)

    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        written()
    assert moved == ["a", "b", "last"]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(moved, "new")
    assert signal.getsignal(signal.SIGINT) is handler


def test_ctrl_c_before_files_are_moved_leaves_what_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    def written() -> None:
        with whole_folder(tmp_path, last="last") as partial:
            (partial / "a").write_text("new")
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        written()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old"}
