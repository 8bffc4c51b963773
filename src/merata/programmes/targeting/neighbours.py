"""Why my neighbour and not me: two households of one list, and the first thing that tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from merata.programmes.cel.canonical import text
from merata.programmes.decisions.reasons import Reasons
from merata.programmes.decisions.skeleton import Atom, State
from merata.programmes.decisions.wording import wanted
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.programmes.rules.sentence import Sentence

Row = Mapping[str, Any]
"""A household of a list, as `written.LIST` describes it."""
ELIGIBLE = "eligible"


class By(StrEnum):
    """What tells two households apart."""

    CONDITION = "condition"
    SCORE = "score"
    EXPECTED = "expected"
    LOT = "lot"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """What tells the first household from the second, in words; `code`: the condition, where it is one."""

    by: By
    code: str
    said: Sentence


def difference(book: Rulebook, on: date, first: Row, second: Row) -> Difference:
    """The first condition in which two households of a list of `book` differ, or else their order of need.

    Where one of them is not eligible, it is a condition that decided it, if there is such a one. The households stand
    in the sentence as the first and the second; a condition is said with the limits of the day `on`.
    """
    apart = _condition(book, first, second)
    if apart is not None:
        return _by_condition(book, on, apart, first, second)
    if first["outcome"] != ELIGIBLE or second["outcome"] != ELIGIBLE:
        return Difference(By.NOTHING, "", _SAME)
    return _by_order(first, second)


def _condition(book: Rulebook, first: Row, second: Row) -> tuple[int, Atom] | None:
    """The condition in which they differ that decided; the first of all where none did. None: of those both meet."""
    atoms = Reasons(book).skeleton.atoms
    apart = [(at, one) for at, one in enumerate(atoms) if first["states"][at] != second["states"][at]]
    if not apart or (first["outcome"] == ELIGIBLE and second["outcome"] == ELIGIBLE):
        return None
    deciding = {
        code.removesuffix("_missing").removesuffix("_arithmetic")
        for row in (first, second)
        if row["outcome"] != ELIGIBLE
        for code in row["reason"].split("+")
    }
    return next((one for one in apart if (one[1].code or text(one[1].node)) in deciding), apart[0])


def _by_condition(book: Rulebook, on: date, apart: tuple[int, Atom], first: Row, second: Row) -> Difference:
    at, atom = apart
    asked = wanted(atom, book.conditions, holds=True)
    places: dict[str, Value | None] = dict.fromkeys(asked.places, "…")
    places |= {f"parameter.{name}": value for name, value in book.values(on).items()}
    asked = asked.with_values(places)
    one, other = (_CAME_TO[State(int(row["states"][at]))] for row in (first, second))
    return Difference(
        By.CONDITION,
        atom.code or text(atom.node),
        Sentence(
            f"Syarat yang membedakan: {asked.id}. Keluarga pertama {one.id}; keluarga kedua {other.id}.",
            f"The condition that tells them apart: {asked.en}. The first household {one.en}; the second {other.en}.",
        ),
    )


def _by_order(first: Row, second: Row) -> Difference:
    ahead = Sentence("pertama", "first") if first["rank"] < second["rank"] else Sentence("kedua", "second")
    money = _money(first, second)
    by, worded = next(
        (by, worded) for by, name, worded in _NEEDS if name is None or first[name] != second[name]
    )  # fmt: skip
    one, other = worded(first), worded(second)
    if by is not By.LOT:
        return Difference(
            by,
            "",
            Sentence(
                f"Keduanya memenuhi syarat; yang lebih membutuhkan didahulukan: keluarga pertama {one.id}, "
                f"keluarga kedua {other.id}, maka keluarga {ahead.id} didahulukan.{money.id}",
                f"Both are eligible; the needier comes first: the first household is of {one.en}, the second of "
                f"{other.en}, so the {ahead.en} comes first.{money.en}",
            ),
        )
    return Difference(
        By.LOT,
        "",
        Sentence(
            f"Keduanya memenuhi syarat dan sama kebutuhannya ({one.id}); urutannya menurut undian yang dapat dihitung "
            f"ulang siapa pun, dan keluarga {ahead.id} didahulukan.{money.id}",
            f"Both are eligible and in the same need ({one.en}); their order is by a lot that anyone can compute "
            f"again, and the {ahead.en} household comes first.{money.en}",
        ),
    )


def _money(first: Row, second: Row) -> Sentence:
    if first["chosen"] and second["chosen"]:
        return Sentence(" Pagu cukup untuk keduanya.", " The ceiling reaches both.")
    ahead, behind = (first, second) if first["rank"] < second["rank"] else (second, first)
    if behind["chosen"] and not ahead["chosen"]:
        village = ahead["village_code"]
        return Sentence(
            f" Pagu dibagi menurut desa, dan yang untuk {village} habis lebih dahulu.",
            f" The ceiling is parted by village, and that of {village} is spent sooner.",
        )
    if not first["chosen"] and not second["chosen"]:
        return Sentence(" Pagu habis sebelum keduanya.", " The ceiling is spent before either.")
    return Sentence(" Pagu habis di antara keduanya.", " The ceiling is spent between the two.")


def _decile(row: Row) -> Sentence:
    if row["score"] is None:
        return Sentence("desil tidak diketahui", "an unknown decile")
    return Sentence(f"desil {row['score']}", f"decile {row['score']}")


def _expectation(row: Row) -> Sentence:
    if row["expected_idr"] is None:
        return Sentence("perkiraan pengeluaran tidak diketahui", "an unknown expected consumption")
    rupiah = f"{row['expected_idr']:,}"
    return Sentence(
        f"perkiraan pengeluaran Rp{rupiah.replace(',', '.')} per orang per bulan",
        f"an expected consumption of Rp{rupiah} per person per month",
    )


_NEEDS: tuple[tuple[By, str | None, Callable[[Row], Sentence]], ...] = (
    (By.SCORE, "score", _decile),
    (By.EXPECTED, "expected_idr", _expectation),
    (By.LOT, None, _decile),
)
_SAME = Sentence(
    "Tidak ada syarat yang membedakan keduanya: keputusan atas keduanya sama.",
    "No condition tells them apart: the decision on both is the same.",
)
_CAME_TO = {
    State.TRUE: Sentence("memenuhinya", "meets it"),
    State.FALSE: Sentence("tidak memenuhinya", "does not meet it"),
    State.MISSING: Sentence("belum lengkap datanya", "lacks the data"),
    State.ARITHMETIC: Sentence("tidak dapat dihitung", "cannot be computed"),
}
