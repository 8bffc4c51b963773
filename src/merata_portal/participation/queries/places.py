"""The villages that a resident chooses from, by kecamatan."""

from __future__ import annotations

from itertools import groupby

from merata_portal.accounts.models import Area, AreaKind


def villages() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each kecamatan with its villages by name, ready for a list of choices; one query."""
    rows = (
        Area.objects.filter(kind=AreaKind.VILLAGE)
        .order_by("parent__name", "parent_id", "name", "code")
        .values_list("parent__name", "parent_id", "code", "name")
    )
    return [
        (str(name), [(code, village) for _, _, code, village in group])
        for (name, _), group in groupby(rows, key=lambda row: (row[0], row[1]))
    ]


def places() -> list[tuple[str, str]]:
    """Kecamatan with their names, by name: what a list is narrowed to."""
    return list(Area.objects.filter(kind=AreaKind.KECAMATAN).order_by("name", "code").values_list("code", "name"))
