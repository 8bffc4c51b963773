"""Settings: read and written without loss, every fault told at once, and the constraint file that `merata` reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from merata.planning.limits.constraints import GROUPS as KNOWN_GROUPS
from merata.planning.limits.constraints import LISTS, OTHERS, read_constraints
from merata_portal.planning.settings import GROUPS, Bound, Capacity, Prerequisite, Settings, faults

UUID = "11111111-2222-4333-8444-555555555555"
PLAIN = Settings("35.05", 2026, UUID, 1_000_000_000)
FULL = Settings(
    "35.05", 2026, UUID, 1_000_000_000, on="2026-03-01", objective="sgini:4", tail=0.1, use_ceilings=True,
    pillars=(Bound("training", min_idr=5), Bound("assistance", max_idr=9)), programmes=(Bound("bantuan_pangan", 1, 2),),
    kecamatan=(Bound("35.05.01", 1),), villages=(Bound("35.05.01.2001", 1),), funds=(Bound("PAD", None, 7),),
    exclude=("PJ-3",), require=("PJ-1",), prerequisites=(Prerequisite("PJ-1", "PJ-2"),),
    exclusions=(("PJ-4", "PJ-5"),), capacity=(Capacity("dinas", 2, ("PJ-1", "PJ-2")),), seats_min=10, seats_max=20,
    answered_per_village=1, assumptions=False, minutes_to_rupiah=True, draws=50, seed=9, gap=0.01, robustness=False,
)  # fmt: skip


def test_settings_come_back_from_json_as_they_were() -> None:
    for one in (PLAIN, FULL):
        assert Settings.from_json(one.as_json()) == one
        assert Settings.from_json(one.as_json()).as_json() == one.as_json()


def test_good_settings_have_no_fault() -> None:
    assert faults(PLAIN) == []
    assert faults(FULL) == []


def test_every_fault_is_told_at_once_in_both_languages() -> None:
    wrong = replace(
        FULL, snapshot="x", year=1999, on="2026-02-30", objective="gini", tail=2.0, budget_idr=0, draws=1, gap=1.0,
        seed=-1, pillars=(Bound("sport", 1), Bound("training"), Bound("assistance", 5, 4)),
        villages=(Bound("a", -1), Bound("a", 1)), exclude=("PJ-1",), exclusions=(("PJ-1",),),
        prerequisites=(Prerequisite("PJ-1", "PJ-1"),), capacity=(Capacity("dinas", -1, ()),), seats_min=30,
        answered_per_village=-1, unread=("warna",),
    )  # fmt: skip
    told = faults(wrong)
    english = "\n".join(en for _, en in told)
    for part in (
        "unknown settings: warna", "frozen registry", "year 1999", "is no date", "budget 0", "'gini'", "worst share 2",
        "1 draws", "gap of 1", "seed -1", "'sport' is not known", "pillars training: give", "least Rp5 is above",
        "villages: a is given more than once", "-1 is not whole rupiah", "both required and excluded",
        "two or more different", "cannot need itself", "capacity of dinas", "30 seats", "answered proposals a village",
    ):  # fmt: skip
        assert part in english, part
    assert all(text_id and text_en and text_id != text_en for text_id, text_en in told)


def test_the_least_sums_are_held_against_the_budget() -> None:
    told = faults(replace(PLAIN, pillars=(Bound("training", 600_000_000), Bound("assistance", 600_000_000))))
    assert told == [
        (
            "jumlah paling sedikit menurut pilar Rp1.200.000.000 melebihi anggaran Rp1.000.000.000",
            "pillars: the least sums come to Rp1,200,000,000, above the budget of Rp1,000,000,000",
        )
    ]


def test_names_with_personal_numbers_are_refused() -> None:
    assert len(faults(replace(PLAIN, exclude=("3505990101900001",)))) == 1


def test_the_constraints_are_the_file_that_merata_reads(tmp_path: Path) -> None:
    file = tmp_path / "batas.yaml"
    file.write_text(FULL.constraint_text(), encoding="utf-8")
    told = read_constraints(file).value
    assert told == {
        "pillars": {"training": {"min_idr": 5}, "assistance": {"max_idr": 9}},
        "programmes": {"bantuan_pangan": {"min_idr": 1, "max_idr": 2}}, "kecamatan": {"35.05.01": {"min_idr": 1}},
        "villages": {"35.05.01.2001": {"min_idr": 1}}, "funds": {"PAD": {"max_idr": 7}}, "exclude": ["PJ-3"],
        "require": ["PJ-1"], "prerequisites": [{"item": "PJ-1", "needs": "PJ-2"}],
        "exclusions": [["PJ-4", "PJ-5"]], "capacity": [{"name": "dinas", "at_most": 2, "items": ["PJ-1", "PJ-2"]}],
        "seats": {"min": 10, "max": 20}, "answered_per_village": 1,
    }  # fmt: skip
    assert set(told) == {*KNOWN_GROUPS, *LISTS, *OTHERS}
    assert set(GROUPS) == set(KNOWN_GROUPS)
    assert PLAIN.constraint_text() == ""


@given(st.text(min_size=1, max_size=30))
def test_no_name_can_break_out_of_the_constraint_text(name: str) -> None:
    text = replace(PLAIN, exclude=(name,)).constraint_text()
    assert list(yaml.safe_load(text)) == ["exclude"]


def test_the_parameters_are_what_analysis_asks_for() -> None:
    told = FULL.parameters()
    assert told["on"] == "2026-03-01"
    assert PLAIN.parameters()["on"] == "2026-01-01"
    assert set(told) == {
        "regency", "budget_idr", "on", "objective", "tail", "use_ceilings", "constraints", "draws", "seed", "gap",
        "robustness", "assumptions", "minutes_to_rupiah", "truth",
    }  # fmt: skip
    assert told["truth"] is False
