"""Complaints on the public list, by category, kecamatan and whether they were answered within the term."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import timezone

from merata_portal.analysis.publishing.definitions import (
    COMPLAINTS,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places
from merata_portal.complaints.categories import rules
from merata_portal.complaints.queries.complaints import public_complaints
from merata_portal.complaints.states import State

COLUMNS = (
    Column("kecamatan_code", "string", Words("kode kecamatan", "code of the kecamatan")),
    Column("kecamatan_name", "string", Words("nama kecamatan", "name of the kecamatan")),
    Column("category", "string", Words("kode kategori", "category's code")),
    Column("category_title", "string", Words("kategori", "category, in Indonesian")),
    Column(
        "term", "string",
        Words("answered_in_term (dijawab dalam tenggat), answered_late (dijawab terlambat), waiting (menunggu, belum "
              "lewat tenggat), overdue (menunggu, lewat tenggat), atau other (berakhir tanpa jawaban)",
              "answered_in_term, answered_late, waiting (within its term), overdue (waiting beyond it) or other (ended "
              "without an answer)"),
    ),
    Column("complaints", "integer", Words("jumlah pengaduan", "number of complaints"), COMPLAINTS),
)  # fmt: skip


def _built(places: Places, year: int) -> Built:
    today = timezone.localdate()
    found: Counter[tuple[str, str, str]] = Counter()
    listed = public_complaints().filter(village_code__in=sorted(places.kecamatan), filed_at__year=year)
    for category, village, state, late, due in listed.order_by().values_list(
        "category", "village_code", "state", "was_overdue", "due_on"
    ):
        waits = state in {State.FILED, State.TAKEN}
        overdue = late or (waits and due is not None and due < today)
        answered = "answered_late" if overdue else "answered_in_term"
        waiting = "overdue" if overdue else "waiting"
        term = waiting if waits else answered if state == State.ANSWERED else "other"
        found[places.kecamatan[village], category, term] += 1
    names = rules().categories
    rows: list[dict[str, Any]] = [
        {"kecamatan_code": kecamatan, "kecamatan_name": places.names.get(kecamatan, ""), "category": category,
         "category_title": names[category].id if category in names else category, "term": term, "complaints": n}
        for (kecamatan, category, term), n in sorted(found.items())
    ]  # fmt: skip
    title = Words("Pengaduan menurut kecamatan, kategori, dan tenggat", "Complaints by kecamatan, category and term")
    return Built([Draft("menurut_tenggat", title, COLUMNS, rows=rows)])


COMPLAINTS_MADE = Dataset(
    "pengaduan",
    Words("Pengaduan dan tenggat jawabannya", "Complaints and the term of their answers"),
    Words(
        "Pengaduan pada daftar umum yang masuk tahun ini, dan apakah dijawab dalam tenggat.",
        "Complaints on the public list that were filed in the year, and whether they were answered within the term.",
    ),
    Words("Pengelolaan pengaduan pelayanan publik", "Handling of complaints about public service"),
    Words("tahunan", "yearly"),
    Words(
        "Hanya pengaduan yang sudah tampil satu per satu pada daftar umum; yang tidak tampil tidak dihitung, dan siapa "
        "yang mengadu tidak dimuat.",
        "Only complaints that stand one by one on the public list; others are not counted, and who complained is not "
        "told.",
    ),
    "GOVE",
    (
        Indicator(
            Words("Pengaduan dijawab dalam tenggat", "Complaints answered within the term"),
            Words("Pengaduan yang dijawab sebelum tenggatnya lewat", "Complaints answered before their term ended"),
            Words("jumlah complaints dengan term answered_in_term", "sum of complaints with term answered_in_term"),
            COMPLAINTS,
        ),
    ),
    _built,
)
