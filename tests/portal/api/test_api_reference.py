"""The OpenAPI document and the page made of it: whole, in both languages, and the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer["Content-Type"] == "application/json"
    assert client.get("/api/v1/openapi.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    found: dict[str, Any] = answer.json()
    return found


def test_every_operation_field_and_parameter_is_described_in_both_languages(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    missing = []
    for address, operations in document["paths"].items():
        (operation,) = operations.values()
        for text in (operation["summary"], operation["description"]):
            assert "\n/ " in text, address
        missing += [
            f"{address} {one['name']}" for one in operation["parameters"]
            if "\n/ " not in one.get("description", "")
        ]  # fmt: skip
    for name, schema in document["components"]["schemas"].items():
        assert " / " in schema["description"], name
        for field, told in schema["properties"].items():
            kept = str(told.get("description", ""))
            refers = "$ref" in str(told) or "const" in told or name == "Words"
            if "\n/ " not in kept and not refers:
                missing.append(f"{name}.{field}")
    assert missing == []


def test_identifiers_are_once_and_problems_have_their_media_type(document: dict[str, Any]) -> None:
    operations = [one for each in document["paths"].values() for one in each.values()]
    ids = [one["operationId"] for one in operations]
    assert len(set(ids)) == len(ids) == 26
    for one in operations:
        for status, told in one["responses"].items():
            media = "application/json" if status == "200" else "application/problem+json"
            assert list(told["content"]) == [media]
    keyed = {one["operationId"] for one in operations if "security" in one}
    assert keyed == {"batches", "disbursements"}


@pytest.mark.parametrize(
    ("language", "heading"), [("id", "Antarmuka data Merata"), ("en", "Merata&#x27;s data interface")]
)
def test_the_page_shows_all_of_it_without_a_script(
    client: Client, document: dict[str, Any], language: str, heading: str
) -> None:
    client.cookies["django_language"] = language
    page = client.get("/api/").content.decode()
    assert f"<h1>{heading}</h1>" in page
    assert "<script" not in page
    assert "style=" not in page
    for address, operations in document["paths"].items():
        assert f"<code>{address}</code>" in page
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in page
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert len(anchors) == len(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_a_parameter_shows_how_its_value_looks(client: Client) -> None:
    client.cookies["django_language"] = "en"
    assert "<td>code of the measure (such as gini)</td>" in client.get("/api/").content.decode()
    client.cookies["django_language"] = "id"
    assert "<td>kode ukuran (misalnya gini)</td>" in client.get("/api/").content.decode()


def test_the_limit_of_requests_stands_in_the_document(document: dict[str, Any]) -> None:
    from merata_portal.api.pace import REQUESTS_A_MINUTE  # noqa: PLC0415 - needs the settings first

    assert f"at most {REQUESTS_A_MINUTE} requests a minute" in document["info"]["description"]
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["responses"]["429"]["headers"]["Retry-After"]["schema"]["type"] == "integer"
            assert "500" in operation["responses"]
