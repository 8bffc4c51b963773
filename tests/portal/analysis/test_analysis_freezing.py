"""Freezing: people from the snapshot, the rest from materials, nothing half-made, the same content once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from merata.tables.folder import Dataset
from merata.tables.folder_check import check_folder
from merata_portal.actor import SYSTEM, Actor, Refused
from merata_portal.analysis import input_folders, store
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.models import Inputs
from merata_portal.analysis.queries import datasets
from merata_portal.analysis.queries.inputs import inputs as inputs_of
from merata_portal.analysis.refusals import BrokenStore, MissingMaterial, SnapshotGone
from merata_portal.audit.models import Event
from merata_portal.registry.models import Snapshot

pytestmark = pytest.mark.django_db


def test_the_folder_is_a_dataset_without_a_fault_that_merata_reads(frozen: Inputs) -> None:
    folder = datasets.folder(frozen)
    found = check_folder(folder)
    assert found.faults == []
    assert found.rows["households"] == 120
    assert Dataset(folder).description.synthetic
    assert Dataset(folder).description.year == frozen.year == 2025
    assert (folder / "villages.geojson").is_file()
    assert not (folder / "truth.parquet").exists()


def test_the_people_are_the_snapshots_own_file_and_the_rest_has_its_origin(frozen: Inputs) -> None:
    snapshot = Snapshot.objects.get(uuid=frozen.snapshot)
    for table in ("households", "persons", "benefits"):
        assert frozen.tables[table]["hash"] == snapshot.files[f"{table}.parquet"]
        assert frozen.tables[table]["origins"] == [f"snapshot:{snapshot.uuid}"]
    assert frozen.tables["survey_households"]["origins"][0].startswith("material:")
    assert frozen.tables["survey_households"]["rows"] == 360
    assert len(frozen.tables["villages"]["origins"]) == 2
    assert frozen.content_hash == input_folders.content_hash(frozen.tables)


def test_every_file_is_a_link_into_the_store(frozen: Inputs) -> None:
    folder = datasets.folder(frozen)
    for table, one in frozen.tables.items():
        link = folder / input_folders.file_name(table)
        assert link.stat().st_ino == store.path_of(one["hash"]).stat().st_ino


def test_the_same_content_is_the_same_row_and_one_event(frozen: Inputs) -> None:
    again = freeze(by=SYSTEM("uji"), area="35.05", snapshot=frozen.snapshot)
    assert (again.pk, Inputs.objects.count(), Event.objects.filter(action="analysis.freeze").count()) == (
        frozen.pk,
        1,
        1,
    )


def test_another_snapshot_of_the_same_people_is_the_same_inputs(frozen: Inputs) -> None:
    from made_analysis import snapshot  # noqa: PLC0415

    other = snapshot()
    again = freeze(by=SYSTEM("uji"), area="35.05", snapshot=other.uuid)
    assert (again.pk, again.snapshot) == (frozen.pk, other.uuid)


def test_rows_of_households_that_the_snapshot_does_not_hold_are_left_out(frozen: Inputs) -> None:
    import io  # noqa: PLC0415

    from made_analysis import snapshot  # noqa: PLC0415

    from merata_portal.analysis.actions.materials import bring  # noqa: PLC0415

    content = (
        b"application_id,course_id,person_id,household_id\n"
        b"A1,course_2026_las,o-001-0,rt-001\nA2,course_2026_las,o-119-0,rt-119\n"
    )
    bring(
        by=SYSTEM("uji"), area="35.05", table="applications", file=io.BytesIO(content), file_name="a.csv", origin="uji"
    )
    found = freeze(by=SYSTEM("uji"), area="35.05", snapshot=snapshot(households=50).uuid)
    assert (found.tables["applications"]["rows"], found.tables["applications"]["left_out"]) == (1, 1)
    assert found.tables["households"]["rows"] == 50
    assert check_folder(datasets.folder(found)).faults == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda folder: (folder / "persons.parquet").unlink(), "persons.parquet: hilang / missing"),
        (lambda folder: (folder / "households.parquet").write_bytes(b"lain"), "households.parquet: berubah / changed"),
        (lambda folder: (folder / "extra.csv").write_bytes(b"x"), "extra.csv: tambahan / added"),
        (shutil.rmtree, "dataset.yaml: hilang / missing"),
    ],
)
def test_a_snapshot_that_vanished_or_changed_is_refused_by_name_and_nothing_is_made(
    data_root: Path, broken: Callable[[Path], Any], said: str
) -> None:
    from made_analysis import materials, snapshot  # noqa: PLC0415

    materials()
    taken = snapshot()
    broken(data_root / taken.folder)
    with pytest.raises(SnapshotGone) as caught:
        freeze(by=SYSTEM("uji"), area="35.05", snapshot=taken.uuid)
    assert str(taken.uuid) in caught.value.text_id
    assert said in caught.value.text_en
    assert not Inputs.objects.exists()
    assert not (data_root / "portal-analysis" / "inputs").exists()


def test_a_recorded_hash_that_was_changed_is_refused(data_root: Path) -> None:
    from made_analysis import materials, snapshot  # noqa: PLC0415

    materials()
    taken = snapshot()
    Snapshot.objects.filter(pk=taken.pk).update(content_hash="0" * 64)
    with pytest.raises(SnapshotGone):
        freeze(by=SYSTEM("uji"), area="35.05", snapshot=taken.uuid)


def test_a_snapshot_of_another_area_unknown_or_unfinished_is_refused(data_root: Path) -> None:
    from made_analysis import materials, snapshot, unknown  # noqa: PLC0415

    materials()
    other = snapshot("35.72")
    with pytest.raises(SnapshotGone, match=r"35\.72"):
        freeze(by=SYSTEM("uji"), area="35.05", snapshot=other.uuid)
    with pytest.raises(SnapshotGone):
        freeze(by=SYSTEM("uji"), area="35.05", snapshot=unknown())
    taking = snapshot()
    Snapshot.objects.filter(pk=taking.pk).update(state="taking")
    with pytest.raises(SnapshotGone):
        freeze(by=SYSTEM("uji"), area="35.05", snapshot=taking.uuid)


def test_without_a_survey_it_says_what_to_bring(data_root: Path) -> None:
    from made_analysis import snapshot  # noqa: PLC0415

    with pytest.raises(MissingMaterial, match="survey_households") as caught:
        freeze(by=SYSTEM("uji"), area="35.05", snapshot=snapshot().uuid)
    assert caught.value.tables == ("survey_households",)


def test_a_material_whose_file_is_gone_is_refused(data_root: Path) -> None:
    from made_analysis import materials, snapshot  # noqa: PLC0415

    from merata_portal.analysis.models import Material  # noqa: PLC0415

    materials()
    store.path_of(Material.objects.get(table="evidence").content_hash).unlink()
    with pytest.raises(BrokenStore):
        freeze(by=SYSTEM("uji"), area="35.05", snapshot=snapshot().uuid)


def test_a_folder_that_went_is_made_again_and_one_that_changed_is_named(frozen: Inputs) -> None:
    shutil.rmtree(datasets.folder(frozen))
    assert datasets.sound_folder(frozen).is_dir()
    place = datasets.folder(frozen)
    (place / "budget.parquet").unlink()
    (place / "budget.parquet").write_bytes(b"lain")
    with pytest.raises(BrokenStore, match=r"budget\.parquet \(changed\)"):
        datasets.sound_folder(frozen)
    freeze(by=SYSTEM("uji"), area="35.05", snapshot=frozen.snapshot)
    assert datasets.sound_folder(frozen) == place


def test_only_who_may_in_that_area(data_root: Path, acting: Callable[..., Actor]) -> None:
    from made_analysis import materials, snapshot  # noqa: PLC0415

    materials()
    taken = snapshot()
    for held in (("social_officer", "35.05"), ("planner", "35.72"), ("council_member", "35.05")):
        with pytest.raises(Refused):
            freeze(by=acting(held), area="35.05", snapshot=taken.uuid)
    made = freeze(by=acting(("planner", "35.05")), area="35.05", snapshot=taken.uuid)
    assert list(inputs_of(acting(("auditor", "35.05")))) == [made]
    assert list(inputs_of(acting(("auditor", "35.72")))) == []
