"""Sealed columns of the apps' tables: which they are, for which place each cell is sealed, and how they are opened.

An app says so once, beside its models; what seals, opens and rotates asks here, so that no column is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import pyarrow as pa
from django.db import models

from merata_portal.personal.sealing import seal, seal_many, unseal, unseal_many

Cell = bytes | memoryview | None
"""A sealed cell as one database or the other gives it."""
Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed columns of a table, whose rows have a uuid, and the tables of earlier images of its rows."""

    model: Model
    columns: tuple[str, ...]
    images: tuple[Model, ...] = ()

    @property
    def tables(self) -> tuple[Model, ...]:
        """The table itself and those of its rows' images."""
        return (self.model, *self.images)


SEALED: dict[Model, Sealed] = {}


def seals(model: Model, *columns: str, images: Sequence[Model] = ()) -> None:
    """Say that these columns of the table hold ciphertext, each cell for the place of its row (`place`)."""
    SEALED[model] = Sealed(model, columns, tuple(images))


def place(model: Model, column: str, uuid: str | UUID) -> str:
    """The place that a sealed text belongs to; a row and its earlier images share it."""
    return f"{model._meta.db_table}.{column}:{uuid.hex if isinstance(uuid, UUID) else uuid.replace('-', '')}"


def sealed(model: Model, column: str, text: str | None, uuid: UUID | str) -> bytes | None:
    """One text sealed for its cell; None where there is none."""
    return None if text is None else seal(text, context=place(model, column, uuid))


def sealed_column(model: Model, column: str, texts: Sequence[str | None], uuids: Sequence[str]) -> pa.Array:
    """Each text sealed for its row, null where there is none."""
    given = [(text, uuid) for text, uuid in zip(texts, uuids, strict=True) if text is not None]
    cells = iter(seal_many([text for text, _ in given], [place(model, column, uuid) for _, uuid in given]))
    return pa.array([None if text is None else next(cells) for text in texts], pa.binary())


def unsealed(model: Model, column: str, cell: Cell, uuid: UUID | str) -> str | None:
    """The text of one cell; None where there is none."""
    return None if cell is None else unseal(bytes(cell), context=place(model, column, uuid))


def unsealed_many(model: Model, column: str, cells: Iterable[tuple[Cell, UUID | str]]) -> list[str | None]:
    """The texts of many cells, each with its row's uuid."""
    given = list(cells)
    full = [(bytes(cell), place(model, column, uuid)) for cell, uuid in given if cell is not None]
    texts = iter(unseal_many([cell for cell, _ in full], [where for _, where in full]))
    return [None if cell is None else next(texts) for cell, _ in given]
