"""The pages of a plan as planner, council member and auditor see them: drawn up, changed, decided on, carried out."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

sys.path.append(str(Path(__file__).parents[1] / "planning"))

import made_plans
from made_plans import AID, BRIDGE, COURSE, DECREE, ROAD, People

from merata_portal.accounts.models import User
from merata_portal.actor import Actor
from merata_portal.analysis.models import Result
from merata_portal.office.views.planning.plan_made import together
from merata_portal.office.views.planning.plans import lines_shown
from merata_portal.planning.actions import packages
from merata_portal.planning.models import Charge, Item, Plan
from merata_portal.planning.queries.plans import changed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rooted(areas: Any, data_root: Path) -> None:
    data_root.mkdir(exist_ok=True)


@pytest.fixture
def who(acting: Callable[..., Actor]) -> People:
    made_plans.budget()
    return made_plans.people(acting)


@pytest.fixture
def of(browser_of: Callable[[Any], Client]) -> Callable[[Actor], Client]:
    return lambda by: browser_of(User.objects.get(pk=by.user_id))


def page(plan: Plan, more: str = "") -> str:
    return f"/kantor/rencana/paket/{plan.uuid}/{more}"


def priced(plan: Plan) -> None:
    """What the changes by hand cost, as if it had been computed."""
    asked = Result.objects.get(uuid=Plan.objects.get(pk=plan.pk).changed)
    told = {
        "unit": {"factor": 1.0, "decimals": 0}, "gain": 9_000.0, "proved_gain": 10_000.0, "breaks": [],
        "loss": {"amount": 1_000.0, "share": 0.1, "pc_idr": 1_000.0, "interval": [800.0, 1_200.0],
                 "text_id": "Paket ini melepas sepersepuluh manfaat.", "text_en": "A tenth of the gain is given up."},
        "changes": [{"loss": 1_000.0, "text_id": "Bantuan pangan dikeluarkan", "text_en": "Food aid taken out"}],
    }  # fmt: skip
    done = made_plans.made_analysis.done(asked.inputs, "changed", told, parameters=asked.parameters)
    Plan.objects.filter(pk=plan.pk).update(changed=done.uuid)


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_a_draft_shows_what_it_asks_and_what_pays(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.drafted(who)
    said = text_of(of(who.planner).get(page(plan)))
    assert "Rp 77.440.000" in said
    assert "Bantuan sosial 2 37.440.000" in said
    assert "PAD 2 37.440.000 60.000.000 22.560.000" in said, said[said.index("1.06.05") :][:80]
    assert "1.06.05 35.05 PAD" not in said  # whose line, by name
    assert "selang 95%: Rp −1.786 sampai Rp 25.258" in said  # a gain is told with its interval
    assert "Ajukan ke DPRD" in said
    assert "Siapa yang terangkat oleh paket terbukti" in said
    auditor = text_of(of(who.social).get(page(plan)))
    assert "Ajukan ke DPRD" not in auditor
    assert "Rp 77.440.000" in auditor


def test_over_asked_lines_say_how_much_lacks(who: People, of: Any, text_of: Any) -> None:
    """A submitted plan whose line somebody else drew on meanwhile: what lacks is told to the rupiah, in red."""
    from merata_portal.ledger.actions import reserve  # noqa: PLC0415
    from merata_portal.ledger.models import Line  # noqa: PLC0415
    from merata_portal.ledger.requests import Share  # noqa: PLC0415

    plan = made_plans.submitted(who)
    line = Line.objects.get(owner="35.05", pillar="assistance")
    reserve(by=who.planner, shares=[Share(line.pk, "lain:1", 30_000_000)], reason="darurat", key="lain")
    answer = of(who.council).get(page(plan))
    assert "37.440.000 30.000.000 kurang Rp 7.440.000" in text_of(answer)
    assert 'class="number lacks"' in answer.content.decode()
    assert "1 pos diminta lebih dari yang tersedia" in text_of(of(who.council).get(page(plan, "tetapkan/")))


def test_the_items_are_filtered_and_a_file(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.drafted(who)
    client = of(who.planner)
    told = rows(client.get(page(plan, "kegiatan/"), {"bentuk": "csv"}))
    assert [(one["item_id"], one["asked_idr"]) for one in told] == [
        (AID[0], "18720000"), (AID[1], "18720000"), (COURSE, "20000000"), (BRIDGE, "20000000"),
    ]  # fmt: skip
    of_training = client.get(page(plan, "kegiatan/"), {"bentuk": "csv", "pilar": "training"})
    assert [one["item_id"] for one in rows(of_training)] == [COURSE]
    said = text_of(client.get(page(plan, "kegiatan/"), {"desa": made_plans.VILLAGES[1]}))
    assert "Bantuan pangan daerah" in said
    assert "Jembatan Kali Putih" not in said
    assert "Tidak ada kegiatan seperti itu" in text_of(client.get(page(plan, "kegiatan/"), {"cari": "\x00'; DROP"}))


def test_an_item_is_changed_with_its_reason(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.drafted(who)
    client = of(who.planner)
    said = text_of(client.get(page(plan, "kegiatan/1/")))
    assert "Ubah jumlahnya" in said
    assert client.post(page(plan, "kegiatan/1/ubah/"), {"amount_idr": "15600000", "reason": ""}).status_code == 422
    answer = client.post(
        page(plan, "kegiatan/1/ubah/"), {"amount_idr": "15600000", "reason": "kurang data"}, follow=True
    )
    assert "Diubah; akibatnya" in text_of(answer)
    row = plan.items.get(item_id=AID[0])
    assert (row.amount_idr, row.change_reason) == (15_600_000, "kurang data")
    said = text_of(client.get(page(plan)))
    assert "Perubahan tangan dan harganya" in said
    assert "Akibat perubahan sedang dihitung" in said
    assert "18.720.000 15.600.000 kurang data" in said
    assert "akibat perubahan tangan masih dihitung" in said
    answer = client.post(page(plan, "kegiatan/4/ubah/"), {"amount_idr": "1", "reason": "sebagian"}, follow=True)
    assert "dikerjakan utuh" in text_of(answer)
    assert of(who.council).post(page(plan, "kegiatan/1/ubah/"), {"amount_idr": "0"}).status_code == 403


def test_what_the_changes_cost_is_told(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.drafted(who)
    packages.change_item(by=who.planner, plan=plan.uuid, item=AID[0], amount_idr=0, reason="ditunda")
    priced(plan)
    said = text_of(of(who.planner).get(page(plan)))
    assert "Manfaat paket yang diajukan Rp 9.000 per orang per bulan karena perubahan tangan −10,0% dari paket" in said
    assert "Hilang Rp 1.000 per orang per bulan (Rp 800 sampai Rp 1.200) · 10,0%" in said
    assert "Paket ini melepas sepersepuluh manfaat." in said
    assert "Paket terbukti: Rp 10.000 per orang per bulan. Paket seperti diubah: Rp 9.000 per orang per bulan." in said
    assert "dikeluarkan" in said
    client = of(who.planner)
    client.post(reverse("set_language"), {"language": "en"})
    assert "A tenth of the gain is given up." in text_of(client.get(page(plan)))


def test_many_lines_are_folded_and_those_that_lack_are_not() -> None:
    def line(at: int, *, lacks: int) -> Any:
        owner = SimpleNamespace(owner="35.05", pk=at)
        return SimpleNamespace(line=owner, asked_idr=100 + at, lacks_idr=lacks)

    few = lines_shown([line(at, lacks=0) for at in range(3)])
    assert (len(few["lines_first"]), few["lines_rest"]) == (3, [])
    many = lines_shown([line(at, lacks=0) for at in range(30)])
    assert (len(many["lines_first"]), len(many["lines_rest"])) == (10, 20)
    assert many["lines_rest_idr"] == sum(100 + at for at in range(10, 30))
    lacking = lines_shown([line(at, lacks=int(at < 15)) for at in range(30)])
    assert (len(lacking["lines_first"]), len(lacking["lacking"])) == (15, 15)


def test_a_programme_that_many_desa_pay_is_told_once() -> None:
    def row(uuid: str, state: str, source: str = "blt_dana_desa", kind: str = "launch") -> Any:
        item = SimpleNamespace(source_id=source, made_uuid=uuid, made_kind=kind, name=source)
        return SimpleNamespace(item=item, money=10, reached=SimpleNamespace(state_label=state))

    told = together([row("a", "berjalan"), row("b", "diluncurkan"), row("b", "diluncurkan"), row("c", "diluncurkan"),
                     row("w", "calon", "jembatan", "project")])  # fmt: skip
    assert [(one.name, one.places, one.money, one.uuid) for one in told] == [
        ("blt_dana_desa", 4, 40, None), ("jembatan", 1, 10, "w"),
    ]  # fmt: skip
    assert told[0].state == "2 diluncurkan, 1 berjalan"


def test_a_plan_before_the_council_keeps_the_price_it_went_with(who: People, of: Any, text_of: Any) -> None:
    """Its own approval is newer data: what the changes cost is not called stale for it, and what the planner took out
    is not counted as left out by the council."""
    plan = made_plans.drafted(who)
    packages.change_item(by=who.planner, plan=plan.uuid, item=AID[0], amount_idr=0, reason="ditunda")
    priced(plan)
    packages.submit(by=who.planner, plan=plan.uuid, reason="siap")
    of(who.council).post(
        page(plan, "tetapkan/"), {"decree_number": DECREE, "decree_on": "2026-01-15", "reason": "paripurna"}
    )
    made_plans.work_off()
    found = Plan.objects.get(pk=plan.pk)
    assert found.state == "approved", found.reason
    assert changed(found) == "ready"
    said = text_of(of(who.council).get(page(plan)))
    assert "sudah usang" not in said
    assert "tidak disetujui" not in said


def test_a_candidate_is_found_and_added(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.drafted(who)
    client = of(who.planner)
    said = text_of(client.get(page(plan, "tambah/"), {"cari": "jalan kulon"}))
    assert "Jalan Dusun Kulon" in said
    assert "Jembatan Kali Putih" not in said  # it is in the plan
    assert "Tidak ada calon seperti itu" in text_of(client.get(page(plan, "tambah/"), {"cari": "tidak ada"}))
    client.post(page(plan, "tambah/"), {"item": ROAD, "reason": "usulan kecamatan"})
    assert plan.items.get(item_id=ROAD).amount_idr == 30_000_000
    wrong = client.post(page(plan, "tambah/"), {"item": AID[2], "amount_idr": "1.000", "reason": "x"})
    assert "tanpa titik" in text_of(wrong)
    assert client.post(page(plan, "tambah/"), {"item": ROAD, "reason": ""}).status_code == 200
    assert plan.items.count() == 5


def test_the_lines_of_an_item_are_named(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.drafted(who)
    row = plan.items.get(item_id=AID[0])
    (charge,) = row.charges.all()
    client = of(who.planner)
    bad = client.post(page(plan, "kegiatan/1/pos/"), {f"line-{charge.line}": "5"}, follow=True)
    assert "pos-posnya membayar" in text_of(bad)
    good = client.post(page(plan, "kegiatan/1/pos/"), {f"line-{charge.line}": "18720000"}, follow=True)
    assert "Pos pembayarnya dicatat" in text_of(good)


def test_from_draft_to_the_council_and_back(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.drafted(who)
    planner = of(who.planner)
    assert "Alasan wajib diisi" in text_of(planner.post(page(plan, "ajukan/"), follow=True))
    planner.post(page(plan, "ajukan/"), {"reason": "siap"})
    assert Plan.objects.get(pk=plan.pk).state == "submitted"
    assert "Rencana menunggu keputusan DPRD" in text_of(of(who.council).get("/kantor/"))
    planner.post(page(plan, "tarik-kembali/"), {"reason": "ada yang salah"})
    assert Plan.objects.get(pk=plan.pk).state == "draft"
    planner.post(page(plan, "ajukan/"), {"reason": "siap lagi"})
    assert of(who.planner).post(page(plan, "tolak/"), {"reason": "x"}).status_code == 403
    of(who.council).post(page(plan, "tolak/"), {"reason": "belum mendesak"})
    said = text_of(planner.get(page(plan)))
    assert "Ditolak: belum mendesak" in said
    assert "siap lagi" in said  # its history


def test_the_council_leaves_things_out_with_reasons(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.submitted(who)
    client = of(who.council)
    form = text_of(client.get(page(plan, "tetapkan/"), {"keluar": COURSE}))
    assert "Diminta Rp 77.440.000 untuk 4 kegiatan" in form
    given = {"decree_number": DECREE, "decree_on": "2026-01-15", "reason": "paripurna"}
    faulty = client.post(page(plan, "tetapkan/"), given | {"out1": "tidak-ada", "why1": "x", "out2": COURSE})
    assert faulty.status_code == 422
    assert "tidak memuat yang bernama begitu" in text_of(faulty)
    assert "Tulis mengapa" in text_of(faulty)
    assert Plan.objects.get(pk=plan.pk).state == "submitted"
    whole = {"out1": "bantuan_pangan:*", "why1": "data belum siap", "out2": f"*:{made_plans.VILLAGES[0]}", "why2": "x"}
    client.post(page(plan, "tetapkan/"), given | whole)
    waiting = client.get(page(plan))
    assert waiting["Refresh"] == "4"
    assert "Penetapan sedang dijalankan" in text_of(waiting)
    made_plans.work_off()
    said = text_of(client.get(page(plan)))
    assert "Ditetapkan" in said
    assert "3 tidak disetujui" in said
    assert "Apa yang terjadi dengan rencana ini" in said
    out = rows(client.get(page(plan, "kegiatan/"), {"bentuk": "csv", "hanya": "left_out"}))
    assert {one["item_id"]: one["left_reason"] for one in out} == {
        AID[0]: "data belum siap", AID[1]: "data belum siap", BRIDGE: "x",
    }  # fmt: skip
    assert "Las Disusun 20.000.000" in said
    assert text_of(client.get(page(plan, "pantau/"))).count("Pelatihan") >= 1


def test_an_approval_that_could_not_be_carried_out_says_why(who: People, of: Any, text_of: Any) -> None:
    from merata_portal.ledger.actions import reserve  # noqa: PLC0415
    from merata_portal.ledger.models import Line  # noqa: PLC0415
    from merata_portal.ledger.requests import Share  # noqa: PLC0415

    plan = made_plans.submitted(who)
    line = Line.objects.get(owner="35.05", pillar="training")
    reserve(by=who.planner, shares=[Share(line.pk, "lain:1", 50_000_000)], reason="darurat", key="lain")
    given = {"decree_number": DECREE, "decree_on": "2026-01-15", "reason": "paripurna"}
    client = of(who.council)
    client.post(page(plan, "tetapkan/"), given)
    made_plans.work_off()
    said = text_of(client.get(page(plan)))
    assert "Penetapan terakhir tidak dapat dijalankan" in said
    assert "20.000.000 10.000.000 kurang Rp 10.000.000" in said
    assert "Yang dapat dilakukan" in said


def test_a_decision_is_revoked_and_says_what_is_kept(who: People, of: Any, text_of: Any) -> None:
    plan = made_plans.approved(who)
    client = of(who.council)
    said = text_of(client.get(page(plan)))
    assert "Masih dapat dilepas Rp 77.440.000" in said
    client.post(page(plan, "cabut/"), {"reason": "APBD perubahan"})
    said = text_of(client.get(page(plan)))
    assert "Dicabut: APBD perubahan" in said
    assert Plan.objects.get(pk=plan.pk).state == "revoked"
    assert "tidak ada lagi yang ditunggu" in text_of(client.get(page(plan, "pantau/")))


def test_the_list_and_who_may_see_it(who: People, of: Any, text_of: Any, browser: Any) -> None:
    plan = made_plans.submitted(who)
    said = text_of(of(who.council).get("/kantor/rencana/paket/"))
    assert "Rencana 2026" in said
    assert "Rp 77.440.000" in said
    elsewhere = browser("council_member", "35.72")
    assert "Rencana 2026" not in text_of(elsewhere.get("/kantor/rencana/paket/"))
    for more in ("", "kegiatan/", "kegiatan/1/", "tetapkan/", "pantau/"):
        assert elsewhere.get(page(plan, more)).status_code == 404
    assert browser("village_operator", "35.05.01.2001").get(page(plan)).status_code == 403
    assert of(who.planner).get(page(plan, "pantau/")).status_code == 404  # nothing was approved yet


PAGES = {"": 34, "kegiatan/": 11, "kegiatan/1/": 14}


@pytest.mark.parametrize("more", PAGES)
def test_a_plans_pages_ask_as_often_whatever_it_holds(
    who: People, of: Any, more: str, django_assert_max_num_queries: Any
) -> None:
    plan = made_plans.submitted(who)
    client = of(who.council)
    client.get(page(plan, more))
    with django_assert_max_num_queries(PAGES[more]) as few:
        client.get(page(plan, more))
    first = plan.items.get(item_id=AID[0])
    for number in range(10, 40):
        made = Item.objects.create(
            plan=plan, number=number, item_id=f"bantuan_pangan:x{number}", kind="programme", source_id="bantuan_pangan",
            pillar="assistance", name="Bantuan", village_code=made_plans.VILLAGES[1], proved_idr=1, amount_idr=2,
        )  # fmt: skip
        Charge.objects.create(item=made, line=first.charges.get().line, amount_idr=2)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(page(plan, more))
