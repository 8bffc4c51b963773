"""Budgets: what was adopted, by owner, fund and pillar, and what was spent where no spending counts people."""

from __future__ import annotations

from typing import Any

from merata_portal.analysis.publishing.definitions import (
    PILLARS_EN,
    PILLARS_ID,
    RUPIAH,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places
from merata_portal.ledger.models import Line
from merata_portal.ledger.queries.public_figures import FOLDED, PAID_BY_HEAD, Group, few_desa, grouped

NOT_SPLIT, ALL_FUNDS = "none", "all"
COLUMNS = (
    Column("owner_code", "string", Words("kode pemilik anggaran; desa dijumlahkan per kecamatan",
                                         "code of the budget's owner; those of villages are summed by kecamatan")),
    Column("owner_name", "string", Words("nama pemilik, atau kecamatan dari desa-desa itu",
                                         "name of the owner, or of the kecamatan of those villages")),
    Column("owner_level", "string", Words("regency, atau villages: semua desa di kecamatan itu",
                                          "regency, or villages: all villages of the kecamatan")),
    Column("year", "integer", Words("tahun anggaran", "budget year")),
    Column("fund_source", "string", Words("sumber dana; all: semuanya dijumlahkan", "fund source; all: all of them")),
    Column("pillar", "string", Words(
        f"pilar: {PILLARS_ID}; none: di luar keempatnya; assistance_and_rest: bantuan dan none, bila desanya sedikit",
        f"pillar: {PILLARS_EN}; none: outside the four; assistance_and_rest: assistance and none, where villages are "
        "few",
    )),
    Column("appropriated_idr", "integer", Words("pagu yang ditetapkan", "what was adopted"), RUPIAH),
    Column("committed_idr", "integer", Words("terikat dan belum dibayar; kosong bila memuat bantuan",
                                             "committed and not yet paid; empty where assistance is in it"), RUPIAH),
    Column("spent_idr", "integer", Words("dibayar dikurangi yang kembali; kosong bila memuat bantuan",
                                         "paid less what came back; empty where assistance is in it"), RUPIAH),
)  # fmt: skip


def _built(places: Places, year: int) -> Built:
    lines = Line.objects.filter(owner__in=sorted(places.inside), year=year)
    inside = sorted(set(places.kecamatan.values()))
    few = bool(inside) and few_desa(inside[0], year)
    sums: dict[tuple[str, str, str], Group] = {}
    for (owner, fund, pillar), one in grouped(lines, "owner", "fund_source", "pillar").items():
        of = places.kecamatan.get(str(owner), str(owner)), str(fund), str(pillar)
        if few and owner in places.kecamatan:
            of = of[0], ALL_FUNDS, FOLDED if pillar in ("", PAID_BY_HEAD) else str(pillar)
        sums[of] = sums[of] + one if of in sums else one
    return Built(
        [Draft("pagu_dan_realisasi", _TITLE, COLUMNS, rows=[_row(places, year, *one) for one in sorted(sums.items())])]
    )


def _row(places: Places, year: int, of: tuple[str, str, str], group: Group) -> dict[str, Any]:
    owner, fund, pillar = of
    return {
        "owner_code": owner, "owner_name": places.names.get(owner, ""),
        "owner_level": "regency" if owner == places.code else "villages", "year": year, "fund_source": fund,
        "pillar": pillar or NOT_SPLIT, "appropriated_idr": group.appropriated_idr,
        # Where money stands that is, or may be, paid by head, nothing of the group is told: a rest would count people.
        "committed_idr": None if group.untold else group.moved.committed_idr,
        "spent_idr": None if group.untold else group.moved.spent_idr,
    }  # fmt: skip


_TITLE = Words("Pagu dan realisasi menurut sumber dana dan pilar", "Ceilings and spending by fund and pillar")
BUDGET = Dataset(
    "anggaran",
    Words("Anggaran dan realisasi", "Budget and spending"),
    Words(
        "Pagu yang ditetapkan dan yang sudah dibelanjakan, menurut sumber dana dan pilar; desa dijumlahkan per "
        "kecamatan.",
        "What was adopted and what was spent, by fund source and pillar; villages summed by kecamatan.",
    ),
    Words("Penatausahaan APBD dan APBDes", "Accounts of regency and village budgets"),
    Words("tahunan", "yearly"),
    Words(
        "Rupiah anggaran dimuat tepat. Realisasi bantuan tidak dimuat di sini: dibagi besar bantuan, ia memberi jumlah "
        "penerima; penerima ada di dataset program.",
        "Budgets are told exactly. Spending on assistance is not told here: divided by the benefit it gives how many "
        "received; recipients are in the dataset program.",
    ),
    "ECON",
    (
        Indicator(
            Words("Realisasi", "Realisation"),
            Words("Belanja yang sudah dibayar dikurangi pengembalian", "Paid spending less what came back"),
            Words("jumlah dibayar - jumlah kembali", "sum paid - sum returned"),
            RUPIAH,
        ),
    ),
    _built,
)
