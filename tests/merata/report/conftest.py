from datetime import date

import pyarrow as pa
import pytest

from merata.demo.build import build
from merata.planning.effects import Effect
from merata.planning.optimiser.objective import Objective
from merata.planning.plan import Plan
from merata.planning.plan_lines import Line
from merata.tables.folder import Dataset, Description


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A small synthetic Blitar. Read it, do not write into it."""
    root = tmp_path_factory.mktemp("demo")
    build(root, scale=0.01, seed=1)
    return Dataset(root)


@pytest.fixture
def survey_only(tmp_path):
    """Ten households of one regency in two clusters each of two kecamatan; consumption 100 to 1,000 euro."""
    dataset = Dataset(tmp_path / "survey")
    rows = [
        {
            "survey_id": f"S{i}",
            "year": 2006,
            "regency_code": "AT",
            "kecamatan_code": "Tyrol" if i < 5 else "Vienna",
            "stratum": "Tyrol" if i < 5 else "Vienna",
            "psu": f"P{i // 2}" if i < 5 else f"Q{i // 2}",
            "weight": 1.0,
            "size": 1,
            "consumption_pc_idr": 100.0 * (i + 1),
        }
        for i in range(10)
    ]
    dataset.write("survey_households", pa.Table.from_pylist(rows))
    dataset.describe(Description(name="Austria", year=2006, currency="EUR"))
    return dataset


def line(item_id, **changes):
    values = {
        "source_id": item_id,
        "kind": "project",
        "pillar": "infrastructure",
        "name": f"Proyek {item_id}",
        "village_code": "35.05.01.2001",
        "village": "Jaten",
        "kecamatan_code": "35.05.01",
        "kecamatan": "Wonodadi",
        "households": 10,
        "cost_idr": 1_000,
        "evidence_id": "road_access",
        "assumption": True,
    }
    return Line(item_id=item_id, **(values | changes))


@pytest.fixture
def plan():
    """A package of Rp 10,000 in two villages: food, two works and a class; numbers are round, to check by hand."""
    items = (
        line("bantuan_pangan:35.05.01.2001", source_id="bantuan_pangan", kind="programme", pillar="assistance",
             name="Bantuan pangan daerah", households=4, cost_idr=5_000, evidence_id="cash_pass_through"),
        line("road-1", cost_idr=1_000),
        line("road-2", cost_idr=3_000, village_code="35.05.05.2001", kecamatan_code="35.05.05", assumption=False),
        line("class-1", kind="course", pillar="training", cost_idr=1_000, village_code=None, village=None,
             kecamatan_code=None, kecamatan=None, evidence_id="training_farming"),
    )  # fmt: skip
    return Plan(
        regency="35.05",
        regency_name="Kabupaten Blitar",
        on=date(2026, 1, 1),
        synthetic=True,
        draws=2,
        seed=1,
        budget_idr=12_000,
        spent_idr=10_000,
        objective=Objective(),
        tail=None,
        before={"gini": 0.35, "p0": 0.08},
        after={"gini": 0.345, "p0": 0.07},
        gain=300.0,
        bound=330.0,
        single_bound=340.0,
        gap=0.1,
        items=items,
        comparisons={"equal_split": 150.0, "decile_order": 200.0},
        comparisons_spent_idr={"equal_split": 9_000, "decile_order": 12_000},
        intervals={
            "gini_before": (0.34, 0.36),
            "gini_after": (0.335, 0.355),
            "p0_before": (0.07, 0.09),
            "p0_after": (0.06, 0.08),
            "gain": (-50.0, 600.0),
        },
        by_decile=tuple({"decile": i, "gain_pc_idr": 11.0 - i, "low": 0.0, "high": 20.0} for i in range(1, 11)),
        by_kecamatan=(
            area("kecamatan_code", "35.05.01", "Wonodadi", 600, 6_000),
            area("kecamatan_code", "35.05.05", "Bakung", 100, 3_000),
            area("kecamatan_code", "35.05.18", "Doko", 300, 0),
        ),
        by_village=(
            area("village_code", "35.05.01.2001", "Jaten", 600, 6_000),
            area("village_code", "35.05.05.2001", "Sidomulyo", 100, 3_000),
            area("village_code", "35.05.18.2001", "Doko", 300, 0),
        ),
        proposals=(),
        effects=(
            Effect("road_access", 0.11, 0.06, "share_of_consumption", True, "a study", "low"),
            Effect("my_own_trial", 0.05, 0.02, "share_of_income", False, "a trial", None),
        ),
        shadow_prices=(),
        charges=(),
        progress=(),
        notes=("one note",),
        recipients=pa.table({"household_id": ["H1"], "programme_id": ["bantuan_pangan"], "annual_idr": [5_000]}),
    )


def area(column, code, name, persons, spending_idr):
    gain = 1.0 if spending_idr else 0.0
    return {
        column: code,
        "name": name,
        "persons": persons,
        "households": 1,
        "spending_idr": spending_idr,
        "gain_pc_idr": gain,
    }
