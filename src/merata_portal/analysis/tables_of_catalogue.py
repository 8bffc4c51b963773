"""What each table is for, in words, and which of them people may bring."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from merata.tables.catalogue import TABLES

POLYGONS = "polygons"
POLYGONS_FILE = "villages.geojson"
DESCRIPTION = "description"
DESCRIPTION_FILE = "dataset.yaml"

OF_REGISTRY = ("villages", "households", "persons", "benefits")
"""What a snapshot of the registry holds: households and persons come from nowhere else."""
NEVER_BROUGHT = frozenset({"households", "persons", "benefits", "truth", "truth_effects"})
"""The registry's own, and the hidden truth of a demo, which no analysis of the portal may read."""

MEANINGS = {
    "villages": _("Desa dan kelurahan dengan titik dan angka terbitannya"),
    "poverty_lines": _("Garis kemiskinan tiap kabupaten dan tahun"),
    "survey_households": _("Survei konsumsi: dasar setiap ukuran ketimpangan"),
    "facilities": _("Pasar, puskesmas, rumah sakit, dan sekolah"),
    "roads": _("Jaringan jalan, untuk waktu tempuh"),
    "programmes": _("Program bantuan dan siapa yang membayarnya"),
    "courses": _("Kelas pelatihan yang dapat atau sudah diadakan"),
    "applications": _("Pendaftar kelas, peluang, dan hasil undiannya"),
    "projects": _("Calon jalan, jembatan, dan fasilitas, serta yang sudah dibangun"),
    "project_villages": _("Desa yang dilayani tiap calon karya"),
    "project_edits": _("Perubahan jaringan jalan oleh tiap calon karya"),
    "forums": _("Musyawarah desa dan musrenbang yang sudah diadakan"),
    "proposals": _("Usulan warga dari musyawarah"),
    "budget": _("Pagu menurut pemilik, tahun, dan sumber dana"),
    "approvals": _("Keputusan dewan atas rencana"),
    "benefits": _("Bantuan yang sudah diterima rumah tangga"),
    "delivered": _("Yang sudah dilaksanakan: pembayaran, kelas, dan karya"),
    "findings": _("Temuan musyawarah atas pelaksanaan"),
    "outcomes": _("Yang diamati sesudahnya: penghasilan peserta, rata-rata desa"),
    "evidence": _("Bukti tentang dampak, dengan galat bakunya"),
    "households": _("Rumah tangga registri"),
    "persons": _("Anggota rumah tangga registri"),
    POLYGONS: _("Peta batas desa (GeoJSON)"),
}
"""By table, what an analysis needs it for."""

NEEDED = {
    "measure": ("survey_households",),
    "plan": ("survey_households", "programmes", "evidence"),
    "frontier": ("survey_households", "programmes", "evidence"),
    "why": ("survey_households", "programmes", "evidence"),
    "changed": ("survey_households", "programmes", "evidence"),
    "evaluate": (),
    "mde": (),
    "attribute": ("survey_households",),
}
"""By kind of calculation, the tables without which it gives nothing."""


def brought() -> tuple[str, ...]:
    """The tables that people may bring, in the catalogue's order, the map last."""
    return (*(name for name in TABLES if name not in NEVER_BROUGHT), POLYGONS)
