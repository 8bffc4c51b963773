"""How answers are served: kept by caches, read from other origins, and every fault told at once in both languages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_same_answer_has_the_same_tag_and_is_not_sent_twice(client: Client, areas: Any) -> None:
    first = client.get("/api/v1/areas")
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Content-Type"] == "application/json; charset=utf-8"
    assert "Set-Cookie" not in first.headers
    again = client.get("/api/v1/areas", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    from merata_portal.accounts.models import Area  # noqa: PLC0415 - models need the settings first

    Area.objects.filter(code="35.05").update(name="Kabupaten Lain")
    changed = client.get("/api/v1/areas", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_head_is_get_without_its_content(client: Client, areas: Any) -> None:
    head, got = client.head("/api/v1/areas"), client.get("/api/v1/areas")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == got["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_it_is_read_only(client: Client, method: str) -> None:
    answer = getattr(client, method)("/api/v1/areas")
    assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (
        405, "GET, HEAD", "application/problem+json",
    )  # fmt: skip


def test_every_fault_is_told_at_once(client: Client, areas: Any) -> None:
    answer = client.get("/api/v1/works?" + urlencode({"limit": 0, "area": "Blitar", "state": "x y"}))
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer["Cache-Control"] == "no-store"
    assert (told["status"], told["title"], told["title_en"]) == (
        400, "Permintaan tidak sesuai", "The request is not as documented",
    )  # fmt: skip
    assert told["instance"] == "/api/v1/works"
    faults = {one["name"]: (one["place"], one["detail"], one["detail_en"]) for one in told["errors"]}
    assert faults["limit"] == ("query", "paling sedikit 1", "at least 1")
    assert faults["area"][2].startswith("does not fit the pattern ^[0-9]{2}")
    assert set(faults) == {"limit", "area", "state"}
    page = client.get("/api/").content.decode()
    assert f'id="{told["type"].partition("#")[2]}"' in page


@pytest.mark.parametrize(
    ("query", "name", "detail"),
    [
        ("tahun=2026", "tahun", "is not known; there are: cursor, limit, area, state, kind"),
        ("limit=1&limit=2", "limit", "is given more than once"),
        ("limit=7.0", "limit", "must be a whole number"),
        ("limit=%207", "limit", "must be a whole number"),
        ("limit=1_0", "limit", "must be a whole number"),
        ("limit=501", "limit", "at most 500"),
        ("cursor=a%20b", "cursor", "does not fit the pattern ^[A-Za-z0-9_-]{1,200}$"),
    ],
)
def test_what_is_not_documented_is_refused(client: Client, areas: Any, query: str, name: str, detail: str) -> None:
    answer = client.get(f"/api/v1/works?{query}")
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert (fault["name"], fault["detail_en"]) == (name, detail)


def test_unknown_parameters_are_refused_where_there_are_none(client: Client, areas: Any) -> None:
    answer = client.get("/api/v1/areas/35.05?format=json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail_en"] == "is not known; there are: –"


@pytest.mark.parametrize("cursor", ["abc", "W10", "bnVsbA", "WyJhIiwxXQ", "WyIwMDAwMDAwMCIsdHJ1ZV0", "A" * 200])
def test_a_cursor_of_nothing_is_not_found(client: Client, areas: Any, cursor: str) -> None:
    answer = client.get("/api/v1/works", {"cursor": cursor})
    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert "start again without a cursor" in answer.json()["detail_en"]


def test_a_cursor_belongs_to_its_list_and_filters(client: Client, areas: Any) -> None:
    after = client.get("/api/v1/areas", {"limit": 1}).json()["next"]
    assert client.get("/api/v1/areas", {"limit": 3, "cursor": after}).json()["items"][0]["code"] == "35.05.01"
    for address, asked in (("areas", {"level": "village"}), ("areas", {"area": "35.05"}), ("editions", {})):
        assert client.get(f"/api/v1/{address}", {**asked, "cursor": after}).status_code == 404


@pytest.mark.parametrize("address", ["x", "works/x/y", "works/", "%00", "openapi.yaml"])
def test_below_the_root_everything_else_is_a_problem(client: Client, address: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("address", ["areas/%00", "programmes/%00", "proposals/%00", "editions/%00-1", "works/%00"])
def test_what_no_database_can_look_for_is_not_there(client: Client, areas: Any, address: str) -> None:
    assert client.get(f"/api/v1/{address}").status_code in (400, 404)
