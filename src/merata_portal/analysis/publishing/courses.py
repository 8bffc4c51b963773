"""Training: the classes of a year and their seats. What became of applications by group is not told: each draw is
public, so its exact totals are known, and beside them rounding protects no small group."""

from __future__ import annotations

from merata_portal.analysis.publishing.definitions import (
    PUBLIC,
    RUPIAH,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places
from merata_portal.training.models import Course
from merata_portal.training.states import State

SEATS = Words("kursi", "seats")
COLUMNS = (
    Column("course", "string", Words("kode kelas", "class's code")),
    Column("course_title", "string", Words("nama kelas", "name of the class")),
    Column("sector", "string", Words(
        "bidang: farming (pertanian), crafts (kerajinan), tourism (pariwisata), services (jasa)",
        "sector: farming, crafts, tourism, services",
    )),
    Column("area_code", "string", Words("kode desa tempat kelas", "code of the village where it is held")),
    Column("area_name", "string", Words("nama desa tempat kelas", "name of the village where it is held")),
    Column("state", "string", Words(
        "keadaan: open (pendaftaran), listed (daftar pelamar dibekukan), numbered (angka umum keluar), drawn (sudah "
        "diundi), finished (selesai)",
        "state: open (for applications), listed (applicants frozen), numbered (the public number is out), drawn, "
        "finished",
    )),
    Column("starts_on", "date", Words("hari pertama kelas", "first day of the class")),
    Column("ends_on", "date", Words("hari terakhir kelas", "last day of the class")),
    Column("seats", "integer", Words("jumlah kursi", "number of seats"), SEATS),
    Column("women_seats", "integer", Words("kursi sedikitnya untuk perempuan", "seats for women at least"), SEATS),
    Column(
        "disability_seats", "integer",
        Words("kursi sedikitnya untuk penyandang disabilitas", "seats for people with a disability at least"), SEATS,
    ),
    Column("cost_idr", "integer", Words("biaya kelas", "cost of the class"), RUPIAH),
)  # fmt: skip


def _built(places: Places, year: int) -> Built:
    classes = Course.objects.filter(owner=places.code, year=year).exclude(state__in=[State.DRAFT, State.CANCELLED])
    rows = [
        {"course": one.course_id, "course_title": one.name, "sector": one.sector, "area_code": one.village_code,
         "area_name": places.names.get(one.village_code, ""), "state": one.state, "starts_on": one.starts_on,
         "ends_on": one.ends_on, "seats": one.seats, "women_seats": one.women_seats,
         "disability_seats": one.disability_seats, "cost_idr": one.cost_idr}
        for one in classes.order_by("course_id")
    ]  # fmt: skip
    return Built([Draft("kelas", Words("Kelas dan kursinya", "Classes and their seats"), COLUMNS, rows=rows)])


COURSES = Dataset(
    "pelatihan",
    Words("Pelatihan: kelas dan kursi", "Training: classes and seats"),
    Words(
        "Setiap kelas yang diumumkan tahun ini, kursinya, dan biayanya. Pelamar dan yang terpilih ada pada berita "
        "acara undian tiap kelas.",
        "Every class announced in the year, its seats and its cost. Applicants and winners are in the record of each "
        "class's draw.",
    ),
    Words("Pelatihan kerja daerah", "Vocational training of the region"),
    Words("tahunan", "yearly"),
    PUBLIC,
    "EDUC",
    (
        Indicator(
            Words("Kursi pelatihan", "Seats"),
            Words("Kursi yang disediakan kelas itu", "Seats that the class offers"),
            Words("sebagaimana diumumkan", "as announced"),
            SEATS,
        ),
    ),
    _built,
)
