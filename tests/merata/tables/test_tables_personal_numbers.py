"""Personal numbers never stand whole in a message, a fault file or a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from small_folder import KEYED_HASH, NIK, csv_file, faults

from merata.cli.check import check
from merata.tables.personal_numbers import masked

HEADER = "household_id,village_code,size,kk_hash\n"
GROUPED = [
    f"{NIK[:6]} {NIK[6:12]} {NIK[12:]}",
    f"{NIK[:6]}.{NIK[6:12]}.{NIK[12:]}",
    f"{NIK[:4]}-{NIK[4:8]}-{NIK[8:12]}-{NIK[12:]}",
    f"{int(NIK):,}",
    f"{int(NIK):,}".replace(",", "."),
    f"{int(NIK):,}".replace(",", " "),
]


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def test_masking_leaves_the_first_and_last_two_digits() -> None:
    assert masked(NIK) == "35••••••••••••01"
    assert masked(f"NIK: {NIK}.") == "NIK: 35••••••••••••01."
    assert masked("35.05.01.2001") == "35.05.01.2001"
    assert masked("417158.25") == "417158.25"


@pytest.mark.parametrize("number", [*GROUPED, NIK + ".0", "3." + NIK[1:] + "E+15", "3," + NIK[1:] + "e15", "'" + NIK])
def test_no_way_of_writing_it_shows_more_than_four_digits_of_it(number: str) -> None:
    assert len(digits(masked(number).upper().split("E")[0])) <= 5
    assert number not in masked(number)


@given(st.text(alphabet="0123456789 .,-;abE+'", max_size=60))
def test_masking_never_leaves_fourteen_digits_in_a_row_and_keeps_the_rest(text: str) -> None:
    hidden = masked(text)
    assert not any(hidden[start : start + 14].isdigit() for start in range(len(hidden) - 13))
    if len(digits(text)) < 14:
        assert "•" not in hidden or "e" in text.lower()


@pytest.mark.parametrize(
    "column",
    [
        "nik",
        "NIK",
        "kk",
        "no_kk",
        "No KK",
        "no. kk",
        "NO_NIK",
        "nomor_induk_kependudukan",
        "Nomor Kartu Keluarga",
        "no-kk",
    ],
)
def test_a_personal_column_is_refused_under_any_spelling(tmp_path: Path, column: str) -> None:
    csv_file(tmp_path, "households", f"household_id,village_code,size,{column}\nA,35.05.01.2001,1,{NIK}\n")
    [fault] = faults(tmp_path)
    assert "personal numbers do not belong in a dataset folder" in fault.problem
    assert fault.row is None


@pytest.mark.parametrize("number", [NIK, "'" + NIK, f"KK {NIK}", *GROUPED])
@pytest.mark.parametrize("column", ["household_id", "kk_hash"])
def test_a_personal_number_as_it_is_is_a_fault(tmp_path: Path, number: str, column: str) -> None:
    cells = {"household_id": "A", "village_code": "35.05.01.2001", "size": "1", "kk_hash": KEYED_HASH, column: number}
    csv_file(tmp_path, "households", HEADER + ",".join(f'"{cell}"' for cell in cells.values()) + "\n")
    [fault] = faults(tmp_path)
    assert (fault.row, fault.column) == (2, column)
    assert fault.value == masked(number) != number


@pytest.mark.parametrize("title", [f"Bantuan untuk {NIK}", NIK])
def test_a_personal_number_in_free_text_is_a_fault(tmp_path: Path, title: str) -> None:
    header = "proposal_id,village_code,year,title,pillar,supporters,status\n"
    csv_file(tmp_path, "proposals", f"{header}1,35.05.01.2001,2024,{title},assistance,3,raised\n")
    [fault] = faults(tmp_path)
    assert (fault.row, fault.column) == (2, "title")
    assert "personal number" in fault.problem


@pytest.mark.parametrize("identifier", [KEYED_HASH, "9" * 15, "BLT-2024-0001", "a" + "1" * 16, "9" * 18])
def test_other_identifiers_pass(tmp_path: Path, identifier: str) -> None:
    csv_file(tmp_path, "households", f"{HEADER}{identifier},35.05.01.2001,1,\n")
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    "number",
    ["3.50501E+15", "3,50501E+15", "3.50501e15", NIK + ".0", NIK + ",00", NIK[:15] + ".", "3." + NIK[1:] + "E+15"],
)
@pytest.mark.parametrize("column", ["household_id", "kk_hash"])
def test_a_number_that_a_spreadsheet_damaged_is_told_and_not_repaired(tmp_path: Path, number: str, column: str) -> None:
    cells = {"household_id": "A", "village_code": "35.05.01.2001", "size": "1", "kk_hash": KEYED_HASH, column: number}
    csv_file(tmp_path, "households", HEADER.replace(",", ";") + ";".join(cells.values()) + "\n")
    [fault] = faults(tmp_path)
    assert (fault.row, fault.column) == (2, column)
    assert fault.problem == "a spreadsheet damaged this number and its last digits are lost; export it again as text"
    assert fault.value is not None
    assert NIK[:14] not in digits(fault.value)


def test_nothing_that_check_says_or_writes_holds_one(tmp_path: Path) -> None:
    other = "35" + "72014107800002"
    csv_file(
        tmp_path,
        "households",
        f"household_id,village_code,size,{other},kk_hash\n"
        f"{NIK},{NIK},{NIK},{NIK},{NIK}\n{NIK},{NIK},1,,{NIK}\nshort,{NIK}\n"
        + "x" * 70 + f"{NIK},{NIK}\n",
    )  # fmt: skip
    csv_file(tmp_path, "persons", f"person_id,household_id,sex,birth_date,relation\n1,{NIK},{NIK},{NIK},{NIK}\n")
    csv_file(
        tmp_path, "truth", f"household_id,year,consumption_pc_idr\n{NIK},{NIK},{NIK}.5\n{NIK[:15]}.0,2024,-{NIK}\n"
    )
    (tmp_path / "dataset.yaml").write_text(f"name: x\nyear: '{NIK}'\n'{NIK}': 1\n")
    plain = CliRunner().invoke(check, [str(tmp_path)])
    as_json = CliRunner().invoke(check, [str(tmp_path), "--json"])
    written = CliRunner().invoke(check, [str(tmp_path), "--faults", str(tmp_path / "faults.json")])
    said = plain.output + as_json.output + written.output
    said += (tmp_path / "faults.csv").read_text() + (tmp_path / "faults.json").read_text()
    assert (plain.exit_code, as_json.exit_code, written.exit_code) == (1, 1, 1)
    assert len(json.loads(as_json.stdout)) > 15
    for number in (NIK, other):
        assert number not in said
        assert number[:14] not in said
