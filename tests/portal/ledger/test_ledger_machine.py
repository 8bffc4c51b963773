"""Random acts on the ledger against a slow and obvious one that keeps a list and adds it up each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from merata_portal.accounts.models import User
from merata_portal.actor import Actor, Held, Role, SamePerson
from merata_portal.ledger import actions
from merata_portal.ledger.models import Earmark, Entry, Line
from merata_portal.ledger.refusals import FaultyRequest, NotEnough
from merata_portal.ledger.requests import Ceiling, Share, Sum
from merata_portal.ledger.verifying import verify

LINES = ("a", "b")
PURPOSES = ("p", "q", "r")
Place = tuple[str, str]  # line and purpose


@dataclass
class Book:
    """Moves as (entry, line, purpose, source, target, amount), and what follows from them."""

    moves: list[tuple[int, str, str, str, str, int]] = field(default_factory=list)
    reversed: set[int] = field(default_factory=set)
    proposers: dict[Place, set[int]] = field(default_factory=dict)
    approvers: dict[Place, set[int]] = field(default_factory=dict)

    def stands(self, stage: str, line: str, purpose: str | None = None) -> int:
        total = 0
        for _, its_line, its_purpose, source, target, amount in self.moves:
            if its_line == line and purpose in {None, its_purpose}:
                total += amount * ((target == stage) - (source == stage))
        return -total if stage in {"appropriated", "returned"} else total

    def enough(self, moves: list[tuple[int, str, str, str, str, int]]) -> bool:
        after = Book(self.moves + moves)
        places = {(line, None) for line in LINES} | {(line, purpose) for line in LINES for purpose in PURPOSES}
        return all(
            after.stands(stage, line, purpose) >= 0
            for line, purpose in places
            for stage in (
                "reserved",
                "committed",
                "paid",
                "returned",
                *(() if purpose else ("available", "appropriated")),
            )
        ) and all(
            after.stands("returned", line, purpose) <= after.stands("paid", line, purpose) for line, purpose in places
        )


WAYS = {
    "release": ("reserved", "available"),
    "commit": ("reserved", "committed"),
    "cancel": ("committed", "available"),
    "pay": ("committed", "paid"),
    "record_return": ("returned", "available"),
}


def amounts() -> Any:
    return st.integers(1, 12)


class Ledger(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        people = [User.objects.create(username=f"mesin{n}", full_name=f"Mesin {n}") for n in range(3)]
        roles = (Held(Role.PLANNER, "35.05"), Held(Role.SOCIAL_OFFICER, "35.05"))
        self.people = [Actor(person.pk, str(person), roles) for person in people]
        self.book, self.number = Book(), 0
        self.act("appropriate", self.people[0], [("", f"{line}:", "appropriated", "available", 60) for line in LINES])
        self.first = self.book.moves[0][0]
        self.line = {line.account_code: line.pk for line in Line.objects.all()}
        # Not from nothing: the longest ways would hardly be gone.
        self.act("reserve", self.people[0], [("", f"{line}:p", "available", "reserved", 30) for line in LINES])
        self.act("commit", self.people[1], [("", f"{line}:p", "reserved", "committed", 20) for line in LINES])

    def teardown(self) -> None:
        verdict = verify()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        assert verdict.whole, verdict.differences

    def act(self, kind: str, by: Actor, wanted: list[tuple[str, str, str, str, int]]) -> None:
        """Ask both ledgers for the same; they must do, or refuse, the same."""
        self.number += 1
        moves = [
            (self.number, place.split(":")[0], place.split(":")[1], source, target, amount)
            for _, place, source, target, amount in wanted
        ]
        expected: type[Exception] | None = None
        places = {(line, purpose) for _, line, purpose, *_ in moves}
        guilty = {"commit": self.book.proposers, "pay": self.book.approvers}.get(kind, {})
        if any(by.user_id in guilty.get(place, set()) for place in places):
            expected = SamePerson
        elif not self.book.enough(moves):
            expected = NotEnough
        entry = self.asked(kind, by, moves, expected)
        if entry is None:
            return
        self.book.moves += [(entry.pk, *move[1:]) for move in moves]
        doers = {"reserve": self.book.proposers, "commit": self.book.approvers}.get(kind)
        for place in places if doers is not None else ():
            doers.setdefault(place, set()).add(by.user_id)

    def asked(self, kind: str, by: Actor, moves: list[Any], expected: type[Exception] | None) -> Entry | None:
        if expected is None:
            return self.call(kind, by, moves)
        with pytest.raises(expected):
            self.call(kind, by, moves)
        return None

    def call(self, kind: str, by: Actor, moves: list[Any]) -> Entry:
        ask: dict[str, Any] = {"by": by, "reason": "uji", "key": f"k{self.number}"}
        if kind in {"appropriate", "amend"}:
            ceilings = []
            for _, line, _, source, _, amount in moves:
                now = self.book.stands("appropriated", line)
                ceilings.append(Ceiling(line, "PAD", now + (amount if source == "appropriated" else -amount)))
            return getattr(actions, kind)(**ask, owner="35.05", year=2026, ceilings=ceilings)
        if kind == "reserve":
            return actions.reserve(
                **ask, shares=[Share(self.line[line], purpose, amount) for _, line, purpose, *_, amount in moves]
            )
        earmarks = {(earmark.line_id, earmark.purpose): earmark.pk for earmark in Earmark.objects.all()}
        sums = [Sum(earmarks[self.line[line], purpose], amount) for _, line, purpose, *_, amount in moves]
        return getattr(actions, kind)(**ask, sums=sums)

    @rule(line=st.sampled_from(LINES), amount=amounts(), up=st.booleans())
    def amend(self, line: str, amount: int, up: bool) -> None:
        if not up:
            amount = min(amount, self.book.stands("appropriated", line))
        if amount:
            way = ("appropriated", "available") if up else ("available", "appropriated")
            self.act("amend", self.people[0], [("", f"{line}:", *way, amount)])

    @rule(
        who=st.integers(0, 2),
        wanted=st.dictionaries(
            st.sampled_from([f"{a}:{p}" for a in LINES for p in PURPOSES]), amounts(), min_size=1, max_size=3
        ),
    )
    def reserve(self, who: int, wanted: dict[str, int]) -> None:
        self.act("reserve", self.people[who], [("", place, "available", "reserved", n) for place, n in wanted.items()])

    def move(self, kind: str, who: int, which: int, amount: int) -> None:
        """Of an earmark that has something there, mostly what it has and sometimes a rupiah more."""
        source, target = WAYS[kind]
        rich = self.rich(kind)
        line, purpose = rich[which % len(rich)]
        wanted = 1 + amount % (self.left(kind, line, purpose) + 1)
        self.act(kind, self.people[who], [("", f"{line}:{purpose}", source, target, wanted)])

    def left(self, kind: str, line: str, purpose: str) -> int:
        if kind == "record_return":
            return self.book.stands("paid", line, purpose) - self.book.stands("returned", line, purpose)
        return self.book.stands(WAYS[kind][0], line, purpose)

    def rich(self, kind: str) -> list[Place]:
        places = sorted({(line, purpose) for _, line, purpose, *_ in self.book.moves if purpose})
        return [place for place in places if self.left(kind, *place) > 0]

    @precondition(lambda self: self.rich("release"))
    @rule(who=st.integers(0, 2), which=st.integers(0, 5), amount=st.integers(0, 100))
    def release(self, who: int, which: int, amount: int) -> None:
        self.move("release", who, which, amount)

    @precondition(lambda self: self.rich("commit"))
    @rule(who=st.integers(0, 2), which=st.integers(0, 5), amount=st.integers(0, 100))
    def commit(self, who: int, which: int, amount: int) -> None:
        self.move("commit", who, which, amount)

    @precondition(lambda self: self.rich("cancel"))
    @rule(who=st.integers(0, 2), which=st.integers(0, 5), amount=st.integers(0, 100))
    def cancel(self, who: int, which: int, amount: int) -> None:
        self.move("cancel", who, which, amount)

    @precondition(lambda self: self.rich("pay"))
    @rule(who=st.integers(0, 2), which=st.integers(0, 5), amount=st.integers(0, 100))
    def pay(self, who: int, which: int, amount: int) -> None:
        self.move("pay", who, which, amount)

    @precondition(lambda self: self.rich("record_return"))
    @rule(who=st.integers(0, 2), which=st.integers(0, 5), amount=st.integers(0, 100))
    def record_return(self, who: int, which: int, amount: int) -> None:
        self.move("record_return", who, which, amount)

    @rule(which=st.integers(0, 40))
    def correct(self, which: int) -> None:
        every = {entry for entry, *_ in self.book.moves} - {self.first}  # or all would soon be back at nothing
        # Mostly one that can still be corrected.
        entries = sorted((every if which % 8 == 7 else every - self.book.reversed) or every)
        entry = entries[which % len(entries)]
        self.number += 1
        undone = [(0, line, purpose, t, s, n) for e, line, purpose, s, t, n in self.book.moves if e == entry]
        expected: type[Exception] | None = None
        if entry in self.book.reversed:
            expected = FaultyRequest
        elif not self.book.enough(undone):
            expected = NotEnough
        ask: dict[str, Any] = {"by": self.people[0], "entry": entry, "reason": "salah", "key": f"k{self.number}"}
        if expected is not None:
            with pytest.raises(expected):
                actions.correct(**ask)
            return
        made = actions.correct(**ask)
        self.book.moves += [(made.pk, *move[1:]) for move in undone]
        self.book.reversed |= {entry, made.pk}

    @invariant()
    def both_agree(self) -> None:
        for line in Line.objects.select_related("balance"):
            for stage in ("appropriated", "available", "reserved", "committed", "paid", "returned"):
                assert getattr(line.balance, f"{stage}_idr") == self.book.stands(stage, line.account_code)
            held = line.balance
            assert held.appropriated_idr == (
                held.available_idr + held.reserved_idr + held.committed_idr + held.paid_idr - held.returned_idr
            )
        for earmark in Earmark.objects.select_related("balance", "line"):
            for stage in ("reserved", "committed", "paid", "returned"):
                expected = self.book.stands(stage, earmark.line.account_code, earmark.purpose)
                assert getattr(earmark.balance, f"{stage}_idr") == expected


@pytest.mark.slow
def test_the_ledger_is_the_slow_and_obvious_one(db: None) -> None:
    run_state_machine_as_test(Ledger, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))
