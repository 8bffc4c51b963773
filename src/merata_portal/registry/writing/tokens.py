"""The keyed index of names: one row for each word of each person's name, by its sound."""

# ruff: noqa: S608 - statements are put together from the models' own table and column names; values are bound
from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from merata_portal.personal.columns import unsealed_many
from merata_portal.personal.digests import search_tokens
from merata_portal.personal.names import words
from merata_portal.registry import bulk
from merata_portal.registry.models import NameToken, Person

STAGE = "stage_tokens_of"


def numbers_of(name: str) -> tuple[int, ...]:
    """The tokens that a search for `name` asks for, as the table holds them; each once."""
    return tuple(dict.fromkeys(int.from_bytes(token, "big", signed=True) for token in search_tokens(name)))


def token_rows(ids: Iterable[int], villages: Iterable[str], names: Iterable[str]) -> pa.Table:
    """The rows of `NameToken` for persons; words met before are not computed again."""
    known: dict[str, int] = {}
    tokens: list[int] = []
    persons: list[int] = []
    places: list[str] = []
    for person, village, name in zip(ids, villages, names, strict=True):
        found = set()
        for word in words(name):
            if word not in known:
                known[word] = numbers_of(word)[0]
            found.add(known[word])
        tokens += found
        persons += [person] * len(found)
        places += [village] * len(found)
    # In the index's own order, so that its pages are filled one after the other.
    order = np.lexsort((np.array(persons, np.int64), np.array(places, str), np.array(tokens, np.int64)))
    table = {"token": pa.array(tokens, pa.int64()), "village_code": places, "person_id": pa.array(persons, pa.int64())}
    return pa.table(table).take(order)


def write_anew(ids: Sequence[int]) -> None:
    """Make the tokens of these persons follow from their names and villages as they are now; the merged have none."""
    if not len(ids):
        return
    bulk.stage(STAGE, pa.table({"id": pa.array(ids, pa.int64())}))
    person, token = Person._meta.db_table, NameToken._meta.db_table
    bulk.execute(f"DELETE FROM {token} WHERE person_id IN (SELECT id FROM {STAGE})")
    found = bulk.rows(
        f"SELECT p.id, p.village_code, p.name_sealed, p.uuid FROM {person} p JOIN {STAGE} s ON s.id = p.id "
        "WHERE p.merged_into_id IS NULL"
    )
    bulk.drop(STAGE)
    names = unsealed_many(Person, "name_sealed", [(row[2], row[3]) for row in found])
    rows = token_rows([row[0] for row in found], [row[1] for row in found], [name or "" for name in names])
    bulk.insert(NameToken, rows)
