"""The rulebooks that come with Merata: every worked case, every programme of the facts, every figure cited."""

from __future__ import annotations

import re
from datetime import date

import pytest

from merata.programmes.decisions.one_household import Household, outcome
from merata.programmes.rules.loading import available, load
from merata.programmes.rules.programme_names import programme_name, rulebook_file
from merata.programmes.rules.rulebook import Case, Rulebook

BOOKS = {name: load(rulebook_file(name)) for name in available()}
CASES = [(name, case) for name, book in BOOKS.items() for case in book.cases]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}:{case.line}" for name, case in CASES])
def test_worked_case(name: str, case: Case) -> None:
    book = BOOKS[name]
    found = outcome(book, Household(case.household, case.village, case.persons), book.values(case.day))
    expected = case.refused or case.unknown
    assert (found.eligible is True) == (not expected)
    assert (found.eligible is False) == bool(case.refused)
    assert found.annual_idr == case.annual_idr
    if expected:
        assert sorted(found.deciding) == sorted(expected)
    if case.annual_quantity is not None:
        assert found.annual_quantity == case.annual_quantity


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_cases_of_each_outcome_and_of_each_condition(book: Rulebook) -> None:
    assert len(book.cases) >= 4
    assert any(case.annual_idr > 0 for case in book.cases)
    assert any(case.unknown for case in book.cases)
    refused = {code for case in book.cases for code in case.refused}
    assert refused == {code for code, condition in book.conditions.items() if not condition.is_macro}


def test_every_programme_is_there_under_its_name() -> None:
    assert set(BOOKS) == {
        "bantuan_pangan",
        "beras",
        "blt_dana_desa",
        "blt_dbhcht",
        "pbi_jkn",
        "pbpu_pemda",
        "pelatihan_vokasi",
        "pip",
        "pkh",
        "prakerja",
        "rastrada",
        "rtlh_kabupaten",
        "rtlh_kota",
        "sembako",
    }
    for name, book in BOOKS.items():
        assert book.programme_id == name
        assert book.name == programme_name(name)


def test_what_is_assumed_is_marked_so_and_what_is_marked_so_is_assumed() -> None:
    for book in BOOKS.values():
        for values in book.parameters.values():
            for dated in values:
                assert (
                    (dated.certainty == "assumption")
                    == ("assumption" in dated.source.en)
                    == ("asumsi" in dated.source.id)
                )


_ENGLISH = re.compile(r"\b(a|an|and|as|by|for|from|in|none|not|of|or|the|to|up|with|years?|January|July|October)\b")
_INDONESIAN = re.compile(r"\b(dan|dari|dalam|sampai|tidak|untuk|yang|tahun|Januari|Juli|Oktober|asumsi)\b")


def test_every_note_is_in_the_language_it_is_shown_in() -> None:
    """What is written once is a citation: no word of it belongs to one language only."""
    notes = {
        note
        for book in BOOKS.values()
        for values in book.parameters.values()
        for dated in values
        for note in (dated.legal_base, dated.source, None if dated.conflict is None else dated.conflict.source)
        if note is not None
    }
    assert len(notes) > 60
    for note in notes:
        assert _ENGLISH.search(note.id) is None, note
        assert _INDONESIAN.search(note.en) is None, note


def test_a_programme_that_excludes_names_programmes_that_there_are() -> None:
    """Those without a rulebook here are another government's."""
    others = {other for book in BOOKS.values() for other in book.not_with} - set(BOOKS)
    assert others == {"blt_dbhcht_provinsi"}
    # They too are called by a name, not by an identifier.
    assert all(programme_name(other).id != other for other in others)
    otherwise = BOOKS["blt_dbhcht"].conditions["tidak_rangkap_blt_dbhcht_provinsi"].otherwise
    assert otherwise is not None
    assert otherwise.id == "sudah menerima BLT DBHCHT Provinsi Jawa Timur, yang tidak boleh dirangkap"


def test_where_sources_conflict_both_stand_in_the_rulebook() -> None:
    age = BOOKS["pkh"].on(date(2025, 7, 1))["elderly_age_min"]
    assert age.conflict is not None
    assert (age.value, age.conflict.value) == (60, 70)
    assert "viva" in age.source.id
    assert "kompas.tv" in age.conflict.source.id


@pytest.mark.parametrize(
    ("programme", "day", "parameter", "value"),
    [
        ("pkh", date(2025, 7, 1), "members_max", 4),
        ("pkh", date(2025, 7, 1), "rights_violation_victim_idr", 10_800_000),
        ("sembako", date(2024, 7, 1), "payments_per_year", 12),
        ("sembako", date(2025, 7, 1), "payments_per_year", 14),
        ("sembako", date(2026, 7, 1), "payments_per_year", 12),
        ("blt_dana_desa", date(2023, 7, 1), "village_fund_share_max", 0.25),
        ("blt_dana_desa", date(2023, 7, 1), "village_fund_share_min", 0.10),
        ("blt_dana_desa", date(2025, 7, 1), "village_fund_share_max", 0.15),
        ("blt_dana_desa", date(2025, 7, 1), "village_fund_share_min", 0.0),
        ("pbi_jkn", date(2025, 7, 1), "premium_idr", 42_000),
        ("pip", date(2025, 7, 1), "sma_half_idr", 900_000),
        ("rastrada", date(2025, 7, 1), "rice_idr_per_kg", 13_000),
        ("prakerja", date(2024, 12, 31), "participant_idr", 4_200_000),
    ],
)
def test_figures_by_day(programme: str, day: date, parameter: str, value: float) -> None:
    assert BOOKS[programme].values(day)[parameter] == value
