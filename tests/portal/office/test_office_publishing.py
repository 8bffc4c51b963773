"""The pages of those who publish: prepared by one, looked at and published by another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from merata_portal.accounts.queries import actor_of

AREA = "35.05"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_root(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return Path(settings.DATA_ROOT)


def test_an_edition_goes_from_one_person_to_another_and_out(
    person: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    from made_publications import ONE, cycle, receive  # noqa: PLC0415 - models need the settings first

    from merata_portal.analysis.models import Publication  # noqa: PLC0415
    from merata_portal.jobs.worker import Worker  # noqa: PLC0415

    receive(cycle(), {(ONE, "female"): 6, (ONE, "male"): 2})
    planner, officer = browser_of(person(("planner", AREA))), browser_of(person(("social_officer", AREA)))
    assert "Siapkan edisi" in planner.get("/kantor/data-terbuka/").content.decode()
    assert "Siapkan edisi" not in officer.get("/kantor/data-terbuka/").content.decode()
    assert planner.post("/kantor/data-terbuka/siapkan/", {"area": AREA, "year": "1900"}).status_code == 422
    assert officer.post("/kantor/data-terbuka/siapkan/", {"area": AREA, "year": "2026"}).status_code == 403
    planner.post("/kantor/data-terbuka/siapkan/", {"area": AREA, "year": "2026"})
    assert "sedang disiapkan" in planner.get("/kantor/data-terbuka/").content.decode()
    Worker().run(until_empty=True)
    found = Publication.objects.get()
    here = f"/kantor/data-terbuka/{found.uuid}/"
    own = planner.get(here).content.decode()
    assert "orang lain yang menerbitkannya" in own
    assert "Terbitkan untuk semua orang" not in own
    assert planner.post(f"{here}terbitkan/").status_code == 403
    other = officer.get(here).content.decode()
    assert "Terbitkan untuk semua orang" in other
    table = officer.get(f"{here}tabel/?dataset=program&tabel=penerima_menurut_jenis_kelamin").content.decode()
    assert "<td>–</td>" in table
    assert officer.get(f"{here}tabel/?dataset=program&tabel=lain").status_code == 404
    officer.post(f"{here}terbitkan/")
    found.refresh_from_db()
    assert (found.state, found.number) == ("published", 1)
    officer.post(f"{here}tarik/", {"reason": "Bulan salah"})
    found.refresh_from_db()
    assert (found.state, found.withdrawn_reason) == ("withdrawn", "Bulan salah")


def test_the_list_asks_as_much_for_one_as_for_many(
    person: Callable[..., Any], browser_of: Callable[..., Any], django_assert_num_queries: Callable[[int], Any]
) -> None:
    from access_samples import SAMPLES  # noqa: PLC0415

    from merata_portal.analysis.models import Publication  # noqa: PLC0415

    publication = SAMPLES["office:edition"]
    publication("35.05.01.2001")
    user = person(("planner", AREA))
    planner = browser_of(user)
    planner.get("/kantor/data-terbuka/")
    with django_assert_num_queries(QUERIES):
        assert planner.get("/kantor/data-terbuka/").status_code == 200
    for _ in range(12):
        Publication.objects.filter(uuid=publication("35.05.01.2001").arguments["uuid"]).update(
            prepared_by_user_id=actor_of(user).user_id, job=uuid4()
        )
    with django_assert_num_queries(QUERIES):
        assert planner.get("/kantor/data-terbuka/").status_code == 200


QUERIES = 12


@pytest.mark.parametrize("step", ["", "tabel/", "terbitkan/", "batalkan/", "tarik/"])
def test_another_regencys_planner_finds_nothing(
    person: Callable[..., Any], browser_of: Callable[..., Any], step: str
) -> None:
    from access_samples import SAMPLES  # noqa: PLC0415

    here = f"/kantor/data-terbuka/{SAMPLES['office:edition']('35.05.01.2001').arguments['uuid']}/{step}"
    other = browser_of(person(("planner", "35.72")))
    answer = other.post(here) if step.endswith("an/") or step == "tarik/" else other.get(here)
    assert answer.status_code == 404
