"""Every decision in words: the sentence of a household is that of its reason, with its own values."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from rules_by_hand import DAY, book, facts

from merata.programmes.assessment.explanations import DECISIONS, decisions
from merata.programmes.decisions.skeleton import State
from merata.programmes.facts import MEMBERS
from merata.programmes.rules.sentence import Sentence

RULE = book(
    "(poor || family) && house && !village.urban",
    {
        "poor": {
            "when": "household.desil <= parameter.desil_max",
            "otherwise": {"id": "desil {household.desil} dari {household.size} orang", "en": "{household.desil}"},
        },
        "family": {
            "when": 'persons.exists(p, p.age < 6 && p.sex == "female") || size(persons) > 3',
            "otherwise": {"id": "bukan keluarga muda", "en": "no young family"},
            "met": {"id": "keluarga muda", "en": "a young family"},
        },
        "house": {
            "when": "household.floor_area_m2 < 50.0 && !household.owns_car",
            "otherwise": {
                "id": "luas {household.floor_area_m2}, mobil {household.owns_car}",
                "en": "{household.floor}",
            },
        },
    },
    benefit={"household": {"amount": "each_idr"}},
    parameters={"desil_max": 4, "each_idr": 100},
    not_with=["pkh"],
)


def invented(seed: int, count: int = 120) -> dict[str, Any]:
    rng = np.random.default_rng(seed)

    def maybe(*choices: Any) -> Any:
        return None if rng.random() < 0.2 else choices[rng.integers(len(choices))]

    homes = [
        {
            "household_id": f"h{i}",
            "desil": maybe(*range(1, 9)),
            "size": maybe(1, 2, 3),
            "floor_area_m2": maybe(30.0, 36.5, float("nan"), 60.0),
            "floor": maybe("earth", "tile"),
            "owns_car": maybe(True, False, False),
            "urban": maybe(True, False, False, False),
        }
        for i in range(count)
    ]
    people = [
        {
            "household_id": home["household_id"],
            "birth_date": maybe(*(date(year, 1, 1) for year in range(2015, 2025))),
            "sex": maybe("male", "female"),
        }
        for home in homes
        for _ in range(rng.choice([0, 1, 2, 4]))
    ]
    received = [{"household_id": f"h{i}", "programme_id": "pkh", "year": 2025} for i in range(0, count, 9)]
    return {"households": homes, "persons": people, "benefits": received}


def own_sentence(one: Any, table: Any, row: int) -> Sentence:
    """The household's reason in words, with what is known of it looked up one by one."""
    reason = one.reasons[one.reason[row]]
    known = table.household(row)
    values: dict[str, Any] = {f"parameter.{name}": value for name, value in one.rulebook.values(one.on).items()}
    values |= {f"household.{name}": value for name, value in known.household.items() if value == value}  # noqa: PLR0124
    values |= {f"village.{name}": value for name, value in known.village.items()}
    values |= dict.fromkeys(reason.places - values.keys())
    for name in ("age", "sex"):
        if known.persons and all(name in person for person in known.persons):
            values[f"person.{name}"] = True
    if known.persons:
        values[".".join(MEMBERS)] = True
    said: Sentence = reason.sentence(values)
    return said


def test_the_table_says_what_the_reasons_say() -> None:
    for seed in range(3):
        table = facts(RULE, **invented(seed))
        (one,) = table.assess([RULE], DAY)
        found = decisions(table, [one])
        assert found.schema == DECISIONS
        rows = found.to_pylist()
        assert [row["household_id"] for row in rows] == table.households["household_id"].to_pylist()
        states = set()
        for place, row in enumerate(rows):
            reason = one.reasons[one.reason[place]]
            expected = own_sentence(one, table, place)
            assert (row["sentence_id"], row["sentence_en"]) == (expected.id, expected.en)
            assert (row["outcome"], row["grounds"]) == (reason.outcome.name.lower(), reason.code)
            assert row["entitled_idr"] == one.entitled_idr[place] == (100 if row["outcome"] == "eligible" else 0)
            assert (row["programme_id"], row["on"]) == ("contoh", DAY)
            states |= {ground.state for ground in reason.grounds}
        assert states >= {State.FALSE, State.TRUE, State.MISSING}
        assert len({row["sentence_id"] for row in rows}) > 20


def one_home(home: dict[str, Any], people: list[dict[str, Any]], receives: str = "x") -> dict[str, Any]:
    whole = {"desil": 6, "size": 2, "floor_area_m2": 30.0, "floor": "tile", "owns_car": False, "urban": False} | home
    table = facts(
        RULE,
        households=[{"household_id": "a"} | whole, {"household_id": "b"} | whole],
        persons=[
            {"household_id": "a", "birth_date": None, "sex": None} | one for one in [*people, {"household_id": "z"}]
        ],
        benefits=[{"household_id": receives, "programme_id": "pkh", "year": 2025}],
    )
    row: dict[str, Any] = decisions(table, table.assess([RULE], DAY)).to_pylist()[0]
    return row


def test_by_hand() -> None:
    girl = {"birth_date": date(2023, 1, 1), "sex": "female"}
    boy = girl | {"sex": "male"}
    met = one_home({}, [girl])
    assert met["sentence_id"] == (
        "Memenuhi: keluarga muda; syarat “house” terpenuhi; tidak perkotaan; "
        "tidak menerima Program Keluarga Harapan (PKH)."
    )
    assert (met["grounds"], met["changes"], met["entitled_idr"]) == (
        "family+house+village.urban+tidak_rangkap_pkh",
        "",
        100,
    )
    refused = one_home({"urban": True}, [girl])
    assert (refused["grounds"], refused["changes"]) == ("village.urban", "!village.urban")
    assert refused["sentence_en"] == "Not eligible: urban. Would be met if: not: urban."
    # Only what is missing of the members is named, and not what of a member is known.
    unknown = one_home({}, [boy, {"birth_date": None, "sex": "female"}])
    assert unknown["grounds"] == "poor+family_missing"
    assert unknown["sentence_id"].startswith(
        "Belum dapat diputuskan: desil 6 dari 2 orang; data belum lengkap: umur (anggota). Akan memenuhi bila: desil "
    )
    assert one_home({}, [])["sentence_id"].startswith(
        "Belum dapat diputuskan: desil 6 dari 2 orang; "
        "data belum lengkap: anggota keluarga, umur (anggota), jenis kelamin (anggota). Akan memenuhi bila: "
    )
    assert one_home({"desil": 1, "floor_area_m2": float("nan")}, [])["sentence_id"].startswith(
        "Belum dapat diputuskan: data belum lengkap: luas lantai (m²). Akan"
    )
    assert one_home({"desil": 1}, [], receives="a")["grounds"] == "tidak_rangkap_pkh"


def test_programmes_received_are_never_what_is_missing() -> None:
    rule = book("mixed", {"mixed": 'household.desil <= 4 || "pkh" in household.programmes'})
    table = facts(
        rule,
        households=[{"household_id": "a", "desil": None}],
        benefits=[{"household_id": "x", "programme_id": "pkh", "year": 2025}],
    )
    (row,) = decisions(table, table.assess([rule], DAY)).to_pylist()
    assert row["sentence_id"].startswith("Belum dapat diputuskan: data belum lengkap: desil. Akan")


def test_some_rows_several_programmes_and_none() -> None:
    other = book("household.desil <= 2", programme="lain")
    table = facts([RULE, other], **invented(7))
    assessed = table.assess([RULE, other], DAY)
    whole = decisions(table, assessed)
    assert whole.num_rows == 240
    assert pa.types.is_dictionary(whole["sentence_id"].type)
    rows = np.array([5, 3, 3, 119])
    some = decisions(table, assessed, rows).to_pylist()
    assert some == [whole.to_pylist()[offset + row] for offset in (0, 120) for row in rows]
    assert decisions(table, []).schema == DECISIONS
    assert decisions(table, assessed, np.zeros(0, np.int64)).num_rows == 0


def test_dictionary_encoded_columns_are_shown_alike() -> None:
    rule = book(
        "floor",
        {
            "floor": {
                "when": 'household.floor == "earth"',
                "otherwise": {"id": "lantai {household.floor} di {village.type}", "en": "{household.floor}"},
            }
        },
    )
    plain = pa.table({"household_id": ["a", "b", "c"], "floor": ["tile", None, "tile"], "type": ["desa", "desa", None]})
    encoded = plain.set_column(1, "floor", plain["floor"].dictionary_encode())
    first, second = (
        decisions(table, table.assess([rule], DAY)).to_pylist()
        for table in (facts(rule, households=plain), facts(rule, households=encoded))
    )
    assert first == second
    assert [row["sentence_id"].partition(".")[0] for row in first] == [
        "Tidak memenuhi: lantai tile di desa",
        "Belum dapat diputuskan: data belum lengkap: jenis lantai",
        "Tidak memenuhi: lantai tile di ?",
    ]
