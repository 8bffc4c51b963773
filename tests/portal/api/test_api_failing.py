"""What is answered where something goes wrong: JSON in the interface's own shape, and nothing of the fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
TOLD_TO_NOBODY = "tabel rahasia 3505991234567890"
DCI = "/api/dci/registry/sync/search"


@pytest.fixture
def broken(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of a portal in which reading names of areas and knowing clients fail."""

    def fails(*_given: object, **_named: object) -> Any:
        raise RuntimeError(TOLD_TO_NOBODY)

    monkeypatch.setattr("merata_portal.api.views.places.everybodys_areas", fails)
    monkeypatch.setattr("merata_portal.api.views.dci.envelope.client_of", fails)
    monkeypatch.setattr("merata_portal.api.reference.read", fails)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_fault_of_the_portal_is_a_problem_without_its_details(
    broken: Client, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = getattr(broken, method)("/api/v1/areas")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("no-store", "*")
    assert len(answer["X-Request-ID"]) == 32
    if method == "get":
        told = answer.json()
        assert (told["status"], told["title_en"], told["instance"], told["errors"]) == (
            500, "Something went wrong here", "/api/v1/areas", [],
        )  # fmt: skip
        for word in (TOLD_TO_NOBODY, "RuntimeError", "Traceback", ".py"):
            assert word not in answer.content.decode()
    failed = [one for one in caplog.records if one.exc_info]
    assert [one.exc_info[0] for one in failed if one.exc_info] == [RuntimeError], "the office finds it in the log"


def test_a_fault_below_dci_is_told_as_the_standard_has_it(broken: Client) -> None:
    answer = broken.post(DCI, "{}", content_type="application/json", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert [one["code"] for one in answer.json()["errors"]] == ["err.service.unavailable"]
    assert TOLD_TO_NOBODY not in answer.content.decode()


def test_a_page_that_fails_stays_a_page(broken: Client) -> None:
    answer = broken.get("/api/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert TOLD_TO_NOBODY not in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "media", "where"),
    [("/api/v1/areas", "application/problem+json", "detail_en"), (DCI, "application/json", "errors")],
)
def test_a_request_that_cannot_be_read_is_told_so(client: Client, address: str, media: str, where: str) -> None:
    answer = client.get(address, headers={"Host": "another.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, media)
    assert "The request cannot be read." in json.dumps(answer.json()[where])
    many = "&".join(f"p{number}=1" for number in range(1_001))
    assert client.get(f"/api/v1/areas?{many}").json()["status"] == 400
    assert client.get("/", headers={"Host": "another.example"})["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("address", ["/api/v1/areas", "/api/v1/areas/35.05", "/api/v1/x", "/api/v1/", "/api/v2/areas"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_no_method_but_reading_whoever_asks(method: str, address: str) -> None:
    """A form's token is not asked for: its lack was told as a page."""
    answer = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (
        405, "GET, HEAD", "application/problem+json",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["/api/v1", "/api/v1/", "/api/v1/x", "/api/v2/areas", "/api/x"])
def test_no_address_below_the_interface_is_a_page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["instance"] == address


@pytest.mark.parametrize("address", ["/api/dci/", "/api/dci/registry", "/api/dci/registry/subscribe"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_dci_has_not_here_is_told_in_its_shape(method: str, address: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert [one["code"] for one in answer.json()["errors"]] == ["err.request.not_found"]


@pytest.mark.parametrize("address", ["sync/search", "search", "sync/txn/status", "txn/status"])
def test_dci_takes_post_alone(client: Client, address: str, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(0):
        answer = client.get(f"/api/dci/registry/{address}")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert [one["code"] for one in answer.json()["errors"]] == ["err.request.bad"]
