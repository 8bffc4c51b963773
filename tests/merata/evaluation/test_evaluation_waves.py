from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.errors import UsageError
from merata.evaluation.waves import drawn_waves, villages_hash

FOUR = ("35.05.01.2001", "35.05.01.2002", "35.05.01.2003", "35.05.01.2004")


def seed_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def by_sorting_all_orders(villages: tuple[str, ...], sizes: tuple[int, ...], seed: str) -> tuple[tuple[str, ...], ...]:
    """The slow and obvious: the hash blocks written out, Fisher and Yates as in the books."""
    order, block = sorted(villages), 0

    def below(bound: int) -> int:
        nonlocal block
        while True:
            number = int(hashlib.sha256(f"{seed}:{block}".encode()).hexdigest(), 16)
            block += 1
            if number < 2**256 - 2**256 % bound:
                return number % bound

    for last in reversed(range(1, len(order))):
        other = below(last + 1)
        order[last], order[other] = order[other], order[last]
    waves, rest = [], order
    for size in sizes:
        waves.append(tuple(sorted(rest[:size])))
        rest = rest[size:]
    return tuple(waves)


@given(
    names=st.sets(st.integers(0, 999), min_size=2, max_size=12),
    cut=st.integers(1, 11),
    number=st.integers(0, 10**9),
    shuffle=st.randoms(use_true_random=False),
)
def test_every_village_enters_once_in_the_order_that_the_seed_gives(
    names: set[int], cut: int, number: int, shuffle: object
) -> None:
    villages = tuple(f"35.05.01.{one:04d}" for one in names)
    sizes = (min(cut, len(villages) - 1), len(villages) - min(cut, len(villages) - 1))
    given_in = list(villages)
    shuffle.shuffle(given_in)  # type: ignore[attr-defined]
    found = drawn_waves(given_in, sizes, seed_of(number))
    assert found == by_sorting_all_orders(villages, sizes, seed_of(number))
    assert tuple(len(wave) for wave in found) == sizes
    assert sorted(one for wave in found for one in wave) == sorted(villages)


def test_every_half_is_as_likely_as_any_other() -> None:
    first = Counter(drawn_waves(FOUR, (2, 2), seed_of(number))[0] for number in range(6000))
    # Six pairs, a thousand each; five standard deviations are 144.
    assert len(first) == 6
    assert all(abs(count - 1000) < 144 for count in first.values())


def test_the_list_has_one_hash_in_whatever_order() -> None:
    expected = hashlib.sha256(b"merata-waves/1\n35.05.01.2001\n35.05.01.2002\n").hexdigest()
    assert villages_hash(FOUR[:2]) == villages_hash(FOUR[1::-1]) == expected


@pytest.mark.parametrize("sizes", [(), (2, 1), (4, 0), (3, 2)])
def test_waves_that_do_not_add_up_are_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="add up"):
        drawn_waves(FOUR, sizes, seed_of(1))


def test_a_village_named_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="twice"):
        drawn_waves((*FOUR, FOUR[0]), (3, 2), seed_of(1))
