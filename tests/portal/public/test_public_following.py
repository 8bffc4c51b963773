from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import made_courses
import made_plans
import made_proposals
import made_works
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from made_plans import BRIDGE, BRIDGE_IDR, COURSE, DECREE
from made_programmes import launch, rule_version
from made_public_pages import english, page, text_of

from merata_portal.infrastructure.actions import planning
from merata_portal.infrastructure.models import Project
from merata_portal.participation.models import Proposal
from merata_portal.planning.models import Plan
from merata_portal.public.views.money import finding

pytestmark = pytest.mark.django_db
SEARCH = "/uang/telusur/"


@pytest.fixture
def who(settings: Any, tmp_path: Path, acting: Callable[..., Any], monkeypatch: Any) -> made_plans.People:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    made_works.on(monkeypatch, date(2026, 8, 1))
    return made_plans.people(acting)


@pytest.fixture
def bridge(who: made_plans.People) -> Proposal:
    """A proposal that the council's plan answers by a bridge, which the office then plans and announces."""
    made_plans.budget()
    asked = made_proposals.costed(who.sector, "Anak menyeberang sungai", BRIDGE_IDR)
    Proposal.objects.filter(pk=asked.pk).update(item_kind="project", item=BRIDGE)
    made_plans.approved(who, made_plans.submitted(who))
    return Proposal.objects.get(pk=asked.pk)


def announced(who: made_plans.People) -> Project:
    """The plan's bridge planned with days and milestones, so that everybody may see it."""
    made = Project.objects.get()
    return planning.plan_project(
        by=who.planner, project=made.uuid, line=made.line or 0, amount_idr=made.budget_idr, start_on=made_works.BEGUN,
        finish_on=made_works.PROMISED, milestones=made_works.PARTS, reason="RKPD 2026",
    )  # fmt: skip


def test_a_ticket_leads_to_the_whole_chain(who: made_plans.People, bridge: Proposal) -> None:
    announced(who)
    for typed in (bridge.ticket, bridge.ticket.lower(), bridge.ticket.replace("-", " ")):
        told = page(SEARCH, q=typed)
        for said in (
            f"Usulan warga {bridge.ticket}: Anak menyeberang sungai", f"Keputusan DPRD {DECREE}, 15 Januari 2026",
            "Pos anggaran 1.03.10 (DAU, 2026): Rp 20.000.000", "Kontrak belum ada kontrak", "Dibayar belum",
            "Hasil Direncanakan",
        ):  # fmt: skip
            assert said in told
    addresses = Client().get(SEARCH, {"q": bridge.ticket}).content.decode()
    for address in (f"/usulan/{bridge.ticket}/", "/rencana/", "/uang/baris/", "/pekerjaan/"):
        assert f'href="{address}' in addresses


@pytest.mark.parametrize("typed", ["kali putih", "KALI PUTIH", "Jembatan Kali Putih"])
def test_a_work_is_found_before_and_after_it_is_announced(who: made_plans.People, bridge: Proposal, typed: str) -> None:
    before = page(SEARCH, q=typed)
    assert "disetujui, belum diumumkan" in before
    assert "Rp 20.000.000" in before
    announced(who)
    after = page(SEARCH, q=typed)
    assert "belum diumumkan" not in after
    assert after.count("Kontrak belum ada kontrak") == 1


def test_a_decree_an_account_a_village_and_a_fund_are_found(who: made_plans.People, bridge: Proposal) -> None:
    assert "Rencana 2026, 2026" in page(SEARCH, q=DECREE)
    account = page(SEARCH, q="1.03.10")
    assert "dianggarkan Rp 60.000.000, dibayar Rp 0" in account
    aid = page(SEARCH, q="1.06.05")
    assert "dianggarkan Rp 60.000.000" in aid
    assert "dibayar" not in aid.split("Pos anggaran")[-1]
    village = page(SEARCH, q="Desa 35.05.01.2001")
    assert "anggarannya · pekerjaan di sana · usulan dari sana" in village
    assert "1.03.10" in page(SEARCH, q="dau")
    assert "Anak menyeberang" in page(SEARCH, q="menyeberang")


def test_a_village_alone_leads_to_its_works(who: made_plans.People, bridge: Proposal) -> None:
    announced(who)
    assert "Jembatan Kali Putih" in page(SEARCH, q="Desa 35.05.01.2001")
    assert "Jembatan Kali Putih" not in page(SEARCH, q="Desa 35.05.10.2001")


def test_a_class_is_followed(acting: Callable[..., Any], monkeypatch: Any, settings: Any, tmp_path: Path) -> None:
    settings.DATA_ROOT = tmp_path / "data"
    officers = made_courses.officers(acting)
    drafted = made_courses.drafted(officers)
    assert "Tidak ada yang cocok" in page(SEARCH, q=drafted.name)
    opened = made_courses.opened(officers, monkeypatch, name="Menjahit busana")
    told = page(SEARCH, q="busana")
    assert f"Kelas {opened.seats} kursi" in told
    assert "Hasil Pendaftaran" in told


def test_what_is_nobodys_promise_is_not_found(who: made_plans.People, areas: Any) -> None:
    made_works.candidate(who.sector, name="Jembatan rahasia")
    told = page(SEARCH, q="rahasia")
    assert "Tidak ada yang cocok" in told
    assert "Jembatan rahasia" not in told


def test_programmes_are_named_where_they_may_be(areas: Any) -> None:
    rule = rule_version("blt_dbhcht")
    launch("running", rule_version=rule, publication="nothing")
    assert finding.found(rule.name_id[:12]).programmes == []
    launch("running", {"35.05.01.2002": 1}, rule_version=rule)
    assert finding.found(rule.name_id[:12].upper()).programmes == [("blt_dbhcht", rule.name_id)]
    told = page(SEARCH, q=rule.name_id)
    assert "lebih jauh dari itu adalah orang" in told
    assert "3.600.000" not in told


def test_nothing_found_helps_further(who: made_plans.People, bridge: Proposal) -> None:
    told = page(SEARCH, q="jembatn emas")
    assert "Tidak ada yang cocok dengan “jembatn emas”" in told
    assert "Yang dapat ditelusuri, misalnya" in told
    assert DECREE in told
    near = page(SEARCH, q="Desa 35.05.01.20X1")
    assert "Mungkin maksud Anda" in near
    assert "Ketik paling sedikit 3" in page(SEARCH, q="ab")
    assert "Yang dapat ditelusuri" in page(SEARCH)


ODD = (
    "x" * 100_000, "%" * 50, "___", "'; DROP TABLE ledger_line; --", "\x00\x01\x02abc", "\u202egnp.exe", "𝕁𝕖𝕞𝕓𝕒𝕥𝕒𝕟",
    "<script>alert(1)</script>", "é́é́é́", "U-0000-0000", "\ud7ff\ue000", "\\\\\\", "[a-z]+(", " \t\n ",
    "1" * 90, "-1.5e309",
)  # fmt: skip


@pytest.mark.parametrize("typed", ODD)
def test_odd_texts_find_nothing_and_do_no_harm(who: made_plans.People, bridge: Proposal, typed: str) -> None:
    answer = Client().get(SEARCH, {"q": typed})
    assert answer.status_code == 200
    assert len(answer.content) < 60_000
    assert "<script>alert" not in answer.content.decode()
    assert "Jembatan Kali Putih" not in text_of(answer).split("Yang dapat ditelusuri")[0]


@given(st.text(max_size=300))
def test_what_is_looked_for_is_short_and_printable(text: str) -> None:
    asked = finding.asked(text)
    assert len(asked) <= finding.LONGEST
    assert asked == asked.strip()
    assert all(one.isprintable() for one in asked)
    assert finding.asked(asked) == asked


def test_results_and_queries_are_bounded(
    who: made_plans.People, bridge: Proposal, django_assert_max_num_queries: Any
) -> None:
    announced(who)
    works = Project.objects.get()
    for number in range(30):
        made = made_works.candidate(who.sector, name=f"Jembatan {number}")
        Project.objects.filter(pk=made.pk).update(state="planned", line=works.line)
        made_proposals.proposal(f"Jembatan usulan {number}", village_code=f"35.05.01.200{1 + number % 2}")
    with django_assert_max_num_queries(34):
        told = page(SEARCH, q="jembatan")
    assert f"hanya {finding.MOST} yang pertama" in told
    assert told.count("Kontrak belum ada kontrak") == finding.MOST
    found = finding.found("jembatan")
    assert len(found.chains) <= 4 * finding.MOST


def test_both_languages(who: made_plans.People, bridge: Proposal) -> None:
    answer = english(SEARCH, q="Kali Putih")
    assert '<html lang="en">' in answer.content.decode()
    assert "20,000,000" in text_of(answer)


def test_the_plan_of_the_chain_is_there(who: made_plans.People, bridge: Proposal) -> None:
    plan = Plan.objects.get()
    assert f"/rencana/{plan.uuid}/" in Client().get(SEARCH, {"q": "Kali Putih"}).content.decode()
    assert COURSE not in page(SEARCH, q=COURSE).split("misalnya")[-1]
