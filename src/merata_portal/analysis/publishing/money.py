"""Budgets: what was adopted, by owner, fund and pillar, and what was spent where no spending counts people."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Sum

from merata_portal.analysis.publishing.definitions import (
    RUPIAH,
    Built,
    Column,
    Dataset,
    Draft,
    Indicator,
    Words,
)
from merata_portal.analysis.publishing.places import Places
from merata_portal.ledger.models import LineBalance

PAID_BY_HEAD = "assistance"
"""Of this pillar what was spent, divided by the benefit, is how many received: told of nobody's budget here."""
NOT_SPLIT = "none"
COLUMNS = (
    Column("owner_code", "string", Words("kode pemilik anggaran; desa dijumlahkan per kecamatan",
                                         "code of the budget's owner; those of villages are summed by kecamatan")),
    Column("owner_name", "string", Words("nama", "name")),
    Column("owner_level", "string", Words("regency, atau villages: semua desa di kecamatan itu",
                                          "regency, or villages: all villages of the kecamatan")),
    Column("year", "integer", Words("tahun anggaran", "budget year")),
    Column("fund_source", "string", Words("sumber dana", "fund source")),
    Column("pillar", "string", Words("pilar; none: di luar keempatnya", "pillar; none: outside the four")),
    Column("appropriated_idr", "integer", Words("pagu yang ditetapkan", "what was adopted"), RUPIAH),
    Column("committed_idr", "integer", Words("terikat dan belum dibayar; bantuan tidak dimuat",
                                             "committed and not yet paid; assistance is left out"), RUPIAH),
    Column("spent_idr", "integer", Words("dibayar dikurangi yang kembali; bantuan tidak dimuat",
                                         "paid less what came back; assistance is left out"), RUPIAH),
)  # fmt: skip


def _built(places: Places, year: int) -> Built:
    found = (
        LineBalance.objects.filter(line__owner__in=sorted(places.inside), line__year=year)
        .values_list("line__owner", "line__fund_source", "line__pillar")
        .annotate(
            appropriated=Sum("appropriated_idr"), committed=Sum("committed_idr"), paid=Sum("paid_idr"),
            returned=Sum("returned_idr"),
        )
        .order_by()
    )  # fmt: skip
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for owner, fund, pillar, appropriated, committed, paid, returned in found:
        group = sums[places.kecamatan.get(owner, owner), fund, pillar]
        for at, amount in enumerate((appropriated, committed, paid - returned)):
            group[at] += int(amount)
    return Built(
        [Draft("pagu_dan_realisasi", _TITLE, COLUMNS, rows=[_row(places, year, *one) for one in sorted(sums.items())])]
    )


def _row(places: Places, year: int, of: tuple[str, str, str], idr: list[int]) -> dict[str, Any]:
    owner, fund, pillar = of
    by_head = pillar == PAID_BY_HEAD
    return {
        "owner_code": owner, "owner_name": places.names.get(owner, ""),
        "owner_level": "regency" if owner == places.code else "villages", "year": year, "fund_source": fund,
        "pillar": pillar or NOT_SPLIT, "appropriated_idr": idr[0],
        "committed_idr": None if by_head else idr[1], "spent_idr": None if by_head else idr[2],
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
