from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from made_proposals import ANYBODY, FAR_VILLAGE, NEIGHBOUR_VILLAGE, VILLAGE, photograph, proposal, proposal_and_pin

from merata_portal.actor import Refused
from merata_portal.attachments.kinds import NotAccepted
from merata_portal.attachments.models import Attachment
from merata_portal.audit.models import Event
from merata_portal.participation.actions import answering, costing, merging, pins, proposing, reviewing
from merata_portal.participation.actions.proposing import Details
from merata_portal.participation.completeness import completeness, rules
from merata_portal.participation.declining import ProposalDeclined
from merata_portal.participation.likeness import likeness, trigrams
from merata_portal.participation.models import Proposal
from merata_portal.participation.queries import proposals as queries
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.tickets.actions import NotFound, opened

pytestmark = pytest.mark.django_db
Acting = Callable[..., Any]
WHOLE = Details(
    object_kind="bridge", address="Dusun Krajan RT 02/RW 01", boundaries="dari masjid sampai sawah",
    volume=Decimal(1), unit="unit", latitude=-8.09, longitude=112.16,
)  # fmt: skip


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path, areas: dict[str, Any]) -> None:
    settings.DATA_ROOT = tmp_path / "data"


def test_anybody_proposes_and_what_sipd_would_refuse_is_named_all_at_once() -> None:
    made = proposal()
    assert made.ticket.startswith("U-")
    found = completeness(made)
    assert [one.field for one in found.missing] == [
        "address", "volume", "unit", "photo", "point", "boundaries", "object_kind"
    ]  # fmt: skip
    assert (found.met, found.asked) == (1, 8)
    filled = proposing.complete(by=ANYBODY, uuid=made.uuid, details=WHOLE, opened=True)
    assert [one.field for one in completeness(filled).missing] == ["photo"]
    proposing.add_photo(by=ANYBODY, uuid=made.uuid, file_name="jembatan.jpg", content=photograph(), opened=True)
    made.refresh_from_db()
    assert completeness(made).missing == ()
    assert completeness(made).share == 1.0


def test_another_authority_is_named_and_training_needs_no_photograph() -> None:
    road = proposal("Jalan provinsi menuju pasar", details=Details(object_kind="province_road"))
    assert "authority" in [one.field for one in completeness(road).missing]
    course = proposal("Pelatihan membatik untuk pemuda", pillar="training")
    assert {one.field for one in completeness(course).missing} == {"address", "volume", "unit", "object_kind"}
    assert {kind.pillar for kind in rules().kinds.values()} == set(Proposal.Pillar.values)


def test_all_faults_of_a_proposal_are_told_together() -> None:
    with pytest.raises(ProposalDeclined) as refused:
        proposal(
            "pendek", village_code="35.99", pillar="x", supporters=0, story="NIK 9905010101800001",
            details=Details(volume=Decimal(0), latitude=1.0, object_kind="farm_course"),
        )  # fmt: skip
    for said in ("desa/kelurahan", "judul", "bidang", "pendukung", "NIK", "volume", "bujur", "jenis usulan"):
        assert said in refused.value.text_id
    assert not Proposal.objects.exists()


def test_who_proposed_is_sealed_and_never_public(acting: Acting) -> None:
    made = proposal(proposer="Siti Aminah", contact="0812 3456", story="Anak sekolah memutar lima kilometer.")
    row = Proposal.objects.values_list().get(pk=made.pk)
    assert not [cell for cell in row if isinstance(cell, str) and ("Siti" in cell or "Anak sekolah" in cell)]
    public = queries.public_story(made.ticket)
    assert (public.text, public.people) == ("Anak sekolah memutar lima kilometer.", None)
    assert queries.story(acting(("village_operator", VILLAGE)), made.uuid).people == ("Siti Aminah", "0812 3456")
    assert queries.story(acting(("sector_officer", "35.05")), made.uuid).people is None
    assert "Siti" not in str(list(Event.objects.values_list("data", "subject", "reason")))


def test_other_channels_need_the_role_in_the_village(acting: Acting) -> None:
    operator = acting(("village_operator", VILLAGE))
    meeting = str(uuid4())
    made = proposal(by=operator, channel="forum", origin=meeting)
    assert list(queries.of_origin(meeting)) == [made]
    assert not queries.of_origin("")
    for actor, channel, village in (
        (ANYBODY, "phone", VILLAGE), (operator, "paper", NEIGHBOUR_VILLAGE), (operator, "reses", VILLAGE),
    ):  # fmt: skip
        with pytest.raises(Refused):
            proposal(by=actor, channel=channel, village_code=village)


def test_ten_a_day_from_one_browser_and_as_many_browsers_as_there_are() -> None:
    for number in range(reviewing.MOST_OF_BROWSER_A_DAY):
        proposal(f"Lampu jalan nomor {number}", browser="satu")
    with pytest.raises(ProposalDeclined, match="sudah mengirim 10"):
        proposal("Lampu jalan nomor sepuluh", browser="satu")
    proposal("Lampu jalan nomor sepuluh", browser="dua")


def test_ticket_and_pin_open_it_and_a_new_pin_replaces_the_old(acting: Acting) -> None:
    made, pin = proposal_and_pin()
    assert opened(queries.to_open(), made.ticket, pin).pk == made.pk
    operator = acting(("village_operator", VILLAGE))
    fresh = pins.new_proposal_pin(by=operator, uuid=made.uuid, reason="menunjukkan KTP")
    assert opened(queries.to_open(), made.ticket.lower(), fresh).pk == made.pk
    if fresh != pin:
        with pytest.raises(NotFound):
            opened(queries.to_open(), made.ticket, pin)


def test_a_file_that_is_no_photograph_is_refused_and_nothing_is_kept() -> None:
    made = proposal()
    for content in (b"", b"%PDF-1.4 %%EOF", b"GIF89a", photograph().getvalue()[:100]):
        with pytest.raises(NotAccepted):
            proposing.add_photo(by=ANYBODY, uuid=made.uuid, file_name="x.jpg", content=io.BytesIO(content), opened=True)
    made.refresh_from_db()
    assert made.photos == 0


def test_cost_answer_and_link_are_steps_of_a_public_story(acting: Acting) -> None:
    made = proposal()
    planner, sector = acting(("planner", "35.05")), acting(("sector_officer", "35.05"))
    with pytest.raises(ProposalDeclined, match="belum dihitung"):
        answering.answer(by=planner, uuid=made.uuid, outcome="accepted", reason="prioritas")
    with pytest.raises(ReasonMissing):
        costing.cost(by=sector, uuid=made.uuid, cost_idr=1, basis=" ", year=2026)
    with pytest.raises(ProposalDeclined, match="di atas nol"):
        costing.cost(by=sector, uuid=made.uuid, cost_idr=0, basis="RAB", year=2026)
    costing.cost(by=sector, uuid=made.uuid, cost_idr=150_000_000, basis="RAB", year=2026)
    with pytest.raises(ProposalDeclined, match="Hanya usulan yang diterima"):
        answering.link(by=planner, uuid=made.uuid, item_kind="project", item="jembatan-3")
    answering.answer(by=planner, uuid=made.uuid, outcome="not_this_year", reason="anggaran habis")
    answering.answer(by=planner, uuid=made.uuid, outcome="accepted", reason="masuk perubahan APBD")
    answering.link(by=planner, uuid=made.uuid, item_kind="project", item="jembatan-3", plan="rencana:7")
    story = queries.public_story(made.ticket)
    assert [(step.step, step.note) for step in story.steps] == [
        ("raised", ""), ("costed", "Rp 150.000.000 (2026): RAB"), ("not_this_year", "anggaran habis"),
        ("accepted", "masuk perubahan APBD"), ("linked", "Proyek · jembatan-3 · rencana:7"),
    ]  # fmt: skip
    assert list(queries.of_items("project", ["jembatan-3"])) == [made]
    with pytest.raises(ProposalDeclined, match="sudah diterima"):
        costing.cost(by=sector, uuid=made.uuid, cost_idr=2, basis="RAB", year=2026)


def test_roles_and_areas_are_kept(acting: Acting) -> None:
    made = proposal()
    with pytest.raises(Proposal.DoesNotExist):
        costing.cost(by=acting(("village_operator", VILLAGE)), uuid=made.uuid, cost_idr=1, basis="x", year=2026)
    with pytest.raises(ObjectDoesNotExist):
        costing.cost(by=acting(("sector_officer", "35.72")), uuid=made.uuid, cost_idr=1, basis="x", year=2026)
    assert list(queries.proposals(acting(("auditor", "35.72")))) == []
    assert list(queries.proposals(acting(("auditor", "35.05")))) == [made]
    assert list(queries.proposals(acting(("administrator", "35.05")))) == []


def test_titles_that_are_alike_are_suggested_and_never_merged_by_themselves() -> None:
    first = proposal("Perbaikan jembatan Kali Lekso RT 02")
    proposal("Pelatihan batik tulis", pillar="training")
    proposal("Perbaikan jembatan Kali Lekso", village_code=FAR_VILLAGE)
    found = queries.alike(VILLAGE, "Jembatan kali Lekso diperbaiki")
    assert [one for _, one in found] == [first]
    assert found[0][0] > 0.35
    assert queries.alike(VILLAGE, first.title, but=first.pk) == []
    assert likeness(trigrams("word"), trigrams("two words")) == pytest.approx(4 / 11)  # pg_trgm's documented example
    assert likeness(trigrams(""), trigrams("")) == 0.0


def test_merging_keeps_both_stories_and_every_ticket_leads_to_the_one_that_goes_on(acting: Acting) -> None:
    operator = acting(("village_operator", VILLAGE))
    one, two, three = (proposal(f"Jembatan nomor {n} roboh", story=f"cerita {n}", supporters=n) for n in (1, 2, 3))
    merging.merge(by=operator, uuid=one.uuid, into=two.uuid, reason="sama")
    merging.merge(by=operator, uuid=two.uuid, into=three.uuid, reason="sama juga")
    first = queries.public_story(one.ticket)
    assert (first.text, first.goes_on) == ("cerita 1", three)
    last = queries.public_story(three.ticket)
    assert [(child.ticket, text) for child, text in last.merged_texts] == [(two.ticket, "cerita 2")]
    assert last.proposal.supporters == 6
    with pytest.raises(ProposalDeclined, match="sudah berakhir"):
        merging.merge(by=operator, uuid=three.uuid, into=one.uuid, reason="lingkaran")
    with pytest.raises(ProposalDeclined, match="dua usulan berbeda"):
        merging.merge(by=operator, uuid=three.uuid, into=three.uuid, reason="diri")
    with pytest.raises(Proposal.DoesNotExist):
        merging.merge(by=operator, uuid=three.uuid, into=proposal(village_code=FAR_VILLAGE).uuid, reason="jauh")


def test_splitting_gives_each_part_a_ticket_and_the_story(acting: Acting) -> None:
    operator = acting(("village_operator", VILLAGE))
    whole = proposal("Jembatan dan pelatihan tani", story="keduanya perlu", proposer="Siti")
    parts = [merging.Part("Jembatan Kali Lekso", "infrastructure"), merging.Part("Pelatihan tani padi", "training")]
    with pytest.raises(ProposalDeclined, match="dua judul"):
        merging.split(by=operator, uuid=whole.uuid, parts=parts[:1], reason="dua hal")
    made = merging.split(by=operator, uuid=whole.uuid, parts=parts, reason="dua hal")
    assert len({one.ticket for one in (*made, whole)}) == 3
    assert list(queries.public_story(whole.ticket).parts) == made
    for part in made:
        story = queries.story(operator, part.uuid)
        assert (story.text, story.people, story.proposal.split_from) == ("keduanya perlu", ("Siti", ""), whole)
    with pytest.raises(ProposalDeclined, match="sudah berakhir"):
        merging.split(by=operator, uuid=whole.uuid, parts=parts, reason="lagi")


def test_pokir_are_a_members_own_and_seen_by_those_who_oversee(acting: Acting) -> None:
    member, other = acting(("council_member", "35.05")), acting(("council_member", "35.05"))
    made = proposal("Irigasi tersier Sumberarum", by=member, channel="reses")
    assert list(queries.pokir(member, member.user_id)) == [made]
    assert list(queries.pokir(other)) == [made]
    assert list(queries.pokir(other, other.user_id)) == []
    assert list(queries.pokir(acting(("village_operator", VILLAGE)))) == []


def test_what_ended_stays_ended() -> None:
    made = proposal()
    proposing.withdraw(by=ANYBODY, uuid=made.uuid, reason="sudah diperbaiki warga", opened=True)
    with pytest.raises(ProposalDeclined, match="sudah berakhir"):
        proposing.complete(by=ANYBODY, uuid=made.uuid, details=WHOLE, opened=True)
    assert queries.public_story(made.ticket).steps[-1].note == "sudah diperbaiki warga"


def test_a_photograph_that_hurts_is_taken_away_with_a_reason_that_everybody_reads(acting: Acting) -> None:
    made, other = proposal(), proposal("Lampu jalan dusun Krajan")
    for one, colour in ((made, "grey"), (other, "red")):
        proposing.add_photo(by=ANYBODY, uuid=one.uuid, file_name="x.jpg", content=photograph(colour), opened=True)
    (shown,), (others,) = queries.public_story(made.ticket).photos, queries.public_story(other.ticket).photos
    operator = acting(("village_operator", VILLAGE))
    with pytest.raises(ReasonMissing):
        proposing.remove_photo(by=operator, uuid=made.uuid, number=shown.pk, reason=" ")
    with pytest.raises(Attachment.DoesNotExist):
        proposing.remove_photo(by=operator, uuid=made.uuid, number=others.pk, reason="bukan tempat ini")
    with pytest.raises(Proposal.DoesNotExist):
        proposing.remove_photo(
            by=acting(("village_operator", FAR_VILLAGE)), uuid=made.uuid, number=shown.pk, reason="tidak pantas"
        )
    proposing.remove_photo(by=operator, uuid=made.uuid, number=shown.pk, reason="memuat wajah anak")
    story = queries.public_story(made.ticket)
    assert (story.photos, story.proposal.photos) == ((), 0)
    assert (story.steps[-1].step, story.steps[-1].note) == ("photo_removed", "memuat wajah anak")
    with pytest.raises(Attachment.DoesNotExist):
        queries.public_photo(made.ticket, shown.pk)
    assert len(queries.public_story(other.ticket).photos) == 1
