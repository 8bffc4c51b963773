from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone

from merata.errors import MerataError
from merata_portal.exchange.commands import client
from merata_portal.exchange.models import Client, Key
from merata_portal.exchange.queries.clients import client_of
from merata_portal.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas")]


def run(tmp_path: Path, command: str, *arguments: str) -> str:
    done = CliRunner().invoke(client, [command, str(tmp_path), *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def said(**changed: Any) -> list[str]:
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    given = {"name": "SIM", "office": "Dinas Kesehatan", "basis": "Perbup 1/2026", "agreement": "PKS 1/2026",
             "until": until, "scope": "registry:search", "purpose": "HEALTH-INSURANCE",
             "attribute": "group_size"}  # fmt: skip
    return [part for name, value in {**given, **changed}.items() for part in (f"--{name}", value)]


@pytest.fixture(autouse=True)
def _opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal of these tests is open already."""
    monkeypatch.setattr("merata_portal.personal.folder.open_portal", lambda _: None)


def test_an_operator_registers_a_client_gives_a_key_revokes_it_and_closes(tmp_path: Path) -> None:
    told = run(tmp_path, "register", "dinkes", "35.05", "--contact", "Ibu Ratna", *said())
    assert told == "dinkes: 35.05, registry:search\n"
    key = run(tmp_path, "key", "dinkes").splitlines()[0].removeprefix("Kunci / key: ")
    found = client_of(key)
    assert found is not None
    assert (found.sender_id, found.attributes, found.purposes) == ("dinkes", ["group_size"], ["HEALTH-INSURANCE"])
    listed = run(tmp_path, "list")
    name = Key.objects.get().name
    until = timezone.localdate() + timedelta(days=30)
    assert listed.splitlines() == [
        "dinkes  SIM, Dinas Kesehatan", f"  wilayah / area 35.05, PKS 1/2026, < {until}",
        "  cakupan / scopes: registry:search", "  tujuan / purposes: HEALTH-INSURANCE",
        "  atribut / attributes: group_size", f"  kunci / key {name}: < {until}, terakhir dipakai / last used –",
    ]  # fmt: skip
    assert key not in listed
    assert "Ratna" not in listed
    run(tmp_path, "change", "dinkes", "--reason", "Adendum", *said(scope="registry:list"))
    assert Client.objects.get().scopes == ["registry:list"]
    assert "dicabut" in run(tmp_path, "revoke", "dinkes", name, "--reason", "bocor")
    assert client_of(key) is None
    run(tmp_path, "close", "dinkes", "--reason", "berakhir")
    assert Client.objects.get().state == "closed"


def test_what_cannot_be_registered_is_told_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(MerataError, match=r"Tidak ada klien lain.*There is no client lain"):
        run(tmp_path, "key", "lain")
    with pytest.raises(MerataError, match="expires_on 2020-01-01 sudah lewat"):
        run(tmp_path, "register", "dinkes", "35.05", "--contact", "Ibu", *said(until="2020-01-01"))
    assert not Client.objects.exists()


def test_the_machines_timer_asks_for_a_purge(tmp_path: Path) -> None:
    told = run(tmp_path, "purge")
    assert str(Job.objects.get(kind="exchange.purge").id) in told
