from __future__ import annotations

from collections.abc import Callable

import pytest
from made_programmes import OTHER_VILLAGE, VILLAGE, enrolment, launch
from made_registry import household
from paying_made import Three, answer, entitled, paid_batch, taken, with_account

from merata_portal.actor import Actor
from merata_portal.programmes.models import Cycle
from merata_portal.programmes.queries.batches import batches
from merata_portal.programmes.queries.cycles import cycle as one_cycle
from merata_portal.programmes.queries.cycles import cycles
from merata_portal.programmes.queries.entitlements import entitlements, of_enrolment

pytestmark = pytest.mark.django_db


def test_each_sees_the_cycles_and_rupiah_of_their_villages(
    areas: object, social: Actor, social2: Actor, sector: Actor, operator: Actor, acting: Callable[..., Actor]
) -> None:
    made = launch("running", {VILLAGE: 3_600_000, OTHER_VILLAGE: 1_800_000})
    enrolled = [
        enrolment(made, with_account(household(village, name)), "enrolled")
        for village, name in ((VILLAGE, "Siti"), (VILLAGE, "Budi"), (OTHER_VILLAGE, "Wati"))
    ]
    cycle = entitled(made, social)
    batch = paid_batch(cycle, Three(social, social2, sector), villages=[VILLAGE])
    first = batch.payments.order_by("pk")[0].payment_id
    taken(batch, sector, answer(batch, {first: "14"}))
    assert len(cycles(social, made.uuid)) == 6
    whole = one_cycle(social, cycle.pk)
    assert whole.by_state == {"due": (2, 600_000), "received": (1, 300_000)}
    assert whole.entitled == (3, 900_000)
    assert one_cycle(operator, cycle.pk).by_state == {"due": (1, 300_000), "received": (1, 300_000)}
    assert cycles(operator, made.uuid)[1].by_state == {}
    stranger = acting(("social_officer", "35.72"))
    assert cycles(stranger, made.uuid) == []
    with pytest.raises(Cycle.DoesNotExist):
        one_cycle(stranger, cycle.pk)
    assert [one.enrolment_id for one in entitlements(operator, cycle.pk).rows] == [one.pk for one in enrolled[:2]]
    page = entitlements(social, cycle.pk, limit=2)
    rest = entitlements(social, cycle.pk, after=page.after)
    assert [one.enrolment_id for one in (*page.rows, *rest.rows)] == [one.pk for one in enrolled]
    assert rest.after == ""
    assert [one.why for one in entitlements(social, cycle.pk, state="due", village=VILLAGE).rows] == ["failed"]
    (told,) = of_enrolment(operator, enrolled[0].uuid)
    assert [one.status for one in told.payments.all()] == ["failed"]
    assert of_enrolment(operator, enrolled[2].uuid) == []
    assert list(batches(social, made.uuid)) == [batch]
    assert list(batches(stranger)) == []
