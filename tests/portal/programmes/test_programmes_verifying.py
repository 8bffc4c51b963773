"""The village's word: proposed by the list, confirmed, objected to, removed, added; closed with its papers."""

from __future__ import annotations

import io
from datetime import date, timedelta
from uuid import uuid4

import made_registry
import pyarrow as pa
import pytest
from django.utils import timezone
from enrolling_steps import EACH_IDR, MEETING_DAY, approved, freeze, hold_meeting, lists_known, of, propose, verify
from made_programmes import OTHER_VILLAGE, VILLAGE

from merata_portal.actor import Actor, Refused
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.programmes.actions import proposing, verifying
from merata_portal.programmes.models import Enrolment, Launch, Verification, Word
from merata_portal.programmes.queries import enrolments as queries
from merata_portal.programmes.queries import verifications
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import State
from merata_portal.programmes.tables import BEYOND, chosen
from merata_portal.registry.models import Household

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(areas: object) -> list[Household]:
    lists_known()
    return [made_registry.household(VILLAGE, name) for name in ("Siti", "Budi", "Ani")]


@pytest.fixture
def proposed(homes: list[Household]) -> Launch:
    made = approved(homes)
    job = propose(made)
    assert job.result == {"enrolments": 3, "villages": 1, "absent": 0, "flags": 0}
    return made


def test_the_list_stands_proposed_with_its_reasons_and_every_village_has_its_procedure(
    operator: Actor, proposed: Launch, homes: list[Household]
) -> None:
    page = queries.enrolments(operator, proposed.uuid)
    assert [(one.household, one.state, one.rank, one.annual_idr) for one in page.rows] == [
        (home.uuid, "proposed", place, EACH_IDR) for place, home in enumerate(homes, 1)
    ]
    assert (page.rows[0].reason_id, page.rows[0].reason_en) == ("Memenuhi: desil 3.", "Eligible: decile 3.")
    assert Verification.objects.get().procedure == "musyawarah_desa_khusus"
    history = queries.enrolment(operator, page.rows[0].uuid).transitions
    assert [(one.source, one.target, one.code) for one in history] == [("", "proposed", "listed")]


def test_a_kelurahan_is_heard_by_its_own_procedure(areas: object) -> None:
    lists_known()
    made = approved([made_registry.household("35.05.10.1004", "Siti")])
    propose(made)
    assert Verification.objects.get().procedure == "kelurahan"


def test_a_household_that_the_registry_lost_is_told_and_nobody_stands_twice(homes: list[Household]) -> None:
    made = approved(homes)
    Household.objects.filter(pk=homes[1].pk).update(dataset_id="hilang")
    assert propose(made).result == {"enrolments": 2, "villages": 1, "absent": 1, "flags": 0}
    assert propose(made).result == {"enrolments": 2, "villages": 1, "absent": 0, "flags": 0}


def test_persons_are_proposed_where_the_launch_gives_to_persons(areas: object) -> None:
    lists_known()
    home = made_registry.household(VILLAGE, "Siti", "Budi")
    made = approved([home], unit="person")
    propose(made)
    found = Enrolment.objects.filter(launch=made).order_by("pk")
    assert [(one.household_id, one.person is not None, one.annual_idr) for one in found] == [
        (home.pk, True, EACH_IDR // 2)
    ] * 2


def test_the_village_says_of_each_what_it_thinks_and_the_rest_is_confirmed_at_once(
    operator: Actor, proposed: Launch, homes: list[Household]
) -> None:
    siti, budi, ani = (of(proposed, home) for home in homes)
    verifying.say(by=operator, enrolment=siti.uuid, said="object", reason="pindah ke Malang")
    verifying.say(by=operator, enrolment=budi.uuid, said="remove", reason="sudah mampu")
    assert verifying.confirm_rest(by=operator, launch=proposed.uuid, village_code=VILLAGE) == 1
    assert [of(proposed, home).state for home in homes] == ["proposed", "exited", "verified"]
    (row,) = verifications.verifications(operator, proposed.uuid)
    assert (row.listed, row.unsaid, row.confirmed, row.objected, row.added, row.removed) == (3, 0, 1, 1, 0, 1)
    assert row.verified_idr == EACH_IDR
    last = queries.enrolment(operator, ani.uuid).transitions[-1]
    assert (last.source, last.target, last.code) == ("proposed", "verified", "confirmed")


def test_a_word_is_taken_back_with_its_reason_until_the_closing(
    operator: Actor, proposed: Launch, homes: list[Household]
) -> None:
    one = of(proposed, homes[0])
    for said, state in (("confirm", "verified"), ("object", "proposed"), ("remove", "exited"), ("confirm", "verified")):
        verifying.say(by=operator, enrolment=one.uuid, said=said, reason="dibahas lagi")
        one.refresh_from_db()
        assert one.state == state
    with pytest.raises(ReasonMissing):
        verifying.say(by=operator, enrolment=one.uuid, said="remove", reason=" ")
    assert Word.objects.filter(enrolment=one).count() == 4
    assert [each.target for each in one.transitions.order_by("pk")] == [
        "proposed", "verified", "proposed", "exited", "proposed", "verified",
    ]  # fmt: skip


def test_whom_the_village_adds_is_kept_with_why_the_list_did_not_choose_them(
    operator: Actor, proposed: Launch, areas: object
) -> None:
    rich = made_registry.household(VILLAGE, "Tono", desil=9)
    made = verifying.add(by=operator, launch=proposed.uuid, household=rich.uuid, reason="rumahnya terbakar")
    assert (made.state, made.decided_by, made.rank) == (State.VERIFIED, "village", None)
    assert made.annual_idr > 0
    assert made.reason_id.startswith(("Tidak memenuhi", "Belum dapat diputuskan"))
    assert made.reason_en.startswith(("Not eligible", "Cannot be decided"))
    with pytest.raises(ProgrammeRefused, match="Sudah ada dalam daftar"):
        verifying.add(by=operator, launch=proposed.uuid, household=rich.uuid, reason="lagi")


def test_whom_the_ceiling_did_not_reach_is_added_with_that_reason(
    operator: Actor, homes: list[Household], areas: object
) -> None:
    made = approved(homes)
    late = made_registry.household(VILLAGE, "Tono")
    freeze(made, [*homes], chosen=True)
    propose(made)
    freeze(made, [*homes, late], chosen=False)
    one = verifying.add(by=operator, launch=made.uuid, household=late.uuid, reason="janda")
    assert (one.reason_id, one.reason_en) == BEYOND


def test_the_meeting_is_refused_with_everything_that_cannot_be_so(operator: Actor, proposed: Launch) -> None:
    with pytest.raises(ProgrammeRefused) as refused:
        verifying.record_meeting(
            by=operator, launch=proposed.uuid, village_code=VILLAGE, held_on=timezone.localdate() + timedelta(days=1),
            place="", leader="Ketua", invited=10, present=11, present_women=12, minutes_number="",
        )  # fmt: skip
    for part in ("still to come", "place is empty", "number of the minutes is empty", "present must be 1 to 10",
                 "women present must be 0 to 11"):  # fmt: skip
        assert part in refused.value.text_en
    with pytest.raises(ProgrammeRefused, match="before the list was approved"):
        hold_meeting(operator, proposed, held_on=date(2026, 1, 30))


def test_closing_needs_the_meeting_both_papers_and_a_word_on_everybody(operator: Actor, proposed: Launch) -> None:
    def close() -> None:
        verifying.close_verification(by=operator, launch=proposed.uuid, village_code=VILLAGE)

    with pytest.raises(ProgrammeRefused) as refused:
        close()
    for part in ("meeting is not written down", "the minutes is not attached", "the attendance list is not attached",
                 "of 3 households nothing is said"):  # fmt: skip
        assert part in refused.value.text_en
    page = verifications.verification(operator, proposed.uuid, VILLAGE)
    assert set(page.missing) == {"meeting", "minutes", "attendance", "words"}
    hold_meeting(operator, proposed, invited=30, present=19, present_women=4)
    page = verifications.verification(operator, proposed.uuid, VILLAGE)
    assert page.missing == ("words",)
    assert page.quorum is not None
    assert (page.quorum.least, page.quorum.reached) == (20, False)
    verifying.confirm_rest(by=operator, launch=proposed.uuid, village_code=VILLAGE)
    close()
    assert len(Verification.objects.get().list_hash) == 64


def test_a_closed_part_is_frozen_and_reopened_with_a_reason_before_the_decree_alone(
    operator: Actor, social: Actor, proposed: Launch, homes: list[Household]
) -> None:
    verify(operator, proposed)
    first = Verification.objects.get().list_hash
    one = of(proposed, homes[0])
    with pytest.raises(ProgrammeRefused, match="closed"):
        verifying.say(by=operator, enrolment=one.uuid, said="remove", reason="mampu")
    verifying.reopen_verification(by=social, launch=proposed.uuid, village_code=VILLAGE, reason="berita acara keliru")
    assert Verification.objects.get().closed_at is None
    verifying.say(by=operator, enrolment=one.uuid, said="remove", reason="mampu")
    verifying.close_verification(by=operator, launch=proposed.uuid, village_code=VILLAGE)
    assert Verification.objects.get().list_hash not in ("", first)
    Launch.objects.update(state="running")
    with pytest.raises(ProgrammeRefused, match="before the decree"):
        verifying.reopen_verification(by=operator, launch=proposed.uuid, village_code=VILLAGE, reason="terlambat")


def test_another_village_is_not_there_and_other_roles_may_not(
    operator: Actor, social: Actor, proposed: Launch, homes: list[Household], acting: object
) -> None:
    neighbour = acting(("village_operator", OTHER_VILLAGE))  # type: ignore[operator]
    one = of(proposed, homes[0])
    with pytest.raises(Enrolment.DoesNotExist):
        verifying.say(by=neighbour, enrolment=one.uuid, said="confirm")
    with pytest.raises(Verification.DoesNotExist):
        verifying.confirm_rest(by=neighbour, launch=proposed.uuid, village_code=VILLAGE)
    with pytest.raises(Household.DoesNotExist):
        verifying.add(by=neighbour, launch=proposed.uuid, household=homes[0].uuid, reason="x")
    with pytest.raises(Refused):
        verifying.confirm_rest(by=social, launch=proposed.uuid, village_code=VILLAGE)
    assert queries.enrolments(neighbour, proposed.uuid).rows == ()
    with pytest.raises(Enrolment.DoesNotExist):
        queries.enrolment(neighbour, one.uuid)
    with pytest.raises(Verification.DoesNotExist):
        verifications.verification(neighbour, proposed.uuid, VILLAGE)
    with pytest.raises(Enrolment.DoesNotExist):
        verifying.say(by=operator, enrolment=uuid4(), said="confirm")


def test_what_waits_for_a_village_is_told_to_its_operator(operator: Actor, planner: Actor, proposed: Launch) -> None:
    assert [one.launch_id for one in verifications.waiting(operator)] == [proposed.pk]
    assert verifications.waiting(planner) == []
    verify(operator, proposed)
    assert verifications.waiting(operator) == []


def test_an_unknown_paper_is_refused(operator: Actor, proposed: Launch) -> None:
    with pytest.raises(ProgrammeRefused, match="attach the minutes"):
        verifying.attach_to_verification(
            by=operator, launch=proposed.uuid, village_code=VILLAGE, kind="foto", file_name="a.pdf",
            content=io.BytesIO(b""),
        )  # fmt: skip
    assert MEETING_DAY.year == 2026


def test_a_launch_withdrawn_meanwhile_is_proposed_to_nobody(
    homes: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = approved(homes)

    def withdrawn(of_launch: Launch) -> pa.Table:
        Launch.objects.update(state="withdrawn")
        return chosen(of_launch)

    monkeypatch.setattr(proposing, "chosen", withdrawn)
    with pytest.raises(AssertionError, match="The launch is withdrawn"):
        propose(made)
    assert not Enrolment.objects.exists()
