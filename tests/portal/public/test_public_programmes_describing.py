"""Rules in plain words: amounts, limits, shares; "and", "or" and "not" of a rule of one's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from merata.programmes.rules.loading import load, rulebook
from merata.programmes.rules.rulebook import Rulebook, Value
from merata_portal.public.views.programmes.describing import changed, gifts, required, written

DAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("monthly_idr", 300_000, "Rp\u00a0300.000"),
        ("rice_idr_per_kg", 13_000, "Rp\u00a013.000"),
        ("village_fund_share_max", 0.15, "15%"),
        ("village_fund_share_max", 0.125, "12,5%"),
        ("village_fund_share_max", 1, "100%"),
        ("village_fund_share_min", 0.0, "0%"),
        ("desil_max", 4, "4"),
        ("open", True, "ya"),
    ],
)
def test_a_value_is_written_as_its_reader_expects(name: str, value: Value, told: str) -> None:
    with translation.override("id"):
        assert written(name, value) == told


def test_what_is_given() -> None:
    with translation.override("id"):
        (blt,) = gifts(rulebook("blt_dana_desa"), DAY)
        (rice,) = gifts(rulebook("rastrada"), DAY)
        houses = gifts(rulebook("rtlh_kota"), DAY)
    assert (blt.each_idr, blt.times, blt.annual_idr, blt.quantity) == (300_000, 12, 3_600_000, "")
    assert (rice.quantity, rice.unit, rice.times, rice.annual_idr) == ("10", "kg", 12, 1_560_000)
    assert [(one.what, one.annual_idr) for one in houses] == [
        ("rusak ringan", 4_000_000), ("rusak sedang", 6_000_000), ("rusak berat", 11_000_000),
        ("rumah baru", 35_000_000),
    ]  # fmt: skip


def test_values_in_a_list_are_those_of_the_fact_that_the_rule_compares() -> None:
    """Nobody's insurance and no damage are both "none"."""
    with translation.override("id"):
        (_desil, insured) = required(rulebook("pbi_jkn"), DAY)
        (damage,) = [one for one in required(rulebook("rtlh_kabupaten"), DAY) if "kerusakan" in one.text]
    assert [one.value for one in insured.bases] == ["belum punya jaminan kesehatan, pemerintah pusat (PBI)"]
    assert [one.value for one in damage.bases] == ["sedang, berat"]


def own_rule(folder: Path, eligible: str) -> Rulebook:
    """BLT DBHCHT with a condition of one's own."""
    from importlib.resources import files  # noqa: PLC0415

    text = files("merata.rulebooks").joinpath("blt_dbhcht.yaml").read_text("utf-8").partition("\ncases:")[0]
    path = folder / "blt_dbhcht.yaml"
    path.write_text(text + f"\neligible: {eligible}\n", encoding="utf-8")
    return load(path)


def test_a_rule_is_told_through_and_or_and_not(tmp_path: Path) -> None:
    rule = own_rule(tmp_path, "(household.desil <= 3 || household.floor == 'earth') && !household.owns_car")
    with translation.override("id"):
        told = [one.text for one in required(rule, DAY)]
    assert "desil paling banyak 3 atau jenis lantai earth" in told
    assert "tidak memiliki mobil" in told
    with translation.override("en"):
        told = [one.text for one in required(rule, DAY)]
    assert "not: owns a car" in told


def test_a_condition_names_the_parameters_that_it_rests_on() -> None:
    with translation.override("id"):
        told = {one.text: [str(basis.called) for basis in one.bases] for one in required(rulebook("pkh"), DAY)}
    assert told["desil paling banyak 4"] == ["desil paling tinggi"]
    (members,) = [bases for text, bases in told.items() if text.startswith("ada anggota keluarga")]
    assert members == ["umur paling muda lanjut usia", "umur paling tua anak usia dini"]


def test_what_changed_is_told_from_the_latest_on() -> None:
    with translation.override("id"):
        told = [(one.basis.dated.start, str(one.basis.called), one.before, one.basis.value, one.same)
                for one in changed(rulebook("sembako"))]  # fmt: skip
    assert told == [
        (date(2026, 1, 1), "jumlah pembayaran setahun", "14", "12", False),
        (date(2025, 1, 1), "jumlah pembayaran setahun", "12", "14", False),
        (date(2025, 1, 1), "desil paling tinggi", "5", "5", True),
    ]
