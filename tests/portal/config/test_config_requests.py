from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from made_registry import household

from merata_portal.config.log_lines import REQUEST_ID, JsonFormatter
from merata_portal.config.log_masking import MASK, logging_settings

pytestmark = pytest.mark.django_db
NIK = "35" + "05" * 5 + "0001"
NAME = "Sulastri Wulandari"
VILLAGE = "35.05.01.2001"


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the whole portal logs in production, as it would be written."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter())
    root, requests = logging.getLogger(), logging.getLogger("merata.requests")
    before = root.level, requests.level
    root.addHandler(handler)
    root.setLevel("INFO")
    requests.setLevel("INFO")
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before[0])
    requests.setLevel(before[1])


def test_production_writes_json_and_a_line_for_each_request() -> None:
    found = logging_settings("INFO", production=True)
    assert found["handlers"]["stderr"]["formatter"] == "json"
    assert found["formatters"]["json"]["()"] == "merata_portal.config.log_lines.JsonFormatter"
    assert found["loggers"]["merata.requests"]["level"] == "INFO"
    assert logging_settings("INFO")["handlers"]["stderr"]["formatter"] == "masked"


def test_a_request_is_one_line_by_the_name_of_its_route(
    lines: Callable[[], list[dict[str, Any]]], browser_of: Callable[[Any], Client], person: Callable[..., Any]
) -> None:
    page = household(VILLAGE, NAME)
    answer = browser_of(person(("social_officer", "35.05"))).get(f"/kantor/rumah-tangga/{page.uuid}/?cari={NAME}")
    assert answer.status_code == 200
    (line,) = [one for one in lines() if one["logger"] == "merata.requests"]
    assert set(line) == {"at", "level", "logger", "message", "request", "method", "route", "status", "ms", "role"}
    assert (line["method"], line["route"], line["status"]) == ("GET", "office:household", 200)
    assert line["role"] == "social_officer"
    assert line["request"] == answer["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", line["request"])
    assert 0 <= line["ms"] < 60_000
    assert REQUEST_ID.get() == ""


def test_a_visitors_own_request_id_is_not_taken(lines: Callable[[], list[dict[str, Any]]], client: Client) -> None:
    answer = client.get("/akun/masuk/", headers={"X-Request-ID": NAME})
    assert answer["X-Request-ID"] != NAME
    (line,) = [one for one in lines() if one["logger"] == "merata.requests"]
    assert (line["route"], line["role"], line["request"]) == ("account_login", "-", answer["X-Request-ID"])


def test_probes_that_are_answered_well_are_not_logged(
    lines: Callable[[], list[dict[str, Any]]], client: Client
) -> None:
    client.get("/sehat/hidup/")
    assert lines() == []
    client.post("/sehat/hidup/")
    assert [one["status"] for one in lines() if one["logger"] == "merata.requests"] == [405]


def test_a_journey_through_pages_leaves_nothing_personal(
    lines: Callable[[], list[dict[str, Any]]], browser_of: Callable[[Any], Client], person: Callable[..., Any]
) -> None:
    """Pages found, refused, missing, broken and posted to: neither name, number, id, address nor what was typed."""
    made = household(VILLAGE, NAME)
    officer = person(("social_officer", "35.05"), username="sulastri.dinas")
    browser = browser_of(officer)
    browser.raise_request_exception = False
    for address in (
        "/kantor/",
        f"/kantor/rumah-tangga/?nama={NAME}&nik={NIK}",
        f"/kantor/rumah-tangga/{made.uuid}/",
        "/kantor/pengguna/",
    ):
        browser.get(address)
    browser.get(f"/kantor/rumah-tangga/{NIK}/{NAME}/")
    browser.post("/kantor/rumah-tangga/cari/", {"nama": NAME, "nik": NIK})
    Client(enforce_csrf_checks=True).post("/akun/masuk/", {"login": NAME, "password": "rahasia-sekali"})
    Client().post("/akun/masuk/", {"login": "sulastri.dinas", "password": "rahasia-sekali"})
    Client().get("/akun/masuk/", headers={"User-Agent": NAME, "Referer": f"https://x/{NAME}"})
    found = lines()
    text = json.dumps(found)
    assert {one["status"] for one in found if one["logger"] == "merata.requests"} >= {200, 403, 404}
    for private in (
        "Sulastri",
        "sulastri",
        "Wulandari",
        NIK,
        str(made.uuid),
        made.uuid.hex,
        "rahasia",
        "cari=",
        "nama=",
    ):
        assert private not in text, private


def test_an_error_is_told_by_its_places_and_not_by_what_it_quotes(lines: Callable[[], list[dict[str, Any]]]) -> None:
    request = RequestFactory().get(f"/keluarga/{NAME}/")
    try:
        raise ValueError(f"duplicate key (nama)=({NAME})")  # noqa: TRY301 - caught as it would be
    except ValueError:
        exc_info = sys.exc_info()
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", request.path, extra={"status_code": 500, "request": request}, exc_info=exc_info
    )
    logging.getLogger("merata.jobs").warning("no household of %s", NIK)
    failed, masked = lines()
    assert failed["message"] == "django.request 500 -"
    assert "builtins.ValueError" in failed["error"]
    assert "test_config_requests.py" in failed["error"]
    assert NAME not in json.dumps(failed)
    assert masked["message"] == f"no household of {MASK}"
