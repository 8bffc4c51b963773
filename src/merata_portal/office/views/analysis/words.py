"""What is computed and what it is made of, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from merata_portal.analysis.queries.provenance import Part
from merata_portal.analysis.queries.staleness import APPS
from merata_portal.analysis.tables_of_catalogue import DESCRIPTION, MEANINGS

KINDS: Mapping[str, str | Promise] = {
    "measure": gettext_lazy("Ukuran ketimpangan dan kemiskinan"),
    "plan": gettext_lazy("Paket terbaik"),
    "frontier": gettext_lazy("Garis depan anggaran"),
    "why": gettext_lazy("Mengapa dipilih atau tidak"),
    "changed": gettext_lazy("Biaya perubahan dengan tangan"),
    "evaluate": gettext_lazy("Evaluasi dampak"),
    "mde": gettext_lazy("Dampak terkecil yang dapat ditemukan"),
    "attribute": gettext_lazy("Penguraian perubahan ketimpangan"),
}
STATE_MARKS = {
    "queued": "waiting", "running": "waiting", "done": "", "refused": "bad", "failed": "bad", "cancelled": "over",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as a list shows it."""

    result: Any
    kind: str
    mark: str
    by: str
    share: int
    step: str
    stale: tuple[str, ...]


def kind_name(kind: str) -> str:
    """A kind of calculation in words."""
    return str(KINDS.get(kind, kind))


def in_language(text_id: str, text_en: str) -> str:
    """The text in the page's language."""
    return text_id if get_language() == "id" else text_en


def meaning(table: str) -> str:
    """What a table is for."""
    return _("Nama, tahun, dan asal himpunan data") if table == DESCRIPTION else str(MEANINGS.get(table, ""))


def part_text(part: Part) -> str:
    """Where rows of a table come from, in words."""
    if part.what == "material":
        return part.name
    if part.what == "snapshot":
        return _("potret registri")
    here, there = APPS.get(part.name, (part.name, part.name))
    return _("portal: %(app)s") % {"app": in_language(here, there)}


def parameter_rows(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every parameter as it was asked, by name."""
    return [(name, _plain(value)) for name, value in sorted(parameters.items())]


def _plain(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int):
        return f"{value:,}".replace(",", "." if get_language() == "id" else ",")
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(one)}" for name, one in sorted(value.items()))
    return str(value)
