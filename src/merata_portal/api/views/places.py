"""Areas, programmes with their rules, and editions of open data."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from merata_portal.accounts.queries import everybodys_areas
from merata_portal.analysis.queries import publications
from merata_portal.api.asking import NOTHING_THERE, OfArea, unset
from merata_portal.api.documented import listed, one
from merata_portal.api.in_path import AreaCode, EditionId
from merata_portal.api.listing import Names, names_of
from merata_portal.api.paging import by_code, newest_first
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.schemas.editions import Edition, PublishedDataset, PublishedTable
from merata_portal.api.schemas.lists import Listed
from merata_portal.api.schemas.places import Area
from merata_portal.api.words import both

router = Router(tags=["wilayah"])
editions_router = Router(tags=["edisi"])


class AskedAreas(OfArea):
    """Which areas."""

    level: Literal["regency", "kecamatan", "village"] = Field(
        default_factory=unset, description=both("hanya tingkat ini", "of this level alone")
    )


@router.get("/areas", **listed(
    Listed[Area], "Wilayah", "Areas", "Kabupaten dan kota, kecamatan, desa dan kelurahan.",
    "Regencies, kecamatan and villages.", gone=False,
))  # fmt: skip
def areas(request: HttpRequest, asked: Query[AskedAreas]) -> Any:  # noqa: D103
    found = everybodys_areas().filter(asked.within("code"))
    rows, after = by_code("areas", asked, found.filter(kind=asked.level) if asked.level else found, "code")
    return Listed[Area](items=[_area(row) for row in rows], next=after)


@router.get("/areas/{str:code}", **one(
    Area, "Satu wilayah", "One area", "Menurut kodenya.", "By its code.",
))  # fmt: skip
def area(request: HttpRequest, code: AreaCode) -> Any:  # noqa: D103
    found = everybodys_areas().filter(code=code).first()
    if found is None:
        raise Problem(NOT_FOUND)
    return _area(found)


@editions_router.get("/editions", **listed(
    Listed[Edition], "Edisi data terbuka", "Editions of open data",
    "Setiap edisi yang terbit, terbaru dahulu, dengan alamat berkasnya; yang ditarik menyebut alasannya.",
    "Every edition published, the newest first, with the addresses of its files; withdrawn ones say why.", gone=False,
))  # fmt: skip
def editions(request: HttpRequest, asked: Query[OfArea]) -> Any:  # noqa: D103
    found = publications.told().filter(asked.within("area"))
    rows, after = newest_first("editions", asked, found)
    names = names_of({row.area for row in rows})
    return Listed[Edition](items=[_edition(row, names) for row in rows], next=after)


@editions_router.get("/editions/{str:id}", **one(
    Edition, "Satu edisi", "One edition", "Menurut wilayah dan nomornya, misalnya 35.05-3.",
    "By area and number, such as 35.05-3.",
))  # fmt: skip
def edition(request: HttpRequest, id: EditionId) -> Any:  # noqa: A002, D103
    code, _dash, number = id.partition("-")
    try:
        found = publications.edition(code, int(number))
    except NOTHING_THERE as error:
        raise Problem(NOT_FOUND) from error
    return _edition(found, names_of([found.area]))


def _area(row: Any) -> Area:
    return Area(
        code=row.code, name=row.name, level=row.kind, village_type=row.village_type or None, parent=row.parent_id
    )


def _edition(row: Any, names: Names) -> Edition:
    stands = row.state == publications.State.PUBLISHED
    return Edition(
        id=f"{row.area}-{row.number}", area_code=row.area, area_name=names[row.area], number=row.number or 0,
        year=row.year, state=row.state, published_at=row.published_at, withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason, synthetic=row.synthetic, content_hash=row.content_hash,
        datasets=[_dataset(row, name, told) for name, told in row.manifest.items()] if stands else [],
    )  # fmt: skip


def _dataset(row: Any, name: str, told: dict[str, Any]) -> PublishedDataset:
    address = reverse("opendata:dataset", args=[row.area, name, row.number])
    tables = [
        PublishedTable(
            name=table, title=one["title"], rows=one["rows"], withheld=one["withheld"],
            csv=f"{address}{table}.csv", parquet=f"{address}{table}.parquet",
        )
        for table, one in told["tables"].items()
    ]  # fmt: skip
    return PublishedDataset(
        name=name, title=told["title"], protection=told["protection"], address=address, tables=tables
    )
