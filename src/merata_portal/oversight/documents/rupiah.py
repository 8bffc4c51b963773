"""The report's sections on money: promised beside delivered, by pillar, village and item."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from merata_portal.oversight import names
from merata_portal.oversight.documents.writing import bar, million, table, whole
from merata_portal.oversight.queries.accountability import Accountability
from merata_portal.oversight.queries.money import Row, total


def sections(found: Accountability) -> list[dict[str, Any]]:
    """Money by pillar and item, then by village."""
    return [
        {
            "title": _("Dijanjikan dan terealisasi"),
            "intro": "",
            "tables": [_pillars(found), _items(found)],
        },
        {
            "title": _("Menurut desa dan kelurahan"),
            "intro": _(
                "Dialokasikan: dicadangkan, terikat, atau dibayar dari anggaran %(place)s untuk desa itu. Bagian rata: "
                "bila setiap penduduk mendapat sama dari seluruh alokasi untuk desa."
            )
            % {"place": found.place.name},
            "tables": [_villages(found)],
        },
    ]


def _money(row: Row) -> list[Any]:
    return [million(row.ceiling_idr), million(row.realised_idr), million(row.gap_idr), bar(row.share)]


def _columns(first: str, ceiling: str) -> list[tuple[str, str, str]]:
    return [
        (first, "l", "1fr"), (ceiling, "r", ""), (_("Terealisasi"), "r", ""), (_("Selisih"), "r", ""),
        (_("Bagian"), "l", "2.9cm"),
    ]  # fmt: skip


def _pillars(found: Accountability) -> dict[str, Any]:
    columns = [*_columns(_("Pilar"), _("Pagu")), (str(found.year - 1), "r", "")]
    rows = [[str(names.PILLARS[one.code]), *_money(one), million(one.last_year_idr)] for one in found.pillars]
    whole_row = total(found.pillars)
    return table(
        _("Menurut pilar, juta rupiah"), columns, rows,
        total=[_("Semua"), *_money(whole_row), million(whole_row.last_year_idr)],
        note=_("Terealisasi: dibayar dikurangi yang kembali. Dihitung ulang: Pengawasan, Pilar, CSV."),
    )  # fmt: skip


def _items(found: Accountability) -> dict[str, Any]:
    english = get_language() != "id"
    rows = [
        [f"{names.ITEMS[one.kind]}: {one.name_en if english else one.name_id}", *_money(one.row)] for one in found.items
    ]
    return table(
        _("Menurut program, pelatihan, dan proyek, juta rupiah"),
        _columns(_("Kegiatan"), _("Dialokasikan")), rows,
        total=[_("Semua"), *_money(total(one.row for one in found.items))],
        note=_("n = %(n)s kegiatan. Dihitung ulang: Pengawasan, Kegiatan, CSV.") % {"n": len(found.items)},
    )  # fmt: skip


def _villages(found: Accountability) -> dict[str, Any]:
    columns = [
        (_("Desa/kelurahan"), "l", "1fr"), (_("Penduduk"), "r", ""), (_("Dialokasikan"), "r", ""),
        (_("Bagian rata"), "r", ""), (_("Terealisasi"), "r", ""), (_("Bagian"), "l", "2.9cm"),
    ]  # fmt: skip
    told = sorted(found.villages, key=lambda one: (-one.ceiling_idr, one.code))
    with_money = [one for one in told if one.ceiling_idr or one.last_year_idr]
    rows = [[found.place.villages[one.code], *_of_village(one)] for one in with_money]
    without = len(told) - len(with_money)
    return table(
        _("Juta rupiah, terbanyak lebih dulu"), columns, rows, total=[_("Semua"), *_of_village(total(told))],
        note=_("n = %(n)s desa dan kelurahan; %(without)s tanpa alokasi. Dihitung ulang: Pengawasan, Desa, CSV.")
        % {"n": len(told), "without": without},
    )  # fmt: skip


def _of_village(row: Row) -> list[Any]:
    return [
        whole(row.persons), million(row.ceiling_idr), million(row.equal_idr or 0), million(row.realised_idr),
        bar(row.share),
    ]  # fmt: skip
