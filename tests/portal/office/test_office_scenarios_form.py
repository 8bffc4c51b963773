"""The form of a new scenario: what is typed becomes settings, and everything wrong is said at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from made_scenarios import VILLAGES, materials, snapshot

from merata_portal.office.views.planning.rupiah_typed import NotRupiah, millions_typed, rupiah_typed
from merata_portal.planning.models import Scenario
from merata_portal.planning.settings import Bound, Capacity, Prerequisite, Settings

NEW = "/kantor/rencana/skenario/baru/"
BILLION = 10**9


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("50 miliar", 50 * BILLION), ("1,5 miliar", 1_500_000_000), ("1.5 M", 1_500_000_000), ("200 juta", 200_000_000),
        ("Rp4.000.000.000", 4 * BILLION), ("4_000_000_000", 4 * BILLION), ("4,000,000", 4_000_000), ("750", 750),
        ("2 triliun", 2000 * BILLION), ("Rp 12.500", 12_500), ("1.234,5 juta", 1_234_500_000), ("0", 0),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(text: str, rupiah: int) -> None:
    assert rupiah_typed(text) == rupiah


@pytest.mark.parametrize("text", ["", "banyak", "-5", "1,23 ribu koma", "1.2.3", "5 dolar", "1,5", "9" * 50, "١٢"])
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotRupiah, match="50 miliar"):
        rupiah_typed(text)


@given(st.integers(0, 10**15))
def test_an_amount_survives_being_written_with_points(amount: int) -> None:
    assert rupiah_typed(f"{amount:,}".replace(",", ".")) == amount
    assert rupiah_typed(f"Rp{amount}") == amount


def test_budgets_of_a_frontier_are_millions() -> None:
    assert millions_typed("1.000, 2.500,5; 3 miliar") == [BILLION, 2_500_500_000, 3 * BILLION]


@pytest.fixture
def planner(browser: Callable[..., Client], data_root: Path) -> Client:
    data_root.mkdir(parents=True, exist_ok=True)
    return browser("planner")


def filled(**more: Any) -> dict[str, Any]:
    return {
        "name": "Enam puluh juta", "area": "35.05", "year": "2026", "snapshot": str(snapshot().uuid),
        "objective": "sen", "budget": "60 juta", "assumptions": "on", "robustness": "on", "draws": "4", "seed": "1",
        "gap_percent": "1", **more,
    }  # fmt: skip


@pytest.mark.django_db
def test_an_empty_form_offers_what_is_there(planner: Client, text_of: Callable[[Any], str]) -> None:
    materials()
    made = snapshot()
    page = planner.get(NEW)
    assert page.status_code == 200
    assert str(made.uuid).encode() in page.content
    assert "120 rumah tangga" in text_of(page)
    content = page.content.decode()
    for name in ("Bantuan pangan daerah", "Jembatan Kali Putih", "Las", "course_2026_las", "PJ-2"):
        assert name in content
    assert "Sembako" not in content  # the centre pays it
    assert "style=" not in content


@pytest.mark.django_db
def test_everything_that_is_chosen_is_in_the_settings(planner: Client) -> None:
    materials()
    sent = filled(**{
        "note": "percobaan", "tail_percent": "25", "seats_max": "10", "answered_per_village": "1",
        "pillar-infrastructure-min": "20 juta", "pillar-assistance-max": "30.000.000",
        "limits-0-group": "programmes", "limits-0-name": "Bantuan pangan daerah", "limits-0-min": "1 juta",
        "limits-1-group": "villages", "limits-1-name": VILLAGES[0], "limits-1-max": "40 juta",
        "items-0-way": "require", "items-0-item": "PJ-1", "items-1-way": "exclude", "items-1-item": "course_2026_las",
        "needs-0-item": "PJ-2", "needs-0-needs": "PJ-1", "apart-0-items": "PJ-1, PJ-2",
        "capacity-0-name": "kontraktor", "capacity-0-at_most": "1", "capacity-0-items": "PJ-1, PJ-2",
    })  # fmt: skip
    answer = planner.post(NEW, sent)
    made = Scenario.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/kantor/rencana/skenario/{made.uuid}/")
    assert (made.name, made.note, made.area, made.year) == ("Enam puluh juta", "percobaan", "35.05", 2026)
    found = Settings.from_json(made.settings)
    assert found == Settings(
        regency="35.05", year=2026, snapshot=sent["snapshot"], budget_idr=60_000_000, tail=0.25,
        pillars=(Bound("assistance", None, 30_000_000), Bound("infrastructure", 20_000_000, None)),
        programmes=(Bound("bantuan_pangan", 1_000_000, None),), villages=(Bound(VILLAGES[0], None, 40_000_000),),
        require=("PJ-1",), exclude=("course_2026_las",), prerequisites=(Prerequisite("PJ-2", "PJ-1"),),
        exclusions=(("PJ-1", "PJ-2"),), capacity=(Capacity("kontraktor", 1, ("PJ-1", "PJ-2")),), seats_max=10,
        answered_per_village=1, draws=4, gap=0.01,
    )  # fmt: skip


@pytest.mark.django_db
def test_all_faults_are_said_at_once_beside_their_fields(planner: Client, text_of: Callable[[Any], str]) -> None:
    sent = filled(**{
        "name": "", "budget": "banyak", "draws": "1", "pillar-training-min": "sedikit",
        "limits-0-group": "", "limits-0-name": "", "limits-0-min": "x",
        "items-0-way": "require", "items-0-item": "", "apart-0-items": "satu",
        "capacity-0-name": "regu", "capacity-0-at_most": "dua", "capacity-0-items": "",
    })  # fmt: skip
    answer = planner.post(NEW, sent)
    assert answer.status_code == 422
    said = text_of(answer)
    for fault in ("“banyak” bukan jumlah rupiah", "“sedikit” bukan jumlah rupiah", "“x” bukan jumlah rupiah",
                  "Pilih jenis batasnya.", "Sebut untuk apa batas ini.", "Sebut pilihannya.", "Isi bilangan bulat.",
                  "Sebut dua pilihan atau lebih"):  # fmt: skip
        assert fault in said
    content = answer.content.decode()
    assert 'id="limits-0-min" name="limits-0-min" value="x"' in content
    assert 'aria-describedby="limits-0-min-fault"' in content
    assert not Scenario.objects.exists()


@pytest.mark.django_db
def test_faults_of_the_whole_are_said_in_words(planner: Client, text_of: Callable[[Any], str]) -> None:
    materials()
    sent = filled(**{"pillar-assistance-min": "50 juta", "pillar-infrastructure-min": "20 juta"})
    answer = planner.post(NEW, sent)
    assert answer.status_code == 422
    assert "melebihi anggaran" in text_of(answer)
    assert not Scenario.objects.exists()


@pytest.mark.django_db
def test_one_more_row_keeps_what_was_typed_and_scolds_nobody(planner: Client) -> None:
    sent = filled(**{"name": "", "budget": "banyak", "limits-0-name": "PAD", "tambah": "limits"})
    answer = planner.post(NEW, sent)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="limits-2-name"' in content
    assert 'value="PAD"' in content
    assert 'value="banyak"' in content
    assert "errorlist" not in content


@pytest.mark.django_db
def test_a_copy_begins_with_what_was_asked(planner: Client) -> None:
    materials()
    planner.post(NEW, filled(**{"items-0-way": "require", "items-0-item": "PJ-1", "pillar-training-max": "5 juta"}))
    made = Scenario.objects.get()
    page = planner.get(f"/kantor/rencana/skenario/{made.uuid}/salin/").content.decode()
    for part in ('value="Enam puluh juta (salinan)"', 'value="60.000.000"', 'value="PJ-1"', 'value="5.000.000"'):
        assert part in page
    assert "selected>harus ada" in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["auditor", "council_member"])
def test_who_does_not_plan_may_not_open_it(browser: Callable[..., Client], role: str) -> None:
    assert browser(role).get(NEW).status_code == 403
