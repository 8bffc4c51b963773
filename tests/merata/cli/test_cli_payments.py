"""`merata payments` as a treasurer meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from merata.cli.payments import payments
from merata.errors import InputError, UsageError

LIST = """\
payment_id,amount_idr,recipient,account_number,remark
B-1,600000,SITI AMINAH,0012345678,BLT tahap satu untuk bulan Juli sampai September
B-2,600000,SUTRISNO,0012345679,
B-3,900000,=WATI,0012345680,
"""
RETURNED = """\
H;SP2D-7;20250702
D;B-1;0012345678;600000;00;20250702;R
D;B-2;0012345679;600000;14;20250702;R
D;=X;0099887766;600000;00;20250702;R
T;3;1800000
"""
BANK = ("--layout", "bank_umum", "--batch", "SP2D-7")


def called(*arguments: object) -> Result:
    texts = [str(each) for each in arguments]
    return CliRunner(env={"COLUMNS": "160"}).invoke(payments, texts, catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.csv").write_text(LIST)
    (tmp_path / "back.txt").write_text(RETURNED)
    return tmp_path


def write(folder: Path, *more: object) -> Result:
    return called("write", folder / "list.csv", *BANK, "--day", "2025-07-01", "--out", folder / "out.txt", *more)


def reconcile(folder: Path, *more: object) -> Result:
    return called("reconcile", folder / "list.csv", folder / "back.txt", *BANK, "--on", "2025-07-31", *more)


def test_a_file_is_written_and_what_was_cut_is_told(folder: Path) -> None:
    result = write(folder)
    assert result.exit_code == 0
    assert "3 pembayaran / payments, Rp 2,100,000" in result.stdout
    assert "1 × remark dipotong sesuai format / cut as the layout says" in result.stdout
    lines = (folder / "out.txt").read_bytes().decode().split("\r\n")
    assert lines[1] == "D;1;B-1;0012345678;SITI AMINAH;600000;BLT tahap satu untuk bulan Juli sampai S"
    said = json.loads(write(folder, "--json").stdout)
    assert (said["payments"], said["total_idr"], said["cut"]) == (3, 2_100_000, {"remark": 1})


def test_what_does_not_fit_leaves_no_file(folder: Path) -> None:
    (folder / "list.csv").write_text(LIST.replace("SUTRISNO", "S" * 36))
    with pytest.raises(InputError, match="payment B-2: 36 signs are too long"):
        write(folder)
    assert not (folder / "out.txt").exists()
    with pytest.raises(InputError, match="is an input"):
        called("write", folder / "list.csv", *BANK, "--day", "2025-07-01", "--out", folder / "list.csv")
    with pytest.raises(UsageError, match="no layout and no file"):
        called("write", folder / "list.csv", "--layout", "x", "--batch", "b", "--day", "2025-07-01", "--out",
               folder / "o")  # fmt: skip


def test_every_payment_and_row_has_its_line_and_a_stranger_ends_with_1(folder: Path) -> None:
    result = reconcile(folder)
    assert result.exit_code == 1
    shown = " ".join(result.stdout.split())
    for words in (
        "1 Rp 600,000 dibayar / paid",
        "1 Rp 600,000 gagal, uang tersedia lagi / failed, money available again",
        "1 Rp 900,000 belum ada kabar / no word yet",
        "3 Rp 2,100,000 dikirim seluruhnya / sent in all",
        "(1 berkas / files, 3 baris / rows)",
        "14 nomor rekening tidak ditemukan / no such account",
        "back.txt:4",
    ):
        assert words in shown
    assert "--rows" in result.stderr


def test_as_json(folder: Path) -> None:
    said = json.loads(reconcile(folder, folder / "back.txt", "--json").stdout)
    assert said["payments"]["missing"] == {"count": 1, "total_idr": 900_000}
    assert said["rows"]["unknown"] == {"count": 1, "total_idr": 600_000}
    assert said["reasons"][0]["code"] == "14"
    assert said["replayed"] == ["back.txt"]


def test_all_rows_in_a_file_without_names_accounts_or_formulas(folder: Path) -> None:
    reconcile(folder, "--rows", folder / "rows.csv")
    text = (folder / "rows.csv").read_text()
    lines = text.splitlines()
    assert len(lines) == 1 + 3 + 1
    assert [line.split(",")[3] for line in lines[1:]] == ['"paid"', '"failed"', '"unknown"', '"missing"']
    assert '"•••••••678"' in lines[1]
    for hidden in ("0012345678", "99887766", "SITI", "WATI"):
        assert hidden not in text
    assert '"=' not in text


def test_an_unknown_payment_is_no_formula(folder: Path) -> None:
    (folder / "back.txt").write_text(RETURNED.replace("=X", "=XYZ*ABC-1"))
    reconcile(folder, "--rows", folder / "rows.csv")
    assert '"=' not in (folder / "rows.csv").read_text()


def test_no_word_yet_is_no_fault(folder: Path) -> None:
    (folder / "back.txt").write_text("H;SP2D-7;20250702\nD;B-1;0012345678;600000;00;20250702;R\nT;1;600000\n")
    assert reconcile(folder).exit_code == 0


def test_a_file_of_another_batch_or_cut_off_is_refused(folder: Path) -> None:
    (folder / "back.txt").write_text(RETURNED.replace("SP2D-7", "SP2D-8"))
    with pytest.raises(InputError, match="answers another batch"):
        reconcile(folder)
    (folder / "back.txt").write_text("\n".join(RETURNED.split("\n")[:3]))
    with pytest.raises(InputError, match="ask the payer for it again"):
        reconcile(folder)


def test_what_changed_in_a_list_and_the_file_to_send(folder: Path) -> None:
    (folder / "old.csv").write_text("household_id,amount_idr,reason\nK-1,600000,desil 1\nK-2,600000,desil 2\n")
    (folder / "new.csv").write_text("household_id,amount_idr,reason\nK-3,300000,desil 1\nK-2,750000,desil 2\n")
    more = ("--out", folder / "pbi.csv", "--programme", "pbi_jk", "--month", "2025-08")
    result = called("diff", folder / "old.csv", folder / "new.csv", *more)
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    for words in ("1 masuk / entered", "1 keluar / left", "1 jumlah atau alasan berubah", "0 tetap / as before"):
        assert words in shown
    assert "Rp 1,200,000 → Rp 1,050,000 (−Rp 150,000)" in shown
    assert (folder / "pbi.csv").read_bytes().endswith(b"berubah,K-2,600000,750000,desil 2,desil 2\r\n")
    said = json.loads(called("diff", folder / "new.csv", folder / "new.csv", "--json").stdout)
    assert said["counts"] == {"entered": 0, "left": 0, "changed": 0}
    assert said["old"] == said["new"]
    assert "Nothing changed" in called("diff", folder / "new.csv", folder / "new.csv").stdout


def test_a_list_to_send_needs_programme_and_month(folder: Path) -> None:
    with pytest.raises(UsageError, match="--programme and --month"):
        called("diff", folder / "list.csv", folder / "list.csv", "--out", folder / "x.csv")
    with pytest.raises(InputError, match="is not a list that can be compared"):
        called("diff", folder / "list.csv", folder / "list.csv")


def test_columns_that_are_not_compared_are_named_and_personal_numbers_refused(folder: Path) -> None:
    path = folder / "old.csv"
    path.write_text("household_id,amount_idr,score_thousandths\nK-1,600000,417\n")
    assert "columns not compared: score_thousandths" in called("diff", path, path).stdout
    path.write_text("household_id,NIK\nK-1,3505990101900001\n")
    with pytest.raises(InputError, match="NIK") as refused:
        called("diff", path, path)
    assert "3505990101900001" not in str(refused.value)
