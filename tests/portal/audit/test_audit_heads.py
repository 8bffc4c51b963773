from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from merata.errors import InputError
from merata_portal.audit.heads import PublishedHead, read_heads

ONE = PublishedHead(1, "a" * 64, datetime(2026, 11, 29, 8, tzinfo=UTC))
TWO = PublishedHead(20, "b" * 64, datetime(2026, 11, 30, 8, tzinfo=UTC))


def test_a_head_is_a_line_anyone_can_keep() -> None:
    assert ONE.line() == (
        f'{{"format": "merata audit head 1", "sequence": 1, "hash": "{"a" * 64}", '
        '"at": "2026-11-29T08:00:00.000000+00:00"}'
    )


def test_heads_are_read_by_sequence(tmp_path: Path) -> None:
    kept = tmp_path / "heads"
    kept.write_text(f"{TWO.line()}\n\n{ONE.line()}\n", encoding="utf-8")
    assert read_heads(kept) == (ONE, TWO)


def test_every_line_that_is_no_head_is_named(tmp_path: Path) -> None:
    kept = tmp_path / "heads"
    wrong = [
        "lain",
        "[]",
        ONE.line().replace("head 1", "head 2"),
        ONE.line().replace(": 1,", ": 0,"),
        ONE.line().replace(": 1,", ": true,"),
        ONE.line().replace("aaaa", "AAAA"),
        ONE.line().replace("+00:00", ""),
    ]
    kept.write_text("\n".join([ONE.line(), *wrong]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_heads(kept)
    assert [fault.row for fault in caught.value.faults] == [2, 3, 4, 5, 6, 7, 8]
    assert "expected a line that `merata portal audit head` printed" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe"])
def test_a_file_without_heads_is_refused(tmp_path: Path, content: bytes) -> None:
    kept = tmp_path / "heads"
    kept.write_bytes(content)
    with pytest.raises(InputError, match="heads"):
        read_heads(kept)
