"""A page of a list."""

from __future__ import annotations

from typing import Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

from merata_portal.api.schemas.editions import EditionRead
from merata_portal.api.words import Words, both

Item = TypeVar("Item")
_NEXT = both("cursor halaman berikut; null pada halaman terakhir", "cursor of the next page; null on the last")


class Listed(Schema, Generic[Item]):
    """Satu halaman. / One page."""

    model_config = ConfigDict(json_schema_extra={"description": "Satu halaman. / One page."})

    items: list[Item] = Field(description=both("baris halaman ini", "the rows of this page"))
    next: str | None = Field(description=_NEXT)


class Published(Listed[Item], Generic[Item]):
    """Satu halaman dari edisi data terbuka. / One page of editions of open data."""

    editions: list[EditionRead] = Field(
        description=both("edisi yang memuat baris halaman ini", "the editions that hold the rows of this page")
    )
    missing: Words | None = Field(
        description=both("mengapa tidak ada baris, bila belum ada edisi", "why there are no rows, without an edition")
    )
