"""Aid that other offices give: households on the lists that the registry records, where the portal paid none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Max

from merata.stats.disclosure.tables import Dimension, Table
from merata_portal.analysis.publishing.definitions import HOUSEHOLDS, Column, Draft, Words
from merata_portal.analysis.publishing.places import Places
from merata_portal.programmes.models import Launch
from merata_portal.programmes.queries.rulebooks import applied_for
from merata_portal.registry.models import Benefit, Programme, holds_in

NAME, LISTS = "penerima_tercatat", "daftar_tercatat"
MEASURE = "households.recorded"
"""Without the year: the same list, told in two editions, is the same cell, and what was withheld stays withheld."""
COUNTED = Column(
    "households", "integer",
    Words("rumah tangga yang tercatat menerima; kosong bila ditahan",
          "households recorded as recipients; empty where withheld"), HOUSEHOLDS,
)  # fmt: skip
TITLE = Words(
    "Penerima menurut daftar kantor lain yang tercatat di registri, menurut desa",
    "Recipients on other offices' lists as the registry records them, by village",
)

LISTS_TITLE = Words("Tahun setiap daftar kantor lain", "The year of each of the other offices' lists")
CALLED = Column("programme_title", "string", Words("nama program", "programme's name, in Indonesian"))
LIST_YEAR = Column("list_year", "integer", Words("tahun daftar terakhir", "year of the latest list"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """Households by programme and village, and the year of each programme's list."""

    counts: Mapping[tuple[str, ...], int]
    list_years: Mapping[str, int]


def recorded(places: Places, year: int, paid_here: frozenset[str]) -> Recorded:
    """Who is on each programme's latest list not after `year`, living in the regency.

    Left out: programmes that the portal paid itself (`paid_here`), of which it tells who received; those of which an
    office of the regency said that nothing is announced; and training, whose draws are public.
    """
    silent = Launch.objects.filter(owner__in=sorted(places.inside), publication=Launch.Publication.NOTHING)
    untold = paid_here | applied_for() | frozenset(silent.order_by().values_list("programme_id", flat=True))
    lists = Benefit.objects.filter(year__lte=year).exclude(programme_id__in=sorted(untold)).order_by()
    list_years = dict(lists.values_list("programme_id").annotate(latest=Max("year")))
    counts: dict[tuple[str, ...], int] = {}
    for programme, latest in sorted(list_years.items()):
        homes = Benefit.objects.filter(
            holds_in(year), programme_id=programme, year=latest, household__moved_out_on__isnull=True
        )
        for village, households in homes.order_by().values_list("household__village_code").annotate(n=Count("pk")):
            if village in places.kecamatan:
                counts[programme, village] = households
    return Recorded(counts, list_years)


def drafts(found: Recorded, places: Places, programme: Column, names: Mapping[str, str]) -> list[Draft]:
    """How many by programme and area, and from which year each list is.

    By area alone: whoever is on another office's list is known by more than this registry, and every further group
    withholds more of the villages.
    """
    programmes = Dimension.separate("programme", sorted({key[0] for key in found.counts}))
    called = {
        one.programme_id: one.name for one in Programme.objects.filter(programme_id__in=sorted(programmes.parents))
    } | dict(names)
    labels = {one: called.get(one, one) for one in programmes.parents}
    counts = Table(NAME, MEASURE, (programmes, places.area), found.counts)
    lists = [
        {"programme": one, "programme_title": labels[one], "list_year": found.list_years[one]} for one in labels
    ]  # fmt: skip
    return [
        Draft(NAME, TITLE, (programme, COUNTED), counts=counts, labels={"programme": labels},
              label_words={"programme": CALLED.words}),
        Draft(LISTS, LISTS_TITLE, (programme, CALLED, LIST_YEAR), rows=lists),
    ]  # fmt: skip
