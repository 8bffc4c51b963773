"""All villages by kecamatan, and the search among them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from made_villages import AREA, KELURAHAN, ONE, TWO, named

pytestmark = pytest.mark.usefixtures("areas")
WIRE_BYTES = 50_000


def test_every_village_is_listed_under_its_kecamatan(client: Client) -> None:
    named()
    page = client.get("/desa/").content.decode()
    assert "Setiap desa dan kelurahan (6) punya halaman" in page
    wonodadi, wlingi = page.index("Kecamatan Wonodadi"), page.index("Kecamatan Wlingi")
    assert wlingi < wonodadi, "in order of their names"
    assert wonodadi < page.index(">Jaten</a>") < page.index(">Sumber Agung</a>") < page.index("Kota Blitar</h2>")
    assert wlingi < page.index(">Tegalasri</a>") < wonodadi
    assert page.count('href="/desa/35.') == 3 + 6


@pytest.mark.parametrize("wanted", ["jaten", "JATEN ", "Jat", "35.05.01.2001", "3505012001"])
def test_one_match_leads_straight_to_its_page(client: Client, wanted: str) -> None:
    named()
    assert client.get("/desa/", {"q": wanted})["Location"] == f"/desa/{ONE}/"


def test_a_name_that_several_bear_lists_them_with_their_kecamatan(client: Client) -> None:
    named()
    page = client.get("/desa/", {"q": "sumberagung"}).content.decode()
    assert "2 tempat bernama atau berkode “sumberagung”" in page
    found = page[page.index('id="hasil"') : page.index("Semua desa dan kelurahan")]
    assert found.count("<li>") == 2
    assert "Desa Sumber Agung" in found, "spaces do not matter"
    assert f"Kecamatan Wonodadi, Kabupaten Blitar · {TWO}" in found
    assert "Kelurahan Sumberagung" in found
    assert "Kecamatan Sananwetan, Kota Blitar · 35.72.01.1001" in found


def test_a_kecamatan_is_found_beside_the_village_of_its_name(client: Client) -> None:
    named()
    page = client.get("/desa/", {"q": "wlingi"}).content.decode()
    found = page[page.index('id="hasil"') : page.index("Semua desa dan kelurahan")]
    assert 'href="/desa/35.05.10/">Kecamatan Wlingi' in found
    assert f'href="/desa/{KELURAHAN}/">Kelurahan Wlingi' in found
    page = client.get("/desa/", {"q": "35.05.01"}).content.decode()
    assert page[page.index('id="hasil"') : page.index("Semua desa dan kelurahan")].count("<li>") == 3


@pytest.mark.parametrize(
    "wanted", ["zzz", "'; drop table", "\x00", "%00", "..", ". .", "x" * 5000, "<script>alert(1)</script>", "²", "99"]
)
def test_what_is_not_found_says_what_to_do_and_lists_all(client: Client, wanted: str) -> None:
    named()
    answer = client.get("/desa/", {"q": wanted})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert ">Jaten</a>" in page
    assert "<script" not in page
    if wanted.strip("\x00 "):
        assert "Tidak ada tempat bernama atau berkode" in page
        assert "Periksa ejaannya" in page


def test_it_is_small_with_as_many_villages_as_the_demo_has(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    from merata_portal.accounts.models import Area  # noqa: PLC0415

    for number in range(263):
        kecamatan = f"35.05.{11 + number // 12:02d}"
        Area.objects.get_or_create(code=kecamatan, name=f"Kademangan {kecamatan}", kind="kecamatan", parent_id=AREA)
        Area.objects.create(
            code=f"{kecamatan}.{2001 + number}", name=f"Panggungrejo {number}", kind="village", village_type="desa",
            parent_id=kecamatan,
        )  # fmt: skip
    client.get("/desa/")
    with django_assert_num_queries(1):
        answer = client.get("/desa/")
    assert answer.content.decode().count('<li><a href="/desa/35.') == 269
    assert len(gzip.compress(answer.content)) < WIRE_BYTES // 2


def test_a_portal_without_areas_says_so(client: Client) -> None:
    from merata_portal.accounts.models import Area  # noqa: PLC0415

    for kind in ("village", "kecamatan", "regency"):
        Area.objects.filter(kind=kind).delete()
    assert "Belum ada wilayah yang dimuat ke portal ini." in client.get("/desa/").content.decode()


def test_a_regency_leads_to_its_villages(client: Client) -> None:
    assert client.get(f"/desa/{AREA}/")["Location"] == "/desa/#w-3505"
    assert 'id="w-3505"' in client.get("/desa/").content.decode()
