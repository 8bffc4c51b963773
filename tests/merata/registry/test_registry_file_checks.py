"""What only a whole file shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_export import HEAD, HEADER, ON, VILLAGES, WIFE, with_cell, written

from merata.registry.export import open_export
from merata.registry.file_check import EXAMPLES, check_export, sound_rows
from merata.registry.file_checks import FileCheck, _Seen
from merata.registry.findings import Severity


def check(folder: Path, *rows: str, header: str = HEADER, chunk: int = 1) -> tuple[list[int], list[dict[str, object]]]:
    """The accepted rows, and the findings about families."""
    export = open_export(written(folder, *rows, header=header))
    whole = FileCheck(export.recognition, on=ON, villages=VILLAGES)
    accepted = [row for part in export.chunks(chunk) for row in whole.rows(part).accepted["row"].to_pylist()]
    return accepted, whole.families().to_pylist()


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_a_nik_that_stands_twice_keeps_the_later_rows_out(tmp_path: Path, chunk: int) -> None:
    export = open_export(written(tmp_path, HEAD, WIFE, with_cell(HEAD, "Nama", "LAIN"), HEAD))
    whole = FileCheck(export.recognition, on=ON)
    checked = [whole.rows(part) for part in export.chunks(chunk)]
    assert [row for part in checked for row in part.accepted["row"].to_pylist()] == [2, 3]
    faults = [fault for part in checked for fault in part.faults.to_pylist()]
    assert [(fault["row"], fault["code"], fault["value"]) for fault in faults] == [
        (4, "nik_repeated", "35••••••••••••01 = baris/row 2"), (5, "nik_repeated", "35••••••••••••01 = baris/row 2"),
    ]  # fmt: skip


def test_a_sound_row_is_not_kept_out_by_a_faulty_one_before_it(tmp_path: Path) -> None:
    assert check(tmp_path, with_cell(HEAD, "jenis_kelamin", "x"), HEAD)[0] == [3]


def test_families_without_a_head_or_with_two(tmp_path: Path) -> None:
    other = with_cell(with_cell(HEAD, "NOKK", "3505990101100002"), "NIK", "3505990101800002")
    third = with_cell(with_cell(WIFE, "NOKK", "3505990101100003"), "NIK", "3505994202850003")
    second = with_cell(with_cell(other, "NIK", "3505990101800004"), "Nama", "AGUS")
    accepted, families = check(tmp_path, HEAD, other, WIFE, third, second)
    assert accepted == [2, 3, 4, 5, 6]
    assert [(row["row"], row["code"], row["value"]) for row in families] == [
        (3, "two_heads", "35••••••••••••02"), (5, "no_head", "35••••••••••••03"),
    ]  # fmt: skip


def test_a_dead_head_is_none_and_a_family_with_a_faulty_row_is_passed_over(tmp_path: Path) -> None:
    dead = with_cell(HEAD, "keterangan_meninggal", "Meninggal")
    assert [row["code"] for row in check(tmp_path, dead, WIFE)[1]] == ["no_head"]
    assert check(tmp_path, dead)[1] == []
    assert check(tmp_path, with_cell(HEAD, "desil", "99"), WIFE)[1] == []


def test_a_file_of_families_may_have_each_once(tmp_path: Path) -> None:
    header = "id_keluarga,kepala_keluarga,nik,kode_kemdagri,desil_kesejahteraan"
    rows = ["F-1,BUDI,3505990101800001,3505012001,1", "F-2,ANI,,3505012001,1", "F-1,BUDI,3505990101800001,3505012001,2"]
    accepted, families = check(tmp_path, *rows, header=header)
    assert (accepted, families) == ([2, 3], [])


@given(st.lists(st.lists(st.integers(1, 30), max_size=20), max_size=8))
def test_seen_numbers_equal_a_plain_dictionary(parts: list[list[int]]) -> None:
    seen, plain, row = _Seen(), {}, 0
    for part in parts:
        rows = np.arange(row + 1, row + 1 + len(part), dtype=np.int64)
        row += len(part)
        expected = []
        for key, number in zip(part, rows.tolist(), strict=True):
            expected.append(plain.get(key, 0))
            plain.setdefault(key, number)
        assert seen.add(np.array(part, dtype=np.int64), rows).tolist() == expected


def test_the_summary_counts_everything_and_keeps_examples(tmp_path: Path) -> None:
    bad = [with_cell(HEAD, "desil", "99")] * 5
    export = open_export(written(tmp_path, HEAD, *bad, WIFE))
    parts: list[int] = []
    summary = check_export(export, on=ON, villages=VILLAGES, each=lambda checked: parts.append(checked.rows))
    assert (summary.rows, summary.accepted, summary.faulty, sum(parts)) == (7, 2, 5, 7)
    assert summary.of(Severity.FAULT) == {"desil_unknown": 5}
    assert summary.of(Severity.WARNING) == {"desil_grouped": 1}
    assert summary.examples.filter(pc.equal(summary.examples["code"], "desil_unknown"))["row"].to_pylist() == [3, 4, 5]
    assert EXAMPLES == 3


def test_repeats_are_kept_for_whoever_links(tmp_path: Path) -> None:
    export = open_export(written(tmp_path, HEAD, HEAD))
    assert sound_rows(export, on=ON)[0].num_rows == 1
    assert sound_rows(export, on=ON, repeats=True)[0]["row"].to_pylist() == [2, 3]
