from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_exchange import client_with_key

from merata_portal.actor import Actor, Held, Role
from merata_portal.exchange.models import Client, Request
from merata_portal.exchange.queries.disclosures import Outcome, Sought, Told, answered_clients, questions, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
ADMIN = Actor(7, "Admin", (Held(Role.ADMINISTRATOR, "35.05"),))
AUDITOR = Actor(8, "Auditor", (Held(Role.AUDITOR, "35.05"),))
DAY = date(2026, 3, 10)


def asked(client: Client, *, at: datetime | None = None, records: int = 0, **other: Any) -> Request:
    """One question as `noted` keeps it, on DAY at noon unless said otherwise."""
    usual: dict[str, Any] = {
        "scope": "registry:search", "purpose": "SOCIAL-ASSISTANCE", "basis": "consent", "refusal": "",
        "basis_at": timezone.now(), "message_digest": uuid4().bytes, "query_digest": b"0" * 16,
    }  # fmt: skip
    moment = at or _at(DAY, 12)
    return Request.objects.create(uuid=uuid4(), client=client, at=moment, records=records, **{**usual, **other})


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_current_timezone())


def test_the_questions_are_counted_by_client_and_purpose() -> None:
    health, _ = client_with_key(name="Kesehatan")
    school, _ = client_with_key(name="Sekolah")
    asked(health, records=3)
    asked(health)
    asked(health, refusal="basis_day", basis_at=None)
    asked(health, refusal="purpose", purpose="")
    asked(health, purpose="PAYMENT", records=5)
    asked(school, records=7)
    assert told(ADMIN, Sought()) == [
        Told(health.uuid, "Kesehatan", "", 1, 0, 1),
        Told(health.uuid, "Kesehatan", "PAYMENT", 1, 5, 0),
        Told(health.uuid, "Kesehatan", "SOCIAL-ASSISTANCE", 3, 3, 1),
        Told(school.uuid, "Sekolah", "SOCIAL-ASSISTANCE", 1, 7, 0),
    ]


@pytest.mark.parametrize(
    ("outcome", "records"), [(Outcome.TOLD, [3]), (Outcome.NOBODY, [0]), (Outcome.REFUSED, [0]), (None, [0, 0, 3])]
)
def test_each_question_has_one_outcome(outcome: Outcome | None, records: list[int]) -> None:
    client, _ = client_with_key()
    asked(client, records=3)
    asked(client)
    asked(client, refusal="scope")
    found = list(questions(ADMIN, Sought(outcome=outcome)))
    assert sorted(one.records for one in found) == records
    assert all(bool(one.refusal) is (outcome == Outcome.REFUSED) for one in found) or outcome is None


def test_days_are_those_of_the_place_and_both_ends_are_in() -> None:
    client, _ = client_with_key()
    before = asked(client, at=_at(DAY, 0) - timedelta(seconds=1))
    first = asked(client, at=_at(DAY, 0))
    last = asked(client, at=_at(DAY, 23, 59))
    after = asked(client, at=_at(DAY + timedelta(days=1), 0))
    assert list(questions(ADMIN, Sought(first_day=DAY, last_day=DAY))) == [last, first]
    assert list(questions(ADMIN, Sought(first_day=DAY))) == [after, last, first]
    assert list(questions(ADMIN, Sought(last_day=DAY))) == [last, first, before]


def test_who_manages_the_client_or_reads_the_audit_there_sees_it_and_nobody_else() -> None:
    here, _ = client_with_key("35.05.01")
    there, _ = client_with_key("35.72")
    mine, theirs = asked(here, records=1), asked(there, records=1)
    for by in (ADMIN, AUDITOR):
        assert list(answered_clients(by)) == [here]
        assert list(questions(by, Sought())) == [mine]
        assert list(questions(by, Sought(client=there.uuid))) == []
    both = Actor(9, "Auditor", (Held(Role.AUDITOR, "35.72"), Held(Role.ADMINISTRATOR, "35.05")))
    assert list(questions(both, Sought())) == [theirs, mine]
    for role in set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM}:
        assert told(Actor(9, "Orang", (Held(role, "35.05"),)), Sought()) == []


OUTCOMES: Any = st.sampled_from([{"records": 2}, {"records": 0}, {"refusal": "scope"}])
ONE = st.tuples(st.integers(0, 1), st.integers(-2, 2), st.sampled_from(["PAYMENT", "EDUCATION"]), OUTCOMES)


@given(rows=st.lists(ONE, max_size=8), first=st.integers(-3, 3), last=st.integers(-3, 3), client=st.integers(-1, 1),
       purpose=st.sampled_from(["", "PAYMENT"]), outcome=st.sampled_from([None, *Outcome]))  # fmt: skip
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sought_is_what_one_would_pick_by_hand(
    rows: list[Any], first: int, last: int, client: int, purpose: str, outcome: Outcome | None
) -> None:
    Request.objects.all().delete()
    both = [client_with_key()[0], client_with_key()[0]]
    made = [
        (asked(both[who], at=_at(DAY, 9) + timedelta(days=day), purpose=why, **what), who, day, why, what)
        for who, day, why, what in rows
    ]
    names = {"refusal": Outcome.REFUSED}
    wanted = [
        row for row, who, day, why, what in made
        if first <= day <= last and client in {-1, who} and purpose in {"", why}
        and outcome in {None, names.get(next(iter(what)), Outcome.TOLD if what.get("records") else Outcome.NOBODY)}
    ]  # fmt: skip
    sought = Sought(
        client=both[client].uuid if client >= 0 else None, purpose=purpose, outcome=outcome,
        first_day=DAY + timedelta(days=first), last_day=DAY + timedelta(days=last),
    )  # fmt: skip
    assert list(questions(ADMIN, sought)) == wanted[::-1]
    counted = told(ADMIN, sought)
    assert sum(one.questions for one in counted) == len(wanted)
    assert sum(one.records for one in counted) == sum(row.records for row in wanted)
    assert sum(one.refused for one in counted) == sum(bool(row.refusal) for row in wanted)
