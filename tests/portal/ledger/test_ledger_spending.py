from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merata_portal.actor import Refused, SamePerson
from merata_portal.audit.models import Event
from merata_portal.ledger import actions
from merata_portal.ledger.models import Earmark, Entry, Line, Transfer
from merata_portal.ledger.refusals import FaultyRequest, KeyTaken, NotEnough, Shortfall
from merata_portal.ledger.requests import Ceiling, Share, Sum
from merata_portal.ledger.stages import Stage

Read = Callable[[Any], dict[str, int]]


@pytest.fixture
def earmark(officers: Any, line: Line) -> Earmark:
    """Rp600,000 of the line reserved for a launch in one village."""
    share = Share(line.pk, "launch:1/35.05.01.2001", 600_000, "pkh", "35.05.01.2001", "usulan:9", "rencana:3")
    actions.reserve(by=officers.planner, shares=[share], reason="rencana disetujui", key="r")
    return Earmark.objects.get()


def test_a_rupiah_goes_the_whole_way_and_back(officers: Any, line: Line, earmark: Earmark, balance_of: Read) -> None:
    assert balance_of(line) == {
        "appropriated": 1_000_000, "available": 400_000, "reserved": 600_000, "committed": 0, "paid": 0, "returned": 0,
    }  # fmt: skip
    actions.release(by=officers.planner, sums=[Sum(earmark.pk, 100_000)], reason="turun", key="l")
    actions.commit(by=officers.approver, sums=[Sum(earmark.pk, 400_000)], reason="SK", key="c", document="SK 4/2026")
    actions.cancel(by=officers.approver, sums=[Sum(earmark.pk, 50_000)], reason="mundur", key="x")
    actions.pay(by=officers.payer, sums=[Sum(earmark.pk, 300_000, "bayar:1")], reason="tahap 1", key="p")
    actions.record_return(by=officers.payer, sums=[Sum(earmark.pk, 20_000, "bayar:1")], reason="gagal", key="b")
    assert balance_of(line) == {
        "appropriated": 1_000_000, "available": 570_000, "reserved": 100_000, "committed": 50_000, "paid": 300_000,
        "returned": 20_000,
    }  # fmt: skip
    assert balance_of(earmark) == {"reserved": 100_000, "committed": 50_000, "paid": 300_000, "returned": 20_000}
    assert Event.objects.count() == Entry.objects.count() == 7


@pytest.mark.parametrize(
    ("act", "wanted", "stage", "left"),
    [
        ("release", 600_001, Stage.RESERVED, 600_000),
        ("commit", 600_001, Stage.RESERVED, 600_000),
        ("cancel", 1, Stage.COMMITTED, 0),
        ("pay", 1, Stage.COMMITTED, 0),
        ("record_return", 1, Stage.RETURNED, 0),
    ],
)
def test_no_more_than_there_is(
    officers: Any, line: Line, earmark: Earmark, act: str, wanted: int, stage: Stage, left: int
) -> None:
    by = officers.planner if act == "release" else officers.approver
    with pytest.raises(NotEnough) as refused:
        getattr(actions, act)(by=by, sums=[Sum(earmark.pk, wanted)], reason="x", key="x")
    assert Shortfall(f"{line}", stage, wanted, left) in refused.value.shortfalls
    assert Shortfall(f"{line} [{earmark.purpose}]", stage, wanted, left) in refused.value.shortfalls
    assert Entry.objects.count() == Event.objects.count() == 2


def test_one_purpose_never_spends_what_is_set_aside_for_another(officers: Any, line: Line, earmark: Earmark) -> None:
    actions.reserve(by=officers.planner, shares=[Share(line.pk, "launch:2", 100)], reason="x", key="r2")
    other = Earmark.objects.get(purpose="launch:2")
    with pytest.raises(NotEnough) as refused:
        actions.commit(by=officers.approver, sums=[Sum(other.pk, 101)], reason="x", key="c")
    assert refused.value.shortfalls == (Shortfall(f"{line} [launch:2]", Stage.RESERVED, 101, 100),)


def test_every_line_that_lacks_money_is_named_with_what_is_left(officers: Any, line: Line) -> None:
    actions.appropriate(
        by=officers.planner, owner="35.05", year=2026, ceilings=[Ceiling("2.07", "PAD", 10)], reason="x", key="k2"
    )  # fmt: skip
    second = Line.objects.get(account_code="2.07")
    with pytest.raises(NotEnough) as refused:
        actions.reserve(
            by=officers.planner, reason="x", key="r",
            shares=[Share(second.pk, "a", 6), Share(line.pk, "a", 1_000_001), Share(second.pk, "b", 6)],
        )  # fmt: skip
    assert refused.value.shortfalls == (
        Shortfall("35.05/2026 1.06.05 DAU", Stage.AVAILABLE, 1_000_001, 1_000_000),
        Shortfall("35.05/2026 2.07 PAD", Stage.AVAILABLE, 12, 10),
    )
    assert not Earmark.objects.exists()


def test_money_of_two_owners_or_years_is_never_in_one_entry(officers: Any, line: Line, acting: Any) -> None:
    planner = acting(("planner", "35.05"), ("planner", "35.72"))
    for owner, year in (("35.72", 2026), ("35.05", 2025)):
        actions.appropriate(
            by=planner, owner=owner, year=year, ceilings=[Ceiling("2.07", "PAD", 10)], reason="x", key=f"{owner}{year}"
        )  # fmt: skip
        other = Line.objects.get(owner=owner, year=year, account_code="2.07")
        shares = [Share(line.pk, "a", 1), Share(other.pk, "a", 1)]
        with pytest.raises(FaultyRequest, match=f"{owner}/{year}"):
            actions.reserve(by=planner, shares=shares, reason="x", key="r")


def test_who_proposed_cannot_approve_and_who_approved_cannot_pay(officers: Any, earmark: Earmark, acting: Any) -> None:
    # The person is what counts: the planner was moved to another office in the meantime.
    moved = type(officers.planner)(officers.planner.user_id, "pindah", officers.approver.held)
    with pytest.raises(SamePerson, match="propose and approve"):
        actions.commit(by=moved, sums=[Sum(earmark.pk, 1)], reason="x", key="c")
    actions.commit(by=officers.approver, sums=[Sum(earmark.pk, 2)], reason="x", key="c")
    with pytest.raises(SamePerson, match="approve and pay"):
        actions.pay(by=officers.approver, sums=[Sum(earmark.pk, 1)], reason="x", key="p")
    actions.pay(by=officers.payer, sums=[Sum(earmark.pk, 1)], reason="x", key="p")
    with pytest.raises(SamePerson, match="menyetujui dan membayar"):
        actions.pay(by=officers.approver, sums=[Sum(earmark.pk, 1)], reason="x", key="p2")


def test_each_act_needs_its_capability_in_the_owner_s_area(
    officers: Any, line: Line, earmark: Earmark, acting: Any
) -> None:
    sums = [Sum(earmark.pk, 1)]
    elsewhere = acting(("social_officer", "35.72"))
    for act in ("commit", "cancel", "pay", "record_return"):
        for by in (officers.planner, officers.auditor, elsewhere):
            with pytest.raises(Refused):
                getattr(actions, act)(by=by, sums=sums, reason="x", key="x")
    for by in (officers.approver, acting(("planner", "35.72")), acting(("village_operator", "35.05.01.2001"))):
        with pytest.raises(Refused):
            actions.reserve(by=by, shares=[Share(line.pk, "z", 1)], reason="x", key="x")
        with pytest.raises(Refused):
            actions.release(by=by, sums=sums, reason="x", key="x")
    assert Entry.objects.count() == 2


def test_a_desa_has_money_of_its_own(officers: Any, acting: Any, balance_of: Read) -> None:
    operator = acting(("village_operator", "35.05.01.2001"))
    actions.appropriate(
        by=officers.planner, owner="35.05.01.2001", year=2026, reason="APBDes", key="des",
        ceilings=[Ceiling("DD.1", "Dana Desa", 9)],
    )  # fmt: skip
    own = Line.objects.get(owner="35.05.01.2001")
    actions.reserve(by=operator, shares=[Share(own.pk, "blt", 9)], reason="musdesus", key="r")
    assert balance_of(own)["reserved"] == 9


def test_a_repeated_request_has_one_effect_and_another_content_is_refused(
    officers: Any, earmark: Earmark, balance_of: Read
) -> None:
    ask = {"by": officers.approver, "sums": [Sum(earmark.pk, 500_000)], "reason": "SK", "key": "c"}
    first = actions.commit(**ask)
    assert actions.commit(**ask) == first
    assert balance_of(earmark)["committed"] == 500_000
    for other in ({"sums": [Sum(earmark.pk, 499_999)]}, {"reason": "lain"}, {"by": officers.payer}, {"document": "SK"}):
        with pytest.raises(KeyTaken):
            actions.commit(**ask | other)
    with pytest.raises(KeyTaken):
        actions.pay(**ask | {"by": officers.payer})
    assert Entry.objects.count() == 3


def test_a_purpose_grows_but_keeps_what_it_is_for(
    officers: Any, line: Line, earmark: Earmark, balance_of: Read
) -> None:
    same = Share(line.pk, earmark.purpose, 5, "pkh", "35.05.01.2001", "usulan:9", "rencana:3")
    actions.reserve(by=officers.planner, shares=[same], reason="tambah", key="r2")
    assert balance_of(earmark)["reserved"] == 600_005
    with pytest.raises(FaultyRequest, match="stands already for another programme"):
        actions.reserve(by=officers.planner, shares=[same._replace(programme="rastrada")], reason="x", key="r3")


def test_unknown_lines_and_earmarks_are_all_named(officers: Any, line: Line) -> None:
    with pytest.raises(FaultyRequest, match=r"no budget line 98; there is no budget line 99"):
        actions.reserve(
            by=officers.planner, reason="x", key="r",
            shares=[Share(99, "a", 1), Share(98, "a", 1), Share(line.pk, "a", 1)],
        )  # fmt: skip
    with pytest.raises(FaultyRequest, match=r"no earmark 7; there is no earmark 8"):
        actions.pay(by=officers.payer, sums=[Sum(8, 1), Sum(7, 1)], reason="x", key="p")


def test_faulty_rows_are_all_named(officers: Any, line: Line, earmark: Earmark) -> None:
    with pytest.raises(FaultyRequest) as refused:
        actions.pay(
            by=officers.payer, sums=[Sum(earmark.pk, 0), Sum(earmark.pk, 1, "3505992233440001"), Sum(earmark.pk, -4)],
            reason="x", key="p",
        )  # fmt: skip
    assert [english.split(":")[0] for _, english in refused.value.faults] == ["row 1", "row 2", "row 3"]
    shares = [Share(line.pk, " ", 1), Share(line.pk, "a", 1), Share(line.pk, "a", 2)]
    with pytest.raises(FaultyRequest) as refused:
        actions.reserve(by=officers.planner, shares=shares, reason="x", key="r9")
    assert len(refused.value.faults) == 2


def test_a_thousand_rows_are_one_entry_one_event_and_no_further_question(officers: Any, earmark: Earmark) -> None:
    actions.commit(by=officers.approver, sums=[Sum(earmark.pk, 600_000)], reason="SK", key="c")
    counted = []
    for rows, key in ((10, "ten"), (1000, "thousand")):
        with CaptureQueriesContext(connection) as queries:
            sums = [Sum(earmark.pk, 3, f"bayar:{key}:{row}") for row in range(rows)]
            entry = actions.pay(by=officers.payer, sums=sums, reason="tahap", key=key)
        # SQLite takes a thousand values a statement: the rows themselves may need several, and nothing else more.
        counted.append([each["sql"] for each in queries if not each["sql"].startswith('INSERT INTO "ledger_transfer"')])
    assert len(counted[0]) == len(counted[1]) <= 16
    assert (entry.transfer_count, entry.total_idr) == (1000, 3000)
    assert Event.objects.get(pk=entry.pk).rows == 1000
    assert Transfer.objects.filter(reference="bayar:thousand:999").count() == 1


def test_an_earmark_is_given_back_whole_while_nothing_of_it_is_bound(
    officers: Any, line: Line, earmark: Earmark, balance_of: Read
) -> None:
    def given_back(key: str) -> int | None:
        return actions.release_unbound(by=officers.planner, earmark=earmark.pk, reason="rencana dicabut", key=key)

    assert given_back("first") == 600_000
    assert balance_of(line)["reserved"] == 0
    assert given_back("nothing is there any more") == 0
    share = Share(line.pk, earmark.purpose, 600_000, "pkh", "35.05.01.2001", "usulan:9", "rencana:3")
    actions.reserve(by=officers.planner, shares=[share], reason="lagi", key="again")
    actions.commit(by=officers.approver, sums=[Sum(earmark.pk, 1)], reason="SK 1", key="c")
    assert given_back("bound") is None
    assert balance_of(line)["reserved"] == 599_999
