"""The pages of a plan under way: warnings by whose turn it is, tables that are files too, the map, how many queries."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from made_monitored import FAR, OTHER, VILLAGE, item, plan, scenario
from made_registry import household

sys.path.append(str(Path(__file__).parents[1] / "analysis"))

from merata_portal.planning.models import Plan

pytestmark = pytest.mark.django_db
PAGES = {"": 18, "desa/": 20, "kegiatan/": 19}


def aid(of: Plan, state: str = "running") -> Any:
    """Aid for two villages; in the first one household of two has received, the other's payment failed."""
    from made_programmes import approved_by, cycle, earmark, enrolment, entitlement, launch  # noqa: PLC0415

    from merata_portal.ledger import actions as ledger  # noqa: PLC0415
    from merata_portal.ledger.requests import Sum  # noqa: PLC0415

    made = launch(state, {VILLAGE: 3_600_000, OTHER: 1_800_000}, plan=of.reference)
    for village, amount, many in ((VILLAGE, 3_600_000, 2), (OTHER, 1_800_000, 1)):
        item(
            of, amount_idr=amount, source_id=f"blt{made.pk}", village_code=village, households=many, made=[made.uuid],
            made_kind="launch", name="BLT DBHCHT",
        )  # fmt: skip
    if state == "running":
        paid, waits = (enrolment(made, household(VILLAGE, name), "enrolled") for name in ("Siti", "Budi"))
        first = cycle(made, 1)
        entitlement(first, paid, "received")
        entitlement(first, waits, "due", why="failed")
        ledger.pay(
            by=approved_by(), sums=[Sum(earmark(made, VILLAGE).pk, 300_000)], reason="uji", document="SP2D",
            key=uuid4().hex,
        )  # fmt: skip
    return made


@pytest.fixture
def of(areas: Any) -> Plan:
    made = plan(name="Belanja merata")
    aid(made)
    return made


def asked(client: Client, of: Plan, more: str = "", **given: str) -> Any:
    return client.get(f"/kantor/rencana/paket/{of.uuid}/pantau/{more}", given)


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_warnings_come_first_with_whose_turn_it_is(of: Plan, browser: Callable[..., Client], text_of: Any) -> None:
    client = browser("council_member")
    said = text_of(asked(client, of))
    assert "Petugas sosial 2 hal" in said
    assert "1 pembayaran gagal atau kembali belum diulang, Rp300.000." in said
    assert "Petugas sosial: perbaiki rekening atau cara bayar" in said
    assert said.index("Giliran siapa") < said.index("Bantuan sosial")
    assert "1 dari 3 sudah menerima" in said
    only = text_of(asked(client, of, giliran="planner"))
    assert "1 pembayaran gagal" not in only
    assert "1 pembayaran gagal" in text_of(asked(client, of, giliran="'; DROP"))


def test_a_launch_is_a_link_for_who_may_open_it(of: Plan, browser: Callable[..., Client]) -> None:
    link = "/kantor/program/"
    assert link in asked(browser("planner"), of).content.decode()
    body = asked(browser("council_member"), of).content.decode()
    assert f"{link}{of.items.first().made_uuid}" not in body  # the council does not open lists of people


def test_the_tables_are_files_with_the_same_numbers(of: Plan, browser: Callable[..., Client]) -> None:
    client = browser("auditor")
    (pillar,) = rows(asked(client, of, bentuk="csv"))
    told = ("pillar", "promised_idr", "paid_idr", "households", "households_reached")
    assert [pillar[name] for name in told] == ["Bantuan sosial", "5400000", "300000", "3", "1"]
    villages = {one["village_code"]: one for one in rows(asked(client, of, "desa/", bentuk="csv"))}
    assert (villages[VILLAGE]["promised_idr"], villages[VILLAGE]["committed_idr"]) == ("3600000", "3300000")
    assert (villages[FAR]["items"], villages[FAR]["promised_idr"]) == ("0", "0")
    items = rows(asked(client, of, "kegiatan/", bentuk="csv"))
    assert [(one["village_code"], one["paid_idr"], one["state"]) for one in items] == [
        (VILLAGE, "300000", "running"), (OTHER, "0", "running"),
    ]  # fmt: skip
    warned = rows(asked(client, of, bentuk="peringatan"))
    assert {(one["code"], one["turn"]) for one in warned} >= {("failed", "social_officer")}


def test_villages_and_items_as_pages(of: Plan, browser: Callable[..., Client], text_of: Any) -> None:
    client = browser("planner")
    said = text_of(asked(client, of, "desa/"))
    assert "2 dari 4 desa dan kelurahan tidak mendapat kegiatan" in said
    assert f"Desa {VILLAGE} 1 3.600.000 300.000 8,3%" in said
    assert "1 / 2" in said
    said = text_of(asked(client, of, "kegiatan/"))
    assert "BLT DBHCHT Bantuan · Desa 35.05.01.2001 Berjalan 3.600.000 3.300.000 300.000 8,3%" in said
    assert "Tidak ada kegiatan di pilar ini" in text_of(asked(client, of, "kegiatan/", pilar="training"))


def test_the_bar_marks_what_should_be_paid(of: Plan, browser: Callable[..., Client]) -> None:
    body = asked(browser("planner"), of).content.decode()
    assert 'class="mark-line"' in body
    assert 'class="paid" x="0"' in body


def test_the_map_is_of_the_villages_frozen_with_the_plan(
    areas: Any, data_root: Path, browser: Callable[..., Client]
) -> None:
    import made_analysis  # noqa: PLC0415

    data_root.mkdir(exist_ok=True)
    made = plan(scenario=scenario(inputs=made_analysis.inputs().uuid))
    aid(made)
    body = asked(browser("council_member"), made, "desa/").content.decode()
    assert 'role="img"' in body
    assert "Terendah: Desa 35.05.01.2002 0%" in body
    assert "style=" not in body.split('role="img"')[1].split("</svg>")[0]


def test_who_may_see_it(of: Plan, browser: Callable[..., Client], text_of: Any) -> None:
    for role in ("planner", "council_member", "auditor", "social_officer", "sector_officer"):
        assert asked(browser(role), of).status_code == 200
    for role, area in (("village_operator", VILLAGE), ("trainer", "35.05")):
        assert asked(browser(role, area), of).status_code == 403
    for more in PAGES:
        assert asked(browser("council_member", "35.72"), of, more).status_code == 404
        assert asked(browser("council_member"), plan("submitted"), more).status_code == 404


def test_a_plan_that_goes_well_says_so(areas: Any, browser: Callable[..., Client], text_of: Any) -> None:
    of = plan("revoked")
    assert "tidak ada lagi yang ditunggu" in text_of(asked(browser("planner"), of))
    assert asked(browser("planner"), of, "desa/").status_code == 200


@pytest.mark.parametrize("more", PAGES)
def test_queries_do_not_grow(
    of: Plan, more: str, browser: Callable[..., Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    client = browser("council_member")
    asked(client, of, more)
    with django_assert_num_queries(PAGES[more]):
        asked(client, of, more)
    for _ in range(4):
        aid(of, "launched")
    with django_assert_num_queries(PAGES[more]):
        asked(client, of, more)
