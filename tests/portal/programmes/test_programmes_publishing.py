from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import pytest
from made_programmes import NOON, VILLAGE, enrolment, launch
from made_registry import household
from pypdf import PdfReader

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.programmes.actions.publishing import print_board, print_meeting_sheet, print_stickers
from merata_portal.programmes.models import Launch, Verification
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(areas: dict[str, Any]) -> Launch:
    """Two are decreed and one has left; names may hang on the notice board."""
    made = launch(
        "running", {VILLAGE: 5_400_000}, publication="village_board", publication_basis="Perbup 12/2025 pasal 7"
    )
    Verification.objects.create(
        uuid=uuid4(), launch=made, village_code=VILLAGE, procedure="kelurahan", opened_at=NOON, opened_by_user_id=1
    )
    for name, state in (("Siti Aminah", "enrolled"), ("Budi Utomo", "paused"), ("Wati Lestari", "exited")):
        enrolment(made, household(VILLAGE, name), state)
    return made


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_notice_board_names_the_decreed_and_the_legal_basis_and_no_rupiah(running: Launch, social: Actor) -> None:
    text = text_of(print_board(by=social, launch=running.uuid, village_code=VILLAGE))
    assert "Siti Aminah" in text
    assert "Budi Utomo" in text
    assert "Wati Lestari" not in text
    assert "Perbup 12/2025 pasal 7" in text
    assert "1.800.000" not in text
    event = Event.objects.order_by("-sequence")[0]
    assert (event.action, event.area, event.rows) == ("programmes.print_board", VILLAGE, 2)


def test_stickers_bear_no_name_and_need_a_switch_of_their_own(running: Launch, social: Actor) -> None:
    with pytest.raises(ProgrammeRefused):
        print_stickers(by=social, launch=running.uuid, village_code=VILLAGE)
    Launch.objects.filter(pk=running.pk).update(publication="stickers")
    text = text_of(print_stickers(by=social, launch=running.uuid, village_code=VILLAGE))
    assert text.count("Penerima bantuan") == 2
    assert "Siti" not in text


@pytest.mark.parametrize("publication", ["nothing", "counts"])
def test_where_the_switch_says_no_names_nothing_is_printed_nor_recorded(
    publication: str, running: Launch, social: Actor
) -> None:
    Launch.objects.filter(pk=running.pk).update(publication=publication)
    before = Event.objects.count()
    for printed in (print_board, print_stickers):
        with pytest.raises(ProgrammeRefused):
            printed(by=social, launch=running.uuid, village_code=VILLAGE)
    assert Event.objects.count() == before


def test_the_meetings_sheet_is_the_operators_and_leaves_out_who_left(running: Launch, operator: Actor) -> None:
    text = text_of(print_meeting_sheet(by=operator, launch=running.uuid, village_code=VILLAGE))
    assert "Siti Aminah" in text
    assert "1.800.000" in text
    assert "Wati Lestari" not in text


def test_a_village_of_anothers_area_is_not_there(running: Launch, operator: Actor, planner: Actor) -> None:
    with pytest.raises(Verification.DoesNotExist):
        print_board(by=operator, launch=running.uuid, village_code="35.05.01.2002")
    with pytest.raises(Refused):
        print_board(by=planner, launch=running.uuid, village_code=VILLAGE)
    with pytest.raises(Refused):
        print_meeting_sheet(by=planner, launch=running.uuid, village_code=VILLAGE)


def test_where_nobody_is_decreed_nothing_is_printed(areas: dict[str, Any], social: Actor) -> None:
    made = launch("approved", publication="village_board", publication_basis="Perbup 12/2025")
    Verification.objects.create(
        uuid=uuid4(), launch=made, village_code=VILLAGE, procedure="kelurahan", opened_at=NOON, opened_by_user_id=1
    )
    with pytest.raises(ProgrammeRefused, match="Tidak seorang pun"):
        print_board(by=social, launch=made.uuid, village_code=VILLAGE)
