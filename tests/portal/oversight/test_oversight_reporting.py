from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pypdf
import pytest
from made_council import CITY, FAR, REGENCY, A, B, budget, guests, home, sealed_meeting, spent

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.oversight.actions.reporting import Report, make_report
from merata_portal.oversight.documents.content import report
from merata_portal.oversight.queries.accountability import accountability
from merata_portal.oversight.queries.reports import made_at
from merata_portal.participation.actions.proposing import submit

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 30)


@pytest.fixture
def year(areas: dict[str, Any], council: Actor) -> None:
    aid = budget("assistance", 10_000_000)
    spent(aid, A, 4_000_000, 4_000_000, 3_000_000, 500_000, programme="blt_dbhcht")
    spent(budget("infrastructure", 6_000_000), B, 1_500_000)
    spent(budget("assistance", 77_700_000, owner="35.72"), FAR, 77_700_000)
    home(A, 3)
    home(B, 1)
    sealed_meeting(A, guests(10, 20), 30)
    submit(by=council, channel="reses", village_code=A, year=2026, title="Jembatan", pillar="infrastructure")


def made(by: Actor, language: str = "id", day: date = DAY) -> Report:
    return make_report(by=by, place=REGENCY, year=2026, language=language, day=day, synthetic=True)


def text(of: Report) -> str:
    pages = pypdf.PdfReader(io.BytesIO(of.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_says_what_was_promised_and_what_came(year: None, council: Actor) -> None:
    said = text(made(council))
    assert "Laporan pertanggungjawaban 2026" in said
    assert "DATA SINTETIS" in said
    # By hand, in millions: 10 appropriated, 2.5 realised (3 paid, 0.5 back), 7.5 not; of 16 in all 2.5 is 15.6%.
    assert "Bantuan sosial 10,0 2,5 7,5 25,0%" in said
    assert "Semua 16,0 2,5 13,5 15,6%" in said
    # A has 2.5 realised and 1 committed: 3.5 of 5 for four people; for its three 3.75.
    assert "Desa 35.05.01.2001 3 3,5 3,8 2,5 71,4%" in said
    assert "Desa 35.05.01.2002 1 1,5 1,3 0,0 0,0%" in said
    assert "n: 1 musyawarah; Hadir di musyawarah 30" in said
    assert "77" not in said.split("Sidik isi")[0]


def test_the_same_records_give_the_same_bytes_and_another_day_another_hash(year: None, council: Actor) -> None:
    first, again = made(council), made(council)
    assert first == again
    assert made(council, day=date(2026, 12, 1)).content_hash != first.content_hash
    assert made(council, "en").content_hash != first.content_hash
    assert first.content_hash.removeprefix("sha256:") in text(first).replace(" ", "")
    spent(budget("training", 1), B, 1)
    assert made(council).content_hash != first.content_hash


def test_it_is_tagged_and_in_its_language(year: None, council: Actor) -> None:
    root: Any = pypdf.PdfReader(io.BytesIO(made(council, "en").content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en"


def test_its_hash_is_recorded_and_found_again(year: None, council: Actor) -> None:
    of = made(council)
    event = Event.objects.get(action="oversight.report")
    assert (event.content_hash, event.area, event.actor, event.role) == (
        of.content_hash, "35.05", council.user_id, "council_member",
    )  # fmt: skip
    assert json.loads(event.data)["day"] == "2026-11-30"
    typed = of.content_hash.removeprefix("sha256:")
    assert made_at(f" {typed[:32].upper()} {typed[32:]} ") == event.at
    assert made_at("0" * 64) is None
    assert made_at("sidik") is None


def test_nobody_reports_on_another_regency(year: None, city_council: Actor, acting: Callable[..., Actor]) -> None:
    for by in (city_council, acting(("social_officer", "35.05")), acting(("council_member", "35.05.01"))):
        with pytest.raises(Refused):
            made(by)
    assert not Event.objects.filter(action="oversight.report").exists()


def test_its_figures_are_those_of_the_pages(year: None, council: Actor) -> None:
    found = accountability(council, REGENCY, 2026, DAY)
    assert found.proposals == {"reses": {"raised": 1}}
    assert (found.complaints.filed, found.objections.filed, found.complaints.median_days) == (0, 0, None)
    told = report(found, language="id", synthetic=False)
    assert told["synthetic"] == ""
    assert told["sections"][0]["tables"][0]["rows"][0]["cells"][:4] == ["Bantuan sosial", "10,0", "2,5", "7,5"]
    city = accountability(council, CITY, 2026, DAY)
    assert (city.pillars, city.equity.meetings) == ([], 0)
