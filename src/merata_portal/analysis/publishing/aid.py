"""Aid: households that a programme's money or goods reached, and the registered households they are part of."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Exists, OuterRef

from merata.stats.disclosure.tables import Dimension, Table
from merata_portal.analysis.publishing.definitions import (
    HOUSEHOLDS,
    ROUNDED,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places
from merata_portal.analysis.publishing.recorded_aid import CALLED, recorded
from merata_portal.analysis.publishing.recorded_aid import drafts as recorded_drafts
from merata_portal.programmes.models import Entitlement, Launch
from merata_portal.programmes.queries.programme_names import known_programmes
from merata_portal.registry.models import Household, Membership

SEXES = ("female", "male", "unknown")
DISABILITY = ("somebody", "nobody")
PROGRAMME = Column("programme", "string", Words("kode program", "programme's code"))
SEX = Column(
    "head_sex", "string",
    Words("jenis kelamin kepala keluarga: female (perempuan), male (laki-laki), unknown (tidak tercatat); total: semua",
          "sex of the head: female, male, unknown (not recorded); total: all"),
)  # fmt: skip
DISABLED = Column(
    "disability", "string",
    Words("somebody: ada penyandang disabilitas dalam rumah tangga; nobody: tidak ada; total: semua",
          "somebody: somebody in the household has a disability; nobody: none has; total: all"),
)  # fmt: skip


def _received(places: Places, year: int) -> Built:
    disabled = Membership.objects.filter(
        household=OuterRef("enrolment__household"), until_day__isnull=True, person__disability=True,
        person__died_on__isnull=True,
    )  # fmt: skip
    home = "enrolment__household"
    rows = (
        Entitlement.objects.filter(
            cycle__launch__owner__in=sorted(places.inside), cycle__pays_on__year=year, state=Entitlement.State.RECEIVED
        )
        # What an office said is not announced is not announced here either, not even as a count.
        .exclude(cycle__launch__publication=Launch.Publication.NOTHING)
        .annotate(disabled=Exists(disabled))
        .values_list("cycle__launch__programme_id", home, f"{home}__village_code", f"{home}__head_sex", "disabled")
        .order_by()
        .distinct()
    )
    by_sex: Counter[tuple[str, ...]] = Counter()
    by_disability: Counter[tuple[str, ...]] = Counter()
    for programme, _household, village, sex, is_disabled in rows.iterator():
        # Who has moved out of the regency since is in no village of it any more.
        if village in places.kecamatan:
            by_sex[programme, village, sex or "unknown"] += 1
            by_disability[programme, village, DISABILITY[0] if is_disabled else DISABILITY[1]] += 1
    names = known_programmes()
    programmes = Dimension.separate("programme", sorted({key[0] for key in by_sex}))
    called = {one: said[0] for one, said in names.items()}
    labels = {"programme": {one: called.get(one, one) for one in programmes.parents}}
    measure = f"households.received.{year}"
    counted = Column(
        "households", "integer",
        Words("rumah tangga yang menerima; kosong bila ditahan", "households that received; empty where withheld"),
        HOUSEHOLDS,
    )  # fmt: skip
    told: Any = (
        ("penerima_menurut_jenis_kelamin", Dimension.flat("head_sex", SEXES), SEX, by_sex,
         Words("Penerima menurut desa dan jenis kelamin kepala keluarga", "Recipients by village and sex of the head")),
        ("penerima_menurut_disabilitas", Dimension.flat("disability", DISABILITY), DISABLED, by_disability,
         Words("Penerima menurut desa dan disabilitas", "Recipients by village and disability")),
    )  # fmt: skip
    drafts = [
        Draft(
            name, title, (PROGRAMME, column, counted),
            counts=Table(name, measure, (programmes, places.area, group), dict(counts)), labels=labels,
            label_words={"programme": CALLED.words},
        )
        for name, group, column, counts, title in told
    ]  # fmt: skip
    elsewhere = recorded(places, year, frozenset(programmes.parents))
    return Built([*drafts, *recorded_drafts(elsewhere, places, PROGRAMME, called)])


def _registered(places: Places, year: int) -> Built:  # noqa: ARG001 - the registry is as of now
    """By village alone: beside groups of these, recipients by group would be bounded by a second table."""
    rows = (
        Household.objects.filter(village_code__in=sorted(places.kecamatan), moved_out_on__isnull=True)
        .order_by()
        .values_list("village_code")
        .annotate(n=Count("pk"))
    )
    counted = Column(
        "households", "integer",
        Words("rumah tangga terdaftar; kosong bila ditahan", "registered households; empty where withheld"), HOUSEHOLDS,
    )  # fmt: skip
    table = Table("rumah_tangga", "households.registered", (places.area,), {(village,): n for village, n in rows})
    title = Words("Rumah tangga terdaftar menurut desa", "Registered households by village")
    return Built([Draft("rumah_tangga", title, (counted,), counts=table)])


RECEIVED = Dataset(
    "program",
    Words("Penerima program bantuan", "Recipients of assistance programmes"),
    Words(
        "Rumah tangga yang menerima uang atau barang dari setiap program pada tahun ini, menurut desa, kecamatan, dan "
        "kabupaten atau kota. Program yang tidak disalurkan lewat sistem ini ada di tabel penerima_tercatat: siapa "
        "yang menurut daftar terakhir kantor lain menerimanya, seperti tercatat di registri sosial. Rupiah yang "
        "dibayar tidak dimuat per desa: dibagi besar bantuan, ia memberi jumlah penerima yang ditahan.",
        "Households that received money or goods of each programme in the year, by village, kecamatan and regency. "
        "Programmes that are not delivered through this system are in the table penerima_tercatat: who receives them "
        "by another office's latest list, as the social registry records it. "
        "Rupiah paid are not told by village: divided by the benefit they would give the withheld count.",
    ),
    Words("Penyaluran bantuan sosial", "Delivery of social assistance"),
    Words("tahunan", "yearly"),
    ROUNDED,
    "SOCI",
    (
        Indicator(
            Words("Rumah tangga penerima", "Recipient households"),
            Words(
                "Rumah tangga yang sedikitnya satu kali menerima bantuan program itu",
                "Households that received the programme's benefit at least once",
            ),
            Words(
                "hitungan rumah tangga dengan bantuan berstatus diterima",
                "count of households with a benefit whose state is received",
            ),
            HOUSEHOLDS,
        ),
        Indicator(
            Words("Rumah tangga tercatat menerima", "Households recorded as recipients"),
            Words(
                "Rumah tangga pada daftar terakhir kantor yang menyalurkan program itu, yang dimuat ke registri sosial",
                "Households on the latest list of the office that delivers the programme, as loaded into the social "
                "registry",
            ),
            Words(
                "hitungan rumah tangga pada daftar terakhir yang tidak lebih baru dari tahun edisi",
                "count of households on the latest list that is not later than the edition's year",
            ),
            HOUSEHOLDS,
        ),
    ),
    _received,
)

REGISTERED = Dataset(
    "rumah-tangga",
    Words("Rumah tangga terdaftar", "Registered households"),
    Words(
        "Rumah tangga dalam registri sosial pada hari edisi ini disiapkan; penyebut bagi angka lain.",
        "Households in the social registry on the day this edition was prepared; the denominator of other figures.",
    ),
    Words("Registri sosial", "Social registry"),
    Words("keadaan pada hari edisi", "as of the edition's day"),
    ROUNDED,
    "SOCI",
    (
        Indicator(
            Words("Rumah tangga terdaftar", "Registered households"),
            Words(
                "Rumah tangga yang tinggal di desa menurut registri", "Households living in the village as registered"
            ),
            Words("hitungan rumah tangga yang tidak pindah", "count of households that did not move out"),
            HOUSEHOLDS,
        ),
    ),
    _registered,
)
