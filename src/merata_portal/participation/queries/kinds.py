"""The kinds of meeting that there are."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from merata_portal.accounts.models import Area
from merata_portal.participation.models import Kind
from merata_portal.participation.procedures import held_in, kinds_in


def every_kind() -> list[str]:
    """All kinds, those of a village first."""
    return list(Kind.values)


def kinds_of(codes: Collection[str]) -> frozenset[str]:
    """The kinds that at least one of these areas holds today: what its forms offer."""
    one_of_each = {held_in(one): one for one in Area.objects.filter(code__in=codes)}
    today = timezone.localdate()
    return frozenset(kind for area in one_of_each.values() for kind in kinds_in(area, today))
