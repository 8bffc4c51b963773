"""CSV in chunks: row numbers, delimiters, encodings, and what is refused before a row is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from merata.errors import InputError
from merata.registry import csv_chunks as module
from merata.registry.csv_chunks import csv_chunks, open_csv
from merata.registry.record import RawChunk, Unreadable


def read(path: Path, rows: int = 1000) -> list[RawChunk]:
    return list(csv_chunks(open_csv(path), rows))


def lines(chunks: list[RawChunk]) -> list[tuple[object, ...]]:
    """Every row: its number, then its cells."""
    return [
        (number, *row.values())
        for chunk in chunks
        for number, row in zip(chunk.rows.tolist(), chunk.source.to_pylist(), strict=True)
    ]


def saved(folder: Path, text: str | bytes) -> Path:
    path = folder / "a.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_headers(tmp_path: Path, mark: str) -> None:
    chunks = read(saved(tmp_path, f"a{mark}b\n1{mark}2\n"))
    assert lines(chunks) == [(2, "1", "2")]


def test_cells_are_text_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = saved(tmp_path, '\ufeffa,b\n007,"x, y"\n\n,\n5,"two\nlines"\n6,z\n')
    assert lines(read(path)) == [(2, "007", "x, y"), (5, "5", "two\nlines"), (6, "6", "z")]


def test_rows_of_another_length_are_set_aside_whole(tmp_path: Path) -> None:
    (chunk,) = read(saved(tmp_path, "a,b\n1,2\n1,2,3\n4\n5,6\n"))
    assert lines([chunk]) == [(2, "1", "2"), (5, "5", "6")]
    assert chunk.unreadable == (Unreadable(3, ("1", "2,3")), Unreadable(4, ("4", "")))


@pytest.mark.parametrize("block", [64, 200, 1 << 20])
def test_numbers_are_right_whatever_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(module, "BLOCK_BYTES", block)
    text = "a,b\n" + "".join(f"{n},x\n" if n % 7 else f"{n}\n" for n in range(2, 200))
    chunks = read(saved(tmp_path, text), rows=5)
    assert lines(chunks) == [(n, str(n), "x") for n in range(2, 200) if n % 7]
    apart = [row for chunk in chunks for row in chunk.unreadable]
    assert apart == [Unreadable(n, (str(n), "")) for n in range(2, 200) if not n % 7]
    assert max(len(chunk.rows) for chunk in chunks) == 5


def test_windows_1252_is_read_as_such(tmp_path: Path) -> None:
    assert lines(read(saved(tmp_path, "nama\nJosé\n".encode("cp1252")))) == [(2, "José")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"nama\nJos\xe9\nJos\xc3\xa9\n", "another encoding or in two"),
        (b"nama\nx\x00y\n", "not text"),
        ("nama\nx\n".encode("utf-16"), "not text"),
        (b'a,b\n1,"2\n3,4\n', "never closed"),
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,a\n1,2\n", "stands twice"),
        (b"a,\n1,2\n", "no name"),
    ],
)
def test_what_cannot_be_believed_is_refused(tmp_path: Path, text: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        read(saved(tmp_path, text))


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    assert read(saved(tmp_path, "a,b\n")) == []
    assert read(saved(tmp_path, "a,b\n\n\n")) == []


def test_only_unreadable_rows(tmp_path: Path) -> None:
    chunks = read(saved(tmp_path, "a,b\n1\n"))
    assert [row for chunk in chunks for row in chunk.unreadable] == [Unreadable(2, ("1", ""))]
    assert lines(chunks) == []


def test_line_ends_of_other_machines(tmp_path: Path) -> None:
    assert lines(read(saved(tmp_path, "a,b\r\n1,2\r\n3,4\r\n"))) == [(2, "1", "2"), (3, "3", "4")]
    assert lines(read(saved(tmp_path, "a,b\r1,2\r3,4\r"))) == [(2, "1", "2"), (3, "3", "4")]
