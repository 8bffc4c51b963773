"""`merata registry` as a user meets it: check, diff and link, and that nobody's number is ever shown."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from merata.cli.registry import registry
from merata.cli.registry_shown import masked_name, shown
from merata.errors import InputError, UsageError

HEADER = "NOKK,NIK,Nama,jenis_kelamin,tgl_lahir,hubungan_keluarga,id_desa,desil,Warna"
HEAD = "3505990101100001,3505990101800001,BUDI SANTOSO,L,1980-01-01,1,3505012001,3,merah"
WIFE = "3505990101100001,3505994202850002,SITI AMINAH,P,02-02-1985,2,3505012001,3,biru"
CHILD = "3505990101100001,3505994303100003,ANI,P,03-03-2010,3,3505012001,3,"
SECRETS = ("3505990101100001", "3505990101800001", "3505994202850002", "SANTOSO", "AMINAH")
DAY = ("--on", "2026-01-01")


def saved(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def called(*arguments: object) -> Result:
    return CliRunner().invoke(registry, [str(argument) for argument in arguments], catch_exceptions=False)


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def hides_everybody(text: str) -> bool:
    return not any(secret in text for secret in SECRETS)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return saved(tmp_path / "anggota.csv", HEAD, WIFE, CHILD)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return saved(
        tmp_path / "salah.csv", HEAD, WIFE.replace(",P,", ",X,"), HEAD.replace("3505990101100001", "3.50599E+15")
    )


def test_check_of_a_sound_file(good: Path) -> None:
    result = called("check", good, *DAY)
    assert result.exit_code == 0
    assert "3   diterima / accepted" in result.stdout
    assert "unknown columns: Warna" in result.stdout
    assert hides_everybody(result.output)


def test_check_names_faults_in_both_languages_and_writes_them(bad: Path, tmp_path: Path) -> None:
    out, findings = tmp_path / "kembali.csv", tmp_path / "temuan.csv"
    result = called("check", bad, *DAY, "--faults", out, "--findings", findings)
    assert result.exit_code == 1
    for told in (
        "2   salah, tidak diterima",
        "jenis kelamin tidak dikenal",
        "unknown sex",
        "nomor rusak",
        "baris/row 3",
    ):
        assert told in result.stdout
    assert hides_everybody(result.output)
    rows = listed(out)
    assert [*rows[0]] == [*HEADER.split(","), "alasan", "reason"]
    assert [row["Nama"] for row in rows] == ["SITI AMINAH", "BUDI SANTOSO"]
    assert rows[1]["reason"].startswith("NOKK: a spreadsheet damaged the number")
    found = listed(findings)
    assert [(row["row"], row["code"], row["severity"]) for row in found] == [
        ("3", "sex_unknown", "fault"), ("4", "number_damaged", "fault"),
    ]  # fmt: skip
    assert hides_everybody(findings.read_text())


def test_a_fault_file_of_an_earlier_check_goes_when_all_is_well(good: Path, bad: Path, tmp_path: Path) -> None:
    out = tmp_path / "kembali.xlsx"
    assert called("check", bad, *DAY, "--faults", out).exit_code == 1
    assert out.exists()
    assert called("check", good, *DAY, "--faults", out).exit_code == 0
    assert not out.exists()


def test_check_as_json(bad: Path) -> None:
    result = called("check", bad, *DAY, "--json")
    found = json.loads(result.stdout)
    assert (found["layout"], found["rows"], found["accepted"], found["faulty"]) == ("siksng", 3, 1, 2)
    assert found["faults"] == {"number_damaged": 1, "sex_unknown": 1}
    assert found["unknown_columns"] == ["Warna"]
    assert hides_everybody(result.stdout)


def test_preview_shows_what_each_column_is_and_nobodys_name(good: Path) -> None:
    result = called("check", good, "--preview")
    assert result.exit_code == 0
    for told in ("tgl_lahir", "birth_date", "1980-01-01", "B••• S•••", "tidak dikenal / unknown"):
        assert told in result.stdout
    assert hides_everybody(result.output)
    assert "merah" not in result.output
    assert "SITI AMINAH" in called("check", good, "--preview", "--show-names").stdout
    columns = json.loads(called("check", good, "--preview", "--json").stdout)["columns"]
    assert columns[1] == {
        "column": "NIK",
        "field": "nik",
        "first": ["35••••••••••••01", "35••••••••••••02", "35••••••••••••03"],
    }


def test_villages_of_a_dataset_are_those_that_there_are(good: Path, tmp_path: Path) -> None:
    from invented_region import region  # noqa: PLC0415

    folder = region(villages=10, households_each=30, psus=10).written(tmp_path / "data")
    found = json.loads(called("check", good, *DAY, "--villages", folder, "--json").stdout)
    assert found["faults"] == {"village_unknown": 3}


def test_outputs_never_replace_inputs_or_other_files(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "lain.csv"
    other.write_text("a,b\n")
    with pytest.raises(InputError, match="is an input"):
        called("check", good, "--findings", good)
    with pytest.raises(UsageError, match="not a fault file"):
        called("check", good, "--faults", other)
    with pytest.raises(UsageError, match="unknown format 'dtks'"):
        called("check", good, "--format", "dtks")


def test_diff_counts_changes_and_lists_them_masked(good: Path, tmp_path: Path) -> None:
    moved = WIFE.replace("3505012001", "3505012002").replace("3505990101100001", "3505990101100009")
    new = saved(tmp_path / "baru.csv", HEAD.replace(",3,merah", ",5,merah"), moved, "x,y")
    out = tmp_path / "perubahan.csv"
    result = called("diff", good, new, *DAY, "--csv", out)
    assert result.exit_code == 0
    for told in (
        "1   tidak ada lagi / gone",
        "1   pindah desa",
        "1   desil berubah",
        "35.05.01.2002",
        "baru.csv: 1 baris salah",
    ):
        assert told in result.stdout
    assert hides_everybody(result.output)
    assert hides_everybody(out.read_text())
    assert [row["change"] for row in listed(out)] == [
        "gone", "moved_village", "moved_household", "desil", "composition",
    ]  # fmt: skip
    counts = json.loads(called("diff", good, new, *DAY, "--json").stdout)["counts"]
    assert (counts["gone"], counts["new"], counts["desil"]) == (1, 0, 1)


def test_diff_of_a_file_with_itself_is_nothing(good: Path) -> None:
    result = called("diff", good, good, *DAY)
    assert "Nothing changed" in result.stdout


def test_diff_of_snapshots_with_digests(tmp_path: Path) -> None:
    for name, desil in (("old", 1), ("new", 2)):
        pq.write_table(pa.table({"nik_hash": ["x"], "desil": [desil]}), tmp_path / f"{name}.parquet")
    found = called("diff", tmp_path / "old.parquet", tmp_path / "new.parquet", "--key", "nik_hash", "--json")
    assert json.loads(found.stdout)["counts"]["desil"] == 1


def test_link_lists_pairs_with_their_evidence(good: Path, tmp_path: Path) -> None:
    again = HEAD.replace("BUDI SANTOSO", "H. Boedi Santoso")
    other = saved(
        tmp_path / "lain.csv", again, WIFE.replace("3505994202850002", "").replace("SITI AMINAH", "SITI AMINA")
    )
    out = tmp_path / "pasangan.csv"
    result = called("link", good, other, *DAY, "--out", out, "--across")
    assert result.exit_code == 0
    assert "1   pasangan / pairs: pasti menurut aturan / certain by rule" in result.stdout
    assert hides_everybody(result.output)
    rows = listed(out)
    assert hides_everybody(out.read_text())
    assert (rows[0]["left_file"], rows[0]["left_row"], rows[0]["right_file"], rows[0]["right_row"]) == (
        "anggota.csv", "2", "lain.csv", "2",
    )  # fmt: skip
    assert (rows[0]["status"], rows[0]["left_name"], rows[0]["left_nik"]) == (
        "certain",
        "B••• S•••",
        "35••••••••••••01",
    )
    assert rows[0]["evidence_en"].startswith("name: equal; date of birth: equal")
    assert (rows[1]["left_row"], rows[1]["right_row"]) == ("3", "3")
    assert float(rows[1]["match_weight"]) > 0


def test_link_shows_names_only_when_asked(good: Path, tmp_path: Path) -> None:
    other = saved(tmp_path / "lain.csv", HEAD)
    out = tmp_path / "pasangan.csv"
    result = called("link", good, other, *DAY, "--out", out, "--show-names", "--json")
    assert json.loads(result.stdout)["pairs"]["certain"] == 1
    assert "BUDI SANTOSO" in out.read_text()
    assert "3505990101800001" not in out.read_text()


def test_nothing_in_a_file_is_markup_or_a_terminals_command(tmp_path: Path) -> None:
    path = tmp_path / "jahat.csv"
    path.write_text("nik,nama,jenis_kelamin,[/red]\x1b[2J\n,A [bold]B,\x1b[31mX[/],1\n")
    for arguments in (("check", path), ("check", path, "--preview", "--show-names")):
        shown_text = called(*arguments).output
        assert "\x1b" not in shown_text
        assert "[/red]" in shown_text


def test_what_may_be_shown_of_a_cell() -> None:
    assert masked_name("SITI  AMINAH") == "S••• A•••"
    assert shown("nik", "3505990101800001", show_names=True) == "35••••••••••••01"
    assert shown("nik", "3.50599E+15", show_names=True) == "3.5••••E+15"
    assert shown("address", "Jl. Mawar 1", show_names=True) == "•••"
    assert shown(None, "x", show_names=True) == "•••"
    assert shown("sex", "L", show_names=False) == "L"
    assert shown("sex", None, show_names=False) == ""
