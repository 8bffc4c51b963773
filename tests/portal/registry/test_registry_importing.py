# ruff: noqa: S608 - the models' own table names
from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from openpyxl import Workbook
from registry_exports import COLUMNS, OTHER_VILLAGE, VILLAGE, as_csv, kk, nik, row, two_families
from registry_observed import AS_OF, last_change, state_of_registry, work_off

from merata.registry import xlsx_guard
from merata_portal.actor import Actor, Refused
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job
from merata_portal.personal.reasons import Declined, ReasonMissing
from merata_portal.registry import spool
from merata_portal.registry.actions import importing
from merata_portal.registry.actions.importing import accept_import, discard_import, resume_import, start_import
from merata_portal.registry.actions.numbers import download_faults
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.models import (
    Household,
    Import,
    ImportFault,
    Membership,
    NameToken,
    Person,
    PersonBefore,
    uploads,
)
from merata_portal.registry.queries.households import household
from merata_portal.registry.queries.imports import difference, findings, preview
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.writing.identity import nik_digest

pytestmark = pytest.mark.django_db
Import_ = Callable[..., Import]


def of(number: int, born: str = "010180") -> Person:
    return Person.objects.get(identity_digest=nik_digest(nik(number, born)))


def lives_in(person: Person) -> Household:
    return Membership.objects.get(person=person, until_day__isnull=True).household


def test_a_file_is_checked_looked_at_accepted_and_then_in_the_registry(uploaded: Import_, officer: Actor) -> None:
    made = uploaded(two_families())
    assert (made.state, made.rows, made.rows_accepted, made.rows_faulty) == ("checked", 5, 5, 0)
    assert made.counts["expected_new"] == 5
    assert not Person.objects.exists()
    shown = preview(officer, made.uuid)
    assert [one["name"] for one in shown][:2] == ["Slamet Santoso", "Siti Aminah"]
    assert shown[0]["nik"] == "9905••••••••••01"
    accept_import(by=officer, uuid=made.uuid)
    work_off()
    made.refresh_from_db()
    assert (made.state, made.rows_done) == ("applied", 5)
    assert (made.counts["persons_new"], made.counts["households_new"]) == (5, 2)
    assert (Household.objects.count(), Person.objects.count(), Membership.objects.count()) == (2, 5, 5)
    page = household(officer, lives_in(of(1)).uuid)
    assert [one.person.name for one in page.members] == ["Slamet Santoso", "Siti Aminah", "Agus Santoso"]
    assert (page.household.head, page.household.desil, page.household.address) == (
        "Slamet Santoso",
        3,
        "Dusun Krajan RT 001",
    )
    assert page.members[0].from_day == AS_OF
    assert difference(officer, made.uuid)[VILLAGE]["new"] == 3
    assert last_change().rows == 7


def test_the_uploaded_file_is_sealed_while_it_waits_and_gone_when_it_is_in(uploaded: Import_, officer: Actor) -> None:
    made = uploaded(two_families())
    kept = [path.read_bytes() for path in uploads.folder().iterdir()]
    assert len(kept) == 2  # the file and its checked rows
    assert not any(b"Slamet" in content or nik(1).encode() in content for content in kept)
    accept_import(by=officer, uuid=made.uuid)
    work_off()
    assert list(uploads.folder().iterdir()) == []


def test_no_number_or_name_stands_plain_in_any_table(imported: Import_) -> None:
    imported([*two_families(), row(6, 3, "Nama Salah", kode_desa="1")])
    cells: list[bytes] = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.app_label in {"registry", "jobs", "audit"}:
                cursor.execute(f"SELECT * FROM {model._meta.db_table}")
                cells += [
                    bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    for found in cursor.fetchall()
                    for cell in found
                ]
    everything = b"\n".join(cells)
    assert len(cells) > 100
    for secret in (nik(1), kk(1), nik(6), "Slamet", "Krajan", "Nama Salah"):
        assert secret.encode() not in everything


def test_the_same_file_twice_is_one_import(imported: Import_, officer: Actor) -> None:
    first = imported(two_families())
    before = state_of_registry()
    again = start_import(
        by=officer, area="35.05", file_name="lain.csv", content=io.BytesIO(as_csv(two_families())), as_of=AS_OF
    )
    assert again.uuid == first.uuid
    assert (Import.objects.count(), state_of_registry()) == (1, before)


def test_other_bytes_with_the_same_rows_change_nothing(imported: Import_) -> None:
    imported(two_families())
    before = state_of_registry()
    second = imported(list(reversed(two_families())))
    assert second.counts["persons_unchanged"] == 5
    assert second.counts["expected_unchanged"] == 5
    assert state_of_registry() == before
    assert last_change().rows == 0


def test_next_months_file_moves_renames_and_kills_and_says_so(imported: Import_, officer: Actor) -> None:
    imported(two_families())
    rows = two_families()
    for one in rows[:3]:
        one |= {"kode_desa": OTHER_VILLAGE, "desil_nasional": "4"}
    rows[1]["nama_anggota_keluarga"] = "Siti Aminah Lestari"
    rows[4]["keterangan_meninggal"] = "MENINGGAL"
    text = (
        as_csv([{key: one[key] for key in one if key != "keterangan_meninggal"} for one in rows]).decode().splitlines()
    )
    died = [text[0] + ",keterangan_meninggal", *(line + "," for line in text[1:5]), text[5] + ",MENINGGAL"]
    made = imported("\r\n".join(died).encode(), name="februari.csv")
    assert difference(officer, made.uuid) == {
        OTHER_VILLAGE: {
            "new": 0,
            "moved": 3,
            "left": 0,
            "died": 1,
            "households_new": 0,
            "households_changed": 1,
            "desil_changed": 1,
        }
    }
    assert (of(5, "410185").died_on, lives_in(of(1)).village_code) == (AS_OF, OTHER_VILLAGE)
    assert set(NameToken.objects.filter(person_id=of(1).id).values_list("village_code", flat=True)) == {OTHER_VILLAGE}
    assert NameToken.objects.filter(person_id=of(2, "410182").id).count() == 3
    page = household(officer, lives_in(of(1)).uuid)
    told = {(one.field, one.before, one.after) for happened in page.changes for one in happened.differences}
    assert {
        ("desil", 3, 4),
        ("village_code", VILLAGE, OTHER_VILLAGE),
        ("name", "Siti Aminah", "Siti Aminah Lestari"),
    } <= told
    assert page.changes[-1].made
    assert Membership.objects.get(person=of(5, "410185")).until_day == AS_OF


def test_a_person_who_changes_family_leaves_the_old_one(imported: Import_) -> None:
    imported(two_families())
    moved = two_families()[2] | {"nomor_kartu_keluarga": kk(2), "kode_desa": OTHER_VILLAGE, "desil_nasional": "5",
                                 "alamat": "Dusun Sumber RT 002"}  # fmt: skip
    imported([moved])
    agus = of(3, "050510")
    assert [one.until_day for one in Membership.objects.filter(person=agus).order_by("id")] == [AS_OF, None]
    assert lives_in(agus).id == lives_in(of(4)).id
    assert agus.village_code == OTHER_VILLAGE


def test_a_cell_without_a_value_leaves_what_is_there(imported: Import_) -> None:
    imported(two_families())
    imported([two_families()[0] | {"desil_nasional": "", "alamat": "", "jenis_kelamin": ""}])
    assert (of(1).sex, lives_in(of(1)).desil) == ("male", 3)
    assert PersonBefore.objects.count() == 1


def test_who_is_on_the_list_of_the_dead_is_not_brought_back(imported: Import_) -> None:
    imported(two_families())
    Person.objects.filter(id=of(1).id).update(died_on="2026-01-01")
    made = imported([two_families()[0] | {"alamat": "lain"}])
    assert of(1).died_on is not None
    assert made.counts["dead_listed_alive"] == 1


def test_faulty_rows_are_kept_out_named_and_given_back_in_the_files_own_columns(
    uploaded: Import_, officer: Actor
) -> None:
    rows = [
        *two_families(),
        row(6, 3, "=1+1", nomor_induk_kependudukan="3,50501E+15"),
        row(7, 3, "Joko", kode_desa="99"),
    ]
    made = uploaded(rows)
    assert (made.rows, made.rows_accepted, made.rows_faulty) == (7, 5, 2)
    kinds = {one.code: one.cells for one in findings(officer, made.uuid) if one.severity == "fault"}
    assert kinds == {"formula": 1, "number_damaged": 1, "village_form": 1}
    text = b"".join(download_faults(by=officer, uuid=made.uuid)).decode("utf-8-sig")
    given = list(csv.DictReader(io.StringIO(text)))
    assert list(given[0]) == [*COLUMNS, "alasan", "reason"]
    assert [one["nama_anggota_keluarga"] for one in given] == ["'=1+1", "Joko"]
    assert given[1]["reason"].startswith("kode_desa: a village code is Kemendagri's")
    assert ImportFault.objects.filter(of=made, row=7, code="number_damaged").count() == 1
    assert Event.objects.filter(action="registry.download_faults").count() == 1


def test_a_file_with_faults_is_accepted_only_partially_and_with_a_reason(uploaded: Import_, officer: Actor) -> None:
    made = uploaded([*two_families(), row(7, 3, "Joko", kode_desa="99")])
    with pytest.raises(RegistryRefused, match="1 dari 6 baris bermasalah"):
        accept_import(by=officer, uuid=made.uuid)
    with pytest.raises(ReasonMissing):
        accept_import(by=officer, uuid=made.uuid, partially=True)
    accept_import(by=officer, uuid=made.uuid, partially=True, reason="desa menyusul")
    work_off()
    assert Person.objects.count() == 5


def test_rows_outside_the_officers_area_are_faults(uploaded: Import_) -> None:
    made = uploaded([*two_families(), row(8, 4, "Orang Kota", kode_desa="35.72.01.1001")])
    assert (made.rows_faulty, ImportFault.objects.filter(of=made, code="village_unknown").count()) == (1, 1)


def test_who_may_not_import_is_refused(acting: Callable[..., Actor], uploaded: Import_) -> None:
    made = uploaded(two_families())
    for by in (acting(("village_operator", VILLAGE)), acting(("social_officer", "35.72")), acting()):
        with pytest.raises(Refused):
            start_import(by=by, area="35.05", file_name="a.csv", content=io.BytesIO(b"x"), as_of=AS_OF)
        with pytest.raises(Refused):
            accept_import(by=by, uuid=made.uuid)


def test_what_is_no_export_is_refused_with_what_was_expected(uploaded: Import_) -> None:
    made = uploaded(b"a,b\n1,2\n")
    assert made.state == "refused"
    assert "nomor_induk_kependudukan" in made.problem
    job = Job.objects.get()
    assert job.status == "failed"
    with pytest.raises(RegistryRefused, match=r"\.docx"):
        uploaded(b"x", name="surat.docx")


def test_an_import_can_be_given_up(uploaded: Import_, officer: Actor) -> None:
    made = uploaded(two_families())
    discard_import(by=officer, uuid=made.uuid, reason="salah bulan")
    assert list(uploads.folder().iterdir()) == []
    with pytest.raises(RegistryRefused):
        accept_import(by=officer, uuid=made.uuid)
    assert uploaded(two_families()).uuid != made.uuid


def test_an_import_is_one_event_with_its_rows_and_the_files_hash(imported: Import_) -> None:
    made = imported(two_families())
    event = Event.objects.get(action="registry.import")
    assert (event.rows, event.content_hash) == (5, f"sha256:{made.upload.content_hash}")
    assert (event.role, event.role_area, event.area) == ("social_officer", "35.05", "35.05")


@pytest.mark.parametrize(
    "text",
    [
        "Robert'); DROP TABLE registry_person;--",
        '<script>alert("x")</script>',
        "%s %(a)s {0} \\x41 \\N",
        "Ünï çødé 🙂 \u202e",
        'a "quoted", comma',
        "' OR 1=1",
    ],
)
def test_whatever_stands_in_a_text_field_is_kept_and_given_back_as_it_is(
    imported: Import_, officer: Actor, text: str
) -> None:
    imported([row(1, 1, text, alamat=text)])
    page = household(officer, lives_in(of(1)).uuid)
    assert (page.members[0].person.name, page.household.address) == (text, text)
    assert page.household.head == text


def test_small_chunks_do_the_same_as_one(imported: Import_, settings: Any) -> None:
    settings.REGISTRY_CHUNK_ROWS = 2
    made = imported(two_families())
    assert made.counts["chunks"] == 3
    assert (Household.objects.count(), Person.objects.count()) == (2, 5)
    assert made.counts["persons_new"] == 5


def test_a_cancelled_import_goes_on_or_is_undone(
    uploaded: Import_, officer: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REGISTRY_CHUNK_ROWS = 2
    before = state_of_registry()
    made = uploaded(two_families())
    accept_import(by=officer, uuid=made.uuid)
    with pytest.raises(RegistryRefused, match="still at work"):
        undo_import(by=officer, uuid=made.uuid, reason="keliru")
    read = spool.read

    def cancelled_meanwhile(found: Import, number: int) -> Any:
        if number == 1:
            Job.objects.filter(kind="registry.apply").update(cancel_requested=True)
        return read(found, number)

    with monkeypatch.context() as patched:
        patched.setattr(spool, "read", cancelled_meanwhile)
        job = work_off()
    assert job is not None
    assert job.status == "cancelled"
    assert Person.objects.count() == 4
    other = uploaded([row(30, 30, "Lain")])
    with pytest.raises(RegistryRefused, match="Another import"):
        accept_import(by=officer, uuid=other.uuid)
    resume_import(by=officer, uuid=made.uuid)
    work_off()
    made.refresh_from_db()
    assert (made.state, made.rows_done, Person.objects.count(), Membership.objects.count()) == ("applied", 5, 5, 5)
    with pytest.raises(RegistryRefused, match="half-way"):
        resume_import(by=officer, uuid=made.uuid)
    undo_import(by=officer, uuid=made.uuid, reason="keliru")
    work_off()
    assert state_of_registry() == before


def test_a_workbook_is_imported_and_a_number_stored_as_a_float_is_a_fault(uploaded: Import_, officer: Actor) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    for one in two_families():
        sheet.append(list(one.values()))
    sheet.append(list(row(8, 8, "Rusak", nomor_induk_kependudukan=float(nik(8))).values()))
    content = io.BytesIO()
    book.save(content)
    made = uploaded(content.getvalue(), name="anggota.xlsx")
    assert (made.rows_accepted, made.rows_faulty) == (5, 1)
    assert [one.code for one in findings(officer, made.uuid) if one.severity == "fault"] == ["number_damaged"]
    accept_import(by=officer, uuid=made.uuid, partially=True, reason="satu rusak")
    work_off()
    assert Person.objects.count() == 5


def test_families_make_households_and_the_members_file_completes_them(imported: Import_) -> None:
    columns = "id_keluarga,kode_kemdagri,desil_kesejahteraan,alamat,kepala_keluarga,nik,jenis_kelamin,tanggal_lahir"
    slamet = f"K1,{VILLAGE},3,Dusun Krajan RT 001,Slamet Santoso,{nik(1)},Laki-laki,1980-01-01"
    budi = f"K2,{OTHER_VILLAGE},5,Dusun Sumber,Budi Prasetyo,,Laki-laki,1980-01-01"
    made = imported("\r\n".join([columns, slamet, budi]).encode(), name="keluarga.csv")
    assert (made.level, made.counts["households_new"], made.counts["persons_new"]) == ("household", 2, 1)
    assert (lives_in(of(1)).desil, of(1).relation, of(1).sex) == (3, "head", "male")
    changed = imported("\r\n".join([columns, slamet.replace(",3,", ",2,"), budi]).encode(), name="februari.csv")
    assert (changed.counts["households_changed"], changed.counts["households_unchanged"]) == (1, 1)
    assert (changed.counts["desil_changed"], lives_in(of(1)).desil) == (1, 2)
    imported(two_families()[:3])
    assert Person.objects.count() == 3
    assert lives_in(of(1)).kk_sealed is not None  # the head now lives in the family that has a card


def test_a_number_in_a_files_name_or_a_reason_is_not_kept(uploaded: Import_, officer: Actor) -> None:
    made = uploaded([*two_families(), row(7, 3, "Joko", kode_desa="99")], name=f"keluarga {kk(1)}.csv")
    assert made.upload.file_name == "keluarga 99••••••••••••01.csv"
    with pytest.raises(Declined, match="leave the number out"):
        accept_import(by=officer, uuid=made.uuid, partially=True, reason=f"diminta {nik(1)}")
    with pytest.raises(Declined, match="leave the number out"):
        discard_import(by=officer, uuid=made.uuid, reason=f"diminta {nik(1)}")


def test_a_file_that_could_not_be_taken_in_leaves_nothing_behind(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(importing, "record", broken)
    with pytest.raises(RuntimeError, match="disk"):
        start_import(by=officer, area="35.05", file_name="a.csv", content=io.BytesIO(b"x"), as_of=AS_OF)
    assert list(uploads.folder().iterdir()) == []
    assert not Import.objects.exists()


def as_workbook(rows: list[list[Any]]) -> bytes:
    made = Workbook()
    for one in rows:
        made.active.append(one)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_workbook_too_large_for_memory_is_refused_with_what_to_do(
    uploaded: Import_, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_guard, "MOST_CELLS", 2 * len(COLUMNS) - 1)
    made = uploaded(as_workbook([list(COLUMNS), list(row(1, 1, "Slamet").values())]), name="anggota.xlsx")
    assert made.state == Import.State.REFUSED
    assert made.problem.startswith("anggota.xlsx is not read")
    assert "simpan sebagai CSV" in made.problem
    assert not Person.objects.exists()


def test_a_bomb_is_refused_and_said_to_be_one(uploaded: Import_) -> None:
    content = io.BytesIO(as_workbook([list(COLUMNS), list(row(1, 1, "Slamet").values())]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.bin", bytes(xlsx_guard.RATIO_FROM + 1))
    made = uploaded(content.getvalue(), name="anggota.xlsx")
    assert (made.state, "as zip bombs do" in made.problem) == (Import.State.REFUSED, True)


def test_a_formula_in_a_workbook_keeps_its_row_out_by_name(uploaded: Import_, officer: Actor) -> None:
    cells = list(row(2, 2, "Budi").values())
    cells[list(COLUMNS).index("nama_anggota_keluarga")] = '=HYPERLINK("http://x")'
    made = uploaded(as_workbook([list(COLUMNS), list(row(1, 1, "Slamet").values()), cells]), name="anggota.xlsx")
    assert (made.state, made.rows_accepted, made.rows_faulty) == (Import.State.CHECKED, 1, 1)
    assert "formula" in {one.code for one in findings(officer, made.uuid) if one.severity == "fault"}


def test_who_stands_twice_in_one_file_without_a_number_is_one_person(imported: Import_) -> None:
    twice = row(1, 1, "Slamet", nomor_induk_kependudukan="")
    made = imported([twice, twice | {"alamat": "lain"}, row(2, 1, "Siti")])
    assert Person.objects.count() == 2
    assert (made.counts["persons_new"], made.counts["persons_changed"]) == (2, 1)


def test_one_number_at_the_head_of_two_families_is_one_person(imported: Import_) -> None:
    columns = "id_keluarga,kode_kemdagri,desil_kesejahteraan,alamat,kepala_keluarga,nik,jenis_kelamin,tanggal_lahir"
    rows = [f"K{family},{VILLAGE},3,Dusun,Slamet Santoso,{nik(1)},Laki-laki,1980-01-01" for family in (1, 2)]
    made = imported("\r\n".join([columns, *rows]).encode(), name="keluarga.csv")
    assert (made.counts["households_new"], made.counts["persons_new"]) == (2, 1)
    assert (Household.objects.count(), Person.objects.count()) == (2, 1)
