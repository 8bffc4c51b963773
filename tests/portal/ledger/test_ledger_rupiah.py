from __future__ import annotations

from merata_portal.ledger.rupiah import number_en, number_id, rupiah_en, rupiah_id


def test_numbers_as_both_languages_write_them() -> None:
    assert (number_id(1_234_567), number_en(1_234_567)) == ("1.234.567", "1,234,567")
    assert (rupiah_id(8_800_000_000), rupiah_en(0)) == ("Rp8.800.000.000", "Rp0")
