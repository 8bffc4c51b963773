"""Why two records may be the same person, in words: Indonesian, then English."""

from __future__ import annotations

from collections.abc import Mapping

FIELD_NAMES = {
    "name": ("nama", "name"),
    "birth_date": ("tanggal lahir", "date of birth"),
    "sex": ("jenis kelamin", "sex"),
    "village_code": ("desa", "village"),
    "kk": ("nomor KK", "KK number"),
    "nik": ("NIK", "NIK"),
}
"""The fields that are compared."""

AGREEMENT = {
    "equal": ("sama", "equal"),
    "similar": ("hampir sama", "nearly equal"),
    "part": ("satu termuat dalam yang lain", "one within the other"),
    "resembling": ("mirip", "resembling"),
    "swapped": ("tanggal dan bulan tertukar", "day and month exchanged"),
    "one_digit": ("beda satu angka", "one digit differs"),
    "few_digits": ("beda satu atau dua angka", "one or two digits differ"),
    "serial": ("beda nomor urut saja (tetangga nomor atau kembar)", "serial number alone differs (neighbours, twins)"),
    "same_day": ("tanggal atau bulan sama", "the same day of the year, or month"),
    "same_year": ("tahun sama", "the same year"),
    "same_kecamatan": ("kecamatan sama", "the same kecamatan"),
    "different": ("berbeda", "different"),
    "missing": ("tidak ada di salah satu", "missing in one"),
}
"""How far two records agree in a field (`linkage.PAIRS`)."""

STATUS_NAMES = {
    "certain": ("pasti menurut aturan", "certain by rule"),
    "probable": ("sangat mungkin", "very likely"),
    "unclear": ("perlu diperiksa", "to be looked at"),
    "contradiction": ("bertentangan: NIK sama, orang berbeda", "contradiction: one NIK, two people"),
}
"""What is thought of a pair."""


def agreement_words(pair: Mapping[str, object]) -> tuple[str, str]:
    """How far the two records of a row of `linkage.PAIRS` agree in each field that both have."""
    told = [
        (FIELD_NAMES[field], AGREEMENT[str(pair[f"agree_{field}"])])
        for field in FIELD_NAMES
        if pair[f"agree_{field}"] != "missing"
    ]
    indonesian, english = ("; ".join(f"{field[at]}: {how[at]}" for field, how in told) for at in (0, 1))
    return indonesian, english


def weight_words(weight: float | None) -> tuple[str, str]:
    """What a match weight (log2 of the odds) says: 3 is 8 to 1 that the two are one person; None needs no weight."""
    if weight is None:
        return "menurut aturan, tanpa bobot", "by rule, without a weight"
    odds = f"{min(2.0 ** abs(weight), 1e9):,.0f}"
    indonesian = odds.replace(",", ".")
    if weight >= 0:
        return f"{indonesian} banding 1 orang yang sama", f"{odds} to 1 the same person"
    return f"1 banding {indonesian} orang yang sama", f"1 to {odds} the same person"
