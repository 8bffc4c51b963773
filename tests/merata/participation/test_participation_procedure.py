from __future__ import annotations

from datetime import date
from fractions import Fraction
from importlib.resources import files

import pytest

from merata.errors import InputError, UsageError
from merata.participation.procedure import kinds, procedure, read_procedure
from merata.participation.quorum import QUORUM

TODAY = date(2026, 1, 15)
TEXT = (files("merata.participation") / "procedures" / "musyawarah_desa.yaml").read_text(encoding="utf-8")


def test_the_kinds_of_meeting() -> None:
    assert kinds() == ["musrenbang_desa", "musrenbang_kecamatan", "musrenbang_kelurahan", "musrenbang_regency",
                       "musyawarah_desa", "musyawarah_desa_khusus", "pena_intan", "reses"]  # fmt: skip


@pytest.mark.parametrize("kind", kinds())
def test_every_procedure_is_sound_and_each_rule_says_where_it_was_read(kind: str) -> None:
    found = procedure(kind, on=TODAY)
    assert found.kind == kind
    assert found.report_working_days == 7
    assert found.consensus_first
    assert "women" in found.elements
    assert "disability" in found.elements
    for rule in found.rules.values():
        assert rule.legal_base
        assert rule.source.id
        assert rule.source.en
        assert rule.certainty in ("high", "medium", "low")


def test_the_musyawarah_desa() -> None:
    found = procedure("musyawarah_desa", on=TODAY)
    assert found.quorum == Fraction(2, 3) == QUORUM
    assert (found.postponement_hours, found.second_meeting_days, found.consultation) == (3, 3, True)
    assert found.held_in == "desa"
    assert "peraturan bupati" in found.rules["quorum"].citation


def test_a_kelurahan_has_no_quorum_of_its_own() -> None:
    found = procedure("musrenbang_kelurahan", on=TODAY)
    assert found.quorum is None
    assert found.postponement_hours is None
    assert found.held_in == "kelurahan"


def test_a_kelurahan_has_no_musyawarah_desa() -> None:
    assert procedure("musyawarah_desa", on=TODAY, held_in="desa").held_in == "desa"
    with pytest.raises(UsageError, match=r"tidak diadakan di kelurahan .* expected one of musrenbang_kelurahan$"):
        procedure("musyawarah_desa", on=TODAY, held_in="kelurahan")
    with pytest.raises(UsageError, match="expected one of none"):
        procedure("musyawarah_desa", on=TODAY, held_in="mars")


def test_rules_are_dated() -> None:
    changed = TEXT.replace(
        "  quorum:\n",
        "  quorum:\n    - {from: 2027-01-01, value: 1/2, legal_base: x, source: {id: a, en: b}, certainty: low}\n",
    )
    assert read_procedure(changed, file="x.yaml", on=date(2026, 12, 31)).quorum == Fraction(2, 3)
    assert read_procedure(changed, file="x.yaml", on=date(2027, 1, 1)).quorum == Fraction(1, 2)


def test_before_the_first_rule_there_is_none() -> None:
    with pytest.raises(UsageError, match="begins on"):
        procedure("musyawarah_desa", on=date(2010, 1, 1))


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="musyawarah_desa_khusus"):
        procedure("rapat", on=TODAY)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("value: 2/3", "value: 3/2", ["quorum"]),
        ("value: 2/3", "value: many", ["quorum"]),
        ("value: 3\n", "value: 0\n", ["postponement_hours", "second_meeting_days"]),
        ("held_in: desa", "held_in: mars", ["held_in"]),
        ("  consensus_first:", "  consensus_last:", ["consensus_last", "consensus_first"]),
        ("pasal 38\n", "pasal 38\n      note: x\n", ["elements"]),
    ],
)
def test_all_faults_of_a_procedure_are_named(old: str, new: str, faults: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        read_procedure(TEXT.replace(old, new), file="x.yaml", on=TODAY)
    assert [fault.column for fault in caught.value.faults] == faults


@pytest.mark.parametrize("text", ["[", "", "- a", "kind: x"])
def test_what_is_no_procedure_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_procedure(text, file="x.yaml", on=TODAY)
