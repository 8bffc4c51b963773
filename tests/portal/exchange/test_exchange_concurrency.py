from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from concurrency import became
from django.utils import timezone
from made_exchange import MACHINE, client_with_key

from merata_portal.accounts.models import Area
from merata_portal.audit.models import Event
from merata_portal.exchange.actions import clients
from merata_portal.exchange.actions.requests import noted
from merata_portal.exchange.asked import Asked, Right
from merata_portal.exchange.models import Client, Request
from merata_portal.exchange.queries.clients import client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _regency(transactional_db: None) -> None:
    Area.objects.create(code="35.05", name="K", kind="regency")


def asking(client: Client, message_id: str, records: int = 1) -> Any:
    right = Right("consent", timezone.now() - timedelta(days=1))
    question = Asked("SOCIAL-ASSISTANCE", right=right, query={}, records=records)
    return lambda: noted(client=client, scope="registry:search", asked=[question], message_id=message_id)


def test_a_message_that_comes_twice_at_the_same_moment_is_answered_once() -> None:
    client, _ = client_with_key()
    assert became(*[asking(client, "m")] * 4) == ["QuestionRefused"] * 3 + ["done"]
    assert Request.objects.count() == 1


@pytest.mark.parametrize("limits", [{"requests_a_minute": 2}, {"records_a_day": 2}])
def test_many_at_the_same_moment_do_not_get_past_the_limits_together(limits: dict[str, int]) -> None:
    client, _ = client_with_key(**limits)
    assert became(*[asking(client, f"m{number}") for number in range(5)]) == ["QuestionRefused"] * 3 + ["done"] * 2
    assert sum(Request.objects.values_list("records", flat=True)) == 2


def test_a_client_closed_at_the_same_moment_is_answered_before_it_or_not_at_all() -> None:
    client, key = client_with_key()
    found = client_of(key)
    assert found is not None
    ends = became(asking(found, "m"), lambda: clients.close(by=MACHINE, client=client, reason="berakhir"))
    assert ends in (["done", "done"], ["QuestionRefused", "done"])
    events = list(Event.objects.order_by("sequence").values_list("action", flat=True))[-2:]
    # What was answered was recorded before the closing; after it nothing is.
    assert events[-1] == "exchange.close"
    assert Request.objects.count() == (1 if ends == ["done", "done"] else 0)
