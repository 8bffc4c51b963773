"""Lists of households, finding people, the dead and departed, the household's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from made_registry import change, household, nik, person
from office_places import FAR_VILLAGE, OTHER_VILLAGE, TYPED, VILLAGE

from merata_portal.registry.models import Household, Person, PersonBefore

pytestmark = pytest.mark.django_db
Text = Callable[[Any], str]


def page(browser: Client, path: str, **given: Any) -> Any:
    answer = browser.get(f"/kantor/rumah-tangga/{path}", given)
    assert answer.status_code == 200
    return answer


def test_a_list_shows_the_heads_masked_numbers_and_filters(officer: Client, text_of: Text) -> None:
    household(VILLAGE, "Slamet Santoso", "Agus Santoso")
    household(OTHER_VILLAGE, "Budi Prasetyo", desil=5)
    every = text_of(page(officer, ""))
    assert "Slamet Santoso" in every
    assert "Budi Prasetyo" in every
    assert "9905••••••••••" in every
    assert "Agus Santoso" not in every
    assert "Budi Prasetyo" not in text_of(page(officer, "", desa=VILLAGE))
    assert "Slamet Santoso" not in text_of(page(officer, "", desil="5"))
    assert "Slamet Santoso" in text_of(page(officer, "", desil="=1", lanjut="x' OR 1=1"))


def test_a_long_list_goes_on_where_it_ended(officer: Client) -> None:
    for number in range(55):
        household(VILLAGE, f"Kepala {number:02}")
    first = page(officer, "")
    assert len(first.context["rows"]) == 50
    second = officer.get(first.context["next"])
    assert [row.head for row in second.context["rows"]] == [f"Kepala {number:02}" for number in range(50, 55)]
    assert second.context["next"] == ""


def test_somebody_is_found_by_the_sound_of_their_name_and_by_number(officer: Client) -> None:
    household(VILLAGE, "Soekarno Hatta")
    one = person(VILLAGE, "Dewi Lestari")
    number = nik(int(one.dataset_id.removeprefix("o-")))
    found = officer.post("/kantor/rumah-tangga/cari/", {"cari": "sukarno"})
    assert [row.name for row in found.context["page"].rows] == ["Soekarno Hatta"]
    found = officer.post("/kantor/rumah-tangga/cari/", {"cari": number})
    assert [row.name for row in found.context["page"].rows] == ["Dewi Lestari"]
    assert number not in found.request["PATH_INFO"] + found.request["QUERY_STRING"]
    assert officer.post("/kantor/rumah-tangga/cari/", {"cari": "\x00", "lanjut": "x"}).status_code == 200
    assert not officer.get("/kantor/rumah-tangga/cari/", {"cari": "sukarno"}).context["page"].rows


def test_the_dead_and_the_departed_are_listed(officer: Client, text_of: Text) -> None:
    person(VILLAGE, "Mbah Karto", died_on="2026-01-05")
    person(VILLAGE, "Wagimin", moved_out_on="2026-01-06")
    dead, moved = text_of(page(officer, "meninggal/")), text_of(page(officer, "pindah/"))
    assert "meninggal 5 Jan 2026" in dead
    assert "Wagimin" not in dead
    assert "pindah 6 Jan 2026" in moved
    for after in ("2026-02-30:1", "x", "2026-01-01:1"):
        assert page(officer, "meninggal/", lanjut=after).status_code == 200


def test_the_page_says_who_lives_there_what_they_receive_and_what_changed(officer: Client, text_of: Text) -> None:
    home = household(VILLAGE, "Slamet Santoso", "Agus Santoso", benefits=1, floor="earth", cattle=2)
    agus = Person.objects.get(relation="child")
    later = change(reason="bulan berikutnya")
    fields = {field.attname: getattr(agus, field.attname) for field in PersonBefore._meta.concrete_fields
              if hasattr(agus, field.attname) and field.attname != "id"}  # fmt: skip
    PersonBefore.objects.create(change_id=later.id, row_id=agus.id, **fields)
    Person.objects.filter(id=agus.id).update(school_level="tertiary", changed_by=later.id)
    text = text_of(page(officer, f"{home.uuid}/"))
    for said in (
        "Slamet Santoso", "kepala keluarga", "Program Keluarga Harapan", "Rp 1.002.025", "tanah", "Desil 3",
        "Masuk daftar: rumah tangga ini, Slamet Santoso, Agus Santoso", "bulan berikutnya", "perguruan tinggi",
    ):  # fmt: skip
        assert said in text
    assert "990501010180" not in text


def test_no_name_stands_in_an_address_or_a_title(officer: Client) -> None:
    home = household(VILLAGE, "Slamet Santoso")
    shown = page(officer, f"{home.uuid}/").content.decode()
    assert "<title>Rumah tangga · Merata</title>" in shown
    assert "slamet" not in "".join(part.split('"')[0] for part in shown.lower().split('href="')[1:])


def test_who_may_not_edit_or_reveal_is_not_offered_it(browser: Callable[..., Client], text_of: Text) -> None:
    home = household(VILLAGE, "Slamet Santoso")
    seen = text_of(page(browser("auditor"), f"{home.uuid}/"))
    assert "Slamet Santoso" in seen
    assert "Catat kematian" not in seen
    assert "buka NIK" not in seen
    assert browser("village_operator", FAR_VILLAGE).get(f"/kantor/rumah-tangga/{home.uuid}/").status_code == 404


def test_who_has_moved_away_cannot_move_again(officer: Client, text_of: Text) -> None:
    home = household(VILLAGE, "Slamet Santoso", moved_out_on="2026-01-05")
    seen = text_of(page(officer, f"{home.uuid}/"))
    assert "pindah 5 Jan 2026" in seen
    assert "Catat kepindahan" not in seen


def test_whatever_stands_in_a_name_or_an_address_is_shown_as_it_is(officer: Client) -> None:
    home = household(VILLAGE, TYPED, address=TYPED)
    paths = ("", f"{home.uuid}/")
    for shown in [page(officer, path).content.decode() for path in paths] + [
        officer.post("/kantor/rumah-tangga/cari/", {"cari": TYPED}).content.decode()
    ]:
        assert "<script>alert" not in shown
        assert "DROP TABLE registry_person; --&lt;script&gt;" in shown
    assert Household.objects.count() == 1
