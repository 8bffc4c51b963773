"""The council's pages as it sees them: what they say, their files, who may open them, how many queries they ask."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from made_council import FAR, A, B, budget, guests, home, sealed_meeting, spent

pytestmark = pytest.mark.django_db
PAGES = {
    "": 20, "desa/": 20, "kegiatan/": 20, "kesetaraan/": 50, "pokir/": 30, "kalender/": 30, "laporan/": 12,
}  # fmt: skip


@pytest.fixture
def browser(person: Callable[..., Any], browser_of: Callable[[Any], Client]) -> Callable[..., Client]:
    return lambda role, area="35.05": browser_of(person((role, area)))


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def asked(client: Client, page: str, **more: str) -> Any:
    return client.get(f"/kantor/pengawasan/{page}", {"wilayah": "35.05", "tahun": "2026", **more})


@pytest.fixture
def books(areas: dict[str, Any]) -> None:
    spent(budget("assistance", 1_000), A, 300, 200, 100, programme="blt_dbhcht")
    spent(budget("assistance", 777_777, owner="35.72"), FAR, 777_777)
    home(A, 3)


def test_pillars_and_villages_as_pages_and_files(books: None, browser: Callable[..., Client], text_of: Any) -> None:
    client = browser("council_member")
    assert "Bantuan sosial 1.000 100 100 100 900 10,0% 0" in text_of(asked(client, ""))
    assert rows(asked(client, "", bentuk="csv")) == [
        {
            "pillar": "Bantuan sosial", "ceiling_idr": "1000", "reserved_idr": "100", "committed_idr": "100",
            "realised_idr": "100", "gap_idr": "900", "last_year_idr": "0",
        }
    ]  # fmt: skip
    of_villages = {one["village_code"]: one for one in rows(asked(client, "desa/", bentuk="csv"))}
    assert (of_villages[A]["ceiling_idr"], of_villages[A]["equal_share_idr"], of_villages[A]["persons"]) == (
        "300", "300", "3",
    )  # fmt: skip
    assert (of_villages[B]["ceiling_idr"], of_villages[B]["persons"]) == ("0", "0")
    (item,) = rows(asked(client, "kegiatan/", bentuk="csv"))
    assert (item["kind"], item["reference"], item["realised_idr"]) == ("programme", "blt_dbhcht", "100")


def test_every_rupiah_leads_to_its_way(books: None, browser: Callable[..., Client], text_of: Any) -> None:
    client = browser("council_member")
    assert "/kantor/anggaran/ikuti/?program=blt_dbhcht" in asked(client, "kegiatan/").content.decode()
    said = text_of(client.get("/kantor/anggaran/ikuti/", {"program": "blt_dbhcht"}))
    assert "Dicadangkan" in said
    assert "300" in said


def test_files_keep_back_what_pages_keep_back(
    areas: dict[str, Any], browser: Callable[..., Client], text_of: Any
) -> None:
    sealed_meeting(A, guests(3, 8), 11)
    client = browser("council_member")
    told = {(one["dimension"], one["group"]): one for one in rows(asked(client, "kesetaraan/", bentuk="csv"))}
    assert [told["sex", group]["attended_count"] for group in ("Perempuan", "Laki-laki")] == ["", ""]
    assert [told["sex", group]["attended_share"] for group in ("Perempuan", "Laki-laki")] == ["", ""]
    assert "tidak ditulis" in asked(client, "kesetaraan/").content.decode()
    assert "Perempuan – – • 0 0 0 0 Laki-laki – – • 0 0 0 0" in text_of(asked(client, "kesetaraan/"))


@pytest.mark.parametrize("page", [*PAGES, "kalender.ics"])
def test_one_regencys_council_sees_nothing_of_another(
    books: None, browser: Callable[..., Client], text_of: Any, page: str
) -> None:
    assert asked(browser("council_member", "35.72"), page).status_code == 404
    assert "777" not in text_of(asked(browser("council_member"), page))
    assert asked(browser("social_officer"), page).status_code == 403
    assert asked(browser("village_operator", A), page).status_code == 403
    assert asked(browser("auditor"), page).status_code == 200


def test_a_report_is_made_by_a_post_and_checked_by_its_hash(
    books: None, browser: Callable[..., Client], text_of: Any
) -> None:
    from merata_portal.audit.models import Event  # noqa: PLC0415

    client = browser("council_member")
    address = "/kantor/pengawasan/laporan.pdf?wilayah=35.05&tahun=2026"
    assert client.get(address).status_code == 405
    answer = client.post(address, {"bahasa": "id"})
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    made = Event.objects.get(action="oversight.report")
    assert "dibuat di portal ini" in text_of(asked(client, "laporan/", sidik=made.content_hash.removeprefix("sha256:")))
    assert "Tidak ada laporan dengan sidik ini" in text_of(asked(client, "laporan/", sidik="f" * 64))
    assert browser("council_member", "35.72").post(address).status_code == 404


@pytest.mark.parametrize(
    "asking", [{"tahun": "x"}, {"tahun": "99999999999999999999"}, {"pilar": "x"}, {"anggota": "-1"}]
)
@pytest.mark.parametrize("page", ["", "desa/", "pokir/"])
def test_addresses_that_somebody_altered(
    books: None, browser: Callable[..., Client], page: str, asking: dict[str, str]
) -> None:
    assert browser("council_member").get(f"/kantor/pengawasan/{page}", asking).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow(
    areas: dict[str, Any], browser: Callable[..., Client], page: str,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    client = browser("council_member")

    def fill(many: int) -> None:
        for _ in range(many):
            spent(budget("assistance", 10), A, 5, programme="blt_dbhcht")
            home(A)

    fill(2)
    asked(client, page)
    with django_assert_max_num_queries(PAGES[page]) as few:
        asked(client, page)
    fill(6)
    with django_assert_max_num_queries(len(few.captured_queries)):
        asked(client, page)
