from __future__ import annotations

from collections.abc import Callable

import pytest
from registry_exports import OTHER_VILLAGE, kk, row, two_families
from registry_observed import last_change, state_of_registry, work_off

from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.models import Benefit, Change, Household, Import, Person
from merata_portal.registry.refusals import RegistryRefused

pytestmark = pytest.mark.django_db
Import_ = Callable[..., Import]


def undone(officer: Actor, made: Import) -> Import:
    undo_import(by=officer, uuid=made.uuid, reason="berkas keliru")
    work_off()
    made.refresh_from_db()
    return made


def test_undoing_the_first_import_leaves_nothing(imported: Import_, officer: Actor) -> None:
    before = state_of_registry()
    made = imported(two_families())
    assert state_of_registry() != before
    assert undone(officer, made).state == "undone"
    assert state_of_registry() == before
    assert last_change().undone_by_user_id == officer.user_id


def test_undoing_a_later_import_puts_back_every_row_as_it_was(imported: Import_, officer: Actor) -> None:
    imported(two_families())
    before = state_of_registry()
    rows = two_families()
    for one in rows[:3]:
        one |= {"kode_desa": OTHER_VILLAGE, "desil_nasional": "9", "nama_anggota_keluarga": "Nama Baru"}
    rows[3] |= {"nomor_kartu_keluarga": kk(7)}
    made = imported([*rows, row(9, 8, "Orang Baru")])
    assert made.counts["persons_changed"] == 4
    assert state_of_registry() != before
    undone(officer, made)
    assert state_of_registry() == before


def test_the_same_file_can_be_imported_again_after_it_was_undone(imported: Import_, officer: Actor) -> None:
    first = undone(officer, imported(two_families()))
    second = imported(two_families())
    assert second.uuid != first.uuid
    assert Person.objects.count() == 5


def test_it_is_refused_where_a_later_import_rests_on_it(imported: Import_, officer: Actor) -> None:
    first = imported(two_families())
    second = imported([two_families()[0] | {"alamat": "lain"}])
    with pytest.raises(RegistryRefused, match=f"number {second.change_id} of 2026-01-31"):
        undo_import(by=officer, uuid=first.uuid, reason="keliru")
    undone(officer, second)
    assert undone(officer, first).state == "undone"
    assert not Person.objects.exists()


def test_it_is_refused_where_a_later_import_put_somebody_into_one_of_its_households(
    imported: Import_, officer: Actor
) -> None:
    first = imported(two_families())
    imported([row(20, 1, "Anak Angkat", hubungan_keluarga="ANAK")])
    with pytest.raises(RegistryRefused, match="rests on it"):
        undo_import(by=officer, uuid=first.uuid, reason="keliru")


def test_it_is_refused_where_aid_was_recorded(imported: Import_, officer: Actor) -> None:
    made = imported(two_families())
    home = Household.objects.order_by("id")[0]
    Benefit.objects.create(household=home, programme_id="pkh", year=2026, annual_idr=1)
    with pytest.raises(RegistryRefused, match="1 bantuan"):
        undo_import(by=officer, uuid=made.uuid, reason="keliru")


def test_what_came_to_rest_on_it_while_it_waited_stops_it(imported: Import_, officer: Actor) -> None:
    made = imported(two_families())
    undo_import(by=officer, uuid=made.uuid, reason="keliru")
    home = Household.objects.order_by("id")[0]
    Benefit.objects.create(household=home, programme_id="pkh", year=2026, annual_idr=1)
    before = state_of_registry()
    job = work_off()
    assert job is not None
    assert (job.status, "1 benefits" in job.failure_en) == ("failed", True)
    made.refresh_from_db()
    assert (made.state, state_of_registry()) == ("applied", before)


def test_a_reason_and_the_right_are_needed(imported: Import_, officer: Actor, acting: Callable[..., Actor]) -> None:
    made = imported(two_families())
    with pytest.raises(ReasonMissing):
        undo_import(by=officer, uuid=made.uuid, reason="  ")
    with pytest.raises(Refused):
        undo_import(by=acting(("planner", "35.05")), uuid=made.uuid, reason="keliru")
    assert not Event.objects.filter(action="registry.undo_import").exists()
    assert Change.objects.get().undone_at is None
