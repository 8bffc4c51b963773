"""Loading a rulebook: what it gives, and every fault of a broken one with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_rulebook import GOOD, found, places, read

from merata.errors import InputError, UsageError
from merata.programmes.cel.canonical import text
from merata.programmes.rules.loading import available, load, rulebook


def test_a_good_rulebook_has_its_implicit_conditions(tmp_path: Path) -> None:
    book = read(tmp_path)
    assert list(book.conditions) == ["wilayah", "miskin", "kota", "sudah_menerima", "tidak_rangkap_pkh"]
    assert book.eligible_text == "wilayah && miskin && !kota && sudah_menerima && tidak_rangkap_pkh"
    assert [book.conditions[code].text for code in ("wilayah", "sudah_menerima", "tidak_rangkap_pkh")] == [
        'village.regency_code in ["35.05"]',
        '!("contoh" in household.programmes)',
        '!("pkh" in household.programmes)',
    ]
    assert [code for code, each in book.conditions.items() if each.is_macro] == ["kota"]
    assert [book.conditions[code].line for code in ("wilayah", "miskin", "kota", "tidak_rangkap_pkh")] == [5, 9, 12, 16]
    assert book.facts == {
        ("household", "desil"),
        ("household", "programmes"),
        ("village", "urban"),
        ("village", "regency_code"),
    }
    assert book.excludes == {"pkh"}
    otherwise = book.conditions["tidak_rangkap_pkh"].otherwise
    assert otherwise is not None
    assert otherwise.id == "sudah menerima Program Keluarga Harapan (PKH), yang tidak boleh dirangkap"
    assert book.file == "contoh.yaml"


@pytest.mark.parametrize(
    ("old", "new", "row", "problem"),
    [
        ("kind: cash", "kind: gold", 3, "unknown or missing"),
        ("payer: regency", "payer: bank", 4, "unknown or missing"),
        ("payer: regency", "payer: regency\npaid: no", 5, "unknown key"),
        ("kind: cash", "kind: cash\nkind: food", 4, "key written twice"),
        ("programme: contoh", "programme: Contoh Satu", 1, "missing or not a name"),
        ('["35.05"]', "[35.05]", 5, "missing or empty"),
        ('["35.05"]', '["3505"]', 5, "not a regency's code"),
        ("[pkh]", "[pkh, contoh]", 16, "names the programme itself"),
        ("[pkh]", "[PKH]", 16, "missing or not a name"),
        ("{id: bupati, en: the regent}", "bupati", 6, "missing or of the wrong form"),
        ("en: The address.", "fr: L'adresse.", 26, "unknown key"),
        ("en: The address.", "fr: L'adresse.", 26, "missing or empty"),
        ("id: Alamat.", 'id: "Alamat {household.desil}."', 26, "a placeholder that does not exist"),
    ],
)
def test_a_fault_is_found_with_its_line(tmp_path: Path, old: str, new: str, row: int, problem: str) -> None:
    assert (row, problem) in places(tmp_path, (old, new))


def test_all_faults_come_in_one_run(tmp_path: Path) -> None:
    rows = {
        row for row, _ in places(tmp_path, ("household.desil <=", "household.desill <="), ("kind: cash", "kind: x"))
    }
    assert rows == {3, 10}


def test_a_parameter_never_used_is_a_fault_and_one_only_said_is_not_used(tmp_path: Path) -> None:
    extra = "\n  extra:\n    - {from: 2024-01-01, value: 1, legal_base: law, source: text, certainty: high}\n  months:"
    said = ('"decile {household.desil}"', '"decile {parameter.extra}"')
    assert places(tmp_path, ("\n  months:", extra), said) == [(23, "a parameter never used")]


def test_an_expression_that_cannot_be_read_hides_no_use_of_parameters(tmp_path: Path) -> None:
    assert [row for row, _ in places(tmp_path, ("<= parameter", "<=> parameter"))] == [10]


def test_what_is_no_yaml_says_where(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"contoh\.yaml:2"):
        read(tmp_path, (GOOD, "programme: a\n  kind: : b\n"))


def test_a_day_that_the_calendar_lacks_is_found_with_its_line(tmp_path: Path) -> None:
    (fault,) = found(tmp_path, ("from: 2025-01-01", "from: 2025-02-30"), ("Alamat.", '"{a"'))
    assert (fault.row, fault.value) == (22, "2025-02-30")


@pytest.mark.parametrize("content", ["a: \x00", "[" * 2000, "a: !!python/name:x y", "&a [*a]"])
def test_yaml_that_goes_wrong_in_other_ways_is_refused_too(tmp_path: Path, content: str) -> None:
    assert found(tmp_path, (GOOD, content))


@pytest.mark.parametrize("content", ["", "- a\n", "text"])
def test_what_is_no_mapping_is_a_fault_not_a_crash(tmp_path: Path, content: str) -> None:
    assert found(tmp_path, (GOOD, content))[0].row == 1


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "a.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "nowhere.yaml")


def test_messages_call_the_file_as_asked(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("programme: a\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "a.yaml", "rules/a.yaml")
    assert {fault.file for fault in caught.value.faults} == {"rules/a.yaml"}


def test_unknown_programme_names_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no rulebook for programme 'blt_dana_dessa'; there are: blt_dana_desa"):
        rulebook("blt_dana_dessa")
    with pytest.raises(UsageError, match="bantuan_pangan, beras, blt_dana_desa"):
        rulebook("zzzzzzzz")


def test_eligible_is_joined_without_needless_brackets(tmp_path: Path) -> None:
    book = read(tmp_path, ("miskin && !kota", "miskin || kota"))
    assert book.eligible_text == "wilayah && (miskin || kota) && sudah_menerima && tidak_rangkap_pkh"
    assert text(book.eligible) == book.eligible_text


def test_available_programmes_are_in_order() -> None:
    assert list(available()) == sorted(available())
