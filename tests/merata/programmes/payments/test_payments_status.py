from __future__ import annotations

from itertools import chain, combinations, permutations

import pytest

from merata.programmes.payments.status import NEXT, Status, path

SENT, PAID, FAILED, RETURNED = Status.SENT, Status.PAID, Status.FAILED, Status.RETURNED


@pytest.mark.parametrize(
    ("start", "news", "steps"),
    [
        (SENT, {PAID}, (PAID,)),
        (SENT, {FAILED}, (FAILED,)),
        (SENT, {RETURNED}, (RETURNED,)),
        (SENT, {RETURNED, PAID}, (PAID, RETURNED)),
        (PAID, {RETURNED}, (RETURNED,)),
        (PAID, set(), ()),
        (SENT, {PAID, FAILED}, None),
        (SENT, {FAILED, RETURNED}, None),
        (SENT, {SENT}, None),
        (PAID, {FAILED}, None),
        (FAILED, {PAID}, None),
        (FAILED, {RETURNED}, None),
        (RETURNED, {PAID}, None),
    ],
)
def test_what_may_follow(start: Status, news: set[Status], steps: tuple[Status, ...] | None) -> None:
    assert path(start, news) == steps


def test_a_path_is_the_one_order_of_the_news_in_which_every_step_is_legal() -> None:
    def legal(start: Status, order: tuple[Status, ...]) -> bool:
        return all(after in NEXT[before] for before, after in zip((start, *order), order, strict=False))

    for start in Status:
        for news in chain.from_iterable(combinations(Status, size) for size in range(5)):
            orders = [order for order in permutations(news) if legal(start, order)]
            assert len(orders) <= 1
            assert path(start, news) == (orders[0] if orders else None), (start, news)
