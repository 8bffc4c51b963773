from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from merata_portal.actor import SYSTEM, Refused
from merata_portal.audit.models import Event
from merata_portal.ledger import actions
from merata_portal.ledger.models import Entry, Line, Transfer
from merata_portal.ledger.refusals import FaultyRequest, KeyTaken, NotEnough
from merata_portal.ledger.requests import Ceiling, Share
from merata_portal.ledger.verifying import verify

Read = Callable[[Any], dict[str, int]]
APBD = [Ceiling("1.06.05", "DAU", 700, "assistance"), Ceiling("1.06.05", "PAD", 300), Ceiling("2.07", "DAU", 0)]


def test_an_appropriation_makes_lines_entry_transfers_and_one_event(officers: Any, balance_of: Read) -> None:
    entry = actions.appropriate(
        by=officers.planner, owner="35.05", year=2026, ceilings=APBD, reason="APBD", key="k", document="Perda 1",
        day=date(2026, 1, 2),
    )  # fmt: skip
    dau, pad, nothing = Line.objects.order_by("account_code", "fund_source")
    assert balance_of(dau)["appropriated"] == balance_of(dau)["available"] == 700
    assert balance_of(pad)["available"] == 300
    assert balance_of(nothing)["available"] == 0
    assert [(row.line_id, row.amount_idr) for row in entry.transfers.order_by("pk")] == [(dau.pk, 700), (pad.pk, 300)]
    assert (entry.transfer_count, entry.total_idr, entry.role, entry.document) == (2, 1000, "planner", "Perda 1")
    event = Event.objects.get(pk=entry.pk)
    assert (event.action, event.area, event.rows, event.reason) == ("ledger.appropriate", "35.05", 2, "APBD")
    assert (event.actor, event.content_hash) == (officers.planner.user_id, entry.content_hash)


def test_the_machine_can_load_a_budget_and_is_named(areas: Any) -> None:
    entry = actions.appropriate(
        by=SYSTEM("demo"), owner="35.05", year=2026, ceilings=APBD, reason="demo", key="k"
    )  # fmt: skip
    assert (entry.person, entry.role) == (None, "system")


def amended_to(by: Any, amount: int, key: str) -> Entry:
    ceilings = [Ceiling("1.06.05", "DAU", amount)]
    return actions.amend(by=by, owner="35.05", year=2026, ceilings=ceilings, reason="perubahan", key=key)


def test_an_amendment_raises_lowers_and_adds_lines_in_one_entry(officers: Any, line: Line, balance_of: Read) -> None:
    entry = actions.amend(
        by=officers.planner, owner="35.05", year=2026, reason="perubahan", key="p",
        ceilings=[Ceiling("1.06.05", "DAU", 400_000), Ceiling("9.99", "PAD", 50)],
    )  # fmt: skip
    assert (balance_of(line)["appropriated"], balance_of(line)["available"]) == (400_000, 400_000)
    assert balance_of(Line.objects.get(account_code="9.99"))["available"] == 50
    assert set(entry.transfers.values_list("source", "target", "amount_idr")) == {
        ("available", "appropriated", 600_000),
        ("appropriated", "available", 50),
    }


def test_an_amendment_never_goes_below_what_is_used_and_says_what_is_left(
    officers: Any, line: Line, balance_of: Read
) -> None:
    actions.reserve(by=officers.planner, shares=[Share(line.pk, "plan:1", 900_000)], reason="rencana", key="r")
    with pytest.raises(NotEnough) as refused:
        amended_to(officers.planner, 899_999, "p")
    assert "diminta Rp100.001, tersedia hanya Rp100.000" in str(refused.value)
    assert "asked for Rp100,001, only Rp100,000 is available" in str(refused.value)
    amended_to(officers.planner, 900_000, "q")
    assert balance_of(line)["available"] == 0


def test_a_line_is_appropriated_once(officers: Any, line: Line) -> None:
    with pytest.raises(FaultyRequest, match=r"35.05/2026 1.06.05 DAU has an appropriation already"):
        actions.appropriate(
            by=officers.planner, owner="35.05", year=2026, ceilings=[Ceiling("1.06.05", "DAU", 1)], reason="x", key="k2"
        )  # fmt: skip


def test_the_same_request_twice_is_one_entry_even_when_it_would_change_nothing_now(officers: Any, line: Line) -> None:
    asked = {
        "by": officers.planner, "owner": "35.05", "year": 2026, "reason": "perubahan", "key": "p",
        "ceilings": [Ceiling("1.06.05", "DAU", 5)],
    }  # fmt: skip
    first = actions.amend(**asked)
    events = Event.objects.count()
    assert actions.amend(**asked) == first
    assert (Entry.objects.count(), Event.objects.count()) == (2, events)
    with pytest.raises(KeyTaken, match=f"entri {first.pk} dengan isi lain") as refused:
        actions.amend(**asked | {"ceilings": [Ceiling("1.06.05", "DAU", 6)]})
    assert refused.value.entry == first.pk


def test_all_faults_of_a_request_are_named_and_nothing_is_written(officers: Any) -> None:
    wrong = [
        Ceiling("", "DAU", 1),
        Ceiling("1", "PAD", -1),
        Ceiling("2", "PAD", 1.5),  # type: ignore[arg-type]
        Ceiling("3", "PAD", True),
        Ceiling("4", "PAD", 10**15 + 1),
        Ceiling("5", "PAD", 1, "roads"),
        Ceiling("6", "PAD", 1),
        Ceiling("6", "PAD", 1),
    ]
    with pytest.raises(FaultyRequest) as refused:
        actions.appropriate(by=officers.planner, owner="35.05", year=2026, ceilings=wrong, reason="x", key="k")
    told = [english for _, english in refused.value.faults]
    assert [text.split(":")[0] for text in told[:6]] == [f"row {row}" for row in (1, 2, 3, 4, 5, 6)]
    assert told[6:] == ["('6', 'PAD') is given more than once"]
    assert not Line.objects.exists()
    assert not Transfer.objects.exists()


def test_reason_key_and_day_are_checked_and_no_nik_comes_in(officers: Any) -> None:
    with pytest.raises(FaultyRequest) as refused:
        actions.appropriate(
            by=officers.planner, owner="35.05", year=2026, ceilings=APBD, reason=" ", key="",
            day=timezone.localdate() + timedelta(days=1), document="3505992233440001",
        )  # fmt: skip
    assert len(refused.value.faults) == 4
    assert "3505992233440001" not in str(refused.value)


def test_only_who_may_and_only_for_their_own_owner(officers: Any, acting: Any) -> None:
    ask = {"owner": "35.05", "year": 2026, "ceilings": APBD, "reason": "x", "key": "k"}
    for wrong in (officers.approver, officers.auditor, acting(("planner", "35.72"))):
        with pytest.raises(Refused):
            actions.appropriate(by=wrong, **ask)
    assert not Line.objects.exists()
    assert not Event.objects.exists()


def test_an_empty_or_idle_request_is_refused(officers: Any, line: Line) -> None:
    with pytest.raises(FaultyRequest, match="there are no rows"):
        actions.amend(by=officers.planner, owner="35.05", year=2026, ceilings=[], reason="x", key="k")
    with pytest.raises(FaultyRequest, match="nothing would change"):
        amended_to(officers.planner, 1_000_000, "k")


def test_whole_budgets_are_entered_once_or_not_at_all(areas: Any, balance_of: Read) -> None:
    books = {
        ("35.72", 2026): [Ceiling("1", "PAD", 7)],
        ("35.05", 2026): APBD,
        ("35.05", 2027): [Ceiling("1", "PAD", 0)],
    }
    entries = actions.adopt(by=SYSTEM("demo"), books=books, reason="APBD")
    assert [(entry.owner, entry.year, entry.total_idr) for entry in entries] == [
        ("35.05", 2026, 1000),
        ("35.72", 2026, 7),
    ]
    assert actions.adopt(by=SYSTEM("demo"), books=books, reason="APBD") == entries
    changed = books | {("35.72", 2026): [Ceiling("1", "PAD", 8)], ("35.05", 2028): APBD}
    with pytest.raises(KeyTaken, match=r"apbd:35\.72/2026"):
        actions.adopt(by=SYSTEM("demo"), books=changed, reason="APBD")
    assert not Line.objects.filter(year=2028).exists()
    assert balance_of(Line.objects.get(owner="35.72"))["available"] == 7


def test_a_line_gets_another_pillar_by_an_event(officers: Any, line: Line) -> None:
    actions.classify(by=officers.planner, line=line.pk, pillar="training", reason="salah pilar")
    assert Line.objects.get().pillar == "training"
    event = Event.objects.order_by("-pk")[0]
    assert (event.action, event.reason, event.data) == (
        "ledger.classify", "salah pilar", '{"after":"training","before":"assistance"}',
    )  # fmt: skip
    assert verify().whole
    for pillar, reason, number in (("roads", "x", line.pk), ("", " ", line.pk), ("", "x", 999)):
        with pytest.raises(FaultyRequest, match="must exist"):
            actions.classify(by=officers.planner, line=number, pillar=pillar, reason=reason)
    with pytest.raises(Refused):
        actions.classify(by=officers.payer, line=line.pk, pillar="", reason="x")
    assert Line.objects.get().pillar == "training"
