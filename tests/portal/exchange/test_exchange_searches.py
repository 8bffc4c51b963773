from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from made_exchange import MACHINE, agreement, client_with_key
from made_registry import household

from merata_portal.audit.models import Event
from merata_portal.exchange.actions import clients, purging
from merata_portal.exchange.actions.searches import KEPT, ask_search, fetch
from merata_portal.exchange.asked import Right
from merata_portal.exchange.criteria import ByNumber, Criteria
from merata_portal.exchange.items import Item
from merata_portal.exchange.models import Client, Request, Search
from merata_portal.exchange.queries.searches import by_transaction, by_uuid
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.jobs.models import Job
from merata_portal.jobs.worker import Worker
from merata_portal.personal.columns import unsealed
from merata_portal.registry.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
NOBODY = "3505991501800001"


@pytest.fixture
def nik() -> str:
    home = household("35.05.01.2001", "Budi Santoso", desil=2)
    one = Person.objects.get(memberships__household=home)
    return unsealed(Person, "nik_sealed", one.nik_sealed, one.uuid) or ""


def item(number: str, reference: str = "a", **said: Any) -> Item:
    right = Right("consent", timezone.now() - timedelta(days=1))
    usual: dict[str, Any] = {
        "criteria": Criteria(ByNumber("nik", number)),
        "purpose": "SOCIAL-ASSISTANCE",
        "right": right,
    }
    return Item(reference, **{**usual, **said})


def ask(client: Client, *items: Item, message_id: str = "m", transaction_id: str = "t") -> Search:
    return ask_search(client=client, items=items, message_id=message_id, transaction_id=transaction_id)


def work_off() -> None:
    Worker(name="uji").run(until_empty=True)


def found(client: Client, transaction_id: str = "t") -> list[tuple[str, bool, int, str]]:
    standing = by_transaction(client, transaction_id)
    assert standing is not None
    return [(one.item.reference_id, standing.done, len(one.records), one.why) for one in standing.answers]


def test_questions_wait_are_answered_by_a_worker_and_fetched(nik: str) -> None:
    client, _ = client_with_key()
    search = ask(client, item(nik), item(NOBODY, "b"), item(nik, "c", purpose="EDUCATION"))
    assert found(client) == [("a", False, 0, ""), ("b", False, 0, ""), ("c", False, 0, "")]
    assert list(Request.objects.order_by("item").values_list("records", "refusal")) == [
        (0, ""),
        (0, ""),
        (0, "purpose"),
    ]
    work_off()
    assert found(client) == [("a", True, 1, ""), ("b", True, 0, ""), ("c", True, 0, "purpose")]
    assert (Search.objects.get().records, Job.objects.get(kind="exchange.search").status) == (1, "succeeded")
    standing = by_uuid(client, str(search.uuid))
    assert standing is not None
    assert standing.transaction_id == "t"
    fetch(client=client, standing=standing, message_id="m2", transaction_id="t")
    assert sum(Request.objects.values_list("records", flat=True)) == 1
    fetch(client=client, standing=standing, message_id="m3", transaction_id="t")
    assert sum(Request.objects.values_list("records", flat=True)) == 2
    assert list(
        Event.objects.filter(action__startswith="exchange.").order_by("sequence").values_list("action", "rows")
    )[-4:] == [("exchange.answer", 0), ("exchange.search", 1), ("exchange.answer", 1), ("exchange.answer", 1)]


def test_what_is_kept_is_sealed_and_the_job_knows_no_question(nik: str) -> None:
    client, _ = client_with_key()
    ask(client, item(nik))
    work_off()
    kept, job = Search.objects.get(), Job.objects.get(kind="exchange.search")
    for text in (nik, "Budi"):
        assert text.encode() not in bytes(kept.query_sealed) + bytes(kept.result_sealed)
        assert text not in repr((job.parameters, job.result, job.cursor, job.text_id, job.asked_by_name))
    assert job.parameters == {"search": str(kept.uuid)}


def test_a_search_is_its_clients_alone(nik: str) -> None:
    client, _ = client_with_key()
    other, _ = client_with_key()
    search = ask(client, item(nik))
    work_off()
    assert by_transaction(other, "t") is None
    assert by_uuid(other, str(search.uuid)) is None
    assert by_uuid(client, "no uuid") is None


def test_of_two_searches_of_one_transaction_the_latest_is_told_and_the_other_by_its_id(nik: str) -> None:
    client, _ = client_with_key()
    first = ask(client, item(nik, "a"))
    ask(client, item(nik, "b"), message_id="m2")
    assert [one[0] for one in found(client)] == ["b"]
    standing = by_uuid(client, str(first.uuid))
    assert standing is not None
    assert [one.item.reference_id for one in standing.answers] == ["a"]
    assert standing.only(["x"]).answers == ()


def test_a_replayed_message_is_neither_kept_nor_queued(nik: str) -> None:
    client, _ = client_with_key()
    ask(client, item(nik))
    with pytest.raises(QuestionRefused) as refused:
        ask(client, item(nik), transaction_id="t2")
    assert refused.value.why == Why.REPLAYED
    assert (Search.objects.count(), Job.objects.filter(kind="exchange.search").count()) == (1, 1)


def test_a_client_closed_before_the_worker_comes_is_answered_nothing(nik: str) -> None:
    client, _ = client_with_key()
    ask(client, item(nik))
    clients.close(by=MACHINE, client=client, reason="berakhir")
    work_off()
    kept = Search.objects.get()
    assert (kept.state, kept.query_sealed, kept.result_sealed, kept.records) == ("purged", None, None, 0)
    assert by_transaction(client, "t") is None


def test_what_the_agreement_takes_back_before_the_worker_comes_is_refused(nik: str) -> None:
    client, _ = client_with_key(sender_id="dinkes")
    ask(client, item(nik))
    Client.objects.update(purposes=["EDUCATION"])
    work_off()
    assert found(client) == [("a", True, 0, "purpose")]


def test_results_found_under_an_earlier_agreement_are_gone(nik: str) -> None:
    client, _ = client_with_key(sender_id="dinkes")
    ask(client, item(nik))
    work_off()
    said = agreement(sender_id="dinkes", attributes=())
    clients.change(by=MACHINE, client=client, said=said, reason="Adendum")
    assert by_transaction(client, "t") is None


def test_after_its_time_a_result_is_told_no_more_and_then_purged(nik: str) -> None:
    client, _ = client_with_key()
    ask(client, item(nik))
    work_off()
    kept = Search.objects.get()
    assert kept.kept_until - kept.at == KEPT
    assert purging.purge_if_due() is None
    Search.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    # Not told although it is still there.
    assert by_transaction(client, "t") is None
    assert Search.objects.get().result_sealed is not None
    first, again = purging.purge_if_due(), purging.purge_if_due()
    assert first is not None
    assert first == again
    work_off()
    kept = Search.objects.get()
    assert (kept.state, kept.query_sealed, kept.result_sealed) == ("purged", None, None)
    event = Event.objects.latest("sequence")
    assert (event.action, event.rows, Job.objects.get(kind="exchange.purge").result) == (
        "exchange.purge",
        1,
        {"purged": 1},
    )
    assert purging.purge_if_due() is None


def test_a_purge_that_finds_nothing_records_nothing() -> None:
    purging.ask_purge(by=MACHINE)
    events = Event.objects.count()
    work_off()
    assert Event.objects.count() == events
    assert Job.objects.get(kind="exchange.purge").result == {"purged": 0}


def test_another_search_has_what_is_due_purged(nik: str) -> None:
    client, _ = client_with_key()
    ask(client, item(nik))
    work_off()
    Search.objects.update(kept_until=timezone.now())
    ask(client, item(nik), message_id="m2", transaction_id="t2")
    work_off()
    assert list(Search.objects.order_by("id").values_list("state", flat=True)) == ["purged", "done"]


def test_fetching_more_than_a_day_allows_tells_nothing(nik: str) -> None:
    client, _ = client_with_key(records_a_day=1)
    ask(client, item(nik), item(nik, "b"))
    work_off()
    standing = by_transaction(client, "t")
    assert standing is not None
    with pytest.raises(QuestionRefused) as refused:
        fetch(client=client, standing=standing, message_id="m2", transaction_id="t")
    assert refused.value.why == Why.TOO_MANY_RECORDS


def test_an_item_survives_being_kept() -> None:
    refusal = QuestionRefused(Why.FILTER, "tidak", "no")
    kept = Item.from_json(Item("a", refusal=refusal).as_json())
    assert (kept.reference_id, kept.criteria, kept.right) == ("a", None, None)
    assert kept.refusal is not None
    assert (kept.refusal.why, str(kept.refusal)) == (Why.FILTER, "tidak / no")
    whole = item(NOBODY, purpose_text="x")
    assert Item.from_json(whole.as_json()) == whole
