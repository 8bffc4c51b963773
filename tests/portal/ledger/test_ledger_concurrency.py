"""Officers at the same time, each in a thread with a connection of its own, on a database that really commits."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from concurrency import at_once
from django.db import transaction

from merata_portal.ledger import actions
from merata_portal.ledger.models import Earmark, Entry, Line, LineBalance
from merata_portal.ledger.refusals import NotEnough, Shortfall
from merata_portal.ledger.requests import Ceiling, Share, Sum
from merata_portal.ledger.stages import Stage
from merata_portal.ledger.verifying import verify

pytestmark = pytest.mark.django_db(transaction=True)


def reserve_one(by: Any, line: Line, key: str) -> Entry:
    return actions.reserve(by=by, shares=[Share(line.pk, key, 1)], reason="x", key=key)


def test_the_last_rupiah_is_reserved_by_exactly_one_of_two(officers: Any, line: Line, acting: Any) -> None:
    other = acting(("planner", "35.05"))
    for round_ in range(10):
        ceiling = [Ceiling(f"last.{round_}", "PAD", 1)]
        actions.appropriate(by=other, owner="35.05", year=2026, ceilings=ceiling, reason="x", key=f"a{round_}")
        last = Line.objects.get(account_code=f"last.{round_}")
        outcomes = at_once(
            *(partial(reserve_one, by, last, f"{round_}.{n}") for n, by in enumerate((officers.planner, other)))
        )
        won = [outcome for outcome in outcomes if isinstance(outcome, Entry)]
        lost = [outcome for outcome in outcomes if isinstance(outcome, NotEnough)]
        assert (len(won), len(lost)) == (1, 1), outcomes
        assert lost[0].shortfalls == (Shortfall(str(last), Stage.AVAILABLE, 1, 0),)
        assert "tersedia hanya Rp0 / not enough money" in str(lost[0])
        assert Earmark.objects.filter(line=last).count() == 1
    assert verify().whole


def test_approvals_at_the_same_time_commit_no_more_than_was_reserved(officers: Any, line: Line, acting: Any) -> None:
    actions.reserve(by=officers.planner, shares=[Share(line.pk, "a", 100)], reason="x", key="r")
    earmark = Earmark.objects.get()
    approvers = [acting(("social_officer", "35.05")) for _ in range(4)]
    outcomes = at_once(
        *(
            lambda by=by, n=n: actions.commit(by=by, sums=[Sum(earmark.pk, 30)], reason="x", key=f"c{n}")
            for n, by in enumerate(approvers)
        )
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Entry", "Entry", "Entry", "NotEnough"], outcomes
    earmark = Earmark.objects.select_related("balance").get()
    assert (earmark.balance.reserved_idr, earmark.balance.committed_idr) == (10, 90)


def test_one_request_sent_twice_at_once_is_one_entry(officers: Any, line: Line) -> None:
    ask = {"by": officers.planner, "shares": [Share(line.pk, "a", 600_000)], "reason": "x", "key": "r"}
    outcomes = at_once(*[lambda: actions.reserve(**ask)] * 4)
    assert len({outcome.pk for outcome in outcomes}) == 1, outcomes
    assert LineBalance.objects.get().reserved_idr == 600_000


def test_entries_over_the_same_lines_in_any_order_never_wait_for_each_other(officers: Any, line: Line) -> None:
    ceilings = [Ceiling(f"n.{n}", "PAD", 1_000) for n in range(6)]
    actions.appropriate(by=officers.planner, owner="35.05", year=2026, ceilings=ceilings, reason="x", key="n")
    ids = list(Line.objects.filter(fund_source="PAD").values_list("pk", flat=True))

    def many(thread: int) -> int:
        order = ids if thread % 2 else ids[::-1]
        for n in range(5):
            shares = [Share(each, f"{thread}.{n}", 1) for each in order]
            actions.reserve(by=officers.planner, shares=shares, reason="x", key=f"{thread}.{n}")
        return thread

    assert at_once(*(lambda thread=thread: many(thread) for thread in range(4))) == [0, 1, 2, 3]
    assert list(LineBalance.objects.filter(line__in=ids).values_list("reserved_idr", flat=True)) == [20] * 6


def test_several_entries_in_one_transaction_never_wait_for_each_other(officers: Any, line: Line) -> None:
    ceilings = [Ceiling("second", "PAD", 1_000)]
    actions.appropriate(by=officers.planner, owner="35.05", year=2026, ceilings=ceilings, reason="x", key="n")
    second = Line.objects.get(account_code="second")

    def both(thread: int, order: list[int]) -> int:
        for n in range(5):
            with transaction.atomic():
                for each in order:
                    key = f"{thread}.{n}.{each}"
                    actions.reserve(by=officers.planner, shares=[Share(each, key, 1)], reason="x", key=key)
        return thread

    ways = [[line.pk, second.pk], [second.pk, line.pk]]
    assert at_once(*(lambda n=n, way=way: both(n, way) for n, way in enumerate(ways))) == [0, 1]
    assert list(LineBalance.objects.order_by("pk").values_list("reserved_idr", flat=True)) == [10, 10]
    assert verify().whole


def test_verifying_beside_writers_finds_nothing_wrong(officers: Any, line: Line) -> None:
    done = threading.Event()

    def write() -> int:
        for n in range(20):
            actions.reserve(by=officers.planner, shares=[Share(line.pk, f"p{n}", 5)], reason="x", key=f"w{n}")
        done.set()
        return 20

    def check() -> int:
        rounds = 0
        while not done.is_set() or rounds == 0:
            verdict = verify()
            assert verdict.whole, verdict.differences
            rounds += 1
        return rounds

    written, rounds = at_once(write, check)
    assert written == 20
    assert rounds >= 1, rounds
