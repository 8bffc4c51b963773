from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from registry_exports import VILLAGE, nik, row, two_families
from registry_observed import work_off

from merata.tables.folder_check import check_folder
from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.registry.actions.declaring import declare_death
from merata_portal.registry.actions.snapshots import take_snapshot
from merata_portal.registry.models import Benefit, Household, Import, Person, Snapshot, Village
from merata_portal.registry.queries.searching import search
from merata_portal.registry.queries.snapshots import difference, snapshot_folder, snapshots, verify_snapshot
from merata_portal.registry.writing.identity import nik_digest

# The database is read over another connection, so what is to be read must be committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(imported: Callable[..., Import]) -> None:
    for code in ("35.05.01.2001", "35.05.01.2002", "35.05.10.2001", "35.05.10.1004"):
        Village.objects.create(
            village_code=code, name="D", type="desa", kecamatan_code=code[:8], kecamatan="K", regency_code="35.05",
            regency="R", latitude=-8, longitude=112, population=9,
        )  # fmt: skip
    imported([*two_families(), row(6, 3, "Tanpa Tanggal", tanggal_lahir=""), row(7, 4, "Joko")])
    home = Household.objects.get(memberships__person__identity_digest=nik_digest(nik(1)))
    Benefit.objects.create(household=home, programme_id="pkh", year=2026, annual_idr=2_400_000)


def taken(by: Actor, area: str = "35.05") -> Snapshot:
    made = take_snapshot(by=by, area=area)
    job = work_off()
    assert job is not None
    assert job.status == "succeeded", job.failure_en
    made.refresh_from_db()
    return made


def test_a_snapshot_is_a_sound_dataset_folder_with_hashes_only(people: None, officer: Actor) -> None:
    made = taken(officer)
    folder = snapshot_folder(officer, made.uuid)
    assert check_folder(folder).faults == []
    assert made.rows == {"villages": 4, "households": 3, "persons": 6, "benefits": 1}
    assert made.left_out == {"households_without_persons": 1, "persons_not_described": 1}
    persons = pq.read_table(folder / "persons.parquet")
    homes = pq.read_table(folder / "households.parquet").to_pylist()
    assert sorted(one["size"] for one in homes) == [1, 2, 3]
    assert [one["desil"] for one in homes if one["size"] == 3] == [3]
    assert nik_digest(nik(1)).hex() in persons["nik_hash"].to_pylist()
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not any(secret in content for secret in (nik(1).encode(), b"Slamet", b"Krajan"))
    assert pq.read_table(folder / "benefits.parquet")["annual_idr"].to_pylist() == [2_400_000]
    event = Event.objects.get(action="registry.snapshot")
    assert (event.rows, event.content_hash) == (14, f"sha256:{made.content_hash}")


def test_the_same_registry_gives_the_same_hash_and_another_gives_another(people: None, officer: Actor) -> None:
    first, second = taken(officer), taken(officer)
    assert first.content_hash == second.content_hash
    slamet = search(officer, nik(1)).rows[0]
    declare_death(by=officer, person=slamet.uuid, on_day=date(2026, 2, 1), reason="surat")
    third = taken(officer)
    assert third.content_hash != first.content_hash
    assert third.rows["persons"] == 5
    assert difference(officer, first.uuid, second.uuid).rows.num_rows == 0
    assert difference(officer, first.uuid, third.uuid).counts["gone"] == 1


@pytest.mark.parametrize("name", ["persons.parquet", "households.parquet", "villages.parquet", "dataset.yaml"])
def test_a_tampered_file_is_found_and_named(people: None, officer: Actor, name: str) -> None:
    made = taken(officer)
    folder = snapshot_folder(officer, made.uuid)
    assert verify_snapshot(officer, made.uuid).holds
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    verdict = verify_snapshot(officer, made.uuid)
    assert (verdict.holds, verdict.changed, verdict.missing, verdict.added) == (False, (name,), (), ())
    path.rename(folder / "lain.parquet")
    verdict = verify_snapshot(officer, made.uuid)
    assert (verdict.holds, verdict.missing, verdict.added) == (False, (name,), ("lain.parquet",))


def test_a_tampered_record_of_the_files_is_found(people: None, officer: Actor) -> None:
    made = taken(officer)
    Snapshot.objects.filter(id=made.id).update(files={**made.files, "persons.parquet": "0" * 64})
    verdict = verify_snapshot(officer, made.uuid)
    assert (verdict.holds, verdict.hash_agrees, verdict.changed) == (False, False, ("persons.parquet",))


def test_only_the_area_is_frozen_and_only_by_who_may(
    people: None, acting: Callable[..., Actor], officer: Actor
) -> None:
    planner = acting(("planner", "35.05"))
    made = taken(planner, VILLAGE)
    assert made.rows == {"villages": 1, "households": 2, "persons": 4, "benefits": 1}
    assert [one.uuid for one in snapshots(planner)] == [made.uuid]
    assert list(snapshots(acting(("planner", "35.72")))) == []
    with pytest.raises(Refused):
        take_snapshot(by=acting(("village_operator", VILLAGE)), area=VILLAGE)
    with pytest.raises(Snapshot.DoesNotExist):
        snapshot_folder(acting(("planner", "35.72")), made.uuid)


def test_nothing_is_frozen_while_an_import_is_coming_in(people: None, officer: Actor) -> None:
    Import.objects.update(state="applying")
    take_snapshot(by=officer, area="35.05")
    job = work_off()
    assert job is not None
    assert (job.status, "import" in job.failure_en) == ("failed", True)


def test_what_a_dead_worker_left_is_cleared_away(people: None, officer: Actor, data_root: Path, settings: Any) -> None:
    made = take_snapshot(by=officer, area="35.05")
    left = data_root / "portal-snapshots" / f".{made.uuid.hex}.partial"
    left.mkdir(parents=True)
    (left / "persons.parquet").write_bytes(b"half")
    whole = data_root / "portal-snapshots" / made.uuid.hex
    whole.mkdir()
    (whole / "rubbish").write_bytes(b"x")
    job = work_off()
    assert job is not None
    assert job.status == "succeeded", job.failure_en
    assert [path.name for path in (data_root / "portal-snapshots").iterdir()] == [made.uuid.hex]
    assert verify_snapshot(officer, made.uuid).holds
    assert Person.objects.count() == 7
