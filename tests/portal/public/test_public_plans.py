from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_plans
import made_proposals
import made_public_pages
import pytest
from django.db.models import Q
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from made_plans import AID, AID_IDR, BRIDGE, BRIDGE_IDR, CLASS_IDR, COURSE, DECREE, LINE_IDR
from made_public_pages import english, numbers_in, page, text_of

from merata.stats.disclosure.rules import EXACT, RULES
from merata_portal.analysis.models import Result
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Earmark, Line
from merata_portal.ledger.queries import public_figures, public_lines
from merata_portal.ledger.requests import Sum
from merata_portal.participation.models import Proposal
from merata_portal.planning.actions import packages, revoking
from merata_portal.planning.models import Item, Plan
from merata_portal.planning.queries import public_plans
from merata_portal.planning.queries.public_effects import effects_of

pytestmark = pytest.mark.django_db
BENEFIT_IDR = 1_560_000
"""A year of the food aid: 12 households each in two villages."""


@pytest.fixture
def who(settings: Any, tmp_path: Path, acting: Callable[..., Any]) -> made_plans.People:
    settings.DATA_ROOT = tmp_path / "data"
    settings.DATA_ROOT.mkdir()
    return made_plans.people(acting)


@pytest.fixture
def plan(who: made_plans.People) -> Plan:
    """Approved whole, with a proposal that its bridge answers and one that food aid answers."""
    made_plans.budget()
    bridge = made_proposals.costed(who.sector, "Jembatan Kali Putih", BRIDGE_IDR)
    Proposal.objects.filter(pk=bridge.pk).update(item_kind="project", item=BRIDGE)
    food = made_proposals.costed(who.sector, "Sembako lansia", 5_000_000, pillar="assistance")
    Proposal.objects.filter(pk=food.pk).update(item_kind="programme", item=AID[0])
    return made_plans.approved(who, made_plans.submitted(who), answer_unanswered=True)


def test_a_decided_plan_tells_works_exactly_and_assistance_as_counts_are_told(plan: Plan) -> None:
    found = public_plans.public_plan(plan.uuid)
    assert [(one.item.name, one.item.amount_idr, one.kept) for one in found.works] == [
        ("Jembatan Kali Putih", BRIDGE_IDR, True)
    ]
    assert [(one.item.units, one.item.amount_idr) for one in found.classes] == [(2, 2 * CLASS_IDR)]
    (aid,) = found.aid
    # 24 households are told as 25, and the ceiling as 25 times the mean: 39,000,000 and not 37,440,000.
    assert (aid.programme, aid.households, aid.ceiling_idr) == ("bantuan_pangan", 25, 39_000_000)
    assert (found.works_idr, found.classes_idr, found.aid_idr) == (BRIDGE_IDR, 2 * CLASS_IDR, 39_000_000)
    assert [one.ticket for one in found.answers.accepted] == list(
        Proposal.objects.order_by("pk").values_list("ticket", flat=True)
    )
    told = page(f"/rencana/{plan.uuid}/")
    for said in (f"Keputusan DPRD {DECREE}, 15 Januari 2026", "Rp 20.000.000", "menjawab usulan", "Rp 39 juta", "25"):
        assert said in told


def test_what_was_left_out_and_why(who: made_plans.People) -> None:
    made_plans.budget()
    made_plans.approved(who, left_out={AID[1]: "ditangani provinsi", BRIDGE: "tunggu kajian"})
    found = public_plans.public_plan(Plan.objects.get().uuid)
    assert [(one.name, one.kind, one.reason, one.by_council) for one in found.left_out] == [
        ("Bantuan pangan daerah", "programme", "ditangani provinsi", True),
        ("Jembatan Kali Putih", "project", "tunggu kajian", True),
    ]
    assert (found.works, found.aid[0].households, found.aid[0].ceiling_idr) == ((), 10, 15_600_000)
    told = page(f"/rencana/{found.plan.uuid}/")
    assert "tidak disetujui DPRD" in told
    assert "tunggu kajian" in told
    assert "Dihitung sebelum DPRD mengeluarkan 2 butir" in told


def test_what_was_taken_out_by_hand_says_so(who: made_plans.People) -> None:
    made_plans.budget()
    drafted = made_plans.drafted(who)
    packages.take_out(by=who.planner, plan=drafted.uuid, item=BRIDGE, reason="dibangun provinsi")
    packages.ask_changed(by=who.planner, plan=drafted.uuid)
    made_plans.changed_done(drafted)
    packages.submit(by=who.planner, plan=drafted.uuid, reason="dibahas")
    made_plans.approved(who, Plan.objects.get())
    found = public_plans.public_plan(drafted.uuid)
    assert [(one.name, one.reason, one.by_council) for one in found.left_out] == [
        ("Jembatan Kali Putih", "dibangun provinsi", False)
    ]
    told = effects_of(Plan.objects.get())
    assert told is not None
    assert (told.by_hand, told.result) == (True, Plan.objects.get().changed)
    assert "Hasil hitungannya tidak ada" not in page(f"/rencana/{drafted.uuid}/")
    Result.objects.filter(uuid=told.result).update(state="failed")
    assert "Hasil hitungannya tidak ada" in page(f"/rencana/{drafted.uuid}/")


def test_a_revoked_plan_tells_what_was_given_back(who: made_plans.People, plan: Plan) -> None:
    revoking.revoke(by=who.council, plan=plan.uuid, reason="sengketa anggaran")
    found = public_plans.public_plan(plan.uuid)
    assert ([one.kept for one in found.works], found.revoked_reason) == ([False], "sengketa anggaran")
    told = page(f"/rencana/{plan.uuid}/")
    assert "dicabut" in told
    assert "sengketa anggaran" in told
    assert "dilepas" in told
    assert "dicabut" in page("/rencana/")


def test_nothing_is_told_before_the_council_has_decided(who: made_plans.People) -> None:
    made_plans.budget()
    drafted = made_plans.submitted(who)
    assert list(public_plans.public_plans()) == []
    assert Client().get(f"/rencana/{drafted.uuid}/").status_code == 404
    assert "Belum ada rencana" in page("/rencana/")
    assert page("/uang/telusur/", q="Jembatan Kali").count("Kali Putih") == 0


def test_effects_are_those_that_were_stored(plan: Plan) -> None:
    stored = made_plans.answer()
    found = effects_of(Plan.objects.select_related("scenario").get())
    assert found is not None
    gini = found.effects[0]
    assert (gini.before.value, gini.after.value) == (stored["gini_before"], stored["gini_after"])
    assert [gini.after.low, gini.after.high] == stored["intervals"]["gini_after"]
    assert (found.gain.value, [found.gain.low, found.gain.high]) == (stored["gain"], stored["intervals"]["gain"])
    told = page(f"/rencana/{plan.uuid}/")
    assert f"{stored['gini_before']:.4f}".replace(".", ",") in told
    assert "antara" in told
    Result.objects.all().update(state="failed")
    assert effects_of(Plan.objects.select_related("scenario").get()) is None
    assert "Hasil hitungannya tidak ada" in page(f"/rencana/{plan.uuid}/")


def items(*households: int, benefit: int = BENEFIT_IDR, source: str = "bantuan_pangan") -> list[Item]:
    return [
        Item(pk=at, source_id=source, name=source, kind="programme", village_code=f"35.05.01.20{at:02d}",
             households=n, amount_idr=n * benefit)
        for at, n in enumerate(households, start=1)
    ]  # fmt: skip


def test_a_programme_of_few_is_withheld_and_with_it_the_sum(plan: Plan) -> None:
    (few,) = public_plans.aid_told(items(1, 3), {})
    assert (few.households, few.ceiling_idr) == (None, None)
    both = public_plans.aid_told([*items(12), *items(4, source="blt")], {})
    assert [one.ceiling_idr for one in both] == [15_600_000, None]
    whole = public_plans.public_plan(plan.uuid)
    assert public_plans.DecidedPlan(
        whole.plan, (), (), both, (), whole.answers, None, ""
    ).aid_idr is None  # fmt: skip
    (nobody,) = public_plans.aid_told(items(0), {})
    assert (nobody.households, nobody.ceiling_idr) == (None, None)


def test_of_two_benefits_the_mean_would_give_the_exact_count_away_and_is_withheld() -> None:
    """4 of 3.6 and 3 of 1.8 million have a mean of 2.83 million, which of 5, 6 or 7 households only 7 can have."""
    mixed = [*items(4, benefit=3_600_000), *items(3, benefit=1_800_000)]
    (told,) = public_plans.aid_told(mixed, {})
    assert (told.households, told.ceiling_idr) == (5, None)
    (alike,) = public_plans.aid_told([*items(4), *items(3), *items(0)], {})
    assert (alike.households, alike.ceiling_idr) == (5, 5 * BENEFIT_IDR)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.integers(50_000, 9_000_000))
def test_whatever_is_planned_the_sum_tells_no_count_closer_than_its_rounding(counts: list[int], benefit: int) -> None:
    (told,) = public_plans.aid_told(items(*counts, benefit=benefit), {})
    count = sum(counts)
    if count < RULES.threshold:
        assert (told.households, told.ceiling_idr) == (None, None)
        return
    assert told.households is not None
    assert told.ceiling_idr is not None
    assert told.households % RULES.rounding == 0
    low, high = RULES.interval(told.households)
    assert low <= count <= high
    # Every count of the interval gives the same figures.
    for other in range(low, high + 1):
        (same,) = public_plans.aid_told(items(other, benefit=benefit), {})
        assert (same.households, same.ceiling_idr) == (told.households, told.ceiling_idr)


@pytest.fixture
def spent(who: made_plans.People, plan: Plan) -> Plan:
    """Of the food aid 11 households' sum is committed in each village, and 7 households' paid."""
    marks = list(Earmark.objects.filter(purpose__startswith="launch:").exclude(village_code="").order_by("pk"))
    assert len(marks) == 2
    ledger.commit(by=who.social, sums=[Sum(one.pk, 11 * BENEFIT_IDR, "") for one in marks], reason="SK", key="sk")
    ledger.pay(by=who.sector, sums=[Sum(one.pk, 7 * BENEFIT_IDR, "") for one in marks], reason="SP2D", key="sp2d")
    return plan


COUNTS = (1, 2, 4, 7, 8, 11, 12, 13, 14, 22, 23, 24, 26)
"""Households planned, committed for, paid and not, in a village and in both."""
TOLD_IDR = 39_000_000


def learnt(plan: Plan) -> set[int]:
    """What whoever divides rupiah by the benefit learns of every public page about money: each amount, and each
    difference of two, that is the benefit times a true count; and true counts on the plan's own page."""
    words = ("bantuan pangan", "1.06", DECREE, "35.05.01.2001", "Kali Putih", "Las", "sembako", "PAD", plan.name)
    tickets = list(Proposal.objects.values_list("ticket", flat=True))
    own = f"/rencana/{plan.uuid}/"
    paths = [
        "/uang/", "/uang/?pemilik=35.05-desa", "/uang/?pemilik=35.05.01", "/uang/?pemilik=35.05.01.2001", "/kalender/",
        *(f"/uang/baris/{line.pk}/" for line in Line.objects.all()), "/rencana/", own, "/pekerjaan/", "/usulan/",
        *(f"/usulan/{one}/" for one in tickets), *(f"/uang/telusur/?q={one}" for one in (*words, *tickets)),
    ]  # fmt: skip
    read = {path: numbers_in(text_of(Client().get(path))) for path in paths}
    numbers = set().union(*read.values())
    assert {LINE_IDR, BRIDGE_IDR, 2 * CLASS_IDR, TOLD_IDR} & numbers >= {LINE_IDR, BRIDGE_IDR, 2 * CLASS_IDR}
    large = {one for one in numbers if one >= 1_000_000} - {TOLD_IDR}  # which stands for 23 to 27
    differences = {abs(high - low) for low, high in itertools.combinations(large, 2)}
    secret = {count * BENEFIT_IDR for count in COUNTS}
    return (large | differences) & secret | read[own] & {12, 24}


def test_whoever_divides_rupiah_by_the_benefit_learns_no_count(spent: Plan) -> None:
    assert learnt(spent) == set()


def test_exact_figures_of_a_plan_would_be_found(spent: Plan, monkeypatch: Any) -> None:
    monkeypatch.setattr(public_plans, "RULES", EXACT)
    assert 24 in learnt(spent)


def test_money_of_assistance_told_like_any_other_would_be_found(spent: Plan, monkeypatch: Any) -> None:
    for module in (public_figures, public_lines):
        monkeypatch.setattr(module, "told", lambda path="": Q())
    assert {4 * BENEFIT_IDR, 7 * BENEFIT_IDR} <= learnt(spent)


def test_amounts_are_read_in_both_languages() -> None:
    assert AID_IDR in numbers_in("pagu desa Rp 18.720.000 setahun")
    assert numbers_in("Rp 1,6 miliar, 39,000,000 dan 25; pos 1.06.05, 35.05.01.2001") == {1_600_000_000, 39_000_000, 25}


def test_a_proposal_that_aid_answers_is_answered_without_rupiah(plan: Plan) -> None:
    food = Proposal.objects.get(item_kind="programme")
    assert food.outcome == "accepted"
    assert "Rp" not in food.answer
    told = page(f"/usulan/{food.ticket}/")
    assert "Rupiahnya per desa tidak ditampilkan" in told
    assert "18.720.000" not in told


def test_as_many_queries_for_a_large_plan_as_for_a_small(plan: Plan, django_assert_max_num_queries: Any) -> None:
    first = plan.items.filter(kind="project").first()
    assert first is not None
    for number in range(20):
        Item.objects.create(
            plan=plan, number=100 + number, item_id=f"x{number}", kind="project", source_id=f"x{number}",
            pillar="infrastructure", name=f"Jalan {number}", village_code="35.05.01.2001", owner="35.05",
            proved_idr=1, amount_idr=1, state="made",
        )  # fmt: skip
    with django_assert_max_num_queries(20):
        assert "Jalan 19" in page(f"/rencana/{plan.uuid}/")
    with django_assert_max_num_queries(6):
        page("/rencana/")


def test_both_languages_and_what_is_not_there(plan: Plan) -> None:
    for path in ("/rencana/", f"/rencana/{plan.uuid}/"):
        answer = english(path)
        assert '<html lang="en">' in answer.content.decode()
        assert plan.name in text_of(answer)
    told = text_of(english(f"/rencana/{plan.uuid}/"))
    assert "20,000,000" in told
    assert "Local food assistance" in told
    assert "Bantuan pangan daerah" not in told, "a programme is called in the page's language"
    assert Client().get(f"/rencana/{made_public_pages.NOBODY}/").status_code == 404
    assert Client().get("/rencana/", {"wilayah": "35.99"}).status_code == 404
    assert plan.name in page("/rencana/", wilayah="35.05")
    assert plan.name not in page("/rencana/", wilayah="35.72")


def test_in_how_many_villages_a_programme_is_planned_is_not_told(plan: Plan) -> None:
    """Two villages; beside an edition that withholds one of them, it would say that somebody there receives."""
    told = page(f"/rencana/{plan.uuid}/")
    assert re.search(r"Program Calon penerima, sekitar Pagu, sekitar", told)
    assert not re.search(r"\b2 desa|Desa 2\b", told)
    assert not {"villages", "village_code"} & {one.name for one in dataclasses.fields(public_plans.AidPlanned)}


def test_course_of_the_plan(plan: Plan) -> None:
    """A class that is not announced is told by the council's name of it, without a page."""
    told = Client().get(f"/rencana/{plan.uuid}/").content.decode()
    assert COURSE not in told
    assert "belum diumumkan" in told


def test_a_long_plan_is_read_page_by_page(plan: Plan, monkeypatch: Any) -> None:
    from merata_portal.public.views.plans import plans  # noqa: PLC0415 - its constant is changed here alone

    for number in range(5):
        Item.objects.create(
            plan=plan, number=100 + number, item_id=f"x{number}", kind="project", source_id=f"x{number}",
            pillar="infrastructure", name=f"Jalan {number}", village_code="35.05.01.2001", owner="35.05",
            proved_idr=1, amount_idr=1, state="made",
        )  # fmt: skip
    monkeypatch.setattr(plans, "PAGE", 4)
    first, second = page(f"/rencana/{plan.uuid}/"), page(f"/rencana/{plan.uuid}/", mulai="4")
    assert ("Jalan 2" in first, "Jalan 3" in first, "semuanya 6" in first) == (True, False, True)
    assert ("Jalan 2" in second, "Jalan 4" in second) == (False, True)
    for odd in ("-1", "x", "9" * 30, "٣"):
        assert "Jalan 2" in page(f"/rencana/{plan.uuid}/", mulai=odd)
