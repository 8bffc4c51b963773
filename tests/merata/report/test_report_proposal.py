import dataclasses

import pyarrow as pa
import pytest

from merata.planning.effects import ACCOUNTING, COMPLETED, Effect
from merata.report.numbers import NO_BREAK, Numbers
from merata.report.plan_view import (
    assumed_text,
    change_rows,
    effect_text,
    intervention,
    note_text,
    package_name,
    plan_view,
)
from merata.report.proposal import EvidenceRow, proposal
from merata.report.texts import Words
from merata.tables.folder import Dataset

WORDS, NUMBERS = Words("id"), Numbers("id")


@pytest.fixture
def dataset(tmp_path):
    """Only what a proposal takes names from: works, forum proposals and evidence."""
    dataset = Dataset(tmp_path)
    works = [{"project_id": f"road-{i}", "name": f"Jalan {i}", "kind": "road", "owner": "35.05", "year": 2026,
              "village_code": "35.05.01.2001", "cost_idr": 1, "status": "candidate"} for i in (1, 2)]  # fmt: skip
    dataset.write("projects", pa.Table.from_pylist(works))
    asked = [
        {"proposal_id": name, "village_code": village, "year": 2025, "title": f"Usulan {name}",
         "pillar": "infrastructure", "supporters": supporters, "status": status}
        for name, village, supporters, status in (
            ("U1", "35.05.01.2001", 5, "raised"),
            ("U2", "35.05.05.2001", 50, "costed"),
            ("U3", "35.05.05.2001", 9, "declined"),
            ("U4", "35.72.01.1001", 99, "raised"),
        )
    ]  # fmt: skip
    dataset.write("proposals", pa.Table.from_pylist(asked))
    trial = {"evidence_id": "my_own_trial", "lever": "training", "intervention": "a course of our own",
             "outcome": "income", "effect": 0.05, "unit": "share_of_income", "standard_error": 0.02,
             "assumption": False}  # fmt: skip
    dataset.write("evidence", pa.Table.from_pylist([trial]))
    return dataset


def test_the_package_is_gathered_by_kind_the_costliest_first(dataset, plan):
    rows = proposal(dataset, plan).package
    assert [(row.kind, row.programme_id, row.pieces, row.cost_idr) for row in rows] == [
        ("programme", "bantuan_pangan", 1, 5_000),
        ("road", None, 2, 4_000),
        ("course", None, 1, 1_000),
    ]
    assert [line.item_id for line in rows[1].lines] == ["road-2", "road-1"]
    assert sum(row.cost_idr for row in rows) == plan.spent_idr


def test_places_are_ordered_by_rupiah_per_resident_and_leave_out_those_without(dataset, plan):
    told = proposal(dataset, plan)
    assert [(row["name"], row["villages"], row["spending_pc_idr"]) for row in told.places] == [
        ("Bakung", 1, 30.0),
        ("Wonodadi", 1, pytest.approx(1_000 / 600)),
    ]
    assert told.spending_pc_idr == pytest.approx({"35.05.01.2001": 1_000 / 600, "35.05.05.2001": 30.0})
    assert told.placeless_idr == 1_000
    assert told.persons == 1_000


def test_rupiah_of_assistance_are_told_of_no_place(dataset, plan):
    """Rp 5,000 of food for four families of Jaten: of the village's Rp 6,000 the road's alone are told."""
    told = proposal(dataset, plan)
    assert told.spending_idr == {"35.05.01.2001": 1_000, "35.05.05.2001": 3_000}
    assert [row["spending_idr"] for row in told.places] == [3_000, 1_000]
    fed = dataclasses.replace(plan, items=[item for item in plan.items if item.kind == "programme"])
    only = proposal(dataset, fed)
    assert (only.places, only.spending_idr, only.spending_pc_idr, only.placeless_idr) == ([], {}, {}, 0)
    assert only.pays_aid
    assert not proposal(dataset, dataclasses.replace(plan, items=plan.items[1:])).pays_aid


@pytest.mark.parametrize(
    ("households", "told", "told_idr"),
    [(1, None, None), (4, None, None), (5, 5, 7_800), (7, 5, 7_800), (8, 10, 15_600), (959, 960, 1_497_600)],
)
def test_a_programme_s_families_are_rounded_and_few_are_withheld(dataset, plan, households, told, told_idr):
    """At Rp 1,560 a family the rupiah say what the rounded families say, and nothing more."""
    food = dataclasses.replace(plan.items[0], households=households, cost_idr=1_560 * households)
    row = next(row for row in proposal(dataset, dataclasses.replace(plan, items=[food])).package)
    assert (row.told_households, row.told_idr) == (told, told_idr)


def test_works_are_told_exactly(dataset, plan):
    roads = next(row for row in proposal(dataset, plan).package if row.kind == "road")
    assert (roads.told_households, roads.told_idr) == (roads.households, 4_000)


def test_assumed_works_and_benefits_are_counted_apart_and_rows_with_either_are_marked(dataset, plan):
    told = proposal(dataset, plan)
    assert (told.assumed_idr, told.assumed_benefits_idr) == (2_000, 5_000)
    assert [row.assumption for row in told.package] == [True, True, True]
    known = dataclasses.replace(plan, items=[dataclasses.replace(item, assumption=False) for item in plan.items])
    assert [row.assumption for row in proposal(dataset, known).package] == [False, False, False]
    assert not proposal(dataset, known).rests_on_assumption


def test_the_assumed_parts_of_the_spending_are_told_with_what_becomes_spending(dataset, plan):
    works = f"Dari belanja paket, Rp{NO_BREAK}2.000 (20%) adalah pelatihan dan pembangunan"
    scrutiny = "Makin besar bagian yang bertumpu pada asumsi"
    told = assumed_text(proposal(dataset, plan), NUMBERS, WORDS)
    assert told.startswith(works)
    assert scrutiny in told
    assert "Bantuan" not in told  # this plan names no effect of cash
    passed_on = dataclasses.replace(ACCOUNTING, mean=0.9)
    cash = dataclasses.replace(plan, effects=(*plan.effects, passed_on))
    told = assumed_text(proposal(dataset, cash), NUMBERS, WORDS)
    assert f"Bantuan, Rp{NO_BREAK}5.000 (50%), dihitung dengan konvensi bahwa 90% dari nilainya" in told


def test_answered_proposals_come_by_support_and_open_ones_of_the_regency_are_counted(dataset, plan):
    told = proposal(dataset, dataclasses.replace(plan, proposals=("U1", "U2")))
    assert [(row.title, row.village, row.supporters) for row in told.answered] == [
        ("Usulan U2", "Sidomulyo", 50),
        ("Usulan U1", "Jaten", 5),
    ]
    assert (told.open_proposals, told.answered_villages) == (2, 2)


def test_changes_carry_intervals_and_percentage_points(dataset, plan):
    rows = change_rows(proposal(dataset, plan), NUMBERS, WORDS)
    assert [(row.before, row.after, row.change) for row in rows] == [
        ("0,3500 (0,3400–0,3600)", "0,3450 (0,3350–0,3550)", "−0,0050"),
        ("8,00% (7,00%–9,00%)", "7,00% (6,00%–8,00%)", "−1,00 poin persen"),
        ("80 (70–90)", "70 (60–80)", "−10"),
        ("–", "–", f"+Rp{NO_BREAK}300, antara Rp{NO_BREAK}−50 dan Rp{NO_BREAK}600"),
    ]


def test_without_a_poverty_line_only_gini_and_welfare_are_told(dataset, plan):
    bare = dataclasses.replace(plan, before={"gini": 0.35}, after={"gini": 0.345})
    assert [row.label for row in change_rows(proposal(dataset, bare), NUMBERS, WORDS)] == [
        "Rasio Gini",
        "Kesejahteraan merata, per orang per bulan",
    ]


def test_sentences_are_worked_out_from_the_plan(dataset, plan):
    texts = plan_view(proposal(dataset, plan), None, None, NUMBERS, WORDS).texts
    assert "0,3500 menjadi 0,3450" in texts["sentence"]
    assert "sekitar 10 orang" in texts["sentence"]
    assert texts["poorest_gain"] == "49%"  # (10 + 9 + 8) of 55
    assert "2,00 kali bagi rata dan 1,50 kali urut desil" in texts["comparison"]
    assert "paling banyak 10,0% lebih baik" in texts["bound"]


def test_a_habit_that_cannot_spend_the_money_is_not_said_to_share_it(dataset, plan):
    alike = dataclasses.replace(
        plan, comparisons_spent_idr={"equal_split": plan.spent_idr, "decile_order": plan.spent_idr}
    )
    dry = dataclasses.replace(plan, comparisons_spent_idr={"equal_split": 1_000, "decile_order": plan.spent_idr})
    told = [plan_view(proposal(dataset, p), None, None, NUMBERS, WORDS).texts["comparison"] for p in (alike, dry)]
    assert "tidak terpakai" not in told[0]
    assert "hanya dapat memakai" in told[1]
    assert "tidak terpakai" in told[1]


def test_a_plan_that_gains_nothing_has_no_gap_to_tell(dataset, plan):
    idle = dataclasses.replace(plan, gain=0.0, gap=None, comparisons={"equal_split": 0.0, "decile_order": 0.0})
    texts = plan_view(proposal(dataset, idle), None, None, NUMBERS, WORDS).texts
    assert "tidak menambah kesejahteraan" in texts["bound"]
    assert "tidak menambah apa-apa" in texts["comparison"]


@pytest.mark.parametrize(
    ("lang", "food", "roads", "known"),
    [
        ("id", "Bantuan pangan daerah", "Jalan", "Jalan yang diperbaiki: pengeluaran rumah tangga yang dilayani"),
        ("en", "Local food assistance", "Roads", "Improved roads: consumption of the households served"),
    ],
)
def test_names_follow_the_language_and_unknown_evidence_keeps_its_own(dataset, plan, lang, food, roads, known):
    told, words = proposal(dataset, plan), Words(lang)
    assert [package_name(row, words) for row in told.package[:2]] == [food, roads]
    assert [intervention(row, words) for row in told.evidence] == [known, "a course of our own"]


def test_an_effect_is_told_with_its_error(plan):
    assert effect_text(plan.effects[0], NUMBERS, WORDS) == "11% dari pengeluaran (galat baku 6%)"


@pytest.mark.parametrize(
    ("lang", "completed", "offered", "rate", "what"),
    [
        (
            "id",
            "5% dari pendapatan bagi yang menyelesaikan kelas (galat baku 2%)",
            "5% dari pendapatan per kursi yang ditawarkan (galat baku 2%)",
            "88% dari kursi diselesaikan (galat baku 3%)",
            "Kelas: bagian kursi yang diselesaikan pesertanya",
        ),
        (
            "en",
            "5% of income for those who complete the class (standard error 2%)",
            "5% of income per seat offered (standard error 2%)",
            "88% of seats are completed (standard error 3%)",
            "Classes: the share of seats that are completed",
        ),
    ],
)
def test_a_course_is_told_with_what_its_effect_is_per(lang, completed, offered, rate, what):
    numbers, words = Numbers(lang), Words(lang)
    course = Effect("x", 0.05, 0.02, "share_of_income", assumption=False, source="s", certainty="low")
    share = Effect("completion/x", 0.88, 0.03, COMPLETED, assumption=False, source="s", certainty="high")
    told = [
        dataclasses.replace(course, times="completion/x"),
        dataclasses.replace(course, per="offer"),
        share,
    ]
    assert [effect_text(one, numbers, words).replace(NO_BREAK, " ") for one in told] == [completed, offered, rate]
    assert intervention(EvidenceRow(share, share.evidence_id), words) == what


def test_proposals_about_aid_are_told_by_no_village(dataset, plan):
    """A programme answers a proposal where it reaches the proposal's village: told, it said who receives there."""
    asked = dataset.read("proposals").to_pylist()
    aid = [
        {**asked[0], "proposal_id": f"B{i}", "title": f"Bantuan untuk Dusun {i}", "pillar": pillar, "item_id": item}
        for i, (pillar, item) in enumerate([("assistance", None), ("participation", "bantuan_pangan")])
    ]
    dataset.write("proposals", pa.Table.from_pylist([*({**one, "item_id": None} for one in asked), *aid]))
    told = proposal(dataset, dataclasses.replace(plan, proposals=("B0", "B1", "U1", "U2")))
    assert [row.title for row in told.answered] == ["Usulan U2", "Usulan U1"]
    assert (told.answered_villages, told.aid_answered, told.told_aid_answered) == (2, 2, None)
    assert dataclasses.replace(told, aid_answered=7).told_aid_answered == 5
    assert dataclasses.replace(told, aid_answered=0).told_aid_answered == 0


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("id", ["BLT DBHCHT: tanpa bukti", "rtlh: tanpa bukti", "mulai 0.5 menit"]),
        ("en", ["Tobacco-excise cash assistance (BLT DBHCHT): no evidence", "rtlh: no evidence", "from 0.5 min"]),
    ],
)
def test_a_note_is_told_in_one_language_and_names_its_programme(lang, told):
    notes = [
        "blt_dbhcht: tanpa bukti / no evidence", "rtlh: tanpa bukti / no evidence", "mulai 0.5 menit / from 0.5 min",
    ]  # fmt: skip
    assert [note_text(note, Words(lang)) for note in notes] == told
