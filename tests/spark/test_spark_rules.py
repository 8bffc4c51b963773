"""Rules compiled to Spark give what the reference gives for each household."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generated_rules import (
    BOOL,
    DOUBLE,
    INT,
    STRING,
    assert_agree,
    compiled,
    expressions,
    households,
    parameters,
    referred,
    tables,
)
from merata.programmes.cel.syntax import Node

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),  # one session is enough
    # Deprecations inside pyspark are not ours to mend.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
# A query takes seconds, so few with much in each.
sparingly = settings(
    max_examples=3, phases=[Phase.generate], derandomize=True, suppress_health_check=list(HealthCheck), deadline=None
)
records = st.lists(households, min_size=15, max_size=15)
named_conditions = st.fixed_dictionaries(
    {"first": expressions(BOOL, 2), "second": expressions(BOOL, 2, named=["first"])}
)


def agree(session: Any, nodes: list[Node], homes: list[Any], values: Any, named: Mapping[str, Node]) -> None:
    frames = tuple(nw.from_native(session.createDataFrame(table)) for table in tables(homes))
    got = compiled(nodes, frames, values, named, states=bool(named))  # type: ignore[arg-type]
    assert_agree(nodes, referred(nodes, homes, values, named), got)


@sparingly
@given(
    st.lists(expressions(BOOL, 3, named=["first", "second"]), min_size=15, max_size=15),
    records,
    parameters,
    named_conditions,
)
def test_conditions_agree(session: Any, nodes: Any, homes: Any, values: Any, named: Any) -> None:
    agree(session, nodes, homes, values, named)


@sparingly
@given(
    st.lists(st.one_of(expressions(INT), expressions(DOUBLE), expressions(STRING)), min_size=15, max_size=15),
    records,
    parameters,
)
def test_values_agree(session: Any, nodes: Any, homes: Any, values: Any) -> None:
    agree(session, nodes, homes, values, {})
