"""Which columns are sealed, and for which place: table, column and the row's uuid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import pyarrow as pa
from django.db import models

from merata_portal.personal.sealing import seal_many, unseal, unseal_many
from merata_portal.registry.models import Household, HouseholdBefore, Person, PersonBefore

SEALED: dict[type[models.Model], tuple[str, ...]] = {
    Household: ("kk_sealed", "address_sealed", "account_sealed"),
    Person: ("nik_sealed", "name_sealed"),
}
"""The sealed columns of each table. Earlier images are sealed for the place of the row that they are of."""

Cell = bytes | memoryview | None
"""A sealed cell as one database or the other gives it."""

IMAGES: dict[type[models.Model], type[models.Model]] = {Household: HouseholdBefore, Person: PersonBefore}


def context(model: type[models.Model], column: str, uuid: str | UUID) -> str:
    """The place that a sealed text belongs to; a row and its earlier images share it."""
    return f"{model._meta.db_table}.{column}:{uuid.hex if isinstance(uuid, UUID) else uuid.replace('-', '')}"


def sealed_column(
    model: type[models.Model], column: str, texts: Sequence[str | None], uuids: Sequence[str]
) -> pa.Array:
    """Each text sealed for its row, null where there is none."""
    given = [(text, uuid) for text, uuid in zip(texts, uuids, strict=True) if text is not None]
    sealed = iter(seal_many([text for text, _ in given], [context(model, column, uuid) for _, uuid in given]))
    return pa.array([None if text is None else next(sealed) for text in texts], pa.binary())


def unsealed(model: type[models.Model], column: str, sealed: Cell, uuid: UUID | str) -> str | None:
    """The text of one cell; None where there is none."""
    return None if sealed is None else unseal(bytes(sealed), context=context(model, column, uuid))


def unsealed_many(model: type[models.Model], column: str, cells: Iterable[tuple[Cell, UUID | str]]) -> list[str | None]:
    """The texts of many cells, each with its row's uuid."""
    given = list(cells)
    full = [(bytes(sealed), context(model, column, uuid)) for sealed, uuid in given if sealed is not None]
    texts = iter(unseal_many([sealed for sealed, _ in full], [place for _, place in full]))
    return [None if sealed is None else next(texts) for sealed, _ in given]
