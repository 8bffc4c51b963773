"""Figures about people and budgets: the edition's own rows, what is withheld with its reason, one edition a walk."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from made_publications import ONE, TWO, published
from walking import walk

from merata_portal.actor import SYSTEM, Actor
from merata_portal.analysis.actions import publishing
from merata_portal.analysis.queries.published import rows as rows_of_edition
from merata_portal.ledger.actions import appropriate
from merata_portal.ledger.requests import Ceiling

pytestmark = pytest.mark.django_db
HELD = {"id": "ditahan agar tidak ada orang yang dapat dikenali", "en": "withheld so that nobody can be recognised"}


def test_without_an_edition_there_is_nothing_and_the_reason(client: Client, areas: Any) -> None:
    for name in ("estimates", "recipients", "registered-households", "budget", "complaints", "travel-times"):
        told = client.get(f"/api/v1/{name}").json()
        assert (told["items"], told["next"], told["editions"]) == ([], None, [])
        assert told["missing"]["en"].startswith("No edition of open data was published")


def test_recipients_are_told_as_published(client: Client, edition: Any) -> None:
    """By hand: 6 women and 2 men head the households of one village, 5 men those of another: the 2 are withheld."""
    told = client.get("/api/v1/recipients", {"programme": "blt_dbhcht"}).json()
    assert told["missing"] is None
    assert [(one["area_code"], one["number"], one["synthetic"]) for one in told["editions"]] == [("35.05", 1, False)]
    found = {(one["area_code"], one["group_by"], one["group"]): one for one in told["items"]}
    small = found[ONE, "head_sex", "male"]
    assert (small["households"], small["withheld"]) == (None, HELD)
    assert found[TWO, "head_sex", "total"]["withheld"] is None
    assert found[TWO, "head_sex", "total"]["households"] == 5
    everybody = found["35.05", "head_sex", "total"]
    assert (everybody["households"], everybody["area_level"], everybody["edition"]) == (15, "regency", 1)
    assert everybody["recorded_by"] == "delivered"


def test_every_row_of_every_edition_table_is_told(client: Client, edition: Any) -> None:
    for address, dataset, tables, column in (
        ("recipients", "program", ("penerima_menurut_jenis_kelamin", "penerima_menurut_disabilitas"), "households"),
        ("registered-households", "rumah-tangga", ("rumah_tangga",), "households"),
        ("budget", "anggaran", ("pagu_dan_realisasi",), "spent_idr"),
        ("complaints", "pengaduan", ("menurut_tenggat",), "complaints"),
        ("estimates", "kesejahteraan", ("ukuran",), "value"),
    ):
        published_rows = [row for name in tables for row in rows_of_edition(edition, dataset, name)]
        told = walk(client, f"/api/v1/{address}", limit=500)
        told = [one for one in told if one.get("recorded_by") != "other_office"]
        assert [one[column] for one in told] == [one[column] for one in published_rows], address


@pytest.mark.parametrize("limit", [1, 3, 7, 500])
def test_no_row_twice_and_none_lost(client: Client, edition: Any, limit: int) -> None:
    whole = walk(client, "/api/v1/recipients", limit=500)
    assert len(whole) > 20
    assert walk(client, "/api/v1/recipients", limit=limit) == whole


def test_an_area_holds_what_lies_in_it(client: Client, edition: Any) -> None:
    codes = {one["area_code"] for one in client.get("/api/v1/recipients", {"area": "35.05.01"}).json()["items"]}
    assert codes == {"35.05.01", ONE, TWO}
    assert client.get("/api/v1/recipients", {"area": "35.72"}).json()["items"] == []
    assert client.get("/api/v1/recipients", {"area": "35.72"}).json()["missing"] is not None
    unknown = client.get("/api/v1/recipients", {"area": "99.99"})
    assert (unknown.status_code, unknown.json()["detail_en"][:24]) == (404, "There is no area 99.99; ")


def test_a_walk_stays_with_the_edition_it_began_with(
    client: Client, edition: Any, planner: Actor, social: Actor
) -> None:
    whole = walk(client, "/api/v1/recipients", limit=500)
    first = client.get("/api/v1/recipients", {"limit": 5}).json()
    published(planner, social)
    assert client.get("/api/v1/recipients").json()["editions"][0]["number"] == 2
    rest = walk_from(client, first["next"])
    assert [*first["items"], *rest] == whole
    publishing.withdraw(by=social, publication=edition.uuid, reason="jumlah satu desa keliru")
    gone = client.get("/api/v1/recipients", {"cursor": first["next"], "limit": 5})
    assert (gone.status_code, gone.json()["title_en"]) == (410, "The edition was withdrawn")


def walk_from(client: Client, cursor: str) -> list[Any]:
    page = client.get("/api/v1/recipients", {"cursor": cursor, "limit": 500}).json()
    assert page["next"] is None
    return list(page["items"])


def test_an_edition_from_before_a_table_was_published_has_no_rows_of_it(client: Client, edition: Any) -> None:
    from merata_portal.analysis.models import Publication  # noqa: PLC0415 - models need the settings first

    older = {name: told for name, told in edition.manifest.items() if name not in {"program", "akses"}}
    Publication.objects.filter(pk=edition.pk).update(manifest=older)
    for name in ("recipients", "travel-times"):
        told = client.get(f"/api/v1/{name}").json()
        assert (told["items"], told["next"], told["missing"]) == ([], None, None)
        assert [one["number"] for one in told["editions"]] == [1]


def test_spending_on_assistance_is_not_told_and_says_why(client: Client, planner: Actor, social: Actor) -> None:
    ceilings = [
        Ceiling("1.06.02", "DBHCHT", 900_000_000, "assistance"),
        Ceiling("1.03.02", "DAK", 700_000_000, "infrastructure"),
    ]
    appropriate(
        by=SYSTEM("uji"), owner="35.05", year=2026, ceilings=ceilings, reason="APBD 2026", key=uuid4().hex
    )  # fmt: skip
    published(planner, social)
    rows = {one["pillar"]: one for one in client.get("/api/v1/budget", {"year": 2026}).json()["items"]}
    assistance, works = rows["assistance"], rows["infrastructure"]
    assert (assistance["appropriated_idr"], assistance["spent_idr"], assistance["committed_idr"]) == (
        900_000_000, None, None,
    )  # fmt: skip
    assert assistance["withheld"]["en"].startswith("not told: spending on assistance divided by the benefit")
    assert (works["appropriated_idr"], works["spent_idr"], works["withheld"]) == (700_000_000, 0, None)
    only = client.get("/api/v1/budget", {"pillar": "infrastructure"}).json()["items"]
    assert [one["fund_source"] for one in only] == ["DAK"]
    assert client.get("/api/v1/budget", {"year": 2025}).json()["items"] == []
