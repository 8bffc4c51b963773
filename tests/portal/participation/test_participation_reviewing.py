"""A flood of proposals through everybody's page: taken in, unseen until somebody has looked, refused at last."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from made_works import photo

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.participation.actions import costing, merging, proposing, reviewing
from merata_portal.participation.declining import ProposalDeclined
from merata_portal.participation.models import Proposal
from merata_portal.participation.queries import proposals as queries

pytestmark = pytest.mark.django_db
VILLAGE, NEXT = "35.05.01.2001", "35.05.01.2002"
ANYBODY = Actor(-1, "anonim / anonymous")
SHOWN, AN_HOUR, TAKEN = 2, 4, 5
Acting = Callable[..., Actor]


@pytest.fixture(autouse=True)
def _small_limits(areas: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "SHOWN_OF_VILLAGE_A_DAY", SHOWN)
    monkeypatch.setattr(reviewing, "SHOWN_AN_HOUR", AN_HOUR)
    monkeypatch.setattr(reviewing, "MOST_OF_VILLAGE_A_DAY", TAKEN)


def sent(number: int = 0, village: str = VILLAGE, **more: Any) -> Proposal:
    """One from a browser of its own."""
    asked = {"by": ANYBODY, "channel": "page", "browser": f"gawai {number}"} | more
    made, _pin = proposing.submit(
        village_code=village, year=2027, title=f"Lampu jalan nomor {number}", pillar="infrastructure", **asked
    )
    return made


def waiting() -> Proposal:
    """The one too many."""
    made = [sent(number) for number in range(SHOWN + 1)]
    assert [one.state for one in made] == ["raised"] * SHOWN + ["review"]
    return made[-1]


def test_more_of_one_village_wait_and_another_village_does_not() -> None:
    waiting()
    assert sent(10, NEXT).state == "raised"


def test_more_in_an_hour_from_all_villages_wait() -> None:
    assert [sent(number, village).state for number, village in enumerate([VILLAGE, VILLAGE, NEXT, NEXT])] == [
        "raised"
    ] * AN_HOUR
    assert sent(9, "35.05.10.1004").state == "review"


def test_more_than_anybody_would_read_are_refused_and_the_office_still_takes_them(acting: Acting) -> None:
    for number in range(TAKEN):
        sent(number)
    with pytest.raises(ProposalDeclined) as refused:
        sent(TAKEN)
    assert refused.value.text_id.startswith(f"Hari ini sudah masuk {TAKEN} usulan untuk desa ini")
    assert Proposal.objects.count() == TAKEN
    spoken = sent(by=acting(("village_operator", VILLAGE)), channel="phone", browser="")
    assert spoken.state == "raised"


def test_what_waits_is_seen_by_nobody_but_the_office_and_who_sent_it(acting: Acting) -> None:
    made, operator = waiting(), acting(("village_operator", VILLAGE))
    assert made not in queries.public_proposals()
    assert list(queries.public_proposals(state="review")) == []
    assert [one for _share, one in queries.alike(VILLAGE, made.title, but=None) if one.pk == made.pk] == []
    with pytest.raises(Proposal.DoesNotExist):
        queries.public_story(made.ticket)
    assert queries.public_story(made.ticket, opened=True).proposal == made
    assert list(queries.to_review(operator)) == [made]
    assert list(queries.to_review(acting(("village_operator", NEXT)))) == []


def test_its_photograph_is_seen_when_it_is(acting: Acting) -> None:
    made = waiting()
    kept = proposing.add_photo(
        by=ANYBODY, uuid=made.uuid, file_name="lampu.jpg", content=io.BytesIO(photo()), opened=True
    )
    with pytest.raises(Proposal.DoesNotExist):
        queries.public_photo(made.ticket, kept.pk)
    assert queries.public_photo(made.ticket, kept.pk, opened=True) == kept
    reviewing.review(by=acting(("planner", "35.05")), uuid=made.uuid, is_proposal=True, reason="usulan warga")
    assert queries.public_photo(made.ticket, kept.pk) == kept


def test_one_that_is_a_proposal_goes_on_as_any_other(acting: Acting) -> None:
    made, operator = waiting(), acting(("village_operator", VILLAGE))
    found = reviewing.review(by=operator, uuid=made.uuid, is_proposal=True, reason="Rukun tetangga 3 benar memintanya")
    assert found.state == "raised"
    assert found in queries.public_proposals()
    assert [(one.step, one.note) for one in queries.public_story(made.ticket).steps] == [
        ("raised", ""), ("released", "Rukun tetangga 3 benar memintanya"),
    ]  # fmt: skip
    event = Event.objects.latest("pk")
    assert (event.action, event.data) == ("proposals.review", '{"proposal":true}')


def test_one_that_is_none_ends_with_the_reason_which_only_its_sender_reads(acting: Acting) -> None:
    made, operator = waiting(), acting(("village_operator", VILLAGE))
    found = reviewing.review(by=operator, uuid=made.uuid, is_proposal=False, reason="kalimat yang sama dua ratus kali")
    assert found.state == "spam"
    assert found not in queries.public_proposals()
    assert queries.public_story(made.ticket, opened=True).steps[-1].note == "kalimat yang sama dua ratus kali"
    for act in (
        lambda: reviewing.review(by=operator, uuid=made.uuid, is_proposal=True, reason="berubah pikiran"),
        lambda: proposing.withdraw(by=ANYBODY, uuid=made.uuid, reason="ditarik saja", opened=True),
    ):
        with pytest.raises(ProposalDeclined):
            act()


def test_nothing_is_done_with_it_before_somebody_has_looked(acting: Acting) -> None:
    made = waiting()
    first: UUID = Proposal.objects.earliest("pk").uuid
    officer, operator = acting(("sector_officer", "35.05")), acting(("village_operator", VILLAGE))
    for act in (
        lambda: costing.cost(by=officer, uuid=made.uuid, cost_idr=1_000_000, basis="harga satuan", year=2026),
        lambda: merging.merge(by=operator, uuid=made.uuid, into=first, reason="sama saja"),
        lambda: merging.merge(by=operator, uuid=first, into=made.uuid, reason="sama saja"),
        lambda: proposing.withdraw(by=ANYBODY, uuid=made.uuid, reason="ditarik saja", opened=True),
    ):
        with pytest.raises(ProposalDeclined) as refused:
            act()
        assert refused.value.text_id.startswith(f"Usulan {made.ticket} menunggu dilihat")
    assert Proposal.objects.get(pk=made.pk).state == "review"


def test_only_who_takes_proposals_in_there_looks_with_a_reason(acting: Acting) -> None:
    made = waiting()
    with pytest.raises(Proposal.DoesNotExist):
        reviewing.review(by=acting(("village_operator", NEXT)), uuid=made.uuid, is_proposal=True, reason="usulan warga")
    with pytest.raises((Refused, Proposal.DoesNotExist)):
        reviewing.review(by=acting(("auditor", "35.05")), uuid=made.uuid, is_proposal=True, reason="usulan warga")
    with pytest.raises(Exception, match="Alasan wajib diisi"):
        reviewing.review(by=acting(("planner", "35.05")), uuid=made.uuid, is_proposal=True, reason=" ")
    assert Proposal.objects.get(pk=made.pk).state == "review"


def test_one_telephone_is_refused_after_a_neighbourhoods_proposals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "MOST_OF_BROWSER_A_DAY", 2)
    for _ in range(2):
        sent(browser="satu gawai")
    with pytest.raises(ProposalDeclined, match="Gawai ini sudah mengirim 2 usulan"):
        sent(browser="satu gawai")
    assert sent(browser="gawai lain").state == "review"
