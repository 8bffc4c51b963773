"""What pillars, groups, standings and sides are called, on pages and in the report."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise
Group = str | bool | None

PILLARS: Mapping[str, Text] = {
    "assistance": _("Bantuan sosial"),
    "training": _("Pelatihan"),
    "infrastructure": _("Prasarana"),
    "participation": _("Musyawarah dan kegiatan warga"),
    "": _("Di luar keempat pilar"),
}
DIMENSIONS: Mapping[str, Text] = {
    "sex": _("Jenis kelamin"),
    "disability": _("Disabilitas"),
    "poor": _("Kemiskinan"),
    "part": _("Dusun atau lingkungan"),
}
GROUPS: Mapping[tuple[str, str | bool], Text] = {
    ("sex", "female"): _("Perempuan"),
    ("sex", "male"): _("Laki-laki"),
    ("disability", True): _("Penyandang disabilitas"),
    ("disability", False): _("Bukan penyandang disabilitas"),
    ("poor", True): _("Desil 1 sampai 4"),
    ("poor", False): _("Desil 5 sampai 10"),
}
THINGS: Mapping[str, Text] = {
    "attended": _("Hadir di musyawarah"),
    "spoke": _("Berbicara"),
    "asked": _("Mengusulkan"),
    "received": _("Keluarga penerima bantuan"),
    "seats": _("Kursi pelatihan"),
}
ITEMS: Mapping[str, Text] = {
    "programme": _("Program bantuan"),
    "course": _("Pelatihan"),
    "project": _("Proyek"),
}
STANDINGS: Mapping[str, Text] = {
    "done": _("Sudah"),
    "overdue": _("Terlambat"),
    "soon": _("Segera jatuh tempo"),
    "under_way": _("Sedang berjalan"),
    "later": _("Belum waktunya"),
    "unknown": _("Lewat, tidak tercatat di portal"),
}
SIDES: Mapping[str, Text] = {
    "government": _("Pemerintah"),
    "community": _("Masyarakat dan wakilnya"),
    "partner": _("Mitra"),
}
CERTAINTIES: Mapping[str, Text] = {
    "high": _("dibaca dalam aturan"),
    "medium": _("dari satu daerah atau satu tahun"),
    "low": _("dari ingatan, belum diperiksa"),
}
POINTS: Mapping[str, Text] = {
    "incomplete": _("Belum lengkap untuk SIPD"),
    "waiting": _("Lengkap, menunggu jawaban"),
    "answered": pgettext_lazy("pokir", "Dijawab, belum ada rupiah"),
    "funded": _("Ada rupiah, belum terealisasi"),
    "realised": pgettext_lazy("pokir", "Terealisasi"),
    "overdue": _("Terlambat"),
}


def group_name(dimension: str, group: Group, areas: Mapping[str, str]) -> str:
    """A group in words; a hamlet with the name of where it was said (`areas`: names by code)."""
    if group is None:
        return str(_("Tidak diketahui"))
    if dimension == "part" and isinstance(group, str):
        area, _slash, part = group.partition("/")
        return f"{part} ({areas.get(area, area)})"
    return str(GROUPS.get((dimension, group), group))
