"""Reasons of hand-made cases, word for word."""

from __future__ import annotations

from typing import Any

import pytest
from rules_by_hand import book

from merata.errors import InputError
from merata.programmes.decisions.reasons import Outcome, Reason, Reasons
from merata.programmes.decisions.skeleton import State
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.sentence import Sentence

F, T, M, A = State
LIMIT = {"parameter.desil_max": 5}
DESIL = {
    "when": "household.desil <= parameter.desil_max",
    "otherwise": {
        "id": "desil {household.desil}, batasnya {parameter.desil_max}",
        "en": "decile {household.desil}, the limit is {parameter.desil_max}",
    },
}
HOUSE = {
    "when": "household.floor_area_m2 < 7.2 && !household.owns_car",
    "otherwise": {
        "id": "Luas {household.floor_area_m2} m², mobil: {household.owns_car}.",
        "en": "{household.owns_car}.",
    },
    "remedy": {"id": "rumah sempit tanpa mobil.", "en": "a small house and no car."},
}


def reasons(eligible: str, **conditions: Any) -> Reasons:
    uses = {"desil_max": 5} if "desil" in conditions else {}
    rule = book(eligible, conditions, benefit={"household": {"amount": "each_idr"}}, parameters={"each_idr": 1} | uses)
    return Reasons(rule)


def words(reason: Reason, **values: Any) -> tuple[str, str]:
    said = reason.sentence(LIMIT | {name.replace("__", "."): value for name, value in values.items()})
    return said.id, said.en


def test_refused_with_what_would_change_it() -> None:
    found = reasons("desil", desil=DESIL).of([F])
    assert (found.outcome, found.code) == (Outcome.REFUSED, "desil")
    assert found.changes == (
        ("desil", True, Sentence("desil paling banyak {parameter.desil_max}", "decile at most {parameter.desil_max}")),
    )
    assert words(found, household__desil=6) == (
        "Tidak memenuhi: desil 6, batasnya 5. Akan memenuhi bila: desil paling banyak 5.",
        "Not eligible: decile 6, the limit is 5. Would be met if: decile at most 5.",
    )


def test_eligible_has_nothing_to_change() -> None:
    found = reasons("desil && !village.urban", desil=DESIL).of([T, F])
    assert (found.outcome, found.code, found.changes) == (Outcome.ELIGIBLE, "desil+village.urban", ())
    assert words(found, household__desil=2) == (
        "Memenuhi: desil 2, batasnya paling banyak 5; tidak perkotaan.",
        "Eligible: decile 2, the limit is at most 5; not: urban.",
    )


def test_numbers_and_flags_as_each_language_writes_them() -> None:
    found = reasons("house", house=HOUSE).of([F])
    assert words(found, household__floor_area_m2=36.5, household__owns_car=True) == (
        "Tidak memenuhi: Luas 36,5 m², mobil: ya. Akan memenuhi bila: rumah sempit tanpa mobil.",
        "Not eligible: yes. Would be met if: a small house and no car.",
    )
    assert words(found, household__floor_area_m2=1_234_567.0, household__owns_car=None)[0].startswith(
        "Tidak memenuhi: Luas 1234567 m², mobil: ?."
    )


def test_only_the_missing_facts_are_named() -> None:
    found = reasons("house", house=HOUSE).of([M])
    assert (found.outcome, found.code) == (Outcome.UNDECIDED, "house_missing")
    assert words(found, household__floor_area_m2=5.0, household__owns_car=None) == (
        "Belum dapat diputuskan: data belum lengkap: memiliki mobil. Akan memenuhi bila: rumah sempit tanpa mobil.",
        "Cannot be decided: the data are not complete: owns a car. Would be met if: a small house and no car.",
    )
    assert found.in_general(LIMIT).id == "Belum dapat diputuskan: data belum lengkap: luas lantai (m²), memiliki mobil."


def test_facts_of_members_and_members_that_are_not_known() -> None:
    found = reasons("persons.exists(p, p.pregnant || p.age < 6)").of([M])
    assert words(found, person__age=True)[0].startswith(
        "Belum dapat diputuskan: data belum lengkap: hamil atau nifas (anggota). Akan"
    )
    found = reasons("size(persons) >= 4 && household.desil <= 3").of([M, T])
    assert found.grounds[0].facts == (("household", "persons"),)
    assert words(found)[0].startswith("Belum dapat diputuskan: data belum lengkap: anggota keluarga. Akan")
    together = reasons("large", large="size(persons) >= 4 ? household.desil <= 3 : household.desil <= 2").of([M])
    assert words(together, household__desil=2)[1].startswith(
        "Cannot be decided: the data are not complete: the members of the household. Would"
    )


def test_what_cannot_be_computed_names_what_it_is_computed_from() -> None:
    found = reasons("household.size / household.cattle > 2").of([A])
    assert (found.outcome, found.code) == (Outcome.UNDECIDED, "household.size / household.cattle > 2_arithmetic")
    assert words(found, household__size=4, household__cattle=0)[0] == (
        "Belum dapat diputuskan: tidak dapat dihitung dari: sapi, jumlah anggota. "
        "Akan memenuhi bila: syarat “household.size / household.cattle > 2” terpenuhi."
    )


def test_facts_are_followed_through_conditions_that_are_named() -> None:
    found = reasons("both", poor={"when": "household.desil <= 3"}, both="poor ? household.cattle < 2 : village.urban")
    assert found.of([M]).grounds[0].facts == (("household", "cattle"), ("household", "desil"), ("village", "urban"))


def test_one_that_refuses_is_enough_and_several_are_joined() -> None:
    found = reasons("desil && (village.urban || household.owns_car)", desil=DESIL)
    assert found.of([F, F, F]).code == "desil"
    assert [code for code, _, _ in found.of([F, F, F]).changes] == ["desil", "village.urban"]
    assert words(found.of([T, F, F]), household__desil=1) == (
        "Tidak memenuhi: tidak perkotaan; tidak memiliki mobil. Akan memenuhi bila: perkotaan.",
        "Not eligible: not: urban; not: owns a car. Would be met if: urban.",
    )
    assert words(reasons("!village.urban").of([T]))[1] == "Not eligible: urban. Would be met if: not: urban."


def test_places_are_those_of_grounds_and_changes() -> None:
    found = reasons("desil && house", desil=DESIL, house=HOUSE)
    assert found.of([F, T]).places == {"household.desil", "parameter.desil_max"}
    assert found.of([T, F]).places == {"household.floor_area_m2", "household.owns_car"}
    assert found.of([M, T]).places == {"parameter.desil_max"}


def test_a_reason_is_found_once() -> None:
    found = reasons("desil", desil=DESIL)
    assert found.of([F]) is found.of((F,))


def test_conditions_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(InputError, match=r"contoh.yaml: the conditions of contoh contradict .*'desil && !desil'"):
        reasons("desil && !desil", desil=DESIL)


def test_a_real_refusal() -> None:
    found = Reasons(rulebook("pkh"))
    assert [atom.code for atom in found.skeleton.atoms] == ["desil", "anggota"]
    said = found.of([F, T]).sentence({"household.desil": 6, "parameter.desil_max": 4})
    assert said.id == (
        "Tidak memenuhi: desil 6, batasnya 4. "
        "Akan memenuhi bila: desil paling tinggi 4 setelah data dimutakhirkan di desa."
    )
