"""`merata eligible`: what it prints, writes and refuses; the decision on one household."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from merata.cli.eligible import eligible
from merata.errors import InputError, UsageError
from merata.tables.folder import Dataset, Description

DESA, KELURAHAN = "35.05.01.2001", "35.72.01.1001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four households by hand: poor with a pupil, too rich, without a decile, in a kelurahan."""
    dataset = Dataset(tmp_path / "data")
    villages = [(DESA, "Sumber", "desa"), (KELURAHAN, "Kauman", "kelurahan")]
    dataset.write(
        "villages",
        pa.Table.from_pylist(
            [
                {"village_code": code, "name": name, "type": kind, "kecamatan_code": code[:8], "kecamatan": "Satu",
                 "regency_code": code[:5], "regency": code[:5], "latitude": -8.1, "longitude": 112.2, "population": 9}
                for code, name, kind in villages
            ]
        ),
    )  # fmt: skip
    codes = [DESA, DESA, DESA, KELURAHAN]
    homes = {"household_id": ["H1", "H2", "H3", "H4"], "village_code": codes, "size": [2, 2, 1, 4]}
    dataset.write("households", pa.table(homes | {"desil": pa.array([1, 6, None, 2], pa.int64())}))
    people = [
        {"person_id": f"P{at}", "household_id": home, "sex": "female", "birth_date": date(born, 3, 1),
         "relation": "head", "school_level": level, "severe_disability": False,
         "pregnant": False, "rights_violation_victim": False}
        for at, (home, born, level) in enumerate(
            [("H1", 1980, None), ("H1", 2015, "SD"), ("H2", 1980, None), ("H2", 2015, "SD"), ("H3", 1950, None),
             ("H4", 1990, None)]
        )
    ]  # fmt: skip
    dataset.write("persons", pa.Table.from_pylist(people))
    names = ("pkh", "sembako", "blt_dana_desa")
    rows = [
        {"programme_id": name, "name": name, "kind": "cash", "owner": "centre", "fund_source": "x"} for name in names
    ]
    dataset.write("programmes", pa.Table.from_pylist(rows))
    received = [{"household_id": "H4", "programme_id": "sembako", "year": 2025, "annual_idr": 2_400_000}]
    dataset.write("benefits", pa.Table.from_pylist(received))
    dataset.describe(Description("Contoh", 2025, synthetic=True))
    return dataset.root


def called(folder: Path, *options: str) -> str:
    result = CliRunner().invoke(eligible, [str(folder), *options], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_counts_and_reasons_of_every_listed_programme(folder: Path) -> None:
    found = json.loads(called(folder, "--json"))
    assert found["synthetic"] is True
    assert found["on"] == "2025-07-01"
    programmes = {one["programme_id"]: one for one in found["programmes"]}
    assert list(programmes) == ["blt_dana_desa", "pkh", "sembako"]
    counts = {name: [one[key] for key in ("eligible", "refused", "undecided")] for name, one in programmes.items()}
    assert counts == {"blt_dana_desa": [1, 2, 1], "pkh": [1, 2, 1], "sembako": [2, 1, 1]}
    assert programmes["pkh"]["entitled_idr"] == 900_000
    reasons = {reason["code"]: reason["households"] for reason in programmes["pkh"]["reasons"]}
    assert reasons == {"desil": 1, "anggota": 1, "desil_missing": 1}


def test_one_household_is_explained_with_what_would_change_it(folder: Path) -> None:
    found = json.loads(called(folder, "--household", "H2", "--programme", "PKH", "--json"))
    assert found["household_id"] == "H2"
    (decision,) = found["decisions"]
    assert decision["outcome"] == "refused"
    assert decision["grounds"] == decision["changes"] == "desil"
    assert decision["sentence"]["id"].startswith("Tidak memenuhi: desil 6, batasnya 4. Akan memenuhi bila: desil")
    assert [(row["code"], row["state"]) for row in decision["conditions"]] == [("desil", "false"), ("anggota", "true")]
    assert decision["entitled_idr"] == 0


def test_an_eligible_household_is_told_its_payments_and_members(folder: Path) -> None:
    (decision,) = json.loads(called(folder, "--household", "H1", "--programme", "pkh", "--json"))["decisions"]
    assert decision["entitled_idr"] == 900_000
    assert decision["instalments_idr"] == [225_000] * 4
    assert decision["members"] == [
        {
            "component": "siswa SD",
            "component_en": "pupil of a primary school (SD)",
            "annual_idr": 900_000,
            "counted": True,
        }
    ]
    assert "remaining" not in decision


def test_who_joins_within_the_year_gets_the_payments_that_are_left(folder: Path) -> None:
    # PKH pays four times: who joins in August, in the third quarter, gets the third and the fourth.
    arguments = ("--household", "H1", "--programme", "pkh", "--from", "2025-08-20")
    found = json.loads(called(folder, *arguments, "--json"))
    assert found["from"] == "2025-08-20"
    (decision,) = found["decisions"]
    assert decision["entitled_idr"] == 900_000
    assert decision["remaining"] == {"first": 3, "payments": 4, "entitled_idr": 450_000, "quantity": None}
    page = called(folder, *arguments)
    assert "pembayaran / payments: 4 × Rp 225,000" in page
    assert "who joins then: Rp 450,000; pembayaran 3–4 dari 4 / payments 3–4 of 4" in page


def test_what_is_given_in_kind_is_prorated_too(folder: Path) -> None:
    # Rice aid of 2025: 10 kg in each of two months, at 13,000 a kg; from July on one payment is left.
    arguments = ("--household", "H1", "--programme", "beras", "--from", "2025-07-01", "--json")
    (decision,) = json.loads(called(folder, *arguments))["decisions"]
    assert (decision["entitled_idr"], decision["quantity"]) == (260_000, 20.0)
    assert decision["remaining"] == {"first": 2, "payments": 2, "entitled_idr": 130_000, "quantity": 10.0}


def test_who_is_refused_has_nothing_left_of_the_year(folder: Path) -> None:
    arguments = ("--household", "H2", "--programme", "pkh", "--from", "2025-07-01")
    (decision,) = json.loads(called(folder, *arguments, "--json"))["decisions"]
    assert decision["remaining"]["entitled_idr"] == 0
    assert "Bila bergabung" not in called(folder, *arguments)


def test_all_households_that_would_join_together(folder: Path) -> None:
    found = json.loads(called(folder, "--from", "2025-07-01", "--json"))
    programmes = {one["programme_id"]: (one["entitled_idr"], one["remaining_idr"]) for one in found["programmes"]}
    assert programmes == {
        "blt_dana_desa": (3_600_000, 1_800_000),
        "pkh": (900_000, 450_000),
        "sembako": (5_600_000, 2_800_000),  # two households, 7 of 14 payments each
    }
    page = called(folder, "--from", "2025-07-01")
    assert "sejak / from 2025-07-01" in page
    assert max(map(len, page.splitlines()[:14])) <= 80
    assert "Program Keluarga" in page
    assert "1,800,000" in page


def test_a_day_of_another_year_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="--from 2026-01-01 is not in 2025"):
        called(folder, "--from", "2026-01-01")
    assert "remaining_idr" in called(folder, "--from", "2026-01-01", "--on", "2026-07-01", "--json")


def test_the_page_of_a_household_is_bilingual_and_says_synthetic(folder: Path) -> None:
    page = called(folder, "--household", "H3")
    assert "SINTETIS" in page
    assert "Belum dapat diputuskan: data belum lengkap: desil." in page
    assert "Cannot be decided: the data are not complete: decile." in page
    assert "musyawarah desa khusus" in page
    assert "special village assembly" in page


def test_reasons_are_told_in_both_languages(folder: Path) -> None:
    page = called(folder, "--programme", "pkh")
    assert "pkh: 1 – Tidak memenuhi: desil …, batasnya 4." in page
    assert "Not eligible: decile …, the limit is 4." in page


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_every_decision_is_written_with_its_sentences(folder: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"decisions.{ending}"
    called(folder, "--out", str(path))
    table = pq.read_table(path) if ending == "parquet" else pa_csv.read_csv(path)
    rows = {(row["household_id"], row["programme_id"]): row for row in table.to_pylist()}
    assert len(rows) == 12
    assert all(row["synthetic"] for row in rows.values())
    blt = rows["H4", "blt_dana_desa"]
    assert (blt["outcome"], blt["grounds"], blt["entitled_idr"]) == ("refused", "desa", 0)
    assert "tinggal di kelurahan" in blt["sentence_id"]
    assert rows["H1", "blt_dana_desa"]["entitled_idr"] == 3_600_000


def test_the_rules_of_another_day(folder: Path) -> None:
    found = json.loads(
        called(folder, "--programme", "prakerja", "--on", "2024-07-01", "--programme", "sembako", "--json")
    )
    assert found["on"] == "2024-07-01"


def test_a_programme_not_in_force_is_refused_where_it_is_named(folder: Path) -> None:
    with pytest.raises(UsageError, match="prakerja has no value"):
        called(folder, "--programme", "prakerja")


def test_a_day_before_all_rules_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="on 2019-01-01: blt_dana_desa, pkh, sembako; choose another day with --on"):
        called(folder, "--on", "2019-01-01")


def test_an_unknown_household_and_a_wrong_ending_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no household 'H9'"):
        called(folder, "--household", "H9")
    with pytest.raises(UsageError, match=r"\.parquet or \.csv"):
        called(folder, "--out", str(tmp_path / "decisions.xlsx"))


def test_columns_that_the_registry_lacks_are_named_and_nothing_is_computed(folder: Path) -> None:
    path = folder / "persons.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["pregnant", "severe_disability"]), path)
    with pytest.raises(InputError, match=r"(?s)persons\.pregnant.*persons\.severe_disability"):
        called(folder, "--programme", "pkh")
