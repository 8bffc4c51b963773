from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from made_registry import an_import, pair
from office_places import OTHER_VILLAGE, VILLAGE

from merata_portal.actor import SYSTEM, Actor
from merata_portal.jobs.actions import enqueue
from merata_portal.office import tasks
from merata_portal.office.tasks import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(areas: dict[str, Any]) -> None:
    """Two imports to decide, one that is not; a pair; a job of the regency."""
    for number in range(2):
        an_import("35.05", f"{number}.csv", state="checked")
    an_import("35.05", "masuk.csv", state="applied")
    pair(VILLAGE, "Slamet", "Slamat")
    enqueue(by=SYSTEM("uji"), kind="registry.link", parameters={}, area="35.05")


def test_what_waits_is_told_to_who_can_do_it(waiting: None, acting: Callable[..., Actor]) -> None:
    def told(role: str, area: str = "35.05") -> list[tuple[int, str]]:
        return [(task.count, task.address) for task in tasks.tasks(acting((role, area)))]

    imports, pairs, jobs = (2, "/kantor/impor/"), (1, "/kantor/kembar/"), (1, "/kantor/pekerjaan/")
    assert told("social_officer") == [imports, pairs, jobs]
    assert told("village_operator", VILLAGE) == [pairs]
    assert told("village_operator", OTHER_VILLAGE) == []
    assert told("planner") == [jobs]
    assert told("auditor") == told("council_member") == []
    assert told("social_officer", "35.72") == []


def test_more_than_are_looked_at_are_told_as_more(
    waiting: None, acting: Callable[..., Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair(VILLAGE, "Budi", "Budy")
    monkeypatch.setattr(tasks, "LOOKED_AT", 1)
    found = tasks.tasks(acting(("village_operator", VILLAGE)))
    assert found == [Task(found[0].label, 1, more=True, address="/kantor/kembar/")]


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("social_officer", ("Menunggu Anda", "Cari orang", "Pekerjaan terakhir"), ("Jejak audit",)),
        ("auditor", ("Jejak audit", "Cari orang"), ("Menunggu Anda", "Pekerjaan terakhir")),
        ("administrator", ("Menunggu Anda", "Pekerjaan terakhir"), ("Cari orang", "Anggaran")),
    ],
)
def test_the_first_page_is_ones_own(
    waiting: None, browser: Callable[..., Client], text_of: Callable[[Any], str],
    role: str, shown: tuple[str, ...], hidden: tuple[str, ...],
) -> None:  # fmt: skip
    text = text_of(browser(role).get("/kantor/"))
    assert [said for said in shown if said not in text] == []
    assert [said for said in hidden if said in text] == []


def test_who_has_no_role_is_told_whom_to_ask(
    person: Callable[..., Any], browser_of: Callable[[Any], Client], text_of: Callable[[Any], str]
) -> None:
    shown = text_of(browser_of(person()).get("/kantor/saya/"))
    assert "Belum ada peran. Mintalah administrator memberi peran." in shown


def test_ones_own_page_names_ones_roles(officer: Client, text_of: Callable[[Any], str]) -> None:
    assert "Petugas sosial, Kabupaten 35.05" in text_of(officer.get("/kantor/saya/"))


def test_the_page_says_whether_people_are_synthetic(
    officer: Client, data_root: Any, text_of: Callable[[Any], str]
) -> None:
    assert "Data sintetis" not in text_of(officer.get("/kantor/"))
    data_root.mkdir()
    (data_root / "dataset.yaml").write_text("name: x\nyear: 2025\nsynthetic: true\n", encoding="utf-8")
    assert "Data sintetis" in text_of(officer.get("/kantor/"))


def test_who_has_nothing_to_do_and_nothing_to_watch_is_led_on(
    browser: Callable[..., Client], text_of: Callable[[Any], str]
) -> None:
    home = browser("administrator").get("/kantor/")
    assert "Tidak ada yang menunggu Anda sekarang. Yang dapat Anda buka" in text_of(home)
    assert home.content.count(b'href="/kantor/sistem-lain/"') == 2  # in the menu and in the page
    assert "Yang dapat Anda buka" not in text_of(browser("auditor").get("/kantor/"))
