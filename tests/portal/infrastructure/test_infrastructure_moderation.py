from __future__ import annotations

import pytest

from merata_portal.infrastructure.moderation import held_by


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Jembatan ambruk di sisi timur, motor tidak bisa lewat", []),
        ("Retak 2,5 cm sejak 17-08-2026, panjang 120 meter, biaya Rp250.000.000", []),
        ("Mandornya tidak jujur dan bahan bangunannya jelek", []),
        ("Hubungi saya di 0812-3456-7890 soal retak ini", ["phone"]),
        ("Hubungi saya di +62 812 3456 7890 soal retak ini", ["phone"]),
        ("NIK saya 3505991234567890, jembatannya ambruk", ["number"]),
        ("lihat https://contoh.id/foto yang ambruk", ["link"]),
        ("tulis ke warga@contoh.id soal jembatan", ["mail"]),
        ("ambruk", ["short"]),
    ],
)
def test_what_names_nobody_is_shown_at_once_and_the_rest_is_held(text: str, codes: list[str]) -> None:
    assert held_by(text) == codes
