from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from paying_made import Three, balance, entitled, running

from merata.errors import InputError
from merata.programmes.lists.differences import applied
from merata.programmes.lists.membership import read_membership
from merata_portal.actor import Actor, SamePerson
from merata_portal.audit.models import Event
from merata_portal.ledger.models import Entry, Transfer
from merata_portal.ledger.verifying import verify
from merata_portal.programmes.actions.membership_content import last_list
from merata_portal.programmes.actions.memberships import (
    check_list,
    discard_list,
    make_list,
    membership_file,
    send_list,
)
from merata_portal.programmes.actions.refused_members import read_refused, refused_members
from merata_portal.programmes.models import Cycle, Enrolment, Entitlement, Flag, Launch, MembershipList, memberships
from merata_portal.programmes.queries.memberships import membership_list, membership_lists, waiting
from merata_portal.programmes.refusals import ProgrammeRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(social: Actor, social2: Actor, sector: Actor) -> Three:
    return Three(social, social2, sector)


@pytest.fixture
def premium(areas: object) -> tuple[Launch, list[Enrolment]]:
    """Three persons, Rp42,000 a month."""
    return running(annual_idr=504_000, instalments=12, delivery="membership", unit="person")


def sent(cycle: Cycle, by: Three) -> MembershipList:
    made = make_list(by=by.maker, cycle_id=cycle.pk)
    check_list(by=by.checker, membership_list=made.uuid, reason="cocok")
    return send_list(by=by.payer, membership_list=made.uuid, document="SP2D", reason="iuran")


def file_of(one: MembershipList) -> bytes:
    return b"".join(memberships.read(f"{one.uuid.hex}.csv", one.uuid))


def member(enrolled: Enrolment) -> str:
    assert enrolled.person is not None
    return enrolled.person.dataset_id


def test_the_first_list_is_everybody_by_an_id_that_is_no_number(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, enrolled = premium
    one = make_list(by=three.maker, cycle_id=entitled(made, three.maker).pk)
    assert (one.month, one.members, one.entered, one.left, one.changed) == ("2026-01", 3, 3, 0, 0)
    assert one.premium_idr == 126_000
    programme, month, difference = read_membership(file_of(one), "x.csv")
    assert (programme, month, difference.new_hash) == (made.programme_id, "2026-01", one.new_hash)
    assert set(difference.rows["key"].to_pylist()) == {member(each) for each in enrolled}
    assert set(difference.rows["new_amount_idr"].to_pylist()) == {42_000}


def test_three_people_send_it_and_its_premium_is_one_sum_for_the_village(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, _ = premium
    one = make_list(by=three.maker, cycle_id=entitled(made, three.maker).pk)
    with pytest.raises(SamePerson):
        check_list(by=three.maker, membership_list=one.uuid, reason="sendiri")
    with pytest.raises(ProgrammeRefused, match="not checked"):
        send_list(by=three.payer, membership_list=one.uuid, document="", reason="x")
    with pytest.raises(ProgrammeRefused, match="not sent yet"):
        membership_file(by=three.payer, membership_list=one.uuid)
    assert [each.pk for each in waiting(three.checker)] == [one.pk]
    check_list(by=three.checker, membership_list=one.uuid, reason="cocok")
    with pytest.raises(ProgrammeRefused, match="checked already"):
        check_list(by=three.payer, membership_list=one.uuid, reason="lagi")
    for officer in (three.maker, three.checker):
        with pytest.raises(SamePerson):
            send_list(by=officer, membership_list=one.uuid, document="", reason="x")
        assert waiting(officer) == []
    assert [each.pk for each in waiting(three.payer)] == [one.pk]
    done = send_list(by=three.payer, membership_list=one.uuid, document="SP2D 3", reason="iuran Januari")
    assert list(Transfer.objects.filter(entry=done.entry).values_list("amount_idr", "reference")) == [
        (126_000, done.subject)
    ]
    assert set(Entitlement.objects.values_list("state", flat=True)) == {"received"}
    with pytest.raises(ProgrammeRefused, match="paid already"):
        send_list(by=three.payer, membership_list=one.uuid, document="", reason="lagi")
    assert balance(made.line)["paid"] == 126_000
    assert b"".join(membership_file(by=three.payer, membership_list=one.uuid)) == file_of(one)
    assert Event.objects.get(action="programmes.membership_file").area == "35.05"
    assert verify().whole


def test_each_month_sends_what_changed_and_fits_on_the_month_before(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, enrolled = premium
    january = sent(entitled(made, three.maker, 1), three)
    Enrolment.objects.filter(pk=enrolled[0].pk).update(state="exited", since="2026-01-15")
    Enrolment.objects.filter(pk=enrolled[1].pk).update(annual_idr=360_000)
    Flag.objects.create(uuid=enrolled[2].uuid, enrolment=enrolled[2], kind="move", at="2026-01-20T00:00:00Z")
    february_cycle = entitled(made, three.maker, 2)
    february = sent(february_cycle, three)
    assert (february.entered, february.left, february.changed, february.members) == (0, 2, 1, 1)
    assert (february.old_hash, february.premium_idr) == (january.new_hash, 30_000)
    _, _, difference = read_membership(file_of(february), "feb.csv")
    told = dict(zip(difference.rows["key"].to_pylist(), difference.rows["change"].to_pylist(), strict=True))
    assert told == {member(enrolled[0]): "left", member(enrolled[1]): "changed", member(enrolled[2]): "left"}
    before = last_list(made, february_cycle)
    assert applied(before, difference)["member"].to_pylist() == [member(enrolled[1])]
    assert [each.month for each in membership_lists(three.maker, made.uuid)] == ["2026-02", "2026-01"]


def test_an_unsent_month_blocks_the_next_and_can_be_given_up(
    premium: tuple[Launch, list[Enrolment]], three: Three, django_capture_on_commit_callbacks: Any
) -> None:
    made, _ = premium
    one = make_list(by=three.maker, cycle_id=entitled(made, three.maker, 1).pk)
    second = entitled(made, three.maker, 2)
    with pytest.raises(ProgrammeRefused, match="another month is not sent"):
        make_list(by=three.maker, cycle_id=second.pk)
    with pytest.raises(ProgrammeRefused, match="made already"):
        make_list(by=three.maker, cycle_id=one.cycle_id)
    with django_capture_on_commit_callbacks(execute=True):
        discard_list(by=three.maker, membership_list=one.uuid, reason="salah bulan")
    assert not (memberships.folder() / f"{one.uuid.hex}.csv").exists()
    assert set(Entitlement.objects.values_list("state", flat=True)) == {"due"}
    with pytest.raises(ProgrammeRefused, match="2026-01 was left out"):
        make_list(by=three.maker, cycle_id=second.pk)
    assert sent(one.cycle, three).entered == 3
    assert sent(second, three).entered == 0


def test_a_month_that_was_left_out_is_made_late_and_no_rupiah_of_the_year_is_lost(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, _ = premium
    march = entitled(made, three.maker, 3)
    with pytest.raises(ProgrammeRefused, match="2026-01, 2026-02 was left out and its premium is not paid") as refused:
        make_list(by=three.maker, cycle_id=march.pk)
    assert "bulan 2026-01, 2026-02 terlewat" in refused.value.text_id
    january = entitled(made, three.maker, 1)
    with pytest.raises(ProgrammeRefused, match="2026-01, 2026-02 was left out"):
        make_list(by=three.maker, cycle_id=march.pk)
    late = [sent(january, three), sent(entitled(made, three.maker, 2), three), sent(march, three)]
    assert [(one.month, one.entered, one.premium_idr) for one in late] == [
        ("2026-01", 3, 126_000),
        ("2026-02", 0, 126_000),
        ("2026-03", 0, 126_000),
    ]
    assert [one.old_hash for one in late[1:]] == [one.new_hash for one in late[:2]]
    for number in range(4, 13):
        sent(entitled(made, three.maker, number), three)
    assert balance(made.line)["paid"] == 3 * 504_000
    assert set(Entitlement.objects.values_list("state", flat=True)) == {"received"}
    assert verify().whole


def test_months_before_anybody_was_taken_in_are_not_waited_for(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, enrolled = premium
    Enrolment.objects.filter(launch=made).update(from_instalment=3)
    empty = entitled(made, three.maker, 1)
    assert not Entitlement.objects.filter(cycle=empty).exists()
    assert sent(entitled(made, three.maker, 3), three).entered == len(enrolled)
    with pytest.raises(ProgrammeRefused, match="later month"):
        make_list(by=three.maker, cycle_id=empty.pk)


def test_a_month_in_which_all_are_held_is_waited_for(premium: tuple[Launch, list[Enrolment]], three: Three) -> None:
    made, enrolled = premium
    for one in enrolled:
        Flag.objects.create(uuid=one.uuid, enrolment=one, kind="move", at="2026-01-20T00:00:00Z")
    entitled(made, three.maker, 1)
    assert set(Entitlement.objects.values_list("state", flat=True)) == {"held"}
    with pytest.raises(ProgrammeRefused, match="2026-01 was left out"):
        make_list(by=three.maker, cycle_id=entitled(made, three.maker, 2).pk)


def test_what_does_not_agree_is_refused_all_at_once(premium: tuple[Launch, list[Enrolment]], three: Three) -> None:
    made, enrolled = premium
    one = make_list(by=three.maker, cycle_id=entitled(made, three.maker).pk)
    Entitlement.objects.filter(enrolment=enrolled[0]).update(amount_idr=42_001)
    Flag.objects.create(uuid=enrolled[2].uuid, enrolment=enrolled[2], kind="death", at="2026-01-20T00:00:00Z")
    MembershipList.objects.filter(pk=one.pk).update(file_hash="0" * 64)
    with pytest.raises(ProgrammeRefused) as refused:
        check_list(by=three.checker, membership_list=one.uuid, reason="cocok")
    told = str(refused.value)
    for part in (
        "the file that is kept was changed",
        "the members are not",
        "the premium is Rp126001",
        "1 members were",
    ):
        assert part in told


def test_whom_the_insurer_refuses_is_asked_about_and_the_premium_comes_back(
    premium: tuple[Launch, list[Enrolment]], three: Three
) -> None:
    made, enrolled = premium
    one = sent(entitled(made, three.maker, 1), three)
    refused = f"anggota,alasan\r\n{member(enrolled[1])},NIK tidak padan\r\n".encode()
    assert refused_members(by=three.payer, membership_list=one.uuid, file=refused) == 1
    flag = Flag.objects.get()
    assert (flag.kind, flag.enrolment_id) == ("not_found", enrolled[1].pk)
    assert flag.evidence == {"month": "2026-01", "reason": "NIK tidak padan"}
    there = balance(made.line)
    assert (there["paid"], there["returned"]) == (126_000, 42_000)
    assert Entitlement.objects.get(enrolment=enrolled[1]).why == "refused"
    assert refused_members(by=three.payer, membership_list=one.uuid, file=refused) == 0
    assert Entry.objects.filter(kind="return").count() == 1
    # Until somebody answers, later months leave them out.
    assert sent(entitled(made, three.maker, 2), three).left == 1
    assert verify().whole


def test_strangers_and_faulty_files_are_refused_whole(premium: tuple[Launch, list[Enrolment]], three: Three) -> None:
    made, enrolled = premium
    one = make_list(by=three.maker, cycle_id=entitled(made, three.maker).pk)
    with pytest.raises(ProgrammeRefused, match="not sent yet"):
        refused_members(by=three.payer, membership_list=one.uuid, file=b"anggota\nx\n")
    check_list(by=three.checker, membership_list=one.uuid, reason="cocok")
    send_list(by=three.payer, membership_list=one.uuid, document="", reason="iuran")
    file = f"anggota\n{member(enrolled[0])}\norang-lain\n".encode()
    with pytest.raises(InputError, match="nothing of it was used"), transaction.atomic():
        refused_members(by=three.payer, membership_list=one.uuid, file=file)
    assert not Flag.objects.exists()
    assert balance(made.line)["returned"] == 0


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"", "names no members"),
        (b"nama\nSiti\n", "names no members"),
        (b"anggota\n", "has no rows"),
        (b"anggota\na\na\n", "stands in an earlier row too"),
        (b"anggota,alasan\n,x\n", "empty"),
        (b"\xff\xfe", "cannot be read"),
        (b'anggota\n"a\n', "cannot be read"),
    ],
)
def test_a_file_of_refusals_is_read_whole_or_not_at_all(file: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_refused(file)


def test_a_file_of_refusals_may_have_other_columns_and_empty_lines() -> None:
    assert read_refused(b"\xef\xbb\xbfNo,Alasan,Anggota\n1,pindah,'=o-1\n\n2,,o-2\n") == {"=o-1": "pindah", "o-2": ""}


def test_cash_is_no_membership_and_another_area_is_not_there(
    areas: object, three: Three, acting: Callable[..., Actor]
) -> None:
    made, _ = running()
    cycle = entitled(made, three.maker)
    with pytest.raises(ProgrammeRefused, match="no membership"):
        make_list(by=three.maker, cycle_id=cycle.pk)
    other, _ = running(["Siti"], delivery="membership", unit="household", instalments=12)
    one = make_list(by=three.maker, cycle_id=entitled(other, three.maker).pk)
    assert read_membership(file_of(one), "x")[2].rows["key"].to_pylist()[0].startswith("rt-")
    stranger = acting(("social_officer", "35.72"))
    with pytest.raises(MembershipList.DoesNotExist):
        membership_list(stranger, one.uuid)
    with pytest.raises(MembershipList.DoesNotExist):
        check_list(by=stranger, membership_list=one.uuid, reason="x")
    with pytest.raises(Cycle.DoesNotExist):
        make_list(by=stranger, cycle_id=cycle.pk)
