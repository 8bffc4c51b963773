"""Areas."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from merata_portal.api.schemas.fields import AreaCode, AreaName, Level
from merata_portal.api.words import both


class Area(Schema):
    """Satu wilayah. / One area."""

    code: AreaCode
    name: AreaName
    level: Level
    village_type: str | None = Field(
        description=both("desa atau kelurahan; null untuk yang lebih luas", "desa or kelurahan; null for wider areas")
    )
    parent: str | None = Field(description=both("kode wilayah di atasnya", "code of the area around it"))
