"""The quorum machine through the actions against a slow reference that counts and compares times by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from made_meetings import START, VILLAGE, Forum, invited

from merata_portal.accounts.models import Area
from merata_portal.participation.declining import MeetingDeclined

INVITED = 6
QUARTERS = st.integers(0, 16).map(lambda number: 15 * number)


class Reference:
    """What the regulation says, step by step, in the plainest words there are."""

    def __init__(self) -> None:
        self.state, self.here, self.clock = "invited", set[int](), START - timedelta(days=3)
        self.start, self.second = START, False
        self.decided: dict[int, str] = {}

    def may(self, kind: str, at: datetime, given: Any) -> bool:
        return at >= self.clock and bool(getattr(self, f"_{kind}")(at, given))

    def _quorum(self) -> bool:
        return 3 * len(self.here) >= 2 * INVITED

    def _signed(self, _at: datetime, who: int) -> bool:
        return self.state in ("invited", "postponed", "reconvened", "open") and who not in self.here

    def _unsigned(self, _at: datetime, who: int) -> bool:
        return self.state in ("invited", "postponed", "reconvened", "open") and who in self.here

    def _opened(self, at: datetime, _given: None) -> bool:
        if self.state == "invited":
            return self._quorum() and at >= START
        if self.state == "postponed":
            return self._quorum() and at <= START + timedelta(hours=3)
        return self.state == "reconvened" and at >= self.start and len(self.here) > 0

    def _postponed(self, at: datetime, until: datetime) -> bool:
        in_time = START <= at <= until <= START + timedelta(hours=3)
        return self.state == "invited" and in_time and not self._quorum()

    def _consulted(self, at: datetime, _given: None) -> bool:
        return self.state == "postponed" and at >= self.start and not self._quorum()

    def _reconvened(self, at: datetime, again: datetime) -> bool:
        return self.state == "consulted" and at <= again and again.date() <= (START + timedelta(days=3)).date()

    def _agreed(self, _at: datetime, item: int) -> bool:
        return self.state == "open" and self.decided.get(item) in (None, "tried")

    _unresolved = _agreed

    def _voted(self, _at: datetime, given: tuple[int, int]) -> bool:
        item, votes = given
        return self.state == "open" and self.decided.get(item) == "tried" and 0 < votes <= len(self.here)

    def _closed(self, _at: datetime, _given: None) -> bool:
        return self.state == "open"

    def take(self, kind: str, at: datetime, given: Any) -> None:
        self.clock = at
        if kind == "signed":
            self.here.add(given)
        elif kind == "unsigned":
            self.here.remove(given)
        elif kind == "reconvened":
            self.state, self.start, self.here, self.second = "reconvened", given, set(), True
        elif kind in ("agreed", "voted"):
            self.decided[given if kind == "agreed" else given[0]] = "decided"
        elif kind == "unresolved":
            self.decided[given] = "tried"
        else:
            self.state = {"opened": "open", "postponed": "postponed", "consulted": "consulted", "closed": "closed"}[
                kind
            ]
            self.start = given if kind == "postponed" else self.start


class Quorum(RuleBasedStateMachine):
    """Steps in any order; whatever the reference allows stands, and nothing else does."""

    forum: Forum

    @initialize(
        come=st.integers(0, INVITED),
        begins=st.sampled_from([-10, 0, 10, 180, 200]),
        gone=st.sampled_from(["", "postponed", "consulted", "consulted", "open"]),
    )
    def invite(self, come: int, begins: int, gone: str) -> None:
        for code, kind, parent in (("35.05", "regency", None), ("35.05.01", "kecamatan", "35.05")):
            Area.objects.get_or_create(code=code, defaults={"name": code, "kind": kind, "parent_id": parent})
        Area.objects.get_or_create(
            code=VILLAGE,
            defaults={"name": "Jaten", "kind": "village", "village_type": "desa", "parent_id": "35.05.01"},
        )
        self.forum, self.reference, self.minute = invited(INVITED), Reference(), -30.0
        for who in range(min(come, 3) if gone in ("postponed", "consulted") else come):
            self.sign(who)
        self.minute = begins if not gone else min(max(begins, 0), 180)
        # Some way is gone already, so that what comes late is tried as often as what comes first.
        if gone == "open":
            self.open()
        elif gone:
            self.postpone(180)
            self.minute = max(self.minute, 180)
            if gone == "consulted":
                self.consult()

    def _try(self, kind: str, given: Any, data: dict[str, Any] | None = None, **texts: str) -> None:
        at = self.forum.at(self.minute)
        allowed = self.reference.may(kind, at, given)
        try:
            self.forum.write(kind, self.minute, data or {}, **texts)
        except MeetingDeclined:
            assert not allowed, (kind, at, given)
        else:
            assert allowed, (kind, at, given)
            self.reference.take(kind, at, given)

    @rule(minutes=st.sampled_from([5, 15, 60, 180]))
    def time_passes(self, minutes: int) -> None:
        self.minute += minutes

    @precondition(lambda self: self.reference.state in ("postponed", "reconvened"))
    @rule()
    def it_is_time(self) -> None:
        """The hour has come to which the meeting was put off, or at which the second one begins."""
        self.minute = max(self.minute, (self.reference.start - START).total_seconds() / 60)

    @rule(who=st.integers(0, INVITED - 1))
    def sign(self, who: int) -> None:
        self._try("signed", who, {"invitee": self.forum.invitees[who]})

    @rule(who=st.integers(0, INVITED - 1))
    def take_back(self, who: int) -> None:
        self._try("unsigned", who, {"invitee": self.forum.invitees[who]}, reason="salah ketuk")

    @rule()
    def open(self) -> None:
        self._try("opened", None)

    @precondition(lambda self: self.reference.state in ("invited", "postponed"))
    @rule(until=QUARTERS)
    def postpone(self, until: int) -> None:
        at = self.forum.at(until)
        self._try("postponed", at, {"until": at.isoformat()})

    @rule()
    def consult(self) -> None:
        self._try("consulted", None, {"people": 2})

    @precondition(lambda self: self.reference.state in ("postponed", "consulted"))
    @rule(days=st.integers(0, 4))
    def reconvene(self, days: int) -> None:
        at = START + timedelta(days=days)
        self._try("reconvened", at, {"starts_at": at.isoformat()})

    @precondition(lambda self: self.reference.state in ("reconvened", "open", "closed"))
    @rule(item=st.integers(0, 1))
    def agree(self, item: int) -> None:
        self._try("agreed", item, {"item": self.forum.items[item]}, text="ya")

    @precondition(lambda self: self.reference.state in ("reconvened", "open", "closed"))
    @rule(item=st.integers(0, 1))
    def leave_unresolved(self, item: int) -> None:
        self._try("unresolved", item, {"item": self.forum.items[item]})

    @precondition(lambda self: self.reference.state in ("reconvened", "open", "closed"))
    @rule(item=st.integers(0, 1), votes=st.integers(1, 7))
    def vote(self, item: int, votes: int) -> None:
        data = {"item": self.forum.items[item], "in_favour": votes, "against": 0, "abstained": 0}
        self._try("voted", (item, votes), data, text="ya")

    @rule()
    def close(self) -> None:
        self._try("closed", None)

    @invariant()
    def the_meeting_is_where_the_reference_is(self) -> None:
        if hasattr(self, "forum"):
            row = self.forum.row()
            assert (row.state, row.signed) == (self.reference.state, len(self.reference.here))


@pytest.mark.slow
class TestQuorum(TestCase):
    """Each example in a transaction of its own."""

    settings = settings(max_examples=60, stateful_step_count=20, deadline=None)

    def test_it(self) -> None:
        from django.db import transaction  # noqa: PLC0415
        from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415 - only here

        class Undone(Quorum):
            def __init__(self) -> None:
                super().__init__()
                self.atomic = transaction.atomic()
                self.atomic.__enter__()

            def teardown(self) -> None:
                transaction.set_rollback(True)
                self.atomic.__exit__(None, None, None)

        run_state_machine_as_test(Undone, settings=TestQuorum.settings)
