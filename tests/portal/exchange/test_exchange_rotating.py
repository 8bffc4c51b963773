from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from made_exchange import MACHINE, client_with_key

from merata_portal.exchange.actions.requests import noted
from merata_portal.exchange.actions.searches import ask_search
from merata_portal.exchange.asked import Asked, Right
from merata_portal.exchange.criteria import ByNumber, Criteria
from merata_portal.exchange.items import Item
from merata_portal.exchange.models import Client, Request
from merata_portal.exchange.queries.searches import by_transaction
from merata_portal.jobs.worker import Worker
from merata_portal.personal.columns import unsealed
from merata_portal.personal.keys import new_keys, retire
from merata_portal.personal.keys import rotate as rotate_keys
from merata_portal.registry.actions.rotating import outdated, rotate


@pytest.mark.django_db
@pytest.mark.usefixtures("areas")
def test_what_was_sealed_is_read_after_its_key_was_rotated_and_retired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.json"
    monkeypatch.setenv("MERATA_KEYS", str(keys))
    first = new_keys(keys).current
    client, _ = client_with_key()
    right = Right("consent", timezone.now() - timedelta(days=1), "surat-7")
    noted(
        client=client, scope="registry:search", asked=[Asked("SOCIAL-ASSISTANCE", "kata", right)], message_id="m",
        transaction_id="t0",
    )  # fmt: skip
    item = Item("a", Criteria(ByNumber("nik", "3505991501800001")), "SOCIAL-ASSISTANCE", "kata", right)
    ask_search(client=client, items=[item], message_id="m2", transaction_id="t")
    Worker(name="uji").run(until_empty=True)
    rotate_keys(keys)
    rotate(by=MACHINE)
    Worker(name="uji").run(until_empty=True)
    assert outdated() == {}
    retire(keys, first)
    kept = Client.objects.get()
    assert unsealed(Client, "contact_sealed", kept.contact_sealed, kept.uuid) == "Ibu Ratna, bagian TI"
    told = Request.objects.earliest("id")
    assert unsealed(Request, "purpose_text_sealed", told.purpose_text_sealed, told.uuid) == "kata"
    assert unsealed(Request, "basis_reference_sealed", told.basis_reference_sealed, told.uuid) == "surat-7"
    standing = by_transaction(client, "t")
    assert standing is not None
    assert (standing.done, standing.answers[0].item) == (True, item)
