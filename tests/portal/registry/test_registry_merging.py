from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from registry_exports import FAR_VILLAGE, VILLAGE, kk, nik, row, two_families
from registry_observed import state_of_registry, work_off

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.registry.actions import linking
from merata_portal.registry.actions.linking import start_linking
from merata_portal.registry.actions.merging import decide_pair, merge, unmerge
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.models import Import, LinkPair, Membership, Merge, Person
from merata_portal.registry.queries.households import household, person
from merata_portal.registry.queries.links import merges, pairs
from merata_portal.registry.queries.searching import search
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.writing.identity import nik_digest

pytestmark = pytest.mark.django_db
Import_ = Callable[..., Import]


def by_nik(number: int) -> Person:
    return Person.objects.get(identity_digest=nik_digest(nik(number)))


@pytest.fixture
def twice(imported: Import_) -> tuple[Person, Person]:
    """Slamet in his family with a NIK, and once more alone, without relation known and with another NIK."""
    imported([*two_families(), row(40, 9, "Slamet Santosa", hubungan_keluarga="", kode_desa=VILLAGE)])
    return by_nik(1), by_nik(40)


def test_the_absorbed_record_is_seen_nowhere_and_its_number_finds_who_it_is(
    twice: tuple[Person, Person], officer: Actor
) -> None:
    kept, absorbed = twice
    merge(by=officer, kept=kept.uuid, absorbed=absorbed.uuid, reason="orang yang sama")
    assert [one.uuid for one in search(officer, "slamet santoso").rows] == [kept.uuid]
    assert [one.uuid for one in search(officer, nik(40)).rows] == [kept.uuid]
    assert person(officer, absorbed.uuid).uuid == kept.uuid
    assert not Membership.objects.filter(person=absorbed, until_day__isnull=True).exists()
    home = Membership.objects.filter(person=absorbed).get().household
    assert household(officer, home.uuid).members == ()
    event = Event.objects.get(action="registry.merge")
    assert (event.reason, str(absorbed.uuid) in event.data) == ("orang yang sama", True)


def test_unmerging_puts_back_every_row_as_it_was(twice: tuple[Person, Person], officer: Actor) -> None:
    kept, absorbed = twice
    before = state_of_registry()
    made = merge(by=officer, kept=kept.uuid, absorbed=absorbed.uuid, reason="sama")
    assert state_of_registry() != before
    assert [one.id for one in merges(officer)] == [made.id]
    unmerge(by=officer, change_id=made.change_id, reason="ternyata saudara")
    assert state_of_registry() == before
    assert merges(officer) == []
    with pytest.raises(RegistryRefused, match="taken apart already"):
        unmerge(by=officer, change_id=made.change_id, reason="lagi")


def test_what_is_lacking_is_taken_from_the_absorbed(twice: tuple[Person, Person], officer: Actor) -> None:
    kept, absorbed = twice
    assert absorbed.relation is None
    merge(by=officer, kept=absorbed.uuid, absorbed=kept.uuid, reason="sama")
    assert by_nik(40).relation == "head"


def test_a_chain_of_merges_is_taken_apart_from_its_end(imported: Import_, officer: Actor) -> None:
    imported([row(number, number, f"Slamet {number}") for number in (1, 2, 3)])
    before = state_of_registry()
    first = merge(by=officer, kept=by_nik(2).uuid, absorbed=by_nik(3).uuid, reason="sama")
    second = merge(by=officer, kept=by_nik(1).uuid, absorbed=by_nik(2).uuid, reason="sama")
    assert person(officer, by_nik(3).uuid).uuid == by_nik(1).uuid
    with pytest.raises(RegistryRefused, match=f"number {second.change_id}"):
        unmerge(by=officer, change_id=first.change_id, reason="salah")
    unmerge(by=officer, change_id=second.change_id, reason="salah")
    unmerge(by=officer, change_id=first.change_id, reason="salah")
    assert state_of_registry() == before


def test_an_import_under_a_merge_cannot_be_undone_until_the_merge_is(
    twice: tuple[Person, Person], officer: Actor
) -> None:
    made = merge(by=officer, kept=twice[0].uuid, absorbed=twice[1].uuid, reason="sama")
    uuid = Import.objects.get().uuid
    with pytest.raises(RegistryRefused, match=f"number {made.change_id}"):
        undo_import(by=officer, uuid=uuid, reason="keliru")
    unmerge(by=officer, change_id=made.change_id, reason="salah")
    undo_import(by=officer, uuid=uuid, reason="keliru")
    work_off()
    assert not Person.objects.exists()


def test_a_merged_records_row_in_the_next_file_changes_nothing(
    twice: tuple[Person, Person], officer: Actor, imported: Import_
) -> None:
    merge(by=officer, kept=twice[0].uuid, absorbed=twice[1].uuid, reason="sama")
    before = state_of_registry()
    made = imported([row(40, 9, "Slamet Santosa Lain", hubungan_keluarga="", kode_desa=VILLAGE)])
    assert made.counts["persons_merged_before"] == 1
    assert state_of_registry() == before


def test_both_areas_a_reason_and_two_records_are_needed(
    imported: Import_, officer: Actor, acting: Callable[..., Actor]
) -> None:
    imported([row(1, 1, "Slamet"), row(2, 2, "Slamet", kode_desa=FAR_VILLAGE)])
    one, other = by_nik(1).uuid, by_nik(2).uuid
    narrow = acting(("social_officer", "35.05.01"))
    for kept, absorbed in ((one, other), (other, one)):
        with pytest.raises(Refused):
            merge(by=narrow, kept=kept, absorbed=absorbed, reason="sama")
    with pytest.raises(ReasonMissing):
        merge(by=officer, kept=one, absorbed=other, reason="")
    with pytest.raises(RegistryRefused, match="merged already"):
        merge(by=officer, kept=one, absorbed=one, reason="sama")
    assert not Merge.objects.exists()


def a_pair(officer: Actor) -> LinkPair:
    first, second = sorted((by_nik(1), by_nik(40)), key=lambda one: one.id)
    return LinkPair.objects.create(
        first=first, second=second, village_code=VILLAGE, other_village_code=VILLAGE, score=5.5, status="unclear",
        evidence={"agree_name": "close"},
    )  # fmt: skip


def test_a_pair_is_shown_with_its_evidence_and_decided_once(twice: tuple[Person, Person], officer: Actor) -> None:
    pair = a_pair(officer)
    shown = pairs(officer).rows[0]
    assert (shown.first.name, shown.second.name, shown.score) == ("Slamet Santoso", "Slamet Santosa", 5.5)
    assert shown.evidence == {"agree_name": "close"}
    before = state_of_registry()
    decide_pair(by=officer, pair_id=pair.id, same=True, reason="sama")
    assert pairs(officer).rows == ()
    with pytest.raises(RegistryRefused, match="decided already"):
        decide_pair(by=officer, pair_id=pair.id, same=False, reason="beda")
    unmerge(by=officer, change_id=Merge.objects.get().change_id, reason="salah")
    assert (pairs(officer).rows[0].id, state_of_registry()) == (pair.id, before)


def test_who_is_distinct_stays_distinct(twice: tuple[Person, Person], officer: Actor) -> None:
    pair = a_pair(officer)
    before = state_of_registry()
    decide_pair(by=officer, pair_id=pair.id, same=False, reason="saudara kembar")
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by_user_id, pairs(officer).rows) == ("distinct", officer.user_id, ())
    assert state_of_registry() == before
    with pytest.raises(RegistryRefused, match="1 decisions on pairs"):
        undo_import(by=officer, uuid=Import.objects.get().uuid, reason="keliru")


def test_pairs_of_another_area_are_not_shown(
    twice: tuple[Person, Person], officer: Actor, acting: Callable[..., Actor]
) -> None:
    pair = a_pair(officer)
    assert len(pairs(acting(("village_operator", VILLAGE))).rows) == 1
    assert pairs(acting(("village_operator", FAR_VILLAGE))).rows == ()
    LinkPair.objects.update(other_village_code=FAR_VILLAGE)
    assert pairs(acting(("village_operator", VILLAGE))).rows == ()
    with pytest.raises(Refused):
        decide_pair(by=acting(("village_operator", FAR_VILLAGE)), pair_id=pair.id, same=False, reason="beda")


@pytest.mark.django_db(transaction=True)
def test_linking_finds_the_pair_and_adds_nothing_the_second_time(imported: Import_, officer: Actor) -> None:
    names = [
        f"{one} {two}" for one in ("Budi", "Eko", "Joko", "Rudi", "Hadi") for two in ("Utomo", "Wijaya", "Susanto")
    ]
    people = [
        row(
            50 + place, 50 + place, name, nomor_induk_kependudukan=nik(50 + place, "150375"), tanggal_lahir="1975-03-15"
        )
        for place, name in enumerate(names)
    ]
    imported([*two_families(), *people, row(40, 9, "Slamet Santosa", nomor_induk_kependudukan="")])
    start_linking(by=officer, area="35.05")
    job = work_off()
    assert job is not None
    assert job.status == "succeeded", job.failure_en
    found = {frozenset((pair.first.name, pair.second.name)) for pair in pairs(officer).rows}
    assert frozenset(("Slamet Santoso", "Slamet Santosa")) in found
    assert job.result == {"persons": 21, "pairs": len(found), "merged": 0, "put_up": len(found)}
    count = LinkPair.objects.count()
    start_linking(by=officer, area="35.05")
    work_off()
    assert LinkPair.objects.count() == count
    assert not any(kk(9) in str(pair.evidence) for pair in LinkPair.objects.all())


def listed_without_number(imported: Import_) -> list[Person]:
    """Two people with a NIK, and each again on the same family card without one: the first of them twice."""
    without = {"nomor_induk_kependudukan": ""}
    first, second = row(1, 1, "Slamet Santoso"), row(2, 2, "Budi Utomo")
    imported([first, second])
    imported([first | without, second | without], as_of=date(2026, 2, 28))
    # As another office's file spells him: another identity, the same folded name.
    imported([first | without | {"nama_anggota_keluarga": "Santoso Slamet"}], as_of=date(2026, 3, 31))
    return list(Person.objects.order_by("id"))


@pytest.mark.django_db(transaction=True)
def test_certain_pairs_are_merged_by_rule_in_one_event_and_each_can_be_taken_apart(
    imported: Import_, officer: Actor
) -> None:
    persons = listed_without_number(imported)
    assert len(persons) == 5
    before = state_of_registry()
    start_linking(by=officer, area="35.05")
    job = work_off()
    assert job is not None
    assert job.status == "succeeded", job.failure_en
    assert (job.result["persons"], job.result["merged"], job.done, job.total) == (5, 3, 100, 100)
    kept = {one.absorbed_id: one.kept_id for one in Merge.objects.all()}
    assert kept == {persons[2].id: persons[0].id, persons[3].id: persons[1].id, persons[4].id: persons[0].id}
    assert [one.rows for one in Event.objects.filter(action="registry.merge_certain")] == [6]
    for made in Merge.objects.order_by("-id"):
        unmerge(by=officer, change_id=made.change_id, reason="salah")
    assert state_of_registry() == before


@pytest.mark.django_db(transaction=True)
def test_a_rule_does_not_overrule_who_took_a_merge_apart(imported: Import_, officer: Actor) -> None:
    persons = listed_without_number(imported)
    start_linking(by=officer, area="35.05")
    work_off()
    last = Merge.objects.get(absorbed=persons[3])
    unmerge(by=officer, change_id=last.change_id, reason="ternyata saudara")
    start_linking(by=officer, area="35.05")
    work_off()
    assert [one.kept_id for one in Merge.objects.filter(change__undone_at__isnull=True)] == [persons[0].id] * 2
    assert Event.objects.filter(action="registry.merge_certain").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_linking_that_is_cancelled_while_it_compares_writes_nothing(
    imported: Import_, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed_without_number(imported)
    asked = start_linking(by=officer, area="35.05")
    told = Running.progress

    def cancel_at_half(self: Running, done: int, *arguments: object, **named: object) -> None:
        if done >= 50:
            Job.objects.filter(id=self.id).update(cancel_requested=True)
        told(self, done, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Running, "progress", cancel_at_half)
    work_off()
    asked.refresh_from_db()
    assert (asked.status, Merge.objects.count(), LinkPair.objects.count()) == ("cancelled", 0, 0)


@pytest.mark.django_db(transaction=True)
def test_too_many_people_for_the_engine_is_said_with_what_to_do(
    imported: Import_, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed_without_number(imported)
    monkeypatch.setattr(linking, "ENGINE_GB", 1e-6)
    start_linking(by=officer, area="35.05")
    job = work_off()
    assert job is not None
    assert (job.status, "by kecamatan" in job.failure_en) == ("failed", True)
