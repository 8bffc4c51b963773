"""The villages of a regency: who can draw lots, be served, or be compared with."""

from __future__ import annotations

from dataclasses import dataclass

from merata_portal.accounts.models import Area, AreaKind


@dataclass(frozen=True, slots=True)
class Kecamatan:
    """A kecamatan with its villages, code and name of each."""

    name: str
    villages: tuple[tuple[str, str], ...]


def villages_of(area: str) -> frozenset[str]:
    """The codes of the villages of a regency."""
    return frozenset(code for one in kecamatan_of(area) for code, _name in one.villages)


def kecamatan_of(area: str) -> list[Kecamatan]:
    """The kecamatan of a regency with their villages, by code."""
    rows = Area.objects.filter(kind=AreaKind.VILLAGE, parent__parent_id=area).order_by("code")
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name, kecamatan in rows.values_list("code", "name", "parent__name"):
        found.setdefault(kecamatan, []).append((code, name))
    return [Kecamatan(name, tuple(villages)) for name, villages in found.items()]
