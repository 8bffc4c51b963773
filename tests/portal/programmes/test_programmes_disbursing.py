"""The list of a batch for who pays it: whose it is, what it holds, where the page ends, and its event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from paying_made import Three, entitled, paid_batch, running

from merata_portal.actor import Actor, Held, Role
from merata_portal.audit.models import Event
from merata_portal.programmes.actions.disbursing import disbursements
from merata_portal.programmes.models import Batch, Payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(acting: Callable[..., Actor]) -> Three:
    return Three(*(acting((role, "35.05")) for role in ("social_officer", "sector_officer", "social_officer")))


def payer(area: str = "35.05") -> Actor:
    return Actor(-2, "sistem kantor lain: Bank", (Held(Role.CLIENT, area),))


def listed(batch: Batch, **known: Any) -> Any:
    return disbursements(**{"by": payer(), "batch": batch.uuid, "purpose": "PAYMENT", **known})


def test_only_a_client_of_its_area_sees_it(three: Three) -> None:
    batch = paid_batch(entitled(running()[0], three.maker), three)
    for other in (payer("35.72"), payer("35.05.01"), three.payer, Actor(-1, "anonim")):
        with pytest.raises(ObjectDoesNotExist):
            listed(batch, by=other)
    assert not Event.objects.filter(action="programmes.disbursements").exists()
    assert len(listed(batch).instructions) == 3


def test_pages_follow_each_other_and_each_is_an_event(three: Three) -> None:
    batch = paid_batch(entitled(running()[0], three.maker), three)
    first = listed(batch, limit=2)
    last = listed(batch, limit=2, after=first.after)
    told = [one.sent.payment_id for one in (*first.instructions, *last.instructions)]
    assert told == list(batch.payments.order_by("pk").values_list("payment_id", flat=True))
    assert last.after is None
    beyond = listed(batch, after=10**12)
    assert (beyond.instructions, beyond.after) == ((), None)
    events = Event.objects.filter(action="programmes.disbursements").order_by("sequence")
    assert [one.rows for one in events] == [2, 1, 0]


def test_cash_has_the_house_and_its_last_day_in_place_of_an_account(three: Three) -> None:
    batch = paid_batch(entitled(running(["Kepala"], delivery="post")[0], three.maker), three, layout="pos_umum")
    (one,) = listed(batch).instructions
    assert (one.sent.recipient, one.sent.account_number) == ("Kepala", "")
    assert (one.sent.address, one.sent.due) == ("Dusun Krajan", batch.cycle.answered_by)


def test_what_was_discarded_is_not_to_be_paid(three: Three) -> None:
    batch = paid_batch(entitled(running()[0], three.maker), three)
    gone = batch.payments.order_by("pk")[0]
    Payment.objects.filter(pk=gone.pk).update(status=Payment.Status.DISCARDED)
    assert gone.payment_id not in {one.sent.payment_id for one in listed(batch).instructions}
