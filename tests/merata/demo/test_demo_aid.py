from __future__ import annotations

import pyarrow.compute as pc

from merata.demo import aid


def test_programmes_name_their_source() -> None:
    rows = aid.programmes().to_pylist()
    assert {row["programme_id"]: row["owner"] for row in rows} == {
        "blt_dana_desa": "desa",
        "bantuan_pangan": "regency",
        "blt_dbhcht": "regency",
        "pkh": "centre",
        "sembako": "centre",
        "desa_wisata": "desa",
        "pbi_jkn": "centre",
        "pbpu_pemda": "regency",
        "rastrada": "35.72",
        "pip": "centre",
        "beras": "centre",
        "rtlh_kabupaten": "35.05",
        "rtlh_kota": "35.72",
        "bsps": "centre",
        "pkh_plus": "province",
        "blt_dbhcht_provinsi": "province",
        "zakat_baznas": "partner",
        "tjsl_paket_sekolah": "partner",
        "lsm_paket_gizi": "partner",
        "pelatihan_vokasi": "35.05",
    }
    assert all(row["source"] and row["certainty"] for row in rows)


def test_the_village_cash_goes_to_desa_alone_and_to_few_with_national_aid(small_demo) -> None:
    benefits, households = small_demo.table("benefits"), small_demo.table("households")
    village_type = dict(
        zip(*(small_demo.table("villages")[name].to_pylist() for name in ("village_code", "type")), strict=True)
    )
    place = dict(zip(households["household_id"].to_pylist(), households["village_code"].to_pylist(), strict=True))
    received: dict[tuple[str, int], set[str]] = {}
    for row in benefits.to_pylist():
        received.setdefault((row["programme_id"], row["year"]), set()).add(row["household_id"])
    for year in (2023, 2024, 2025):
        village_cash = received["blt_dana_desa", year]
        assert {village_type[place[household]] for household in village_cash} == {"desa"}
        twice = village_cash & (received["pkh", year] | received["sembako", year])
        assert len(twice) == (max(3, round(0.015 * (len(village_cash) - len(twice)))) if year == 2025 else 0)
        assert {place[household][:5] for household in received["rastrada", year]} == {"35.72"}
        assert {place[household][:5] for household in received["blt_dbhcht", year]} == {"35.05"}
    assert len(received["rastrada", 2025]) == round(7751 * 0.02)
    assert len(received["rastrada", 2024]) == round(9514 * 0.02)


def test_amounts_are_the_published_ones(small_demo) -> None:
    benefits = small_demo.table("benefits")

    def amounts(programme: str, year: int) -> list[int]:
        chosen = benefits.filter((pc.field("programme_id") == programme) & (pc.field("year") == year))
        return sorted(set(chosen["annual_idr"].to_pylist()))

    assert amounts("blt_dana_desa", 2025) == [3_600_000]
    assert amounts("rastrada", 2025) == [1_560_000]
    assert amounts("sembako", 2024) == [2_400_000]
    assert amounts("sembako", 2025) == [2_800_000]
    assert amounts("blt_dbhcht", 2025)[0] == 1_800_000
    assert min(amounts("pkh", 2025)) == 900_000
    assert max(amounts("pkh", 2025)) <= 4 * 3_000_000


def test_payments_by_village_add_up_to_the_benefits(small_demo) -> None:
    benefits, delivered = small_demo.table("benefits"), small_demo.table("delivered")
    paid = delivered.filter(pc.equal(delivered["lever"], "assistance"))
    assert pc.sum(paid["amount_idr"]).as_py() == pc.sum(benefits["annual_idr"]).as_py()
    assert pc.sum(paid["households"]).as_py() == benefits.num_rows
