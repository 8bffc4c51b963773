"""What is said of plans: limits, prices, numbers and notes in both languages."""

from __future__ import annotations

import pytest

from merata.planning.answers.price_words import price_said
from merata.planning.answers.sentences import evidence_said
from merata.planning.effects import ACCOUNTING
from merata.planning.optimiser.objective import Objective
from merata.planning.proving.proof import ShadowPrice
from merata.planning.wording.gain_units import gain_unit
from merata.planning.wording.limit_names import limit_kind, limit_names
from merata.planning.wording.said import Said, number, parted, percent, rupiah


@pytest.mark.parametrize(
    ("limit", "here", "there"),
    [
        ("budget", "anggaran", "the budget"),
        ("35.05 assistance", "pagu bantuan", "the ceiling of assistance"),
        (
            "35.05 training DBHCHT",
            "pagu pelatihan dari Dana Bagi Hasil Cukai Hasil Tembakau",
            "the ceiling of training from the tobacco excise share (DBHCHT)",
        ),
        ("35.05.01.2001 blt", "dana desa 35.05.01.2001 untuk blt", "the own fund of desa 35.05.01.2001 for blt"),
        ("pillars.infrastructure", "batas pilar infrastruktur", "the bound of pillar works"),
        ("villages.35.05.01.2001", "batas desa/kelurahan 35.05.01.2001", "the bound of village 35.05.01.2001"),
        ("capacity of crews", "kapasitas crews", "the capacity of crews"),
        ("one of set 3", "satu dari karya yang saling memengaruhi", "one of the works that depend on each other"),
        ("B needs A", "B yang memerlukan A", "B that needs A"),
        ("funds.DAU", "batas sumber dana Dana Alokasi Umum", "the bound of fund the general allocation (DAU)"),
    ],
)
def test_limits_in_words(limit: str, here: str, there: str) -> None:
    assert limit_names(limit) == (here, there)


def test_prices_in_words() -> None:
    unit = gain_unit(Objective())
    assert str(price_said(ShadowPrice("budget", 2e-8, in_rupiah=True), unit)) == (
        "Satu juta rupiah lagi pada anggaran akan menambah Rp 0,02 per orang per bulan. / One more million rupiah of "
        "the budget would add Rp 0.02 per person a month."
    )
    less = price_said(ShadowPrice("seats", -3.0, in_rupiah=False), unit)
    assert less.text_en == "One less demanded by seats would add Rp 3 per person a month."
    assert less.text_id == "Satu lebih sedikit dituntut oleh kursi kelas akan menambah Rp 3 per orang per bulan."


def test_gains_in_their_unit() -> None:
    assert gain_unit(Objective()).text(1234.56) == "1,234.6"
    assert gain_unit("sgini:3").text(-1.0) == "−1.0"
    assert gain_unit(Objective()).text(-0.01, sign=True) == "0.0"
    assert gain_unit(Objective("poverty_gap")).text(0.00123) == "0.1230"
    assert gain_unit("squared_poverty_gap").text(0.5, more=1) == "50.00000"


def test_areas_by_their_names() -> None:
    names = {"35.05.01": "Wonodadi", "35.05.01.2001": "Jaten"}
    assert limit_names("kecamatan.35.05.01", names)[0] == "batas kecamatan Wonodadi (35.05.01)"
    assert limit_names("answered proposals of 35.05.01.2001", names)[1] == "answered proposals of Jaten (35.05.01.2001)"
    assert limit_names("35.05.01.2001 blt", names)[0] == "dana desa Jaten (35.05.01.2001) untuk blt"


@pytest.mark.parametrize(
    ("limit", "kind"),
    [
        ("budget", "budget"),
        ("seats", "seats"),
        ("forced in", "forced"),
        ("35.05 assistance", "ceiling"),
        ("35.05.01.2001 blt", "own_fund"),
        ("pillars.training", "pillars"),
        ("require road", "require"),
        ("B needs A", "needs"),
        ("at most one of a, b", "at_most_one"),
        ("capacity of crews", "capacity"),
        ("answered proposals of 35.05.01.2001", "answered"),
        ("one of set 3", "one_of_set"),
    ],
)
def test_kinds_of_limits(limit: str, kind: str) -> None:
    assert limit_kind(limit) == kind


def test_numbers_as_each_language_writes_them() -> None:
    assert number("1,234.5") == Said("1.234,5", "1,234.5")
    assert rupiah(-1_500_000) == Said("−Rp 1.500.000", "−Rp 1,500,000")
    assert percent(0.1234) == Said("12,34%", "12.34%")
    assert gain_unit(Objective()).said(1234.56).text_id == "Rp 1.234,6 per orang per bulan"
    assert gain_unit(Objective()).said(-1234.56).text_en == "−Rp 1,234.6 per person a month"


@pytest.mark.parametrize(
    ("note", "here", "there"),
    [
        ("a, b: tanpa bukti / no evidence", "a, b: tanpa bukti", "a, b: no evidence"),
        ("tanpa tabel: x / without the table: x", "tanpa tabel: x", "without the table: x"),
        ("a: satu / one. dua / two", "a: satu / one. dua / two", "a: satu / one. dua / two"),
        ("a: x / a: y", "a: x", "a: y"),
        ("Ahli 2009 (dari ringkasan / from a summary)", "Ahli 2009 (dari ringkasan)", "Ahli 2009 (from a summary)"),
        ("konvensi / a convention (of accounts)", "konvensi", "a convention (of accounts)"),
        ("(a) satu / one (b)", "(a) satu", "one (b)"),
        ("satu bahasa saja", "satu bahasa saja", "satu bahasa saja"),
    ],
)
def test_notes_say_in_both_languages_what_they_are_about(note: str, here: str, there: str) -> None:
    assert parted(note) == Said(here, there)


def test_evidence_says_what_is_assumed() -> None:
    assert evidence_said(ACCOUNTING) == Said(
        "cash_pass_through: 1 ± 0 (asumsi)", "cash_pass_through: 1 ± 0 (assumption)"
    )
