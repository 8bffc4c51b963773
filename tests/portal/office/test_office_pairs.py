from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from made_registry import pair
from office_places import OTHER_VILLAGE, TYPED, VILLAGE

from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job
from merata_portal.registry.models import LinkPair, Merge

pytestmark = pytest.mark.django_db
Told = Callable[[Any], list[str]]


def test_a_pair_is_shown_with_its_evidence(officer: Client, text_of: Callable[[Any], str]) -> None:
    pair(VILLAGE, "Slamet Santoso", "Slamet Santosa")
    shown = text_of(officer.get("/kantor/kembar/"))
    for said in ("Slamet Santoso · Slamet Santosa", "nama: hampir sama", "NIK: berbeda", "45 banding 1"):
        assert said in shown
    assert "9905010101" not in shown


def test_the_likeliest_come_first_and_pages_go_on(officer: Client) -> None:
    for number in range(21):
        pair(VILLAGE, f"Satu {number}", f"Dua {number}", score=float(number))
    first = officer.get("/kantor/kembar/")
    assert [shown.score for shown, _agreements, _odds in first.context["pairs"]][:2] == [20.0, 19.0]
    second = officer.get(first.context["next"])
    assert [shown.score for shown, _agreements, _odds in second.context["pairs"]] == [0.0]
    assert officer.get("/kantor/kembar/?lanjut=x").status_code == 200


def test_one_person_is_merged_and_taken_apart_again(officer: Client, told: Told) -> None:
    found = pair(VILLAGE, "Slamet", "Slamat")
    path = f"/kantor/kembar/{found.pk}/"
    assert told(officer.post(path, {"same": "1"}, follow=True))[0].startswith("Alasan wajib diisi")
    answer = officer.post(path, {"same": "1", "reason": "satu orang"}, follow=True)
    assert told(answer) == ["Digabungkan menjadi satu orang."]
    merged = Merge.objects.get()
    assert f"/kantor/kembar/gabungan/{merged.pk}/pisahkan/".encode() in answer.content
    assert told(officer.post(path, {"same": "0", "reason": "lagi"}, follow=True))[0].startswith(
        "Pasangan ini sudah diputuskan"
    )
    answer = officer.post(f"/kantor/kembar/gabungan/{merged.pk}/pisahkan/", {"reason": "kembar"}, follow=True)
    assert told(answer) == ["Penggabungan dibatalkan; kedua data kembali seperti semula."]
    found.refresh_from_db()
    assert found.state == "unclear"


def test_two_people_stay_two(officer: Client, told: Told) -> None:
    found = pair(VILLAGE, "Slamet", "Slamat")
    answer = officer.post(f"/kantor/kembar/{found.pk}/", {"same": "0", "reason": "kakak beradik"}, follow=True)
    assert told(answer) == ["Dicatat sebagai dua orang yang berbeda."]
    assert LinkPair.objects.get().state == "distinct"


def test_an_operator_may_part_two_but_not_merge_them_and_sees_none_of_another_village(
    browser: Callable[..., Client],
) -> None:
    found = pair(VILLAGE, "Slamet", "Slamat")
    path = f"/kantor/kembar/{found.pk}/"
    assert browser("village_operator", OTHER_VILLAGE).post(path, {"same": "0", "reason": "x"}).status_code == 404
    here = browser("village_operator", VILLAGE)
    assert here.post(path, {"same": "1", "reason": "x"}).status_code == 403
    assert here.post(path, {"same": "0", "reason": "x"}).status_code == 302
    assert here.post("/kantor/kembar/987654321987654321987/", {"same": "0", "reason": "x"}).status_code == 404


def test_the_search_is_a_job_whose_page_is_opened(officer: Client) -> None:
    answer = officer.post("/kantor/kembar/cari/", {"area": VILLAGE})
    assert answer["Location"] == f"/kantor/pekerjaan/{Job.objects.get().id}/"
    assert officer.post("/kantor/kembar/cari/", {"area": "35.72"}).status_code == 403


def test_what_is_typed_is_shown_as_it_is(officer: Client) -> None:
    found = pair(VILLAGE, TYPED, "Slamet")
    officer.post(f"/kantor/kembar/{found.pk}/", {"same": "1", "reason": TYPED})
    assert Event.objects.get(action="registry.merge").reason == TYPED
    pair(VILLAGE, TYPED, TYPED)
    shown = officer.get("/kantor/kembar/").content.decode()
    assert "<script>alert" not in shown
    assert shown.count("DROP TABLE") >= 3
