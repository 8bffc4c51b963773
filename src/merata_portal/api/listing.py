"""What rows of many lists need: names of areas, addresses of pages."""

from __future__ import annotations

from collections.abc import Collection

from merata_portal.accounts.queries import area_names


class Names(dict[str, str]):
    """Names of areas by code; a code of no area stands for itself."""

    def __missing__(self, code: str) -> str:
        return code


def names_of(codes: Collection[str]) -> Names:
    """The names of these areas; one query."""
    return Names(area_names(codes))
