"""How two records are compared, and where records meet at all: the settings of the Fellegi–Sunter model in Splink.

Each comparison has levels from equal to different; what a level is worth is learnt (m among the same person, u among
chance pairs) and summed as log2 of the odds. Missing says nothing either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a comparison.

    Its code (see `evidence`), the condition on the two records in DuckDB's SQL, and the share of one person's records
    that is expected to reach it (an assumption, from which training starts).
    """

    code: str
    condition: str
    expected: float


COMPARISONS: dict[str, tuple[str, tuple[Level, ...]]] = {
    "name": (
        "name",
        (
            Level("equal", "name_l = name_r", 0.55),
            Level("similar", "name_sorted_l = name_sorted_r OR jaro_winkler_similarity(name_l, name_r) >= 0.94", 0.2),
            Level("part", "list_has_all(words_l, words_r) OR list_has_all(words_r, words_l)", 0.12),
            Level("resembling", "jaro_winkler_similarity(name_l, name_r) >= 0.86", 0.08),
        ),
    ),
    "birth_date": (
        "birth",
        (
            Level("equal", "birth_l = birth_r", 0.75),
            Level("swapped", "birth_key_l = birth_key_r", 0.06),
            Level("one_digit", "hamming(birth_l, birth_r) <= 1", 0.08),
            Level("same_day", "birth_l[5:] = birth_r[5:] OR birth_l[:6] = birth_r[:6]", 0.04),
            Level("same_year", "birth_year_l = birth_year_r", 0.04),
        ),
    ),
    "sex": ("sex", (Level("equal", "sex_l = sex_r", 0.98),)),
    "village_code": (
        "village",
        (Level("equal", "village_l = village_r", 0.8), Level("same_kecamatan", "kecamatan_l = kecamatan_r", 0.08)),
    ),
    "kk": ("kk", (Level("equal", "kk_l = kk_r", 0.6), Level("few_digits", "hamming(kk_l, kk_r) <= 2", 0.1))),
    "nik": (
        "nik",
        (
            Level("equal", "nik_l = nik_r", 0.05),
            # Neighbours in a register's book, and twins, differ in the serial number alone.
            Level("few_digits", "hamming(nik_l, nik_r) <= 2 AND nik_l[13:] = nik_r[13:]", 0.5),
            Level("serial", "hamming(nik_l, nik_r) <= 2 AND nik_l[:12] = nik_r[:12]", 0.25),
        ),
    ),
}
"""For each field: the feature that must be there on both sides, and its levels below which the two simply differ."""

BLOCKS: tuple[tuple[str, ...], ...] = (
    ("nik",),
    ("birth_key", "name_code"),
    ("birth_key", "village"),
    ("family", "sex"),
    ("name_sorted", "village"),
    ("name_sorted", "birth_year"),
    ("nik_tail",),
)
"""Records are compared if they share all of one of these (`family` is the KK number, where it is one family's). Each
forgives another error: of the name, of the date, of the place, of the number. At 1.4 million people each brings at most
a few million pairs."""

LIKELY_SAME = (("name_sorted", "birth", "village"), ("name_sorted", "birth", "kk"), ("nik_tail", "name_code"))
"""What two records of one person often share and two people hardly ever: how many duplicates there are, roughly."""


def settings(
    same: dict[str, dict[str, float]], chance: dict[str, dict[str, float]], *, duplicates: float, across: bool
) -> dict[str, Any]:
    """Splink's settings; with `across` only records of different tables are compared.

    `same` and `chance`: for each field and level the share of one person's pairs of records, and of two people's, that
    reach it; `duplicates`: the share of all pairs of records that are one person's.
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "comparisons": [_comparison(field, same[field], chance[field]) for field in COMPARISONS],
        "blocking_rules_to_generate_predictions": [rule(block, across=across) for block in BLOCKS],
        "retain_matching_columns": False,
        "probability_two_random_records_match": duplicates,
    }


def rule(block: tuple[str, ...], *, across: bool = False) -> str:
    """A block as a condition on the two records."""
    conditions = [f"l.{name} = r.{name}" for name in block]
    return " AND ".join([*conditions, "l.source <> r.source"] if across else conditions)


def _comparison(field: str, same: dict[str, float], chance: dict[str, float]) -> dict[str, Any]:
    feature, levels = COMPARISONS[field]
    missing: dict[str, Any] = {"sql_condition": f"{feature}_l IS NULL OR {feature}_r IS NULL", "is_null_level": True}
    conditions = [(level.code, level.condition) for level in levels] + [("different", "ELSE")]
    made: list[dict[str, Any]] = [
        {"sql_condition": sql, "label_for_charts": code, "m_probability": same[code], "u_probability": chance[code]}
        for code, sql in conditions
    ]
    if field == "name":
        # That two people are both called SITI AMINAH says less than that both bear a rare name.
        made[0] |= {"tf_adjustment_column": "name", "tf_adjustment_weight": 1.0}
    return {"output_column_name": field, "comparison_levels": [missing, *made]}


def levels_of(field: str) -> tuple[str, ...]:
    """The codes of a field's levels, from equal to different; missing is none of them."""
    return (*(level.code for level in COMPARISONS[field][1]), "different")


def expected(field: str) -> dict[str, float]:
    """The share of one person's records that is expected to reach each level."""
    shares = {level.code: level.expected for level in COMPARISONS[field][1]}
    return shares | {"different": 1 - sum(shares.values())}


def agreement(field: str) -> str:
    """How far two records agree in a field, as an SQL expression over their features: agree_<field>."""
    feature, levels = COMPARISONS[field]
    cases = " ".join(f"WHEN {level.condition} THEN '{level.code}'" for level in levels)
    missing = f"WHEN {feature}_l IS NULL OR {feature}_r IS NULL THEN 'missing'"
    return f"CASE {missing} {cases} ELSE 'different' END AS agree_{field}"


FEATURES = (
    "name",
    "words",
    "name_sorted",
    "birth",
    "birth_key",
    "birth_year",
    "sex",
    "village",
    "kecamatan",
    "kk",
    "nik",
)
SIDES = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in FEATURES)
"""The features of two records l and r under the names that the levels' conditions use."""
AGREEMENTS = ", ".join(agreement(field) for field in COMPARISONS)
"""How far two records agree in every field, in SQL."""
