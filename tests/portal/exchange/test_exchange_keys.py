from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, strategies
from made_exchange import MACHINE, client_with_key

from merata_portal.exchange.acting import actor_of_client
from merata_portal.exchange.actions import clients
from merata_portal.exchange.key_texts import hash_of, name_in, new_key
from merata_portal.exchange.models import Client, Key
from merata_portal.exchange.queries.clients import client_of


def test_keys_are_told_apart_and_their_names_are_letters_alone() -> None:
    made = [new_key() for _ in range(50)]
    assert len({key for _, key in made}) == 50
    for name, key in made:
        assert name_in(key) == name
        assert name.isalpha()
        assert len(hash_of(key)) == 32


@given(strategies.text(max_size=80))
def test_what_is_no_key_has_no_name(text: str) -> None:
    assert name_in(text) is None
    assert name_in(f"merata_{text}") is None or len(text) == 56


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
class TestWhoseKeyItIs:
    def test_the_key_is_its_clients_and_no_other_is(self) -> None:
        client, key = client_with_key()
        other, others = client_with_key()
        found = client_of(key)
        assert found == client
        assert found is not None
        assert found.key_in_use == Key.objects.get(client=client)
        assert client_of(others) == other
        name, secret = key.split("_")[1], others.split("_", 2)[2]
        for wrong in ("", "Bearer", key[:-1], key + "x", key.upper(), f"merata_{name}_{secret}", f"merata_{name}_"):
            assert client_of(wrong) is None, wrong

    def test_a_revoked_key_is_nobodys_and_the_others_go_on(self) -> None:
        client, key = client_with_key()
        second = clients.issue_key(by=MACHINE, client=client)
        clients.revoke(by=MACHINE, client=client, key_name=key.split("_")[1], reason="bocor")
        assert client_of(key) is None
        assert client_of(second) == client

    @pytest.mark.parametrize(("days", "known"), [(1, True), (0, False), (-1, False)])
    def test_a_key_holds_until_the_day_before_it_ends(self, days: int, *, known: bool) -> None:
        _, key = client_with_key()
        Key.objects.update(expires_on=timezone.localdate() + timedelta(days=days))
        assert (client_of(key) is not None) is known

    @pytest.mark.parametrize("days", [0, -1])
    def test_a_key_does_not_outlive_the_agreement(self, days: int) -> None:
        client, key = client_with_key()
        Client.objects.update(expires_on=timezone.localdate() + timedelta(days=days))
        assert client_of(key) is None
        client.refresh_from_db()
        assert actor_of_client(client).held == ()

    def test_a_closed_clients_key_is_nobodys_even_were_it_not_revoked(self) -> None:
        client, key = client_with_key()
        clients.close(by=MACHINE, client=client, reason="berakhir")
        Key.objects.update(revoked_at=None)
        assert client_of(key) is None
        client.refresh_from_db()
        assert actor_of_client(client).held == ()
