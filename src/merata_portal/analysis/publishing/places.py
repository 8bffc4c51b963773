"""The places of a publication: the regency, its kecamatan and its villages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from merata.stats.disclosure.tables import TOTAL, Dimension
from merata_portal.accounts.models import Area, AreaKind


@dataclass(frozen=True)
class Places:
    """A regency: `names` of all its areas by code, `kecamatan` of each village."""

    code: str
    names: dict[str, str]
    kecamatan: dict[str, str]

    @cached_property
    def inside(self) -> frozenset[str]:
        """The codes of the regency, its kecamatan and its villages."""
        return frozenset(self.names)

    @cached_property
    def area(self) -> Dimension:
        """Villages within kecamatan within the regency, whose total it is."""
        parents: dict[str, str | None] = {}
        for village, kecamatan in self.kecamatan.items():
            parents |= {village: kecamatan, kecamatan: TOTAL}
        return Dimension("area", parents)

    def told(self, code: str) -> dict[str, str]:
        """The columns that name an area; `TOTAL` is the regency."""
        found = code or self.code
        level = "village" if found in self.kecamatan else "regency" if found == self.code else "kecamatan"
        return {"area_code": found, "area_name": self.names.get(found, ""), "area_level": level}


def places_of(area: str) -> Places:
    """The places of a regency; raises `Area.DoesNotExist` where there is none. Two queries."""
    regency = Area.objects.get(code=area, kind=AreaKind.REGENCY)
    below = list(Area.objects.filter(code__startswith=f"{area}.").order_by("code").values_list(
        "code", "name", "kind", "parent_id"
    ))  # fmt: skip
    names = {area: regency.name} | {code: name for code, name, _kind, _parent in below}
    return Places(area, names, {code: parent for code, _name, kind, parent in below if kind == AreaKind.VILLAGE})
