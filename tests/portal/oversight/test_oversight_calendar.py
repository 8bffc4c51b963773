from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from made_council import CITY, REGENCY, A, budget, guests, sealed_meeting

from merata.errors import InputError
from merata.participation.calendar.standing import Progress, Standing
from merata_portal.oversight.queries.calendar import Dated, calendar, steps
from merata_portal.participation.actions.proposing import submit

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)


def by_code(found: list[Dated]) -> dict[str, Dated]:
    return {one.step.code: one for one in found}


def test_what_is_done_comes_from_the_portals_own_records(areas: dict[str, Any]) -> None:
    sealed_meeting(A, guests(6, 6), 12)  # a musdes; two of three desa have not met
    budget("assistance", 1_000, year=2027)
    found = by_code(calendar(REGENCY, 2026, JULY))
    assert (found["musdes"].standing, found["musdes"].progress, found["musdes"].days) == (
        Standing.OVERDUE, Progress(1, 3), -1,
    )  # fmt: skip
    assert (found["apbd"].standing, found["apbd"].progress) == (Standing.DONE, Progress(1, 1))
    assert (found["apbdes"].standing, found["apbdes"].progress) == (Standing.LATER, Progress(0, 3))
    assert found["musrenbang_kecamatan"].progress == Progress(0, 2)
    assert (found["kua_ppas_submitted"].standing, found["kua_ppas_submitted"].progress) == (Standing.UNDER_WAY, None)
    # The city has no desa, and had no meeting.
    city = by_code(calendar(CITY, 2026, JULY))
    assert (city["musdes"].standing, city["musdes"].progress) == (Standing.UNKNOWN, Progress(0, 0))
    assert city["apbd"].standing is Standing.LATER


def test_points_of_the_council_are_those_for_next_years_budget(areas: dict[str, Any], council: Any) -> None:
    def brought() -> Progress | None:
        return by_code(calendar(REGENCY, 2026, JULY))["pokir"].progress

    submit(by=council, channel="reses", village_code=A, year=2026, title="Jembatan Kali Lekso", pillar="infrastructure")
    assert brought() == Progress(0, 1)
    submit(by=council, channel="reses", village_code=A, year=2027, title="Jembatan Kali Lekso", pillar="infrastructure")
    assert brought() == Progress(1, 1)


def test_an_offices_own_dates_hold_for_its_year_and_place(areas: dict[str, Any], data_root: Path) -> None:
    (data_root / "calendar" / "35.05").mkdir(parents=True)
    (data_root / "calendar" / "2026.yaml").write_text("kua_ppas_agreed: {done_on: 2026-06-30}\n")
    (data_root / "calendar" / "35.05" / "2026.yaml").write_text(
        "musrenbang_regency: {begins: 2026-03-26, due: 2026-03-26}\n"
    )
    assert by_code(calendar(REGENCY, 2026, JULY))["pokir"].step.due == date(2026, 3, 19)
    assert by_code(calendar(REGENCY, 2026, JULY))["kua_ppas_agreed"].standing is Standing.LATER
    assert by_code(calendar(CITY, 2026, JULY))["kua_ppas_agreed"].standing is Standing.DONE
    assert by_code(calendar(REGENCY, 2027, JULY))["pokir"].step.due == date(2027, 3, 13)
    (data_root / "calendar" / "35.05" / "2026.yaml").write_text("musdes: {due: besok}\n")
    with pytest.raises(InputError, match="cannot be used"):
        steps(REGENCY, 2026)


def test_everybody_sees_the_calendar_and_the_yearly_figures(areas: dict[str, Any], text_of: Any) -> None:
    budget("training", 750_000)
    answer = Client().get("/kalender/", {"wilayah": "35.05"})
    assert answer.status_code == 200
    said = text_of(answer)
    assert "Musrenbang RKPD kabupaten/kota" in said
    assert "Forum TJSL/CSR perusahaan" in said
    assert "750.000" in said
    file = Client().get("/kalender.ics", {"wilayah": "35.72"})
    assert file["Content-Type"].startswith("text/calendar")
    assert file.content.decode().count("BEGIN:VEVENT") == 10
    assert Client().get("/kalender/", {"wilayah": "35.99"}).status_code == 404
