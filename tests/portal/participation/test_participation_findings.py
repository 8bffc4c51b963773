"""A finding's way: found, answered by its office, confirmed or reopened by the next forum, public and overdue."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from made_meetings import KELURAHAN, START, Forum, closed, council, invited, officer, operator, planner

from merata_portal.attachments.queries import published
from merata_portal.audit.models import Event
from merata_portal.participation.actions.findings import answer_finding
from merata_portal.participation.actions.syncing import take_events
from merata_portal.participation.declining import FindingDeclined, MeetingDeclined
from merata_portal.participation.logs import moment
from merata_portal.participation.models import Finding, FindingStep
from merata_portal.participation.queries import findings as reading
from merata_portal.personal.reasons import Declined

pytestmark = pytest.mark.usefixtures("areas")


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Any) -> None:
    settings.DATA_ROOT = tmp_path / "data"


class Later(Forum):
    """A meeting a month later."""

    def at(self, minute: float) -> Any:
        return START + timedelta(days=200, minutes=minute)


def next_forum(**more: Any) -> Later:
    forum = invited(starts_at=moment(START + timedelta(days=200)), **more)
    later = Later(forum.meeting, forum.by, forum.invitees, forum.items)
    later.sign(0, 1, 2, 3)
    later.write("opened", 0)
    return later


def test_found_answered_confirmed() -> None:
    closed()
    found = Finding.objects.get()
    assert (found.state, found.promised_idr, found.delivered_idr) == ("open", 300, 200)
    assert found.text_sealed is not None
    assert b"Bantuan" not in bytes(found.text_sealed)
    assert reading.page_of(found).overdue
    answer_finding(
        by=officer(),
        finding=found.uuid,
        text="Dibayar 3 Juli",
        file=io.BytesIO(b"%PDF-1.4 x\n%%EOF"),
        file_name="a.pdf",
    )
    found.refresh_from_db()
    assert found.state == "answered"
    assert published(f"finding:{found.uuid}").count() == 1
    later = next_forum()
    later.write("finding_confirmed", 10, {"finding": str(found.uuid)})
    assert Finding.objects.get().state == "answered"  # not before that meeting is closed
    later.write("closed", 60)
    page = reading.finding(council(), found.uuid)
    assert page.finding.state == "confirmed"
    assert [(one.kind, one.text) for one in page.steps] == [
        ("found", ""), ("answered", "Dibayar 3 Juli"), ("confirmed", ""),
    ]  # fmt: skip
    assert not page.overdue
    with pytest.raises(FindingDeclined, match="sudah selesai"):
        answer_finding(by=officer(), finding=found.uuid, text="lagi")
    assert Event.objects.filter(action="finding.answer").count() == 1


def test_reopened_gets_a_new_deadline_and_its_reason() -> None:
    closed()
    found = Finding.objects.get()
    later = next_forum()
    later.write("finding_reopened", 10, {"finding": str(found.uuid)}, text="Sebagian keluarga tetap belum menerima")
    with pytest.raises(MeetingDeclined, match="sudah dinilai"):
        later.write("finding_confirmed", 11, {"finding": str(found.uuid)})
    later.write("closed", 60)
    page = reading.finding(council(), found.uuid)
    assert page.finding.state == "open"
    assert page.steps[-1].text == "Sebagian keluarga tetap belum menerima"
    assert page.finding.deadline == page.steps[-1].deadline == date(2027, 1, 12)
    assert page.steps[-1].meeting == later.meeting


def test_a_forum_judges_only_findings_of_its_own_area_and_of_earlier_meetings() -> None:
    closed()
    found = Finding.objects.get()
    other = next_forum(kind="musrenbang_kelurahan", area=KELURAHAN, by=operator(KELURAHAN))
    with pytest.raises(MeetingDeclined, match="tidak ada di wilayah"):
        other.write("finding_confirmed", 10, {"finding": str(found.uuid)})
    event = other.event("finding_confirmed", 10, 1, {"finding": str(found.uuid)})
    result = take_events(by=other.by, meeting=other.meeting, device="tablet-0001", events=[event])
    assert [(one.outcome, one.stands) for one in result.events] == [("conflict", False)]
    assert FindingStep.objects.count() == 1


@pytest.mark.parametrize(
    "by", [officer("sector_officer"), officer(area="35.72"), officer(area="35.05.01.2001"), planner(), operator()]
)
def test_only_the_office_that_it_was_given_to_answers(by: Any) -> None:
    closed()
    found = Finding.objects.get()
    with pytest.raises(Finding.DoesNotExist):
        answer_finding(by=by, finding=found.uuid, text="x")
    assert FindingStep.objects.count() == 1


def test_an_answer_says_something_and_names_no_number() -> None:
    closed()
    found = Finding.objects.get()
    for text in (" ", "lihat 3505990101800001"):
        with pytest.raises(Declined):
            answer_finding(by=officer(), finding=found.uuid, text=text)


def test_lists_by_area_office_and_state() -> None:
    closed()
    found = Finding.objects.get()
    assert list(reading.findings(operator())) == [found]
    assert list(reading.findings(operator("35.05.01.2002"))) == []
    assert list(reading.findings(operator(), state="confirmed")) == []
    assert list(reading.waiting(officer())) == [found]
    assert list(reading.waiting(officer("sector_officer"))) == []
    assert reading.public_findings() == []  # the meeting is not sealed yet
    with pytest.raises(Finding.DoesNotExist):
        reading.finding(operator("35.05.01.2002"), found.uuid)


def test_a_finding_whose_entry_falls_is_struck_off_and_says_so() -> None:
    forum = closed()
    found = Finding.objects.get()
    early = forum.event("closed", 35, 1)  # another device closed the meeting before the finding was written down
    result = take_events(by=forum.by, meeting=forum.meeting, device="phone-00001", events=[early])
    assert {one.uuid for one in result.displaced} >= {str(found.uuid)}
    found.refresh_from_db()
    assert found.state == "withdrawn"
    assert [one.kind for one in found.steps.all()] == ["found", "withdrawn"]
