from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from merata.errors import InputError
from merata.participation.calendar.steps import SIDES, steps_of
from merata.participation.procedure import CERTAINTIES


def test_the_year_runs_from_the_villages_to_the_budget() -> None:
    found = {one.code: (one.begins, one.due) for one in steps_of(2025)}
    assert list(found) == [
        "musrenbang_village", "musrenbang_kecamatan", "pokir", "musrenbang_regency", "musdes", "kua_ppas_submitted",
        "kua_ppas_agreed", "rkpdes", "apbd", "apbdes",
    ]  # fmt: skip
    # As Kota Blitar held them in 2025.
    assert found["musrenbang_kecamatan"] == (date(2025, 1, 22), date(2025, 1, 23))
    assert found["musrenbang_regency"] == (date(2025, 3, 20), date(2025, 3, 20))
    assert found["apbdes"][1] == date(2025, 12, 31)


def test_pokir_are_due_a_week_before_the_musrenbang_wherever_that_lies(tmp_path: Path) -> None:
    assert {one.code: one for one in steps_of(2026)}["pokir"].due == date(2026, 3, 13)
    own = tmp_path / "2026.yaml"
    own.write_text("musrenbang_regency: {begins: 2026-04-01, due: 2026-04-02, source: SE Bupati 050/12}\n")
    found = {one.code: one for one in steps_of(2026, own)}
    assert found["pokir"].due == date(2026, 3, 26)
    assert (str(found["musrenbang_regency"].source.id), found["musrenbang_regency"].certainty) == (
        "SE Bupati 050/12", "high",
    )  # fmt: skip


def test_every_step_says_who_owes_what_and_where_it_was_read() -> None:
    for one in steps_of(2026):
        assert one.owes, one.code
        assert {owed.side for owed in one.owes} <= set(SIDES)
        assert all(owed.who.id and owed.who.en and owed.what.id and owed.what.en for owed in one.owes)
        assert one.certainty in CERTAINTIES
        assert one.legal_base
        assert one.source.id
        assert one.begins <= one.due
    assert {owed.side for one in steps_of(2026) for owed in one.owes} == set(SIDES)


def test_all_faults_of_an_offices_file_are_told_at_once(tmp_path: Path) -> None:
    own = tmp_path / "2026.yaml"
    own.write_text("musdes: {due: 2027-06-30, when: soon}\npanen: {due: 2026-05-01}\napbd: December\n")
    with pytest.raises(InputError) as caught:
        steps_of(2026, own)
    assert [(one.column, one.problem) for one in caught.value.faults] == [
        ("musdes.when", "says something else"),
        ("musdes.due", "is none"),
        ("panen", "there is no such step"),
        ("apbd", "not so written"),
    ]


@pytest.mark.parametrize("written", ["a: [", "- 1\n", "musdes: {begins: 2026-12-01}\n"])
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, written: str) -> None:
    own = tmp_path / "2026.yaml"
    own.write_text(written)
    with pytest.raises(InputError):
        steps_of(2026, own)
