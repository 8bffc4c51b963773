"""Who lives together: heads, spouses, children, parents and others, with ages and sexes that fit each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RELATIONS = ("head", "spouse", "child", "parent", "other")
HEAD, SPOUSE, CHILD, PARENT, OTHER = range(5)

_COUPLE_BY_SIZE = np.array([0.0, 0.0, 0.72, 0.87, 0.92, 0.92, 0.90])
"""Share of households with head and spouse, by size (the last holds for larger ones); an assumption."""
_HEAD_AGE_BY_SIZE = np.array([0.0, 63.0, 58.0, 48.0, 45.0, 47.0, 51.0])
_HEAD_AGE_SPREAD = np.array([0.0, 14.0, 14.0, 12.5, 10.5, 10.5, 11.0])
_FIRST_BIRTH, _LAST_BIRTH = 17.5, 43.0
"""Ages of a mother between which her children are born."""


@dataclass(frozen=True, slots=True)
class Families:
    """The persons of all households, household by household, the head first.

    Person arrays: `household` (index), `relation` (index into `RELATIONS`), `age` (completed years on
    31 December of the snapshot's year), `male`. `start` gives the position of each household's head.
    """

    household: NDArray[np.int64]
    relation: NDArray[np.int64]
    age: NDArray[np.int64]
    male: NDArray[np.bool_]
    start: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Core:
    """What is fixed for each household before its other members are: arrays by household."""

    couple: NDArray[np.bool_]
    parent: NDArray[np.bool_]
    rest: NDArray[np.int64]
    head_age: NDArray[np.float64]
    head_male: NDArray[np.bool_]
    spouse_age: NDArray[np.float64]

    @property
    def mother_age(self) -> NDArray[np.float64]:
        """Age of the children's mother, or of the single parent."""
        return np.where(self.couple & self.head_male, self.spouse_age, self.head_age)


def build(size: NDArray[np.int64], rng: np.random.Generator) -> Families:
    """Draw the members of households of the given sizes."""
    core = _core(size, rng)
    start = np.cumsum(size) - size
    household = np.repeat(np.arange(size.size), size)
    position = np.arange(household.size) - start[household]
    couple, parent = core.couple[household].astype(np.int64), core.parent[household].astype(np.int64)
    relation = np.full(household.size, CHILD)
    relation[(position == 1 + couple) & (parent == 1)] = PARENT
    relation[(position == 1) & (couple == 1)] = SPOUSE
    relation[position == 0] = HEAD
    birth_order = position - 1 - couple - parent
    age = _children_ages(core, household, np.maximum(birth_order, 0), rng)
    _move_grandchildren(relation, age, birth_order, rng)
    older = core.head_age[household] + rng.uniform(18, 33, household.size)
    age = np.select(
        [relation == HEAD, relation == SPOUSE, relation == PARENT],
        [core.head_age[household], core.spouse_age[household], np.minimum(older, 97.0)],
        age,
    )
    male = _sexes(core, household, relation, rng)
    return Families(household, relation, np.floor(age).astype(np.int64), male, start)


def _core(size: NDArray[np.int64], rng: np.random.Generator) -> _Core:
    bounded = np.minimum(size, _COUPLE_BY_SIZE.size - 1)
    count = size.size
    couple = rng.random(count) < _COUPLE_BY_SIZE[bounded]
    others = size - 1 - couple
    head_age = rng.normal(_HEAD_AGE_BY_SIZE[bounded], _HEAD_AGE_SPREAD[bounded])
    # A mother has had time for the household's children: two and a half years each after eighteen.
    head_age = np.clip(head_age, 21 + 3.0 * others, 91)
    spouse_age = np.clip(head_age - rng.normal(3.5, 3.0, count), 18.5 + 2.5 * others, 90)
    parent = (others >= 1) & (head_age < 60) & (rng.random(count) < 0.13)
    head_male = rng.random(count) < np.where(couple, 0.97, 0.30)
    return _Core(couple, parent, others - parent, head_age, head_male, spouse_age)


def _children_ages(
    core: _Core, household: NDArray[np.int64], birth_order: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Ages of children born one after another between the mother's first and last possible birth."""
    mother = core.mother_age[household]
    span = np.minimum(_LAST_BIRTH, mother) - _FIRST_BIRTH
    moment = (birth_order + rng.uniform(0.15, 0.85, household.size)) / np.maximum(core.rest[household], 1)
    return np.asarray(np.maximum(mother - _FIRST_BIRTH - span * np.minimum(moment, 1.0), 0.0))


def _move_grandchildren(
    relation: NDArray[np.int64],
    age: NDArray[np.float64],
    birth_order: NDArray[np.int64],
    rng: np.random.Generator,
) -> None:
    """Grown children beyond the first mostly live elsewhere: in their place, in place, stands a grandchild."""
    grown = (relation == CHILD) & (age > 27) & (birth_order > 0) & (rng.random(age.size) < 0.75)
    age[grown] = rng.uniform(0, 1, int(grown.sum())) * (age[grown] - 20)
    relation[grown] = OTHER


def _sexes(
    core: _Core, household: NDArray[np.int64], relation: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.bool_]:
    head_male = core.head_male[household]
    male = rng.random(household.size) < np.where(relation == PARENT, 0.3, 0.51)
    return np.select([relation == HEAD, relation == SPOUSE], [head_male, ~head_male], male)
