from __future__ import annotations

import numpy as np
import pytest

from merata.demo import families
from merata.demo.families import CHILD, HEAD, PARENT, SPOUSE, Families


@pytest.fixture(scope="module")
def drawn() -> tuple[np.ndarray, Families]:
    size = np.random.default_rng(3).integers(1, 10, 4000)
    return size, families.build(size, np.random.default_rng(4))


def test_every_household_has_its_size_and_one_head_first(drawn: tuple[np.ndarray, Families]) -> None:
    size, members = drawn
    assert (np.bincount(members.household) == size).all()
    heads = np.flatnonzero(members.relation == HEAD)
    assert (heads == members.start).all()


def test_couples_are_of_two_sexes_and_grown_up(drawn: tuple[np.ndarray, Families]) -> None:
    _, members = drawn
    spouse = np.flatnonzero(members.relation == SPOUSE)
    head = members.start[members.household[spouse]]
    assert (members.male[spouse] != members.male[head]).all()
    assert members.age[spouse].min() >= 18
    assert members.age[members.start].min() >= 21


def test_mothers_were_between_17_and_44_at_every_birth(drawn: tuple[np.ndarray, Families]) -> None:
    _, members = drawn
    child = np.flatnonzero(members.relation == CHILD)
    head = members.start[members.household[child]]
    second = np.minimum(head + 1, members.age.size - 1)
    has_wife = (members.relation[second] == SPOUSE) & ~members.male[second]
    at_birth = members.age[np.where(has_wife, second, head)] - members.age[child]
    assert at_birth.min() >= 16  # completed years: 17 and a half less rounding
    assert at_birth.max() <= 44
    assert members.age.min() >= 0


def test_parents_are_a_generation_older(drawn: tuple[np.ndarray, Families]) -> None:
    _, members = drawn
    parent = np.flatnonzero(members.relation == PARENT)
    gap = members.age[parent] - members.age[members.start[members.household[parent]]]
    assert parent.size > 100
    assert gap.min() >= 17
