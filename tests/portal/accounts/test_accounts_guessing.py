"""Wrong codes of certificates: after so many from an address, or from everybody, nobody is told any more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from merata_portal.tickets.codes import as_ticket, new_ticket
from merata_portal.training.queries import everybody

pytestmark = pytest.mark.django_db
RIGHT = "S-7Q3F-29X5"
OF_ADDRESS, OF_EVERYBODY = 3, 5


@pytest.fixture
def certificates(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Small limits, one genuine certificate, and the codes that were looked up."""
    settings.ACCOUNT_RATE_LIMITS = {"certificate": f"{OF_ADDRESS}/h/ip,{OF_EVERYBODY}/h/key"}
    looked_up: list[str] = []

    def certificate_of(code: str) -> Any:
        looked_up.append(code)
        return {"name": "Siti"} if code == RIGHT else None

    monkeypatch.setattr(everybody, "certificate_of", certificate_of)
    return looked_up


def asked(code: str, address: str = "10.0.0.1") -> int:
    return Client(REMOTE_ADDR=address).post(reverse("public:certificate"), {"code": code}).status_code


def test_an_address_is_told_no_more_after_its_wrong_codes_not_even_a_right_one(certificates: list[str]) -> None:
    wrong = [asked(new_ticket("S")) for _ in range(OF_ADDRESS)]
    assert wrong == [200] * OF_ADDRESS
    assert (asked(new_ticket("S")), asked(RIGHT)) == (429, 429)
    assert RIGHT not in certificates
    assert asked(RIGHT, "10.0.0.2") == 200
    assert certificates[-1] == RIGHT


def test_everybody_together_is_limited_however_many_addresses_there_are(certificates: list[str]) -> None:
    told = [asked(new_ticket("S"), f"10.0.1.{number}") for number in range(OF_EVERYBODY + 1)]
    assert told == [200] * OF_EVERYBODY + [429]
    assert asked(RIGHT, "10.0.2.1") == 429


def test_right_and_mistyped_codes_cost_nothing(certificates: list[str]) -> None:
    mistyped = "S-7Q3F-29X6"
    assert as_ticket(mistyped) is None
    for code in [RIGHT] * 4 + [mistyped] * 4 + ["", "bukan kode"]:
        assert asked(code) == 200
    assert asked(new_ticket("S")) == 200


def test_the_page_says_so_and_its_limits_are_those_of_the_settings(client: Client, settings: Any) -> None:
    assert settings.ACCOUNT_RATE_LIMITS["certificate"] == "20/h/ip,300/h/key"
    settings.ACCOUNT_RATE_LIMITS = {"certificate": "1/h/ip"}
    page = reverse("public:certificate")
    first, second = (client.post(page, {"code": new_ticket("S")}) for _ in range(2))
    assert "Tidak ada sertifikat dengan kode itu." in first.content.decode()
    assert "Terlalu banyak kode yang salah dicoba" in second.content.decode()
    assert client.get(page).status_code == 200
