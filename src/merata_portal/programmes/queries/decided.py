"""A list of enrolments in its canonical writing, so that it has one hash that anyone who holds it can compute again."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import QuerySet

from merata.programmes.lists.frozen import list_hash
from merata_portal.programmes.models import Enrolment

KEY = "enrolment"
_COLUMNS = (
    ("uuid", KEY), ("household__dataset_id", "household_id"), ("person__dataset_id", "person_id"),
    ("village_code", "village_code"), ("state", "state"), ("annual_idr", "annual_idr"), ("quantity", "quantity"),
    ("decided_by", "decided_by"),
)  # fmt: skip


def list_of(enrolments: QuerySet[Enrolment]) -> pa.Table:
    """Who stands in the list: one row an enrolment, with household, person, village, state and sum."""
    rows = list(enrolments.order_by("pk").values_list(*(path for path, _ in _COLUMNS)))
    columns = list(zip(*rows, strict=True)) or [()] * len(_COLUMNS)
    kinds = {"annual_idr": pa.int64()}
    return pa.table(
        {
            name: pa.array([_plain(value, name) for value in column], kinds.get(name, pa.string()))
            for (_, name), column in zip(_COLUMNS, columns, strict=True)
        }
    )


def hash_of(enrolments: QuerySet[Enrolment]) -> str:
    """The hash of `list_of`, in 64 hexadecimal digits."""
    return list_hash(list_of(enrolments), KEY)


def _plain(value: object, name: str) -> object:
    return value if value is None or name == "annual_idr" else str(value)
