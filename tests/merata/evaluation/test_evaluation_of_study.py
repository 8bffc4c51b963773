from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from merata.errors import InputError
from merata.evaluation.evaluation import evaluate, updated
from merata.evaluation.of_study import evaluate_study, finding_of, happened
from merata.evaluation.refusal_words import in_indonesian
from merata.evaluation.variation import applicant_variation, village_variation
from merata.tables.catalogue import TABLES
from merata.tables.folder import Dataset, Description

SUBJECT = "training_vocational"
INCOMES = {
    "las": ((1_200_000, 1_452_000) * 2, (1_000_000, 1_210_000) * 2),
    "jahit": ((3_000_000,) * 4, (1_000_000,) * 4),
}
"""Of the first class winners have 1.2 times what losers have, by the mean logarithm; of the second three times."""


@pytest.fixture
def classes(tmp_path: Path) -> Dataset:
    """Two classes of four winners and four losers each, with the evidence that they teach."""
    made = Dataset(tmp_path)
    rows: dict[str, list[dict[str, Any]]] = {"courses": [], "applications": [], "outcomes": []}
    for course, arms in INCOMES.items():
        rows["courses"].append(
            {"course_id": course, "name": course.title(), "sector": "services", "year": 2024, "owner": "35.05",
             "seats": 4, "cost_idr": 1, "status": "held", "evidence_id": SUBJECT}
        )  # fmt: skip
        for at, income in enumerate([*arms[0], *arms[1]]):
            name = f"{course}-{at}"
            rows["applications"].append(
                {"application_id": name, "course_id": course, "person_id": name, "household_id": name, "chance": 0.5,
                 "selected": at < 4, "completed": at < 4}
            )  # fmt: skip
            rows["outcomes"].append(
                {"unit": "application", "unit_id": name, "year": 2025, "measure": "income_idr", "value": income, "n": 1}
            )
    rows["evidence"] = [
        {"evidence_id": SUBJECT, "lever": "training", "intervention": "classes", "outcome": "income", "effect": 0.1,
         "unit": "share_of_income", "standard_error": 0.05, "assumption": True}
    ]  # fmt: skip
    write(made, rows)
    made.describe(Description("dua kelas", 2025, synthetic=True))
    return made


def write(dataset: Dataset, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    for name, given in rows.items():
        dataset.write(name, pa.Table.from_pylist(list(given), schema=TABLES[name].arrow))


def study(dataset: Dataset, *items: str, subject: str = SUBJECT) -> Any:
    return evaluate_study(dataset, lever="training", subject=subject, items=items, draws=100)


def test_a_study_is_of_its_own_classes_alone(classes: Dataset) -> None:
    assert study(classes, "las").findings[0].effect == pytest.approx(0.2)
    assert study(classes, "jahit").findings[0].effect == pytest.approx(2.0)
    both = study(classes)
    assert both.findings[0].effect == pytest.approx(math.sqrt(1.2 * 3) - 1)
    assert both.findings[0].items == ("jahit", "las")


def test_without_items_it_is_the_whole_evaluation(classes: Dataset) -> None:
    assert study(classes).findings == evaluate(classes, levers=("training",), draws=100).findings


def test_what_cannot_be_evaluated_is_a_refusal_and_no_error(classes: Dataset, tmp_path: Path) -> None:
    nothing = study(classes, subject="training_farming")
    assert (nothing.findings, nothing.families) == ((), ())
    assert "was delivered yet" in nothing.refused[0].reason
    empty = evaluate_study(Dataset(tmp_path / "empty"), lever="training", subject=SUBJECT)
    assert in_indonesian(empty.refused[0].reason) == (
        "Bahan belum memuat tabel yang diperlukan (courses); bawa tabel itu, lalu bekukan bahan lagi."
    )


def test_a_finding_comes_back_from_json_and_teaches_the_same(classes: Dataset) -> None:
    found = study(classes, "las")
    again = [finding_of(row) for row in found.as_json()["findings"]]
    assert [one.learned for one in again] == [one.learned for one in found.findings]
    evidence = classes.read("evidence")
    assert updated(evidence, again, source="EV-1").equals(updated(evidence, found.findings, source="EV-1"))


def test_what_happened_is_told_class_by_class(classes: Dataset) -> None:
    assert happened(classes, "training", SUBJECT, ["las"]) == [
        {"course": "las", "name": "Las", "year": 2024, "seats": 4, "held": True, "applicants": 8, "selected": 4}
    ]
    assert len(happened(classes, "training", SUBJECT, [])) == 2


def test_earlier_classes_tell_how_incomes_vary(classes: Dataset) -> None:
    found = applicant_variation(classes, SUBJECT)
    # Within the arms of the first class ln 1.1 beside the mean, of the second nothing; 16 people less 4 means.
    assert found.sd == pytest.approx(math.log(1.1) * math.sqrt(8 / 12))
    assert (found.n, found.classes, found.attrition, found.completion) == (16, 2, 0.0, 1.0)
    # Nobody was asked at application: the mean of the losers stands for it.
    assert found.mean_idr == pytest.approx((1_000_000 * 6 + 1_210_000 * 2) / 8)


def test_of_a_record_nobody_followed_all_classes_speak(classes: Dataset) -> None:
    assert applicant_variation(classes, "training_farming").n == 16


def test_villages_tell_how_their_means_move(tmp_path: Path) -> None:
    made = Dataset(tmp_path)
    moves = {"a": 0.1, "b": 0.0, "c": -0.1}
    write(made, {"outcomes": [
        {"unit": "village", "unit_id": name, "year": year, "measure": "log_consumption_pc_idr",
         "value": 14.0 + move * (year - 2024), "n": 20}
        for name, move in moves.items() for year in (2024, 2025)
    ]})  # fmt: skip
    found = village_variation(made)
    # Changes 0.1, 0, -0.1: variance 0.01 with two degrees; half of it is each year's.
    assert found.sd == pytest.approx(math.sqrt(0.01 / 2))
    assert (found.n, found.years) == (3, (2024, 2025))
    assert found.mean_idr == pytest.approx(math.exp(14.0))
    with pytest.raises(InputError, match="2 free villages"):
        village_variation(made, {"a"})


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("no class has 2 winners and 2 losers who were found again; add follow-ups", "sedikitnya 2 pemenang"),
        ("applications: 3 winners have no record of it; fill in `completed`", "Kelulusan 3 pemenang belum dicatat"),
        ("no village entered between 2026 and 2028 with comparison", "antara 2026 dan 2028"),
        ("villages were monitored in 2025, 2026 and works handed over in 2026: a synthetic comparison needs at least 2 "
         "years", "dipantau pada 2025, 2026 dan pekerjaan diserahkan pada 2026"),
        ("12 villages without works or programmes to compare 3 served ones with; expected at least 20", "Hanya ada 12"),
        ("something nobody thought of", "Tidak dapat dihitung: something nobody thought of"),
    ],
)  # fmt: skip
def test_reasons_are_told_in_indonesian(reason: str, words: str) -> None:
    assert words in in_indonesian(reason)
