"""The facts that rules may ask for: what each means, its type, and the column of the registry it comes from.

A fact that is missing is null, never a default: eligibility fails closed on it. Two exceptions are what the registry's
catalogue says: an empty `school_level` is "not at school" (none), and then, as in tertiary education, the class is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from merata.programmes.cel.typing import Type

HOUSEHOLD, VILLAGE, PERSON = "household", "village", "person"


@dataclass(frozen=True, slots=True)
class Fact:
    """A documented fact of a household, village or person.

    `column` is where it comes from in the registry's table of that name; `id` and `en` name it in a sentence.
    """

    of: str
    name: str
    type: Type
    id: str
    en: str
    column: str


def _facts(of: str, *rows: tuple[str, Type, str, str]) -> list[Fact]:
    return [Fact(of, name, kind, indonesian, english, name) for name, kind, indonesian, english in rows]


_INT, _DOUBLE, _BOOL, _STRING, _STRINGS = Type.INT, Type.DOUBLE, Type.BOOL, Type.STRING, Type.STRINGS

_ALL = (
    *_facts(
        HOUSEHOLD,
        ("size", _INT, "jumlah anggota", "members"),
        ("desil", _INT, "desil", "decile"),
        ("children", _INT, "anak di bawah 15 tahun", "children under 15"),
        ("elderly", _INT, "anggota 60 tahun ke atas", "members of 60 and over"),
        ("head_sex", _STRING, "jenis kelamin kepala keluarga", "sex of the head"),
        ("head_age", _INT, "umur kepala keluarga", "age of the head"),
        ("head_schooling_years", _INT, "lama sekolah kepala keluarga", "years of schooling of the head"),
        ("head_sector", _STRING, "lapangan usaha kepala keluarga", "sector of the head's work"),
        ("floor_area_m2", _DOUBLE, "luas lantai (m²)", "floor area (m²)"),
        ("floor", _STRING, "jenis lantai", "floor"),
        ("toilet", _STRING, "jamban", "toilet"),
        ("water", _STRING, "sumber air minum", "drinking water"),
        ("electricity_va", _INT, "daya listrik (VA)", "electric power (VA)"),
        ("cooking_fuel", _STRING, "bahan bakar memasak", "cooking fuel"),
        ("owns_motorcycle", _BOOL, "memiliki sepeda motor", "owns a motorcycle"),
        ("owns_car", _BOOL, "memiliki mobil", "owns a car"),
        ("owns_refrigerator", _BOOL, "memiliki lemari es", "owns a refrigerator"),
        ("owns_smartphone", _BOOL, "memiliki telepon pintar", "owns a smartphone"),
        ("owns_computer", _BOOL, "memiliki komputer", "owns a computer"),
        ("land_ha", _DOUBLE, "lahan pertanian (ha)", "farm land (ha)"),
        ("cattle", _INT, "sapi", "cattle"),
        ("house_damage", _STRING, "kerusakan rumah", "damage of the house"),
        ("programmes", _STRINGS, "bantuan yang diterima", "programmes received"),
    ),
    *_facts(
        VILLAGE,
        ("type", _STRING, "jenis desa/kelurahan", "type of village"),
        ("regency_code", _STRING, "kode kabupaten/kota", "code of the regency"),
        ("kecamatan_code", _STRING, "kode kecamatan", "code of the kecamatan"),
        ("urban", _BOOL, "perkotaan", "urban"),
        ("minutes_to_market", _DOUBLE, "menit ke pasar", "minutes to the market"),
        ("minutes_to_puskesmas", _DOUBLE, "menit ke puskesmas", "minutes to the puskesmas"),
        ("minutes_to_senior_school", _DOUBLE, "menit ke SMA/SMK", "minutes to a senior school"),
    ),
    Fact(PERSON, "age", _INT, "umur", "age", "birth_date"),
    *_facts(
        PERSON,
        ("sex", _STRING, "jenis kelamin", "sex"),
        ("relation", _STRING, "hubungan dengan kepala keluarga", "relation to the head"),
        ("schooling_years", _INT, "lama sekolah", "years of schooling"),
        ("school_level", _STRING, "jenjang sekolah sekarang", "level of school attended"),
        ("school_grade", _INT, "kelas sekarang", "class attended"),
        ("work_sector", _STRING, "lapangan usaha", "sector of work"),
        ("tobacco_worker", _BOOL, "bekerja pada tembakau atau cengkeh", "works on tobacco or cloves"),
        ("severe_disability", _BOOL, "disabilitas berat", "severe disability"),
        ("pregnant", _BOOL, "hamil atau nifas", "pregnant or recently delivered"),
        ("health_insurance", _STRING, "jaminan kesehatan", "health insurance"),
        ("rights_violation_victim", _BOOL, "korban pelanggaran HAM berat", "victim of a grave human rights violation"),
    ),
)

FACTS: Mapping[tuple[str, str], Fact] = {(fact.of, fact.name): fact for fact in _ALL}
"""Every fact that a rule may name, by what it is of and its name."""

PROGRAMMES = (HOUSEHOLD, "programmes")
"""The list of programmes that a household receives; a rule asks `'pkh' in household.programmes`."""

MEMBERS = (HOUSEHOLD, "persons")
"""Not a fact but what `size(persons)` asks for: whether any member of the household is known."""

TYPES: Mapping[tuple[str, str], Type] = {key: fact.type for key, fact in FACTS.items()}
"""The type of each fact, as the language checks it."""
