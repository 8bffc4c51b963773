"""All programmes over a registry on Spark give what they give on DuckDB."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from generated_registry import arrow_tables, invented
from merata.errors import InputError
from merata.measurement.summaries.engine import DuckDB, Engine, Spark
from merata.programmes.assessment.asked import asked_by
from merata.programmes.assessment.assessment import Assessed, assess
from merata.programmes.assessment.gathering import Registry
from merata.programmes.rules.loading import rulebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),  # one session is enough
    # Deprecations inside pyspark are not ours to mend.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
DAY = date(2026, 7, 1)
# By members with a cap, by members alone, by level, in kind, and by household.
NAMES = ("pkh", "pip", "rtlh_kota", "rastrada", "sembako", "blt_dbhcht", "pbi_jkn")
BOOKS = [rulebook(name) for name in NAMES]
GIVEN = arrow_tables(invented(5, 300, asked_by(BOOKS), DAY))


def assessed(engine: Engine, **changed: pa.Table) -> Assessed:
    registry = Registry(**{name: engine.read(table) for name, table in (GIVEN | changed).items()})
    return assess(BOOKS, registry, DAY, engine=engine)


def test_equal_to_duckdb(session: Any) -> None:
    on_spark, here = assessed(Spark(session)), assessed(DuckDB())
    assert on_spark.household_id.to_pylist() == here.household_id.to_pylist()
    for name in NAMES:
        one, other = on_spark[name], here[name]
        assert one.entitled_idr.tolist() == other.entitled_idr.tolist()
        assert [one.reasons[number] for number in one.reason] == [other.reasons[n] for n in other.reason]
        assert one.refused() == other.refused()


def test_the_order_of_a_column_row_is_kept(session: Any) -> None:
    row = pa.array(range(300), pa.int64())
    found = assessed(Spark(session), households=GIVEN["households"].append_column("row", row))
    assert found.household_id.to_pylist() == GIVEN["households"]["household_id"].to_pylist()


def test_what_is_lacking_is_named(session: Any) -> None:
    with pytest.raises(InputError, match=r"households.desil; .*persons.pregnant"):
        assessed(
            Spark(session),
            households=GIVEN["households"].drop_columns(["desil"]),
            persons=GIVEN["persons"].drop_columns(["pregnant"]),
        )
    twice = pa.concat_tables([GIVEN["households"], GIVEN["households"].slice(0, 1)])
    with pytest.raises(InputError, match="1 times a household_id stands in more than one row"):
        assessed(Spark(session), households=twice)
