"""What everybody reads: the catalogue, datasets, files; small, cached, without a cookie, in both languages."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from merata_portal.actor import Actor

FOLDER = "/data-terbuka/35.05/program/1/"
WIRE_BYTES = 50_000


@pytest.fixture
def edition(planner: Actor, social: Actor) -> Any:
    from made_publications import ONE, TWO, cycle, published, receive  # noqa: PLC0415 - models need the settings first

    receive(cycle(), {(ONE, "female"): 6, (ONE, "male"): 2, (TWO, "male"): 5})
    return published(planner, social)


def test_the_catalogue_says_what_there_is_in_both_languages(client: Client, edition: Any) -> None:
    page = client.get("/data-terbuka/").content.decode()
    assert '<html lang="id">' in page
    assert "Penerima program bantuan" in page
    assert f'href="{FOLDER}"' in page
    english = client.get("/en/data-terbuka/").content.decode()
    assert '<html lang="en">' in english
    assert "Recipients of assistance programmes" in english
    assert f'href="/en{FOLDER}"' in english


def test_an_empty_portal_has_a_catalogue_too(client: Client, areas: Any) -> None:
    assert "Belum ada edisi yang terbit." in client.get("/data-terbuka/").content.decode()
    assert client.get("/data-terbuka/catalog.jsonld").json()["dcat:dataset"] == []


@pytest.mark.parametrize(
    "address",
    ["/data-terbuka/", "/en/data-terbuka/", FOLDER, f"/en{FOLDER}", f"{FOLDER}metadata/", f"/en{FOLDER}metadata/",
     f"{FOLDER}datapackage.json", f"{FOLDER}satu-data.json", "/data-terbuka/catalog.jsonld",
     f"{FOLDER}penerima_menurut_jenis_kelamin.csv", f"{FOLDER}penerima_menurut_jenis_kelamin.parquet"],
)  # fmt: skip
def test_everything_is_small_cached_and_asks_nobody_who_they_are(client: Client, edition: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) < WIRE_BYTES
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=300"
    assert b"<script" not in answer.content
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"if-none-match": '"another"'}).status_code == 200


def test_a_table_is_told_with_one_mark_for_what_is_withheld(client: Client, edition: Any) -> None:
    answer = client.get(f"{FOLDER}penerima_menurut_jenis_kelamin.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    lines = list(csv.reader(io.StringIO(answer.content.decode())))
    assert lines[0] == [
        "programme", "programme_title", "area_code", "area_name", "area_level", "head_sex", "households",
    ]  # fmt: skip
    rows = {(one[2], one[5]): one[6] for one in lines[1:]}
    assert rows["35.05", "total"] == "15"
    assert rows["35.05.01.2001", "male"] == ""
    assert rows["35.05.01.2001", "unknown"] == "0"
    assert rows["35.05.10", "total"] == "0"
    assert "small" not in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/data-terbuka/35.72/program/1/", "/data-terbuka/35.05/tidak-ada/1/", "/data-terbuka/35.05/program/2/",
     f"{FOLDER}tidak_ada.csv", f"{FOLDER}penerima_menurut_jenis_kelamin.xlsx", "/data-terbuka/35.72/program/terbaru/",
     "/data-terbuka/35.05/program/99999999999999999999/", "/data-terbuka/35%00.05/program/1/",
     f"{FOLDER}oc4ids.json"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: Client, edition: Any, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_stable_address_leads_to_the_newest_that_stands(
    client: Client, edition: Any, planner: Actor, social: Actor
) -> None:
    from made_publications import published  # noqa: PLC0415

    from merata_portal.analysis.actions import publishing  # noqa: PLC0415

    table = "penerima_menurut_jenis_kelamin.csv"
    latest = f"/data-terbuka/35.05/program/terbaru/{table}"
    assert client.get(latest)["Location"] == f"{FOLDER}{table}"
    second = published(planner, social)
    assert client.get(latest)["Location"] == f"/data-terbuka/35.05/program/2/{table}"
    publishing.withdraw(by=social, publication=second.uuid, reason="Bulan salah")
    assert client.get(latest)["Location"] == f"{FOLDER}{table}"
    gone = client.get(f"/data-terbuka/35.05/program/2/{table}")
    assert (gone.status_code, "Bulan salah" in gone.content.decode()) == (410, True)
    page = client.get("/data-terbuka/35.05/program/2/")
    assert (page.status_code, "Bulan salah" in page.content.decode(), table in page.content.decode()) == (
        410,
        True,
        False,
    )
    assert client.get("/data-terbuka/35.05/program/2/datapackage.json").status_code == 410


def test_what_waits_is_nobodys(client: Client, edition: Any, planner: Actor) -> None:
    from made_publications import prepared  # noqa: PLC0415

    waiting = prepared(planner)
    assert client.get("/data-terbuka/35.05/program/2/").status_code == 404
    assert str(waiting.uuid) not in client.get("/data-terbuka/").content.decode()


def test_the_catalogue_asks_two_questions_however_much_there_is(
    client: Client, edition: Any, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for address, count in (("/data-terbuka/", 2), ("/data-terbuka/catalog.jsonld", 2), (FOLDER, 3)):
        client.get(address)
        with django_assert_num_queries(count):
            client.get(address)
