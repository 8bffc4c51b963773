from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import made_plans
import made_proposals
import made_works
import pytest
from django.test import Client
from made_council import guests, sealed_meeting, spent
from made_plans import BRIDGE, BRIDGE_IDR, DECREE
from made_public_pages import english, page, text_of

from merata_portal.infrastructure.actions import contracting, handing_over, planning, reporting
from merata_portal.infrastructure.models import Project
from merata_portal.ledger.models import Line
from merata_portal.ledger.queries import public_lines
from merata_portal.ledger.queries.public_figures import Moved
from merata_portal.participation.models import Proposal
from merata_portal.public.views.proposals.story import way_of

pytestmark = pytest.mark.django_db
VILLAGE = "35.05.01.2001"


@pytest.fixture
def who(settings: Any, tmp_path: Path, acting: Callable[..., Any], monkeypatch: Any) -> made_works.Officers:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    made_works.on(monkeypatch, date(2026, 8, 1))
    return made_works.officers(acting)


@pytest.fixture
def bridge(who: made_works.Officers, acting: Callable[..., Any]) -> Proposal:
    """Said in a forum of 4 June 2026, costed, decided on by the council."""
    people = made_plans.people(acting)
    forum = sealed_meeting(VILLAGE, guests(3, 3), 4)
    asked = made_proposals.costed(people.sector, "Anak menyeberang sungai", BRIDGE_IDR)
    Proposal.objects.filter(pk=asked.pk).update(
        item_kind="project", item=BRIDGE, origin=str(forum.meeting), channel="forum"
    )
    made_plans.budget()
    made_plans.approved(people, made_plans.submitted(people))
    return Proposal.objects.get(pk=asked.pk)


def built(who: made_works.Officers, value_idr: int = 18_000_000) -> Project:
    """The plan's bridge from its days to the hand-over, and Rp7 million of it paid."""
    made = Project.objects.get()
    planning.plan_project(
        by=who.planner, project=made.uuid, line=made.line or 0, amount_idr=made.budget_idr, start_on=made_works.BEGUN,
        finish_on=made_works.PROMISED, milestones=made_works.PARTS, reason="RKPD 2026",
    )  # fmt: skip
    planning.tender(by=who.officer, project=made.uuid, reason="LPSE")
    terms = contracting.Terms(
        "602/01/2026", "open", made_works.SIGNED, made_works.SIGNED, made_works.PROMISED, value_idr, 180
    )
    contracting.sign_contract(
        by=who.officer, project=made.uuid, supplier=made_works.SUPPLIER, terms=terms, reason="pemenang"
    )
    contracting.start_work(by=who.officer, project=made.uuid, on_day=made_works.BEGUN, reason="SPMK")
    day = date(2026, 6, 20)
    made_works.reported(who, made, "100", day)
    for milestone in made.milestones.all():
        reporting.meet_milestone(by=who.officer, project=made.uuid, number=milestone.number, on_day=day)
    reporting.finish_work(by=who.officer, project=made.uuid, on_day=day, reason="PHO")
    handing_over.hand_over(
        by=who.village, project=made.uuid, on_day=date(2026, 7, 1), accepted=True, minutes_number="BAST/1",
        findings="", minutes=("bast.pdf", io.BytesIO(made_works.PDF)),
    )  # fmt: skip
    made_works.paid(who, made, 7_000_000)
    return Project.objects.get()


def test_the_story_is_whole_from_the_sentence_to_the_bridge(who: made_works.Officers, bridge: Proposal) -> None:
    before = page(f"/usulan/{bridge.ticket}/")
    for said in (
        "dalam musyawarah 4 Juni 2026", "Rp 20.000.000 (harga 2026): standar harga satuan",
        f"Keputusan {DECREE}, 15 Januari 2026: Rencana 2026 · Jembatan Kali Putih, Rp 20.000.000",
        "1.03.10 (DAU, 2026)", "dicadangkan Rp 20.000.000, terikat Rp 0, dibayar Rp 0", "Hasilnya belum ada",
    ):  # fmt: skip
        assert said in before
    built(who)
    after = page(f"/usulan/{bridge.ticket}/")
    for said in (
        "terikat Rp 11.000.000, dibayar Rp 7.000.000", "kontrak CV Karya Jaya, Rp 18.000.000", "fisik 100%",
        "diserahterimakan 1 Juli 2026", "Foto di halaman pekerjaan",
    ):  # fmt: skip
        assert said in after
    addresses = Client().get(f"/usulan/{bridge.ticket}/").content.decode()
    line = Line.objects.get(pillar="infrastructure")
    for address in (
        f"/musyawarah/{bridge.origin}/", "/rencana/", f"/uang/baris/{line.pk}/",
        f"/pekerjaan/{Project.objects.get().uuid}/",
    ):  # fmt: skip
        assert f'href="{address}' in addresses
    assert "<title>Usulan: " in addresses, "the work bears the same name"
    assert "Masuk rencana" in addresses
    assert "rencana:" not in addresses, "how the ledger calls the plan is no word of the page's"


def test_the_way_is_read_of_the_ledger(who: made_works.Officers, bridge: Proposal) -> None:
    built(who)
    way = way_of(bridge)
    assert way.meeting is not None
    assert way.plan is not None
    assert way.plan.decree_number == DECREE
    assert way.item is not None
    assert way.item.amount_idr == BRIDGE_IDR
    assert [(line.account_code, moved.committed_idr, moved.spent_idr) for line, moved in way.lines] == [
        ("1.03.10", 11_000_000, 7_000_000)
    ]
    assert (way.built, way.programme, way.classes) == (True, "", ())


def test_a_proposal_that_nobody_answered_says_so_at_each_step(areas: Any) -> None:
    made = made_proposals.proposal("Lampu jalan")
    told = page(f"/usulan/{made.ticket}/")
    assert "Dihitung biayanya belum" in told
    assert "Dijawab belum" in told
    assert "Diputuskan DPRD belum" in told
    assert "Pos anggaran belum ada" in told
    way = way_of(made)
    assert (way.meeting, way.plan, way.lines, way.works, way.built) == (None, None, (), (), False)


def test_money_of_assistance_is_not_told_under_a_proposal(who: made_works.Officers, areas: Any) -> None:
    lines = made_plans.budget({"assistance": 9_000_000, "infrastructure": 5_000_000})
    made = made_proposals.proposal("Sembako lansia", pillar="assistance")
    spent(lines["assistance"], VILLAGE, 3_120_000, purpose="launch:1/a", proposal=made.reference)
    spent(lines["infrastructure"], VILLAGE, 77_000, purpose="launch:1/b", proposal=made.reference)
    assert public_lines.of_proposal(made.reference) == []
    assert way_of(made).moved == Moved()
    told = page(f"/usulan/{made.ticket}/")
    assert "3.120.000" not in told
    assert "77.000" not in told


def test_an_origin_that_is_no_meeting_is_passed_over(areas: Any) -> None:
    made = made_proposals.proposal("Lampu jalan")
    Proposal.objects.filter(pk=made.pk).update(origin="bukan uuid")
    assert way_of(Proposal.objects.get()).meeting is None
    assert "Halaman warga" in page(f"/usulan/{made.ticket}/")


def test_queries_are_bounded(who: made_works.Officers, bridge: Proposal, django_assert_max_num_queries: Any) -> None:
    built(who)
    with django_assert_max_num_queries(30):
        assert Client().get(f"/usulan/{bridge.ticket}/").status_code == 200


def test_both_languages(bridge: Proposal) -> None:
    answer = english(f"/usulan/{bridge.ticket}/")
    assert '<html lang="en">' in answer.content.decode()
    assert "20,000,000" in text_of(answer)
    assert Client().get("/usulan/U-0000-0000/").status_code == 404
