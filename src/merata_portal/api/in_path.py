"""What stands in an address: an identifier of each kind of thing."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import Path

from merata_portal.api.asking import AREA
from merata_portal.api.words import both

AreaCode = Annotated[
    str, Path(..., pattern=AREA, description=both("kode wilayah", "code of the area"), example="35.05")
]  # fmt: skip
EditionId = Annotated[
    str,
    Path(
        ..., pattern=rf"{AREA.removesuffix('$')}-[1-9][0-9]{{0,8}}$", example="35.05-1",
        description=both("wilayah dan nomor edisi", "area and number of the edition"),
    ),
]  # fmt: skip
ProgrammeCode = Annotated[
    str,
    Path(..., pattern=r"^[a-z0-9_]{1,64}$", description=both("kode program", "the programme's code"), example="pkh"),
]
Ticket = Annotated[
    str, Path(..., pattern=r"^[A-Z0-9-]{1,24}$", description=both("nomor tiket", "ticket"), example="U-7Q3F-29XB")
]  # fmt: skip
Identifier = Annotated[UUID, Path(..., description=both("pengenal", "identifier"))]
