"""The documented facts are columns of the registry, of the type that rules see."""

from __future__ import annotations

import pyarrow as pa
import pytest

from merata.programmes.cel.typing import Type
from merata.programmes.facts import FACTS, MEMBERS, PROGRAMMES, TYPES, Fact
from merata.tables.catalogue import TABLES

TABLE = {"household": "households", "village": "villages", "person": "persons"}
KINDS = {pa.int64(): Type.INT, pa.float64(): Type.DOUBLE, pa.bool_(): Type.BOOL, pa.string(): Type.STRING}
COLUMNS = [fact for key, fact in FACTS.items() if key not in (PROGRAMMES, ("person", "age"))]


@pytest.mark.parametrize("fact", COLUMNS, ids=lambda fact: f"{fact.of}.{fact.name}")
def test_a_fact_is_a_column_of_its_table(fact: Fact) -> None:
    schema = TABLES[TABLE[fact.of]].arrow
    assert KINDS[schema.field(fact.column).type] is fact.type is TYPES[fact.of, fact.name]


def test_age_comes_from_the_date_of_birth_and_programmes_from_the_lists() -> None:
    assert TABLES["persons"].arrow.field(FACTS["person", "age"].column).type == pa.date32()
    assert TYPES["person", "age"] is Type.INT
    assert TYPES[PROGRAMMES] is Type.STRINGS
    assert MEMBERS not in FACTS


def test_each_fact_has_words_of_its_own_in_both_languages() -> None:
    for words in ({(fact.of, fact.id) for fact in FACTS.values()}, {(fact.of, fact.en) for fact in FACTS.values()}):
        assert len(words) == len(FACTS)
        assert all(text.strip() for _, text in words)
