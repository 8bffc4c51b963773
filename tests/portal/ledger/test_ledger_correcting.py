from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from merata_portal.actor import Refused
from merata_portal.ledger import actions
from merata_portal.ledger.models import Earmark, Entry, Line
from merata_portal.ledger.refusals import FaultyRequest, NotEnough
from merata_portal.ledger.requests import Share, Sum

Read = Callable[[Any], dict[str, int]]


@pytest.fixture
def paid(officers: Any, line: Line) -> Entry:
    """Two payments, of Rp100 and Rp20."""
    actions.reserve(by=officers.planner, shares=[Share(line.pk, "a", 500)], reason="x", key="r")
    earmark = Earmark.objects.get()
    actions.commit(by=officers.approver, sums=[Sum(earmark.pk, 400)], reason="x", key="c")
    sums = [Sum(earmark.pk, 100, "bayar:1"), Sum(earmark.pk, 20, "bayar:2")]
    return actions.pay(by=officers.payer, sums=sums, reason="x", key="p")


def test_an_entry_is_reversed_by_a_new_one_and_nothing_is_changed(officers: Any, paid: Entry, balance_of: Read) -> None:
    before = list(Entry.objects.order_by("pk").values())
    fixed = actions.correct(by=officers.payer, entry=paid.pk, reason="salah", key="k")
    assert list(Entry.objects.order_by("pk").values())[:-1] == before
    assert balance_of(Earmark.objects.get()) == {"reserved": 100, "committed": 400, "paid": 0, "returned": 0}
    assert fixed.corrects == paid
    assert list(fixed.transfers.order_by("pk").values_list("source", "target", "amount_idr", "reference")) == [
        ("paid", "committed", 100, "bayar:1"),
        ("paid", "committed", 20, "bayar:2"),
    ]


def test_a_part_is_reversed_and_each_transfer_once(officers: Any, paid: Entry, balance_of: Read) -> None:
    first, second = paid.transfers.order_by("pk")
    ask = {"by": officers.payer, "entry": paid.pk, "reason": "ditolak bank"}
    actions.correct(**ask, transfers=[second.pk], key="k1")
    assert balance_of(Earmark.objects.get())["paid"] == 100
    with pytest.raises(FaultyRequest, match=f"transfer {second.pk} is not of entry {paid.pk} or was reversed before"):
        actions.correct(**ask, transfers=[first.pk, second.pk], key="k2")
    rest = actions.correct(**ask, key="k3")
    assert [row.reverses_id for row in rest.transfers.all()] == [first.pk]
    assert actions.correct(**ask, key="k3") == rest
    with pytest.raises(FaultyRequest, match="nothing would change"):
        actions.correct(**ask, key="k4")


@pytest.mark.parametrize("kind", ["appropriate", "reserve", "commit", "pay", "return", "cancel", "release"])
def test_every_kind_can_be_reversed_while_its_money_is_there(
    officers: Any, paid: Entry, balance_of: Read, kind: str
) -> None:
    earmark, line = Earmark.objects.get(), Line.objects.get()
    by = officers.planner if kind in {"appropriate", "reserve", "release"} else officers.payer
    if kind in {"release", "cancel", "return"}:
        before = balance_of(line), balance_of(earmark)
        act = {"release": actions.release, "cancel": actions.cancel, "return": actions.record_return}[kind]
        made = act(by=by, sums=[Sum(earmark.pk, 7)], reason="x", key="made")
        actions.correct(by=by, entry=made.pk, reason="x", key="undone")
        assert (balance_of(line), balance_of(earmark)) == before
        return
    if kind == "pay":
        actions.correct(by=by, entry=paid.pk, reason="x", key="undone")
        assert balance_of(earmark)["paid"] == 0
        return
    # What has moved on must be brought back first.
    with pytest.raises(NotEnough):
        actions.correct(by=by, entry=Entry.objects.get(kind=kind).pk, reason="x", key="undone")


def test_a_correction_needs_the_capability_of_what_it_corrects(officers: Any, paid: Entry) -> None:
    for by in (officers.planner, officers.auditor):
        with pytest.raises(Refused):
            actions.correct(by=by, entry=paid.pk, reason="x", key="k")


def test_a_correction_or_nothing_cannot_be_corrected(officers: Any, paid: Entry) -> None:
    fixed = actions.correct(by=officers.payer, entry=paid.pk, reason="x", key="k")
    for entry in (fixed.pk, 999):
        with pytest.raises(FaultyRequest, match=f"entry {entry} does not exist or is a correction itself"):
            actions.correct(by=officers.payer, entry=entry, reason="x", key="k2")
