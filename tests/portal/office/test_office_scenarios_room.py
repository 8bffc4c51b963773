"""A scenario's page says what the answer says, as far as it has come, with every picture's figures as a table."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from made_scenarios import AREA, VILLAGES, answer_with, inputs, plan_answer, refused, scenario

from merata_portal.analysis.models import Result
from merata_portal.jobs.models import Job
from merata_portal.office.views.planning import room_package, room_words, why
from merata_portal.office.views.planning.wording import gain_of, halves
from merata_portal.planning.models import Plan
from merata_portal.planning.queries import answered

pytestmark = pytest.mark.django_db
LIST = "/kantor/rencana/"


def job() -> Job:
    """Background work that nobody has taken up."""
    return Job.objects.create(
        id=uuid4(), kind="analysis.calculate", parameters={}, area=AREA, queued_at="2026-01-31T05:00:00Z", asked_by=0,
        asked_by_name="x",
    )  # fmt: skip


def address(of: Any, more: str = "") -> str:
    return f"/kantor/rencana/skenario/{of.uuid}/{more}"


@pytest.fixture
def frozen(areas: Any, data_root: Path) -> Any:
    data_root.mkdir(parents=True, exist_ok=True)
    return inputs()


@pytest.fixture
def planner(browser: Callable[..., Client]) -> Client:
    return browser("planner")


def test_the_answer_stands_first_in_three_sentences(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    page = planner.get(address(scenario(frozen)))
    said = text_of(page)
    assert page.status_code == 200
    assert "Dengan Rp 57,4 juta, paket terbaik menaikkan kesejahteraan merata" in said
    assert "sebesar Rp 11.736 per orang per bulan (selang 95%: Rp −1.786 sampai Rp 25.258)" in said
    assert "Gini bergerak dari 0,2136 ke 0,2126" in said
    assert "penduduk miskin dari 42,51% ke 38,91%, kira-kira 13 orang" in said  # 3.6 % of 354 persons
    assert "tidak satu pun lebih baik lebih dari 0,00%" in said


def test_every_picture_has_its_words_and_its_table(frozen: Any, planner: Client) -> None:
    content = planner.get(address(scenario(frozen))).content.decode()
    figures = re.findall(r"<figure.*?</figure>", content, flags=re.DOTALL)
    keys = {re.search(r'id="([\w-]+)"', one).group(1) for one in figures}  # type: ignore[union-attr]
    assert keys == {"pillars", "proof", "gain-map", "money-map", "deciles", "sex", "disability", "regret"}
    for one in figures:
        assert re.search(r'role="img" aria-label="[^"]{10,}"', one)
        assert "<table>" in one
        assert "<figcaption>" in one
    assert "style=" not in content
    assert "<script" not in re.sub(r'<script type="module" src="[^"]+"></script>', "", content)


def test_the_map_and_its_table_say_what_each_village_gains(frozen: Any, planner: Client) -> None:
    content = planner.get(address(scenario(frozen))).content.decode().replace("\u00a0", " ")
    assert "<title>Desa 1: Rp 28.564</title>" in content
    assert "<title>Desa 3: Rp 0</title>" in content
    assert '<th scope="row">Desa 1</th><td class="number">Rp 28.564</td>' in content


def test_the_package_names_its_lines_their_money_and_what_they_rest_on(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    made = scenario(frozen)
    said = text_of(planner.get(address(made)))
    assert "Bantuan pangan daerah" in said
    assert "Rp 37.440.000" in said  # two villages of 18,720,000 together
    lines = text_of(planner.get(address(made, "paket/")))
    assert "3 baris, Rp 57.440.000 setahun" in lines
    only = text_of(planner.get(address(made, "paket/?pilar=infrastructure")))
    assert "1 baris, Rp 20.000.000 setahun" in only
    assert "Jembatan Kali Putih" in only


def test_lines_come_in_the_order_that_is_asked_for() -> None:
    rows = room_package.lines(plan_answer())
    assert [row.cost_idr for row in room_package.ordered(rows, "uang")] == [20_000_000, 18_720_000, 18_720_000]
    by_value = [row.per_billion for row in room_package.ordered(rows, "per-miliar")]
    assert by_value == sorted(by_value, reverse=True)
    assert [row.village for row in room_package.ordered(rows, "desa")] == ["Desa 1", "Desa 1", "Desa 2"]
    assert room_package.ordered(rows, "?") == room_package.ordered(rows, "uang")


def test_what_became_of_the_villages_proposals(frozen: Any, planner: Client, text_of: Callable[[Any], str]) -> None:
    made = scenario(frozen)
    found = answered.of_answer(frozen, plan_answer())
    assert [(one.proposal_id, one.state, one.by) for one in found] == [("U-1", "answered", "Jembatan Kali Putih")]
    none = answered.of_answer(frozen, answer_with(proposals=[]))
    assert [one.state for one in none] == ["not_chosen"]
    assert answered.counted(found) == {"answered": 1, "not_chosen": 0, "no_candidate": 0, "all": 1}
    assert "Jembatan Kali Putih · Desa 1" in text_of(planner.get(address(made, "usulan/")))
    assert "Tidak ada usulan seperti itu." in text_of(planner.get(address(made, "usulan/?nasib=no_candidate")))


@pytest.mark.parametrize(("state", "words"), [("queued", "Menunggu giliran"), ("running", "Sedang dihitung")])
def test_while_it_is_computed_the_page_asks_again_and_then_loads_anew(
    frozen: Any, planner: Client, text_of: Callable[[Any], str], state: str, words: str
) -> None:
    made = scenario(frozen)
    Result.objects.filter(uuid=made.result).update(state=state)
    page = planner.get(address(made))
    assert words in text_of(page)
    assert f'hx-get="{address(made)}"'.encode() in page.content
    assert b"htmx" in page.content
    part = planner.get(address(made), headers={"HX-Request": "true"})
    assert "HX-Refresh" not in part
    assert b"<html" not in part.content
    Result.objects.filter(uuid=made.result).update(state="done")
    assert planner.get(address(made), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_waits_its_turn_says_so_and_can_be_stopped(
    frozen: Any, planner: Client, text_of: Callable[[Any], str], told: Callable[[Any], list[str]]
) -> None:
    made = scenario(frozen)
    Result.objects.filter(uuid=made.result).update(state="queued", job=job().pk)
    page = planner.get(address(made))
    assert "Menunggu giliran" in text_of(page)
    assert "Hentikan hitungan" in text_of(page)
    assert told(planner.post(address(made, "hentikan/"), follow=True)) == [
        "Diminta berhenti. Skenarionya tetap ada dan dapat dihitung lagi."
    ]
    assert Result.objects.get(uuid=made.result).state == "cancelled"
    said = text_of(planner.get(address(made)))
    assert "Hitungan ini dihentikan." in said
    assert "Hitung lagi" in said


def test_a_council_member_cannot_stop_it(frozen: Any, browser: Callable[..., Client]) -> None:
    made = scenario(frozen)
    Result.objects.filter(uuid=made.result).update(state="queued", job=job().pk)
    council = browser("council_member")
    assert "Hentikan hitungan" not in council.get(address(made)).content.decode()
    assert council.post(address(made, "hentikan/")).status_code == 403


@pytest.mark.parametrize(
    ("objective", "does"),
    [
        ("sen", "menaikkan kesejahteraan merata"),
        ("atkinson:1", "menaikkan kesejahteraan merata"),
        ("poverty_gap", "menurunkan kedalaman kemiskinan (P1)"),
        ("squared_poverty_gap", "menurunkan keparahan kemiskinan (P2)"),
    ],
)
def test_the_answer_says_which_way_the_measure_goes(
    frozen: Any, planner: Client, text_of: Callable[[Any], str], objective: str, does: str
) -> None:
    said = text_of(planner.get(address(scenario(frozen, value=answer_with(objective=objective)))))
    assert f"paket terbaik {does} di" in said


def test_a_stale_answer_becomes_a_plan_only_with_a_reason(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    made = scenario(frozen)
    Result.objects.filter(uuid=made.result).update(code_version="0.0.0+lama")
    page = planner.get(address(made))
    assert "Jadikan rencana dari hasil ini" in text_of(page)
    assert page.content.count(b"rencanakan/") == 1  # no button that is always refused
    planner.post(address(made, "rencanakan/"), {"name": "Tanpa alasan"})
    assert not Plan.objects.exists()
    planner.post(address(made, "rencanakan/"), {"name": "Dengan", "reason": "hanya program yang berganti"})
    assert Plan.objects.get().stale_reason == "hanya program yang berganti"


def test_the_search_for_why_begins_with_what_was_nearly_chosen(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    near = why.nearly_chosen(plan_answer())
    assert [(told, share) for _one, told, share in near] == [("Bantuan pangan daerah · Desa 3", "100%")]
    said = text_of(planner.get(address(scenario(frozen), "mengapa/")))
    assert "Yang hampir terpilih" in said


def test_limits_that_cannot_be_kept_are_named_with_a_way_out(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    limits = [
        {"name": "budget", "kind": "budget", "least": None, "most": 60_000_000, "in_rupiah": True,
         "name_id": "anggaran", "name_en": "the budget"},
        {"name": "seats", "kind": "seats", "least": 30, "most": None, "in_rupiah": False,
         "name_id": "kursi kelas", "name_en": "seats"},
    ]  # fmt: skip
    said = text_of(planner.get(address(refused(frozen, {"limits": limits}, "a", "b"))))
    assert "Tidak ada paket yang memenuhi semua batas ini" in said
    assert "anggaran : paling banyak Rp 60 juta. Naikkan yang paling banyak." in said
    assert "kursi kelas : paling sedikit 30. Turunkan yang paling sedikit." in said
    assert "Salin dan ubah batasnya" in said


def test_one_limit_alone_is_not_told_as_several(frozen: Any, planner: Client, text_of: Callable[[Any], str]) -> None:
    limits = [{"name": "seats", "kind": "seats", "least": 5000, "most": None, "in_rupiah": False,
               "name_id": "kursi kelas", "name_en": "seats"}]  # fmt: skip
    said = text_of(planner.get(address(refused(frozen, {"limits": limits}, "a", "b"))))
    assert "Batas ini sendiri sudah tidak dapat dipenuhi" in said
    assert "bersama-sama" not in said


def test_a_choice_beyond_all_candidates_is_told_by_the_village_s_name(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    fault = {"column": f"villages.{VILLAGES[0]}.min_idr", "value": "500,000,000", "expected": "at most 10,920,000",
             "problem": "more than its candidates cost"}  # fmt: skip
    said = text_of(planner.get(address(refused(frozen, {"kind": "InputError", "faults": [fault]}, "a", "b"))))
    assert "paling sedikit Rp 500.000.000 lebih dari biaya semua calonnya" in said
    assert "Paling banyak Rp 10.920.000." in said


def test_another_refusal_is_told_in_its_own_words(frozen: Any, planner: Client, text_of: Callable[[Any], str]) -> None:
    said = text_of(planner.get(address(refused(frozen, {}, "potretnya hilang / the snapshot is gone", "x"))))
    assert "potretnya hilang" in said
    assert "the snapshot" not in said


def test_a_broken_answer_is_said_and_nothing_is_made_up(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    made = scenario(frozen)
    Result.objects.filter(uuid=made.result).update(answer_hash="0" * 64)
    page = planner.get(address(made))
    assert page.status_code == 200
    assert b'role="alert"' in page.content
    assert "Dengan Rp" not in text_of(page)


def test_the_list_shows_what_each_gains_and_offers_to_compare(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    first, second = scenario(frozen, "Pertama"), scenario(frozen, "Kedua", objective="poverty_gap")
    page = planner.get(LIST)
    said = text_of(page)
    assert said.index("Kedua") < said.index("Pertama")
    assert "Rp 11.736 per orang per bulan" in said
    assert "kedalaman kemiskinan" in said
    chosen = planner.get(f"{LIST}skenario/banding/?pilih={first.uuid}&pilih={second.uuid}")
    assert "Pilihan yang berbeda" in text_of(chosen)
    part = planner.get(LIST, headers={"HX-Request": "true"})
    assert b"<html" not in part.content


def test_comparing_shows_what_is_only_in_one(frozen: Any, planner: Client, text_of: Callable[[Any], str]) -> None:
    less = answer_with()
    bridge = next(row for row in less["items"] if row["kind"] == "project")
    less["items"].remove(bridge)
    first, second = scenario(frozen, "Dengan jembatan"), scenario(frozen, "Tanpa jembatan", less)
    page = planner.get(f"{LIST}skenario/banding/?pilih={first.uuid}&pilih={second.uuid}")
    said = text_of(page)
    assert "Dengan jembatan 1 baris Jembatan Kali Putih · Desa 1 Rp 20.000.000" in said
    assert "Tanpa jembatan 0 baris Tidak ada." in said
    content = page.content.decode()
    assert content.count('class="picture map"') == 2
    legends = re.findall(r"Rp\xa0[\d.]+ – Rp\xa0[\d.]+</text>", content)
    assert legends[: len(legends) // 2] == legends[len(legends) // 2 :]  # shades mean the same


@pytest.mark.parametrize("count", [0, 1, 4])
def test_two_or_three_are_compared(frozen: Any, planner: Client, told: Callable[[Any], list[str]], count: int) -> None:
    query = "&".join(f"pilih={scenario(frozen, str(at)).uuid}" for at in range(count))
    assert "Pilih dua atau tiga" in told(planner.get(f"{LIST}skenario/banding/?{query}", follow=True))[0]


def test_what_moved_names_the_evidence(frozen: Any, planner: Client, text_of: Callable[[Any], str]) -> None:
    before, after = plan_answer(), copy.deepcopy(plan_answer())
    after["items"] = [row for row in after["items"] if row["kind"] != "project"]
    for key in ("effects", "known_effects"):
        for row in after[key]:
            if row["evidence_id"] == "road_access":
                row["mean"] = 0.0
    old, new = scenario(frozen, "Lama", before), scenario(frozen, "Baru", after)
    said = text_of(planner.get(address(old, f"bergeser/{new.uuid}/")))
    assert "Jembatan Kali Putih · Desa 1" in said
    assert "road_access" in said


def test_why_not_is_searched_and_answered_in_sentences(
    frozen: Any, planner: Client, text_of: Callable[[Any], str]
) -> None:
    from made_analysis import done  # noqa: PLC0415 - found once made_scenarios was imported

    made = scenario(frozen)
    hits = text_of(planner.get(address(made, "mengapa/?cari=jembatan")))
    assert "Jembatan Kali Putih · Desa 1" in hits
    assert "Tidak ada yang bernama" in text_of(planner.get(address(made, "mengapa/?cari=bandara")))
    unasked = planner.get(address(made, "mengapa/?tentang=PJ-2"))
    assert "Hitung jawabannya" in text_of(unasked)
    told = {
        "subject": "PJ-2", "asked_as": "PJ-2", "name": "Jalan Dusun Kulon", "kind": "project", "in_plan": False,
        "excluded": False, "plan_idr": 0, "piece_idr": 30_000_000, "piece_households": 20, "piece_village": "Desa 3",
        "together": [], "gain": 900.0, "price": 5000.0, "entry_cost_idr": 5_400_000.4, "worth": -4100.0,
        "obstacles": [{"limit": "budget", "price": 5000.0, "name_id": "anggaran", "name_en": "the budget"}],
        "plan_gain": 11736.0, "plan_bound": 11736.0,
        "forced": {"way": "in", "gain": 8000.0, "bound": 8001.0, "difference": -3736.0, "impossible": None},
        "evidence": [], "objective": "sen", "budget_idr": 60_000_000, "regency_name": "Kabupaten Blitar",
        "synthetic": True,
    }  # fmt: skip
    made.whys = {"PJ-2": str(done(frozen, "why", told, parameters={"n": uuid4().hex}).uuid)}
    made.save()
    said = text_of(planner.get(address(made, "mengapa/?tentang=PJ-2")))
    for part in (
        "Tidak masuk paket terbaik dari Rp 60 juta.",
        "Ini di Desa 3 (20 rumah tangga, Rp 30.000.000) menambah Rp 900 per orang per bulan",
        "Akan masuk bila biayanya di bawah Rp 5.400.000.",
        "anggaran (Rp 5.000)",
        "Bila dimasukkan dan sisanya diisi lagi, manfaat paket turun Rp 3.736 per orang per bulan.",
    ):
        assert part in said


def test_steps_are_taken_and_refused_in_words(frozen: Any, planner: Client, told: Callable[[Any], list[str]]) -> None:
    made = scenario(frozen)
    asked = planner.post(address(made, "kurva/"), {"budgets": "30, 60, 90"})
    assert asked["Location"].endswith("#tambah")
    made.refresh_from_db()
    assert Result.objects.get(uuid=made.frontier).parameters["budgets"] == [30_000_000, 60_000_000, 90_000_000]
    assert "bukan jumlah rupiah" in told(planner.post(address(made, "kurva/"), {"budgets": "x"}, follow=True))[-1]
    planner.post(address(made, "mengapa/tanya/"), {"tentang": "PJ-2"})
    made.refresh_from_db()
    assert list(made.whys) == ["PJ-2"]
    planner.post(address(made, "simpan/"))
    made.refresh_from_db()
    assert made.put_away_at is not None
    planner.post(address(made, "simpan/"), {"back": "1"})
    made.refresh_from_db()
    assert made.put_away_at is None


def test_a_council_member_reads_and_changes_nothing(frozen: Any, browser: Callable[..., Client]) -> None:
    member, made = browser("council_member"), scenario(frozen)
    page = member.get(address(made))
    assert page.status_code == 200
    assert b"<form" not in re.sub(rb'<form method="post" action="/(akun|bahasa|i18n)[^>]*>', b"", page.content.split(
        b'<main')[1])  # fmt: skip
    for step in ("kurva/", "mengapa/tanya/", "perbarui/", "simpan/", "rencanakan/"):
        assert member.post(address(made, step)).status_code == 403


def test_another_regency_s_scenario_is_not_found(frozen: Any, browser: Callable[..., Client]) -> None:
    made = scenario(frozen)
    stranger = browser("planner", "35.72")
    for more in ("", "paket/", "usulan/", "mengapa/", "salin/"):
        assert stranger.get(address(made, more)).status_code == 404
    assert made.name not in stranger.get(LIST).content.decode()


def test_the_list_asks_as_often_for_many_as_for_one(frozen: Any, planner: Client) -> None:
    counts = []
    for names in (("satu",), [str(at) for at in range(8)]):
        for name in names:
            scenario(frozen, name)
        planner.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            planner.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 60  # most of them what is newer than the results, app by app


def test_the_list_tells_the_hour_of_the_place(frozen: Any, planner: Client, text_of: Callable[[Any], str]) -> None:
    scenario(frozen)
    assert "31 Jan 2026 12.00" in text_of(planner.get(LIST))  # 05:00 UTC is noon in western Indonesia


def test_brackets_stay_closed_in_either_half() -> None:
    both = "Khandker 2009 (dari ringkasan / from a summary)"
    with override("id"):
        assert halves(both) == "Khandker 2009 (dari ringkasan)"
    with override("en"):
        assert halves(both) == "Khandker 2009 (from a summary)"


def test_texts_in_both_languages_are_parted() -> None:
    assert halves("sembako: tanpa bukti / no evidence") == "sembako: tanpa bukti"
    assert halves("satu bahasa saja") == "satu bahasa saja"


def test_points_of_poverty_are_not_written_as_rupiah() -> None:
    unit = {"name_id": "poin P1", "name_en": "points of P1", "factor": 100.0, "decimals": 4}
    assert gain_of({"unit": unit})(0.0012) == "0,1200 poin P1"
    words = room_words.gap_meaning(answer_with(unit=unit, gain=0.001, bound=0.002, single_bound=0.002))
    assert "0,2000 poin P1" in words[0]
    assert len(words) == 1  # no rupiah of what is left


def test_the_area_is_the_regency(frozen: Any) -> None:
    assert scenario(frozen).area == AREA
