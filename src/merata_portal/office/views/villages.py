"""The villages of one's areas, with how many households and people live in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.registry.queries.lists import village_counts


@dataclass(frozen=True, slots=True)
class Kecamatan:
    """A kecamatan with its villages: code, name, households, people; and the sums of both."""

    name: str
    villages: tuple[tuple[str, str, int, int], ...]
    households: int
    people: int


@require_safe
@requires(Capability.VIEW_REGISTRY)
def villages(request: HttpRequest) -> HttpResponse:
    """Households and people by village, with sums by kecamatan and over all."""
    counts = village_counts(actor(request))
    found = grouped(counts, area_names({*counts, *(_kecamatan(code) for code in counts)}))
    total = (sum(one.households for one in found), sum(one.people for one in found))
    return render(request, "office/villages.html", {"kecamatan": found, "total": total})


def grouped(counts: dict[str, tuple[int, int]], names: dict[str, str]) -> list[Kecamatan]:
    """Villages (households, people by code) gathered by kecamatan, in the order of their codes."""
    gathered: dict[str, list[tuple[str, str, int, int]]] = {}
    for code, (households, people) in sorted(counts.items()):
        gathered.setdefault(_kecamatan(code), []).append((code, names.get(code, code), households, people))
    return [
        Kecamatan(names.get(code, code), tuple(rows), sum(row[2] for row in rows), sum(row[3] for row in rows))
        for code, rows in gathered.items()
    ]


def _kecamatan(code: str) -> str:
    return code.rpartition(".")[0]
