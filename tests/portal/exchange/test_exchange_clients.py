from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from made_exchange import ALL, MACHINE, agreement, client_with_key

from merata_portal.actor import Actor, Held, Refused, Role
from merata_portal.audit.models import Event
from merata_portal.exchange.actions import clients
from merata_portal.exchange.models import Client, Key, Request, Search
from merata_portal.exchange.queries.clients import (
    Openness,
    client_called,
    client_of,
    clients_with_last_question,
    contact_of,
    openness,
)
from merata_portal.exchange.queries.clients import clients as clients_of
from merata_portal.exchange.refusals import ExchangeRefused
from merata_portal.personal.columns import unsealed
from merata_portal.personal.reasons import Declined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]
ADMIN = Actor(7, "Admin", (Held(Role.ADMINISTRATOR, "35.05"),))


def last() -> Event:
    return Event.objects.latest("sequence")


def test_a_registered_client_is_kept_as_agreed_with_its_contact_sealed_and_an_event() -> None:
    said = agreement(scopes=("registry:search", "registry:search"), attributes=("place", "group_size"))
    made = clients.register(by=ADMIN, area="35.05.01", contact="Ibu Ratna", said=said)
    kept = Client.objects.get()
    assert (kept.area, kept.state, kept.scopes, kept.attributes) == (
        "35.05.01", "active", ["registry:search"], ["group_size", "place"],
    )  # fmt: skip
    assert b"Ratna" not in bytes(kept.contact_sealed)
    assert unsealed(Client, "contact_sealed", kept.contact_sealed, kept.uuid) == "Ibu Ratna"
    event = last()
    assert (event.action, event.subject, event.area, event.role) == (
        "exchange.register", f"client:{made.uuid}", "35.05.01", "administrator",
    )  # fmt: skip
    assert event.reason == "Perbup 1/2026"
    assert '"scopes":["registry:search"]' in event.data.replace(" ", "")
    assert "Ratna" not in event.data
    assert not Key.objects.exists()


def test_all_faults_of_an_agreement_are_told_at_once() -> None:
    said = agreement(
        name=" ", scopes=("registry:all",), purposes=(), attributes=("nik",), requests_a_minute=0,
        expires_on=timezone.localdate(), public_key="no key", agreement="x" * 101, legal_basis="NIK 3505991501800001",
    )  # fmt: skip
    with pytest.raises(ExchangeRefused) as refused:
        clients.register(by=ADMIN, area="35.05", contact="Ibu", said=said)
    for part in ("name is empty", "unknown scopes: ['registry:all']", "purposes is empty",
                 "unknown attributes: ['nik']", "requests_a_minute must be from 1", "has passed",
                 "no PEM of an Ed25519", "over 100 signs", "holds a NIK"):  # fmt: skip
        assert part in refused.value.text_en, part
    assert "3505991501800001" not in str(refused.value)
    assert not Client.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("area", ["35.72", "35", "", "*", "35.05.99"])
def test_nobody_registers_a_client_of_an_area_that_they_do_not_manage_or_that_is_none(area: str) -> None:
    with pytest.raises((Refused, ExchangeRefused)):
        clients.register(by=ADMIN, area=area, contact="Ibu", said=agreement())
    assert not Client.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.SYSTEM}))
def test_no_other_role_registers_gives_keys_or_closes(role: Role) -> None:
    client, _ = client_with_key()
    by = Actor(8, "Orang", (Held(role, "35.05"),))
    name = Key.objects.get().name
    before = Event.objects.count()
    for act in (
        lambda: clients.register(by=by, area="35.05", contact="Ibu", said=agreement()),
        lambda: clients.change(by=by, client=client, said=agreement(), reason="uji"),
        lambda: clients.issue_key(by=by, client=client),
        lambda: clients.replace_keys(by=by, client=client, reason="uji"),
        lambda: clients.revoke(by=by, client=client, key_name=name, reason="uji"),
        lambda: clients.close(by=by, client=client, reason="uji"),
        lambda: contact_of(by, client),
    ):
        with pytest.raises(Refused):
            act()
    assert Event.objects.count() == before
    assert list(clients_of(by)) == []


def test_an_administrator_sees_the_clients_of_their_own_area() -> None:
    here, _ = client_with_key("35.05.01", sender_id="sini")
    client_with_key("35.72", sender_id="sana")
    assert list(clients_of(ADMIN)) == [here]
    assert client_called(ADMIN, "sini") == here
    assert client_called(ADMIN, "sana") is None


def test_two_clients_never_call_themselves_the_same() -> None:
    client_with_key(sender_id="dinkes")
    other, _ = client_with_key(sender_id="dindik")
    with pytest.raises(ExchangeRefused, match="dinkes is another client's"):
        clients.register(by=ADMIN, area="35.05", contact="Ibu", said=agreement(sender_id="dinkes"))
    with pytest.raises(ExchangeRefused, match="dinkes is another client's"):
        clients.change(by=ADMIN, client=other, said=agreement(sender_id="dinkes"), reason="uji")


def test_a_changed_agreement_holds_at_once_and_purges_what_was_found_under_the_old_one() -> None:
    client, _ = client_with_key(sender_id="dinkes", attributes=ALL)
    Search.objects.create(
        uuid=client.uuid, client=client, transaction_digest=b"0" * 16, at=timezone.now(), query_sealed=b"q",
        result_sealed=b"r", state="done", kept_until=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    said = agreement(sender_id="dinkes", attributes=("group_size",), scopes=("registry:list",))
    clients.change(by=ADMIN, client=client, said=said, reason="Adendum 1")
    kept, search = Client.objects.get(), Search.objects.get()
    assert (kept.attributes, kept.scopes) == (["group_size"], ["registry:list"])
    assert (search.state, search.query_sealed, search.result_sealed) == ("purged", None, None)
    assert (last().action, last().reason) == ("exchange.change", "Adendum 1")


def test_a_key_is_told_once_and_only_its_hash_is_kept() -> None:
    client, key = client_with_key()
    kept = Key.objects.get()
    prefix, name, secret = key.split("_", 2)
    assert (prefix, name, len(secret)) == ("merata", kept.name, 43)
    assert len(bytes(kept.key_hash)) == 32
    assert secret.encode() not in bytes(kept.key_hash)
    assert secret not in "".join(Event.objects.values_list("data", flat=True))
    # A key does not outlive the agreement, which here ends before a year is over.
    assert kept.expires_on == client.expires_on


def test_all_keys_are_replaced_by_one_or_by_none() -> None:
    client, first = client_with_key()
    second = clients.issue_key(by=ADMIN, client=client)
    other, theirs = client_with_key()
    Key.objects.filter(name=first.split("_")[1]).update(expires_on=timezone.localdate())
    before = Event.objects.count()
    with pytest.raises(ExchangeRefused, match="between tomorrow"):
        clients.replace_keys(by=ADMIN, client=client, reason="bocor", expires_on=timezone.localdate())
    assert (client_of(second), Event.objects.count()) == (client, before)
    third = clients.replace_keys(by=ADMIN, client=client, reason="bocor")
    assert [client_of(key) for key in (first, second, third, theirs)] == [None, None, client, other]
    # What has ended needs no revoking; the rest is one event each.
    events = list(Event.objects.order_by("sequence").values_list("action", "reason"))[before:]
    assert events == [("exchange.revoke_key", "bocor"), ("exchange.issue_key", "")]
    with pytest.raises(Declined):
        clients.replace_keys(by=ADMIN, client=client, reason=" ")
    assert client_of(third) == client


def test_another_contact_is_sealed_in_place_of_the_old_one_and_stays_where_none_is_given() -> None:
    client, _ = client_with_key(sender_id="dinkes")
    assert contact_of(ADMIN, client) == "Ibu Ratna, bagian TI"
    said = agreement(sender_id="dinkes")
    clients.change(by=ADMIN, client=client, said=said, reason="Adendum", contact="Pak Darmo")
    clients.change(by=ADMIN, client=client, said=said, reason="Adendum 2")
    kept = Client.objects.get()
    assert contact_of(ADMIN, kept) == "Pak Darmo"
    assert b"Darmo" not in bytes(kept.contact_sealed)
    assert "Darmo" not in "".join(Event.objects.values_list("data", flat=True))
    with pytest.raises(Declined):
        clients.change(by=ADMIN, client=client, said=said, reason="Adendum 3", contact="NIK 3505991501800001")
    assert contact_of(ADMIN, Client.objects.get()) == "Pak Darmo"


def test_a_client_is_open_while_it_has_a_key_and_an_agreement() -> None:
    client = clients.register(by=ADMIN, area="35.05", contact="Ibu", said=agreement())
    assert openness(client) == Openness.NO_KEY
    key = clients.issue_key(by=ADMIN, client=client)
    assert (openness(client), client_of(key)) == (Openness.OPEN, client)
    Key.objects.update(expires_on=timezone.localdate())
    assert (openness(client), client_of(key)) == (Openness.NO_KEY, None)
    Key.objects.update(expires_on=timezone.localdate() + timedelta(days=1))
    Client.objects.update(expires_on=timezone.localdate())
    assert (openness(Client.objects.get()), client_of(key)) == (Openness.ENDED, None)
    Client.objects.update(state="closed")
    assert (openness(Client.objects.get()), client_of(key)) == (Openness.CLOSED, None)


def test_the_list_says_when_each_last_asked() -> None:
    client, _ = client_with_key(name="A")
    silent, _ = client_with_key(name="B")
    now = timezone.now()
    for minutes in (5, 1, 9):
        Request.objects.create(
            uuid=uuid4(), client=client, at=now - timedelta(minutes=minutes), scope="registry:list", refusal="scope",
            message_digest=b"0" * 16, query_digest=b"0" * 16,
        )  # fmt: skip
    found = {one: one.last_asked_at for one in clients_with_last_question(ADMIN)}  # type: ignore[attr-defined]
    assert found == {client: now - timedelta(minutes=1), silent: None}


@pytest.mark.parametrize("days", [-1, 0, 201, 366])
def test_a_key_ends_within_the_agreement_and_a_year(days: int) -> None:
    client, _ = client_with_key()
    with pytest.raises(ExchangeRefused, match="between tomorrow"):
        clients.issue_key(by=ADMIN, client=client, expires_on=timezone.localdate() + timedelta(days=days))


def test_a_revoked_key_stays_revoked_and_revoking_it_again_says_nothing_new() -> None:
    client, _ = client_with_key()
    name = Key.objects.get().name
    with pytest.raises(Declined):
        clients.revoke(by=ADMIN, client=client, key_name=name, reason=" ")
    first = clients.revoke(by=ADMIN, client=client, key_name=name, reason="bocor").revoked_at
    events = Event.objects.count()
    assert clients.revoke(by=ADMIN, client=client, key_name=name, reason="lagi").revoked_at == first
    assert Event.objects.count() == events
    with pytest.raises(ExchangeRefused, match="no key abcdefghijkl"):
        clients.revoke(by=ADMIN, client=client, key_name="abcdefghijkl", reason="bocor")


def test_a_key_of_another_client_is_not_revoked_by_its_name() -> None:
    client_with_key(sender_id="satu")
    theirs = Key.objects.get().name
    other, _ = client_with_key(sender_id="dua")
    with pytest.raises(ExchangeRefused):
        clients.revoke(by=ADMIN, client=other, key_name=theirs, reason="uji")
    assert Key.objects.get(name=theirs).revoked_at is None


def test_a_closed_client_has_no_key_and_gets_none() -> None:
    client, _ = client_with_key()
    clients.close(by=ADMIN, client=client, reason="PKS berakhir")
    assert Client.objects.get().state == "closed"
    assert Key.objects.get().revoked_at is not None
    for act in (
        lambda: clients.issue_key(by=ADMIN, client=client),
        lambda: clients.change(by=ADMIN, client=client, said=agreement(), reason="uji"),
        lambda: clients.close(by=ADMIN, client=client, reason="uji"),
    ):
        with pytest.raises(ExchangeRefused, match="is closed"):
            act()


def test_what_cannot_be_recorded_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError

    client, _ = client_with_key()
    monkeypatch.setattr("merata_portal.exchange.actions.clients.record", broken)
    for act in (
        lambda: clients.register(by=MACHINE, area="35.05", contact="Ibu", said=agreement()),
        lambda: clients.issue_key(by=MACHINE, client=client),
        lambda: clients.close(by=MACHINE, client=client, reason="uji"),
    ):
        with pytest.raises(RuntimeError):
            act()
    assert (Client.objects.count(), Key.objects.count(), Client.objects.get().state) == (1, 1, "active")
