from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st
from paying_made import entitled, running, work_off

from merata.programmes.lists.frozen import list_hash
from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.programmes.actions import entitling
from merata_portal.programmes.actions.cycling import entitle, open_cycles
from merata_portal.programmes.actions.entitling import entitlement_table, part_of
from merata_portal.programmes.models import Enrolment, Entitlement, Launch


@given(annual=st.integers(0, 10**12), payments=st.integers(1, 24), first=st.integers(1, 24))
def test_the_parts_add_up_to_the_year_and_what_is_left_of_it(annual: int, payments: int, first: int) -> None:
    parts = [int(part_of(np.array([annual]), payments, number)[0]) for number in range(1, payments + 1)]
    assert sum(parts) == annual
    assert max(parts) - min(parts) <= 1
    assert sum(parts[min(first, payments) - 1 :]) == annual - sum(parts[: min(first, payments) - 1])


@pytest.mark.django_db
def test_each_cycle_has_its_exact_rupiah_and_all_of_them_the_year(areas: object, social: Actor) -> None:
    made, (one, *_) = running(annual_idr=1_000_003, instalments=3)
    for number in (1, 2, 3):
        entitled(made, social, number)
    amounts = list(Entitlement.objects.filter(enrolment=one).order_by("cycle").values_list("amount_idr", flat=True))
    assert amounts == [333_335, 333_334, 333_334]
    total = Entitlement.objects.filter(cycle__launch=made).aggregate(total=Sum("amount_idr"))["total"]
    assert total == 3 * 1_000_003


@pytest.mark.django_db
def test_whoever_joins_later_gets_the_later_instalments_alone(areas: object, social: Actor) -> None:
    made, (one, two, three) = running(annual_idr=600_000)
    Enrolment.objects.filter(pk=two.pk).update(from_instalment=2)
    Enrolment.objects.filter(pk=three.pk).update(state="exited")
    first = entitled(made, social, 1)
    assert list(first.entitlements.values_list("enrolment", flat=True)) == [one.pk]
    second = entitled(made, social, 2)
    assert list(second.entitlements.order_by("pk").values_list("enrolment", flat=True)) == [one.pk, two.pk]


@pytest.mark.django_db
def test_goods_are_parted_by_thousandths_and_nothing_is_no_entitlement(areas: object, social: Actor) -> None:
    made, (one, two, _) = running(
        annual_idr=7, quantity=Decimal("10.000"), instalments=3, delivery="in_kind", goods_unit="kg"
    )  # fmt: skip
    Enrolment.objects.filter(pk=two.pk).update(annual_idr=1, quantity=None)
    for number in (1, 2, 3):
        entitled(made, social, number)
    rows = Entitlement.objects.filter(enrolment=one).order_by("cycle").values_list("amount_idr", "quantity")
    assert list(rows) == [(3, Decimal("3.334")), (2, Decimal("3.333")), (2, Decimal("3.333"))]
    assert list(Entitlement.objects.filter(enrolment=two).values_list("amount_idr", "quantity")) == [(1, None)]


@pytest.mark.django_db
def test_the_list_is_frozen_under_a_hash_that_anybody_can_compute_again(
    areas: object, social: Actor, settings: Any
) -> None:
    settings.PROGRAMMES_CHUNK_ROWS = 2
    made, enrolled = running()
    cycle = entitled(made, social)
    table = entitlement_table(cycle)
    assert cycle.list_hash == list_hash(table, "entitlement")
    assert table["enrolment"].to_pylist() == [str(one.uuid) for one in enrolled]
    assert table["amount_idr"].to_pylist() == [300_000] * 3
    event = Event.objects.get(action="programmes.entitle")
    assert (event.rows, event.content_hash) == (3, f"sha256:{cycle.list_hash}")
    assert cycle.entitled_by_user_id == social.user_id
    Entitlement.objects.filter(enrolment=enrolled[0]).update(amount_idr=300_001)
    assert list_hash(entitlement_table(cycle), "entitlement") != cycle.list_hash


@pytest.mark.django_db
def test_a_rule_withdrawn_after_the_decree_does_not_stop_what_is_due(areas: object, social: Actor) -> None:
    made, _ = running()
    made.rule_version.withdrawn_at = "2026-02-01T00:00:00Z"
    made.rule_version.save()
    assert entitled(made, social).entitlements.count() == 3


@pytest.mark.django_db
def test_whoever_is_taken_in_again_while_it_runs_gets_that_cycle(
    areas: object, social: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, (one, two, _) = running(annual_idr=600_000)
    Enrolment.objects.filter(pk=one.pk).update(state="exited")
    plain, told = entitling.chunk_rows, []

    def meanwhile() -> int:
        if told:  # the first chunk is behind: the decision falls now
            Enrolment.objects.filter(pk=one.pk).update(state="enrolled", from_instalment=1)
        told.append(1)
        return plain()

    monkeypatch.setattr(entitling, "chunk_rows", meanwhile)
    cycle = entitled(made, social)
    assert set(cycle.entitlements.values_list("enrolment", flat=True)) >= {one.pk, two.pk}
    assert cycle.entitlements.count() == 3


@pytest.mark.django_db
def test_a_job_that_comes_after_the_launch_has_ended_entitles_nobody(areas: object, social: Actor) -> None:
    made, _ = running()
    (cycle, *_) = open_cycles(by=social, launch=made.uuid)
    entitle(by=social, cycle_id=cycle.pk)
    Launch.objects.filter(pk=made.pk).update(state="closed")
    job = work_off()
    assert (job.status, "while it runs" in job.failure_en) == ("failed", True)
    assert not Entitlement.objects.exists()
