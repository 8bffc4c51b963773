"""What elements of the community, states and entries of the log are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from merata.tables.personal_numbers import masked
from merata_portal.participation.models import Kind

Text = str | Promise

ELEMENTS: Mapping[str, Text] = {
    "adat": _("tokoh adat"),
    "religion": _("tokoh agama"),
    "community": _("tokoh masyarakat"),
    "education": _("tokoh pendidikan"),
    "farmers": _("kelompok tani"),
    "fishers": _("kelompok nelayan"),
    "craftspeople": _("kelompok perajin"),
    "women": _("kelompok perempuan"),
    "child_protection": _("pemerhati anak"),
    "poor": _("kelompok masyarakat miskin"),
    "disability": _("kelompok penyandang disabilitas"),
    "youth": _("kelompok pemuda"),
    "health_cadres": _("kader kesehatan"),
}
STATES: Mapping[str, Text] = {
    "planned": pgettext_lazy("musyawarah", "direncanakan"),
    "invited": pgettext_lazy("musyawarah", "undangan terkirim"),
    "postponed": pgettext_lazy("musyawarah", "ditunda"),
    "consulted": pgettext_lazy("musyawarah", "konsultasi selesai"),
    "reconvened": pgettext_lazy("musyawarah", "menunggu musyawarah kedua"),
    "open": pgettext_lazy("musyawarah", "sedang berlangsung"),
    "closed": pgettext_lazy("musyawarah", "ditutup"),
    "reported": pgettext_lazy("musyawarah", "dilaporkan"),
    "cancelled": pgettext_lazy("musyawarah", "dibatalkan"),
}
ENTRIES: Mapping[str, Text] = {
    "invited": _("Undangan dikirim"),
    "signed": _("Hadir dan menandatangani"),
    "unsigned": _("Tanda hadir dibatalkan"),
    "observed": _("Pengamat hadir"),
    "opened": _("Musyawarah dibuka"),
    "postponed": _("Musyawarah ditunda"),
    "consulted": _("Konsultasi dengan yang hadir"),
    "reconvened": _("Musyawarah kedua ditetapkan"),
    "cancelled": _("Musyawarah dibatalkan"),
    "closed": _("Musyawarah ditutup"),
    "reported": _("Laporan diserahkan"),
    "item_added": _("Butir acara ditambahkan"),
    "item_taken": _("Butir acara dibahas"),
    "objected": _("Keberatan atas acara"),
    "objection_settled": _("Keberatan dijawab"),
    "spoke": _("Berbicara"),
    "aspiration": _("Aspirasi disampaikan"),
    "agreed": _("Mufakat tercapai"),
    "unresolved": _("Mufakat tidak tercapai"),
    "voted": _("Pemungutan suara"),
    "dissented": _("Pendapat berbeda"),
    "noted": _("Catatan"),
    "found": _("Temuan dicatat"),
    "finding_confirmed": _("Temuan dinyatakan selesai"),
    "finding_reopened": _("Temuan dibuka kembali"),
    "unreadable": _("Kiriman tidak terbaca"),
}
"""Every kind of `merata.participation.entries.KINDS`, and what could not be read."""
FINDING_STEPS: Mapping[str, Text] = {
    "found": _("Ditemukan musyawarah"),
    "answered": _("Dijawab kantor"),
    "confirmed": _("Dinyatakan selesai oleh musyawarah"),
    "reopened": _("Dibuka kembali oleh musyawarah"),
    "withdrawn": _("Dicoret dari catatan"),
}
DIMENSIONS: Mapping[str, Text] = {
    "all": _("Semua"),
    "sex": _("Jenis kelamin"),
    "element": _("Unsur masyarakat"),
    "disability": _("Disabilitas"),
    "poor": _("Miskin atau rentan"),
    "part": _("Dusun"),
}
_GROUPS: Mapping[tuple[str, str], Text] = {
    ("sex", "female"): _("perempuan"),
    ("sex", "male"): _("laki-laki"),
    ("disability", "true"): _("penyandang disabilitas"),
    ("disability", "false"): _("bukan penyandang disabilitas"),
    ("poor", "true"): _("miskin atau rentan"),
    ("poor", "false"): _("tidak miskin atau rentan"),
}

OTHERS = "·"
"""The group of the hamlets that few came from, in tables for everybody."""


def element(code: str) -> Text:
    """An element of the community; its own code where a regency's procedure has others."""
    return ELEMENTS.get(code, code.replace("_", " "))


def group(dimension: str, value: str | None) -> Text:
    """A group of a dimension of who was heard."""
    if dimension == "all":
        return _("semua")
    if value is None:
        return _("tidak dicatat")
    if dimension == "part":
        return _("dusun lain, terlalu sedikit orang") if value == OTHERS else masked(value)
    return element(value) if dimension == "element" else _GROUPS.get((dimension, value), value)


def kind_name(kind: str) -> Text:
    """A kind of meeting."""
    return dict(Kind.choices).get(kind, kind)
