"""Groups of households that a plan's gains are told by: the sex of the head, members with a disability, places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.planning.choices.candidates import Floats, Integers
from merata.planning.choices.claims import Claims
from merata.planning.plan_lines import Line
from merata.planning.population import Population
from merata.programmes.incidence.intervals import interval
from merata.programmes.incidence.ranking import person_share
from merata.tables.folder import Dataset

SEX_OF_HEAD = {
    "female": ("dikepalai perempuan", "headed by a woman"),
    "male": ("dikepalai laki-laki", "headed by a man"),
    "unknown": ("jenis kelamin kepala tidak tercatat", "sex of the head not recorded"),
}
DISABILITY = {
    "severe": ("ada anggota dengan disabilitas berat", "with a member who has a severe disability"),
    "other": ("ada anggota dengan disabilitas lain", "with a member who has another disability"),
    "none": ("tanpa anggota dengan disabilitas", "without a member who has a disability"),
    "unknown": ("disabilitas tidak tercatat", "disability not recorded"),
}
"""The groups with what they are called, Indonesian and English; each household is in one."""
_NO = pa.scalar(value=False)
NAMES = {"sex_of_head": SEX_OF_HEAD, "disability": DISABILITY}


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Households (n) by group: `of` has each one's number in `codes`."""

    codes: tuple[str, ...]
    of: Integers

    def per_person(self, gain: Floats, size: Floats) -> Floats:
        """The mean gain of each group's persons, from that of every household per person (n); 0 where nobody is."""
        return person_share(self.of, gain * size, size, len(self.codes))

    def summed(self, amounts: NDArray[Any]) -> list[int]:
        """Whole amounts (n) by group."""
        total = np.zeros(len(self.codes), dtype=np.int64)
        np.add.at(total, self.of, amounts.astype(np.int64))
        found: list[int] = total.tolist()
        return found


def areas(people: Population, column: str) -> Grouping:
    """The households by kecamatan or village (`column`), in order of the codes."""
    codes = people.villages[column].to_pylist()
    known = sorted(set(codes))
    row_of = {code: at for at, code in enumerate(known)}
    return Grouping(tuple(known), np.array([row_of[code] for code in codes], dtype=np.int64)[people.village])


def by_sex_of_head(people: Population) -> Grouping | None:
    """The households by the sex of their head; None where no household's is recorded."""
    if "head_sex" not in people.frame.column_names:
        return None
    sex = people.frame["head_sex"]
    if sex.null_count == len(sex):
        return None
    known = tuple(SEX_OF_HEAD)
    row = pc.fill_null(pc.index_in(sex.cast(pa.string()), value_set=pa.array(known)), known.index("unknown"))
    return Grouping(known, np.asarray(row.to_numpy(), dtype=np.int64))


def by_disability(dataset: Dataset, people: Population) -> Grouping | None:
    """The households by whether a member has a disability, a severe one first; None where nobody's is recorded.

    A household of which nothing is known says so; one known member without is enough to count it as without.
    """
    if not dataset.has("persons"):
        return None
    persons = dataset.read("persons", ["household_id", "disability", "severe_disability"])
    row = pc.index_in(persons["household_id"], value_set=people.household_id)
    here = np.asarray(row.is_valid().to_numpy(), dtype=np.bool_)
    household = np.asarray(row.drop_null().to_numpy(), dtype=np.int64)
    flags = [persons[name] for name in ("severe_disability", "disability")]
    if all(flag.null_count == len(flag) for flag in flags):
        return None
    severe, other = (
        _any(household, np.asarray(pc.fill_null(flag, _NO).to_numpy(), dtype=np.bool_)[here], len(people))
        for flag in flags
    )
    told = np.asarray(pc.or_(pc.is_valid(flags[0]), pc.is_valid(flags[1])).to_numpy(), dtype=np.bool_)[here]
    known = _any(household, told, len(people))
    codes = tuple(DISABILITY)
    found = np.select([severe, other, known], [0, 1, 2], default=3)
    return Grouping(codes, found.astype(np.int64))


def _any(household: Integers, flag: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Of so many households, those with a member who has the flag."""
    found = np.zeros(count, dtype=np.bool_)
    found[household[flag]] = True
    return found


def paid_idr(people: Population, claims: Claims, paid: NDArray[np.bool_]) -> Integers:
    """What programmes pay each household (n) in the year, rupiah, by the claims that are `paid`."""
    found = np.zeros(len(people), dtype=np.int64)
    np.add.at(found, claims.household[paid], claims.annual_idr[paid])
    return found


def groupings(dataset: Dataset, people: Population) -> dict[str, Grouping]:
    """All that a plan's gains are told by: kecamatan_code, village_code and, where known, sex_of_head, disability."""
    found: dict[str, Grouping | None] = {column: areas(people, column) for column in ("kecamatan_code", "village_code")}
    found |= {"sex_of_head": by_sex_of_head(people), "disability": by_disability(dataset, people)}
    return {name: grouping for name, grouping in found.items() if grouping is not None}


def rows_of_groups(
    name: str, known: Mapping[str, Grouping], people: Population, gains: Mapping[str, Floats], paid: Integers
) -> tuple[dict[str, Any], ...]:
    """The groups of the grouping `name` that anybody is in, with the gain per person a month over the draws (`gains`,
    M × groups) and what programmes pay (`paid`, by household); none where the grouping is not known.
    """
    if name not in known:
        return ()
    grouping, gain, names = known[name], gains[name], NAMES[name]
    of_households, persons = (grouping.summed(each) for each in (np.ones(len(people)), people.size))
    households, spending = grouping.summed(paid > 0), grouping.summed(paid)
    found = []
    for at, code in enumerate(grouping.codes):
        if of_households[at]:
            found.append(
                {
                    "group": code,
                    "name_id": names[code][0],
                    "name_en": names[code][1],
                    "of_households": of_households[at],
                    "persons": persons[at],
                    "households": households[at],
                    "spending_idr": spending[at],
                    **gain_row(gain[:, at]),
                }
            )
    return tuple(found)


def rows_of_areas(
    grouping: Grouping, people: Population, lines: Iterable[Line], gains: Mapping[str, Floats], column: str
) -> tuple[dict[str, Any], ...]:
    """Spending, households paid and gain per person by kecamatan or village (`column`), areas in code order.

    Spending is counted where it lies: a work in the village it stands in; a class in none, so its spending is
    not here while its winners' gains are. The households are those that a programme pays there.
    """
    row_of = {code: at for at, code in enumerate(grouping.codes)}
    label = people.villages["kecamatan" if column == "kecamatan_code" else "name"].to_pylist()
    names = dict(zip(people.villages[column].to_pylist(), label, strict=True))
    spent, paid = [0] * len(row_of), [0] * len(row_of)
    for line in lines:
        at = row_of.get(getattr(line, column))
        if at is not None:
            spent[at] += line.cost_idr
            paid[at] += line.households if line.kind == "programme" else 0
    persons, gain = grouping.summed(people.size), gains[column]
    return tuple(
        {
            column: code,
            "name": names[code],
            "persons": persons[at],
            "households": paid[at],
            "spending_idr": spent[at],
            **gain_row(gain[:, at]),
        }
        for at, code in enumerate(grouping.codes)
    )


def gain_row(draws: Floats) -> dict[str, float]:
    """A group's gain per person a month (M), as its mean and 95% interval."""
    found = interval(draws)
    return {"gain_pc_idr": found.value, "low": found.low, "high": found.high}


def rows_of_deciles(draws: Sequence[Mapping[str, NDArray[Any]]]) -> tuple[dict[str, Any], ...]:
    """The tenths of the persons by welfare, poorest first, from what each draw says of them (10 each): `gain`, and the
    `persons`, `households` paid and rupiah paid of which means over the draws are told, as who is in which differs.
    """
    gain = np.array([one["gain"] for one in draws])
    means = {
        name: np.rint(np.mean([one[name] for one in draws], axis=0)).astype(np.int64).tolist()
        for name in ("persons", "households", "spending_idr")
    }
    return tuple(
        {"decile": at + 1, **{name: each[at] for name, each in means.items()}, **gain_row(gain[:, at])}
        for at in range(10)
    )
