from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merata_portal.actor import Actor
from merata_portal.ledger import actions, queries
from merata_portal.ledger.models import Earmark, Entry, Line
from merata_portal.ledger.queries import JournalFilter, Position
from merata_portal.ledger.requests import Ceiling, Share, Sum
from merata_portal.ledger.stages import Stage

DESA = "35.05.01.2001"


@pytest.fixture
def year(officers: Any, acting: Any) -> Actor:
    """A year of 35.05 with two lines, of a desa and of 35.72 with one each; gives a planner of 35.05."""
    city = acting(("planner", "35.72"))
    for by, owner, ceilings in (
        (
            officers.planner,
            "35.05",
            [Ceiling("1.06", "DAU", 1000, "assistance"), Ceiling("2.07", "PAD", 500, "training")],
        ),
        (officers.planner, DESA, [Ceiling("DD", "Dana Desa", 90)]),
        (city, "35.72", [Ceiling("1.06", "DAU", 70, "assistance")]),
    ):
        actions.appropriate(
            by=by, owner=owner, year=2026, ceilings=ceilings, reason=f"APBD {owner}", key=owner, day=date(2026, 1, 2)
        )  # fmt: skip
    dau, pad = Line.objects.filter(owner="35.05").order_by("account_code")
    shares = [
        Share(dau.pk, "l1/2001", 300, "pkh", DESA, "usulan:1", "rencana:1"),
        Share(dau.pk, "l1/2002", 200, "pkh", "35.05.01.2002", "", "rencana:1"),
        Share(pad.pk, "k1", 100, "kursus", DESA, "usulan:2", "rencana:1"),
    ]
    actions.reserve(
        by=officers.planner, shares=shares, reason="rencana 1", key="r", document="SK 1", day=date(2026, 2, 1)
    )
    first, second, _ = Earmark.objects.order_by("pk")
    actions.commit(
        by=officers.approver, sums=[Sum(first.pk, 300), Sum(second.pk, 200)], reason="SK", key="c", day=date(2026, 3, 1)
    )  # fmt: skip
    sums = [Sum(first.pk, 60, "bayar:1"), Sum(first.pk, 40, "bayar:2"), Sum(second.pk, 50, "bayar:3")]
    actions.pay(by=officers.payer, sums=sums, reason="tahap 1", key="p", day=date(2026, 4, 1))
    actions.record_return(
        by=officers.payer, sums=[Sum(first.pk, 40, "bayar:2")], reason="gagal", key="b", day=date(2026, 4, 9)
    )
    planner: Actor = officers.planner
    return planner


def test_positions_by_owner_fund_and_pillar(year: Actor) -> None:
    assert queries.positions(year, "owner") == [
        Position({"owner": "35.05"}, 1500, 940, 100, 350, 150, 40),
        Position({"owner": DESA}, 90, 90, 0, 0, 0, 0),
    ]
    dau, pad = queries.positions(year, "owner", "fund_source", owner="35.05", year=2026)
    assert (dau.group, dau.available_idr, dau.spent_idr) == ({"owner": "35.05", "fund_source": "DAU"}, 540, 110)
    assert dau.realisation == pytest.approx(0.11)
    assert (pad.group["fund_source"], pad.available_idr, pad.realisation) == ("PAD", 400, 0)
    assert [each.group["pillar"] for each in queries.positions(year, "pillar")] == ["", "assistance", "training"]
    assert queries.positions(year, year=2025) == [Position({}, 0, 0, 0, 0, 0, 0)]
    assert queries.positions(year, year=2025)[0].realisation is None


def test_positions_of_purposes(year: Actor) -> None:
    kursus, pkh = queries.positions(year, "programme")
    assert kursus == Position({"programme": "kursus"}, None, None, 100, 0, 0, 0)
    assert pkh == Position({"programme": "pkh"}, None, None, 0, 350, 150, 40)
    assert pkh.realisation is None
    by_village = queries.positions(year, "village_code", programme="pkh")
    assert [(each.group["village_code"], each.spent_idr) for each in by_village] == [(DESA, 60), ("35.05.01.2002", 50)]
    assert queries.positions(year, plan="rencana:1", pillar="training")[0].reserved_idr == 100


def test_unknown_groups_are_refused(year: Actor) -> None:
    with pytest.raises(ValueError, match=r"no such groups: kecamatan, nik; expected of owner"):
        queries.positions(year, "kecamatan", nik="1")


def test_all_that_remains_of_a_plan_can_be_committed_at_once(year: Actor, officers: Any) -> None:
    left = queries.remaining(queries.earmarks(year, plan="rencana:1"), Stage.RESERVED)
    assert [(Earmark.objects.get(pk=each.earmark).purpose, each.amount_idr) for each in left] == [("k1", 100)]
    actions.commit(by=officers.approver, sums=left, reason="SK 2", key="c2")
    assert queries.remaining(queries.earmarks(year, plan="rencana:1"), Stage.RESERVED) == []


def test_a_proposal_s_money_is_followed_from_the_appropriation_to_the_return(year: Actor, officers: Any) -> None:
    traces = queries.follow(year, proposal="usulan:1")
    assert [(each.kind, each.purpose, each.source, each.target, each.count, each.amount_idr) for each in traces] == [
        ("appropriate", None, "appropriated", "available", 1, 1000),
        ("reserve", "l1/2001", "available", "reserved", 1, 300),
        ("commit", "l1/2001", "reserved", "committed", 1, 300),
        ("pay", "l1/2001", "committed", "paid", 2, 100),
        ("return", "l1/2001", "returned", "available", 1, 40),
    ]
    assert [each.person for each in traces][:3] == [
        officers.planner.name,
        officers.planner.name,
        officers.approver.name,
    ]
    assert (traces[1].document, traces[1].reason, traces[1].day) == ("SK 1", "rencana 1", date(2026, 2, 1))


def test_one_payment_is_followed_without_its_neighbours(year: Actor) -> None:
    traces = queries.follow(year, reference="bayar:2")
    assert [(each.kind, each.count, each.amount_idr) for each in traces] == [
        ("appropriate", 1, 1000), ("reserve", 1, 300), ("commit", 1, 300), ("pay", 1, 40), ("return", 1, 40),
    ]  # fmt: skip
    assert queries.follow(year, reference="bayar:9") == []
    with pytest.raises(ValueError, match="nothing to follow"):
        queries.follow(year, proposal="")
    with pytest.raises(ValueError, match="cannot follow nik"):
        queries.follow(year, nik="1")


def test_the_journal_by_page_and_filter(year: Actor, officers: Any) -> None:
    every = queries.journal(year)
    assert [each.kind for each in every.entries] == ["return", "pay", "commit", "reserve", "appropriate", "appropriate"]
    assert every.before is None
    first = queries.journal(year, size=4)
    rest = queries.journal(year, size=4, before=first.before)
    assert [*first.entries, *rest.entries] == list(every.entries)
    assert (len(first.entries), rest.before) == (4, None)
    dau = Line.objects.get(owner="35.05", fund_source="DAU").pk
    for wanted, kinds in (
        (JournalFilter(owner=DESA), ["appropriate"]),
        (JournalFilter(owner="35.05", year=2026, kind="pay"), ["pay"]),
        (JournalFilter(year=2025), []),
        (JournalFilter(person=officers.payer.user_id), ["return", "pay"]),
        (JournalFilter(from_day=date(2026, 2, 1), until_day=date(2026, 3, 1)), ["commit", "reserve"]),
        (JournalFilter(text="sk 1"), ["reserve"]),
        (JournalFilter(text="GAGAL"), ["return"]),
        (JournalFilter(text="' OR 1=1 --"), []),
        (JournalFilter(line=dau), ["return", "pay", "commit", "reserve", "appropriate"]),
        (JournalFilter(programme="kursus"), ["reserve"]),
        (JournalFilter(village_code="35.05.01.2002"), ["pay", "commit", "reserve"]),
        (JournalFilter(proposal="usulan:1", kind="pay"), ["pay"]),
        (JournalFilter(plan="rencana:1"), ["return", "pay", "commit", "reserve"]),
    ):
        assert [each.kind for each in queries.journal(year, wanted).entries] == kinds, wanted


def test_an_entry_with_its_transfers(year: Actor) -> None:
    number = Entry.objects.get(kind="pay").pk
    found = queries.entry(year, number)
    assert found is not None
    assert found.event.action == "ledger.pay"
    assert [(row.reference, row.amount_idr) for row in queries.transfers(year, number)] == [
        ("bayar:1", 60), ("bayar:2", 40), ("bayar:3", 50),
    ]  # fmt: skip
    assert queries.entry(year, 999) is None


def test_everybody_sees_the_budgets_of_their_areas_and_no_others(year: Actor, officers: Any, acting: Any) -> None:
    desa, city = acting(("village_operator", DESA)), acting(("council_member", "35.72"))
    stranger, kecamatan = acting(("administrator", "35.05")), acting(("auditor", "35.05.01"))
    pay = Entry.objects.get(kind="pay").pk
    for who, owners, followed in (
        (officers.auditor, ["35.05", "35.05", DESA], 5),
        (desa, [DESA], 0),
        (kecamatan, [DESA], 0),
        (city, ["35.72"], 0),
        (stranger, [], 0),
        (Actor(-1, "anonim"), [], 0),
    ):
        assert [line.owner for line in queries.lines(who)] == owners
        assert {each.owner for each in queries.journal(who).entries} == set(owners)
        assert {each.group["owner"] for each in queries.positions(who, "owner")} == set(owners)
        assert len(queries.follow(who, proposal="usulan:1")) == followed
        sees = "35.05" in owners
        assert (queries.entry(who, pay) is not None) == sees
        assert queries.transfers(who, pay).count() == (3 if sees else 0)
        assert queries.earmarks(who).count() == (3 if sees else 0)


def test_pages_ask_a_fixed_number_of_questions(year: Actor) -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.follow(year, plan="rencana:1")
    assert len(asked) == 5
    wanted = JournalFilter(programme="pkh", owner="35.05")
    for ask in (
        lambda: [(each.person and each.person.full_name) for each in queries.journal(year, wanted).entries],
        lambda: queries.positions(year, "programme", "village_code"),
        lambda: queries.positions(year, "owner", "pillar"),
        lambda: [line.balance.available_idr for line in queries.lines(year)],
        lambda: queries.remaining(queries.earmarks(year), Stage.PAID),
        lambda: [(row.line.account_code, row.earmark and row.earmark.purpose) for row in queries.transfers(year, 5)],
    ):
        with CaptureQueriesContext(connection) as asked:
            ask()
        assert len(asked) == 2
