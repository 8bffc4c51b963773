"""`merata aid`: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from click.testing import CliRunner
from rich.console import Console

from merata.cli.aid import aid
from merata.cli.aid_table import print_missed
from merata.errors import InputError, UsageError
from merata.programmes.aid.admitted import WithoutAid
from merata.tables.folder import Dataset, Description

VILLAGES = [
    ("35.05.01.2001", "Sumber", "35.05", "Kabupaten Blitar"),
    ("35.72.01.1001", "Kauman", "35.72", "Kota Blitar"),
]
BENEFITS = [
    ("H1", "sembako", 2025, 2_400_000),
    ("H1", "blt_dana_desa", 2025, 3_600_000),
    ("H2", "zakat", 2024, 500_000),
    ("H3", "sembako", 2025, 2_400_000),
    ("H4", "sembako", 2024, 2_400_000),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dataset = Dataset(tmp_path / "data")
    dataset.write(
        "villages",
        pa.Table.from_pylist(
            [
                {"village_code": code, "name": name, "type": "desa", "kecamatan_code": code[:8], "kecamatan": "Satu",
                 "regency_code": regency, "regency": called, "latitude": -8.1, "longitude": 112.2, "population": 9}
                for code, name, regency, called in VILLAGES
            ]
        ),
    )  # fmt: skip
    codes = [VILLAGES[0][0]] * 2 + [VILLAGES[1][0]] * 2
    homes = {"household_id": ["H1", "H2", "H3", "H4"], "village_code": codes, "size": [3, 2, 1, 4]}
    dataset.write("households", pa.table(homes))
    owners = {"sembako": "centre", "blt_dana_desa": "desa", "zakat": "partner"}
    rows = [
        {"programme_id": name, "name": name.title(), "kind": "cash", "owner": owner, "fund_source": "x"}
        for name, owner in owners.items()
    ]
    dataset.write("programmes", pa.Table.from_pylist(rows))
    names = ("household_id", "programme_id", "year", "annual_idr")
    dataset.write("benefits", pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in BENEFITS]))
    dataset.describe(Description("Contoh", 2025, synthetic=True))
    return dataset.root


def run(*arguments: object) -> str:
    result = CliRunner().invoke(aid, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_source_and_the_forbidden_pair_are_shown(folder: Path) -> None:
    shown = run(folder)
    assert "DATA SINTETIS" in shown
    assert "Pusat / centre" in shown
    assert "3 dari 4 rumah tangga menerima bantuan, 1 dua atau lebih, semuanya Rp 8,900,000" in " ".join(shown.split())
    assert "1 rumah tangga menerima program yang dilarang digabung" in " ".join(shown.split())
    assert "known: zakat" in " ".join(shown.split())
    assert "H1" not in shown


def test_json_holds_the_totals_and_no_household(folder: Path) -> None:
    found = json.loads(run(folder, "--json"))
    assert (found["synthetic"], found["year"], found["total_idr"]) == (True, 2025, 8_900_000)
    assert {row["source"]: row["annual_idr"] for row in found["sources"]} == {
        "centre": 4_800_000,
        "province": 0,
        "regency": 0,
        "desa": 3_600_000,
        "partner": 500_000,
    }
    assert found["pairs"] == [
        {
            "first_programme": "sembako",
            "second_programme": "blt_dana_desa",
            "households": 1,
            "annual_idr": 6_000_000,
            "forbidden_by": ["blt_dana_desa"],
        }
    ]
    assert found["without_rulebook"] == ["zakat"]
    assert "H1" not in json.dumps(found)


def test_one_regency_and_an_earlier_year(folder: Path) -> None:
    found = json.loads(run(folder, "--json", "--regency", "35.72"))
    assert (found["households"], found["receiving"], found["total_idr"]) == (2, 1, 2_400_000)
    assert [row["village_code"] for row in found["villages"]] == ["35.72.01.1001"]
    found = json.loads(run(folder, "--json", "--year", "2024"))
    assert (found["receiving"], found["total_idr"]) == (2, 2_900_000)


def test_the_csv_has_a_row_for_each_household_that_receives(folder: Path, tmp_path: Path) -> None:
    run(folder, "--csv", tmp_path / "aid.csv")
    with (tmp_path / "aid.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["household_id"] for row in rows] == ["H1", "H2", "H3"]
    assert rows[0]["programmes"] == "sembako blt_dana_desa"
    assert rows[0]["forbidden"] == "sembako+blt_dana_desa"
    assert (rows[0]["centre_idr"], rows[0]["total_idr"], rows[0]["synthetic"]) == ("2400000", "6000000", "True")
    assert rows[1]["forbidden"] == ""


def test_what_cannot_be_told_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown regency '35.06'; the dataset has 35.05"):
        run(folder, "--regency", "35.06")
    benefits = Dataset(folder).read("benefits")
    Dataset(folder).write("benefits", pa.concat_tables([benefits, benefits.slice(0, 1)]))
    with pytest.raises(InputError):
        run(folder)


def test_the_eligible_who_receive_nothing_are_shown_neediest_first() -> None:
    console = Console(file=StringIO(), width=100, highlight=False)
    missed = pa.table(
        {
            "household_id": ["H9", "H8"],
            "village_code": ["35.72.01.1001"] * 2,
            "programmes": [["pkh", "sembako"], ["pkh"]],
            "need_rank": [1, 4],
        }
    )
    found = WithoutAid(date(2025, 7, 1), missed, ("pkh", "sembako"), ("rtlh_kota",), ("prakerja",))
    print_missed(console, found, names={"35.72.01.1001": "Kauman"})
    shown = console.file.getvalue()
    assert "eligible but receiving nothing: 2" in shown
    assert shown.index("H9") < shown.index("H8")
    assert "pkh, sembako" in shown
    assert "not in force: rtlh_kota" in shown
    assert "applied for: prakerja" in shown


def with_deciles(folder: Path) -> None:
    """Sembako and alms alone. Of H1 to H4 three have aid in 2025; H4 is poor, its Sembako ended with 2024's list."""
    for name in ("programmes", "benefits"):
        table = Dataset(folder).read(name)
        Dataset(folder).write(name, table.filter(pc.not_equal(table["programme_id"], "blt_dana_desa")))
    households = Dataset(folder).read("households").drop_columns(["desil"])
    Dataset(folder).write("households", households.append_column("desil", pa.array([3, 4, 5, 2], pa.int64())))


def test_the_eligible_who_receive_nothing_are_found_by_the_rules(folder: Path, tmp_path: Path) -> None:
    with_deciles(folder)
    found = json.loads(run(folder, "--json", "--eligible", "--eligible-csv", tmp_path / "missed.csv"))
    assert found["eligible_without_aid"] == {
        "on": "2025-07-01",
        "households": 1,
        "villages": [{"village_code": "35.72.01.1001", "households": 1}],
        "programmes": [{"programme_id": "sembako", "households": 1}],
        "assessed": ["sembako"],
        "not_in_force": [],
        "not_aid": [],
    }
    assert "H4" not in json.dumps(found)
    with (tmp_path / "missed.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["household_id"], row["programmes"], row["need_rank"]) for row in rows] == [("H4", "sembako", "1")]
    shown = " ".join(run(folder, "--eligible", "--on", "2025-03-01").split())
    assert "eligible but receiving nothing: 1 rumah tangga" in shown
    assert "rules of 2025-03-01: sembako" in shown
    assert "eligible_without_aid" not in json.loads(run(folder, "--json"))


def test_options_of_the_eligible_that_do_not_go_together(folder: Path, tmp_path: Path) -> None:
    for arguments in (("--on", "2025-07-01"), ("--eligible-csv", tmp_path / "x.csv")):
        with pytest.raises(UsageError, match="say more of --eligible"):
            run(folder, *arguments)
    with pytest.raises(UsageError, match="the lists of 2024 and the rules of 2025-07-01 do not go together"):
        run(folder, "--eligible", "--year", "2024", "--on", "2025-07-01")
    with pytest.raises(InputError, match="desil"):
        run(folder, "--eligible")
