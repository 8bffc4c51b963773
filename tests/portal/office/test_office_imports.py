"""From the upload to acceptance, discarding, going on and undoing; the faults; progress without reloading."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from made_registry import an_import
from office_places import TYPED, VILLAGE

from merata_portal.audit.models import Event
from merata_portal.jobs.models import UNFINISHED, Job
from merata_portal.jobs.worker import Worker
from merata_portal.office import forms
from merata_portal.registry.models import Benefit, Household, Import, Person

pytestmark = pytest.mark.django_db
HEADER = (
    "nomor_induk_kependudukan,nomor_kartu_keluarga,nama_anggota_keluarga,jenis_kelamin,tanggal_lahir,"
    "hubungan_keluarga,kode_desa\n"
)
SOUND = f"9905010101800001,9905010101000001,Slamet,L,1980-01-01,KEPALA KELUARGA,{VILLAGE}\n"
FAULTY = "9905010101800002,9905010101000002,=1+1,L,1980-01-01,KEPALA KELUARGA,99\n"
Told = Callable[[Any], list[str]]


def work_off() -> None:
    for _ in range(20):
        Worker(name="tests", idle_seconds=0.01).run(until_empty=True)
        if not Job.objects.filter(status__in=UNFINISHED).exists():
            return


def upload(browser: Client, content: str, name: str = "anggota.csv", **changed: Any) -> Any:
    file = SimpleUploadedFile(name, content.encode())
    given = {"file": file, "area": "35.05", "as_of": "2026-01-31", "layout": "auto"} | changed
    return browser.post("/kantor/impor/", given, follow=True)


def decide(browser: Client, found: Import, what: str, **given: Any) -> Any:
    return browser.post(f"/kantor/impor/{found.uuid}/{what}/", given, follow=True)


def test_a_file_is_checked_partially_accepted_and_undone(
    officer: Client, text_of: Callable[[Any], str], told: Told
) -> None:
    waiting = upload(officer, HEADER + SOUND + FAULTY)
    assert b"?lalu=muat" in waiting.content
    work_off()
    found = Import.objects.get()
    shown = text_of(officer.get(f"/kantor/impor/{found.uuid}/"))
    assert "1 baris benar dapat masuk sekarang; 1 baris salah tinggal di luar" in shown
    assert "9905••••••••••01" in shown
    assert "9905010101800001" not in shown
    assert told(decide(officer, found, "terima", partially="1"))[0].startswith("Alasan wajib diisi")
    assert told(decide(officer, found, "terima")) == [
        "1 dari 2 baris bermasalah. Perbaiki dengan berkas galat, "
        "atau terima sebagian: hanya baris yang baik yang masuk."
    ]
    assert told(decide(officer, found, "terima", partially="1", reason="menyusul")) == [
        "Diterima; data sedang dimasukkan."
    ]
    work_off()
    shown = text_of(officer.get(f"/kantor/impor/{found.uuid}/"))
    assert "sudah masuk" in shown
    assert f"Desa {VILLAGE} 1 0 0 0 1 0" in shown
    assert Person.objects.count() == 1
    decide(officer, found, "batalkan", reason="keliru")
    work_off()
    assert Person.objects.count() == 0
    assert "dibatalkan" in text_of(officer.get("/kantor/impor/"))


RECIPIENTS = "NIK,Program,Tahun,Rupiah Setahun\n9905010101800001,PKH,2025,3000000\n9905010101800009,PKH,2025,3000000\n"


def test_whom_other_offices_pay_is_brought_in_told_by_village_and_undone(
    officer: Client, text_of: Callable[[Any], str]
) -> None:
    upload(officer, HEADER + SOUND)
    work_off()
    decide(officer, Import.objects.get(), "terima")
    work_off()
    upload(officer, RECIPIENTS, "penerima.csv", layout="penerima_bantuan")
    work_off()
    found = Import.objects.get(level="benefit")
    shown = text_of(officer.get(f"/kantor/impor/{found.uuid}/"))
    assert "menurut registri penerima tidak tinggal di wilayah impor" in shown
    assert "baris NIK program tahun rupiah setahun 2 9905••••••••••01 pkh 2025 3.000.000" in shown
    decide(officer, found, "terima", partially="1", reason="satu tidak dikenal")
    work_off()
    assert f"Bantuan baru tercatat Jumlah rupiah berubah Berakhir Desa {VILLAGE} 1 0 0" in text_of(
        officer.get(f"/kantor/impor/{found.uuid}/")
    )
    assert [(one.programme_id, one.year, one.annual_idr) for one in Benefit.objects.all()] == [("pkh", 2025, 3_000_000)]
    decide(officer, found, "batalkan", reason="keliru")
    work_off()
    assert Benefit.objects.count() == 0


def test_a_list_of_nobody_is_declared_told_accepted_with_a_reason_and_undone(
    officer: Client, text_of: Callable[[Any], str], told: Told
) -> None:
    upload(officer, HEADER + SOUND)
    work_off()
    decide(officer, Import.objects.get(), "terima")
    work_off()
    upload(officer, "".join(RECIPIENTS.splitlines(keepends=True)[:2]), "penerima.csv", layout="penerima_bantuan")
    work_off()
    decide(officer, Import.objects.get(level="benefit"), "terima")
    work_off()
    header = RECIPIENTS.splitlines(keepends=True)[0]
    upload(officer, header, "hilang.csv", layout="penerima_bantuan")
    work_off()
    lost = Import.objects.latest("id")
    assert lost.state == "refused"
    assert "nyatakan bahwa daftarnya kosong" in text_of(officer.get(f"/kantor/impor/{lost.uuid}/"))
    unsaid = upload(officer, header, "kosong.csv", nobody="on", nobody_year="2026")
    assert unsaid.status_code == 422
    assert "Isilah untuk daftar yang kosong." in text_of(unsaid)
    said_only = upload(officer, header, "kosong.csv", nobody_of="pkh", nobody_year="2026")
    assert said_only.status_code == 422
    assert "Hanya untuk daftar yang dinyatakan kosong" in text_of(said_only)
    upload(officer, header, "kosong.csv", nobody="on", nobody_of="pkh", nobody_year="2026")
    work_off()
    found = Import.objects.latest("id")
    shown = text_of(officer.get(f"/kantor/impor/{found.uuid}/"))
    assert "menurut daftar tahun 2026 tidak ada lagi yang menerima Program Keluarga Harapan (PKH)" in shown
    assert "Bantuan 1 rumah tangga yang tercatat akan berakhir." in shown
    assert told(decide(officer, found, "terima"))[0].startswith("Alasan wajib diisi")
    decide(officer, found, "terima", reason="surat dinas 12/2026")
    work_off()
    assert f"Jumlah rupiah berubah Berakhir Desa {VILLAGE} 0 0 1" in text_of(
        officer.get(f"/kantor/impor/{found.uuid}/")
    )
    home = Household.objects.get()
    assert "Tidak tercatat menerima bantuan." in text_of(officer.get(f"/kantor/rumah-tangga/{home.uuid}/"))
    assert Benefit.objects.get().until_year == 2026
    decide(officer, found, "batalkan", reason="keliru")
    work_off()
    assert Benefit.objects.get().until_year is None


def test_house_and_assets_of_families_are_told_by_village(officer: Client, text_of: Callable[[Any], str]) -> None:
    upload(officer, HEADER + SOUND)
    work_off()
    decide(officer, Import.objects.get(), "terima")
    work_off()
    content = "nomor_kartu_keluarga,jumlah_anggota,kode_desa,luas_lantai,jenis_lantai_terluas\n"
    upload(officer, f"{content}9905010101000001,1,{VILLAGE},36,keramik\n", "keluarga.csv")
    work_off()
    found = Import.objects.get(level="household")
    decide(officer, found, "terima")
    work_off()
    assert f"Keluarga baru Keluarga berubah Desil berubah Desa {VILLAGE} 0 0 0 1 0" in text_of(
        officer.get(f"/kantor/impor/{found.uuid}/")
    )
    assert Household.objects.filter(floor="tile", floor_area_m2=36).count() == 1


MAPPING = (
    "format: penerima_bantuan\nfields:\n  nik: WARGA\n"
    "  programme: {columns: NAMA, values: {beras_kita: [Beras Kita]}}\n"
)


def test_a_mapping_says_what_an_office_calls_its_columns_and_programmes(officer: Client) -> None:
    upload(officer, HEADER + SOUND)
    work_off()
    decide(officer, Import.objects.get(), "terima")
    work_off()
    content = "WARGA,NAMA,Tahun,Rupiah Setahun\n9905010101800001,Beras Kita,2025,5\n"
    upload(officer, content, "b.csv", mapping=SimpleUploadedFile("p.yaml", MAPPING.encode()))
    work_off()
    found = Import.objects.get(level="benefit")
    assert (found.mapping, found.rows_accepted) == (MAPPING, 1)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [(b"\xff\xfe", "Berkas pemetaan harus teks UTF-8."), (b"#" * 100_001, "Berkas pemetaan terlalu besar")],
)
def test_a_mapping_that_is_none_is_refused_at_once(
    officer: Client, text_of: Callable[[Any], str], mapping: bytes, said: str
) -> None:
    answer = upload(officer, HEADER + SOUND, mapping=SimpleUploadedFile("p.yaml", mapping))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Import.objects.exists()


def test_faulty_rows_are_given_in_the_files_columns_safe_to_open_and_as_an_event(officer: Client) -> None:
    upload(officer, HEADER + SOUND + FAULTY)
    work_off()
    answer = decide(officer, Import.objects.get(), "salah")
    content = b"".join(answer).decode("utf-8-sig")
    assert content.splitlines()[0].startswith('"nomor_induk_kependudukan","nomor_kartu_keluarga"')
    assert '"\'=1+1"' in content
    assert answer["Cache-Control"] == "no-store"
    assert Event.objects.get(action="registry.download_faults").rows == 1


def test_where_no_row_is_faulty_there_is_nothing_to_download(officer: Client, told: Told) -> None:
    upload(officer, HEADER + SOUND)
    work_off()
    assert told(decide(officer, Import.objects.get(), "salah")) == ["Impor ini tidak punya baris bermasalah."]


def test_an_import_is_discarded_for_a_reason(officer: Client, told: Told) -> None:
    upload(officer, HEADER + SOUND)
    work_off()
    found = Import.objects.get()
    assert told(decide(officer, found, "buang"))[0].startswith("Alasan wajib diisi")
    assert told(decide(officer, found, "buang", reason="berkas lama")) == ["Impor dibuang; tidak ada yang masuk."]
    assert Event.objects.get(action="registry.discard").reason == "berkas lama"


def test_a_stopped_import_can_go_on(officer: Client, text_of: Callable[[Any], str], told: Told) -> None:
    upload(officer, HEADER + SOUND)
    work_off()
    found = Import.objects.get()
    decide(officer, found, "terima")
    job = Job.objects.get(kind="registry.apply")
    officer.post(f"/kantor/pekerjaan/{job.id}/hentikan/")
    assert "Impor ini berhenti di tengah" in text_of(officer.get(f"/kantor/impor/{found.uuid}/"))
    assert told(decide(officer, found, "lanjutkan")) == ["Dilanjutkan."]
    work_off()
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "a.pdf"}, "Berkas .pdf tidak dibaca; kirim .csv atau .xlsx."),
        ({"area": "35.72"}, "isian perlu diperbaiki"),
        ({"as_of": "2999-01-01"}, "Tanggal itu belum tiba."),
    ],
)
def test_what_cannot_be_taken_in_is_said(
    officer: Client, text_of: Callable[[Any], str], changed: dict[str, str], said: str
) -> None:
    assert said in text_of(upload(officer, HEADER + SOUND, **changed))
    assert not Import.objects.exists()


def test_a_file_over_the_limit_is_refused(
    officer: Client, text_of: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MOST_UPLOADED_BYTES", 20)
    answer = upload(officer, HEADER + SOUND)
    assert answer.status_code == 422
    assert "bagilah, misalnya per kecamatan" in text_of(answer)
    assert not Import.objects.exists()


def test_whatever_a_file_is_called_and_holds_is_shown_as_it_is(officer: Client) -> None:
    an_import("35.05", f"{TYPED}.csv", state="refused", problem=TYPED)
    typed = TYPED.replace('"', '""')
    upload(officer, HEADER + SOUND.replace("Slamet", f'"{typed}"'))
    work_off()
    for found in Import.objects.all():
        shown = officer.get(f"/kantor/impor/{found.uuid}/").content.decode()
        assert "<script>alert" not in shown
    assert "<script>alert" not in officer.get("/kantor/impor/").content.decode()


def test_the_page_of_a_job_tells_the_browser_when_to_load_the_import_anew(officer: Client) -> None:
    upload(officer, HEADER + SOUND)
    job = Job.objects.get()
    part = officer.get(f"/kantor/pekerjaan/{job.id}/?lalu=muat", headers={"HX-Request": "true"})
    assert b"hx-get" in part.content
    assert b"<html" not in part.content
    assert "HX-Refresh" not in part
    work_off()
    part = officer.get(f"/kantor/pekerjaan/{job.id}/?lalu=muat", headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    assert b"hx-get" not in part.content
    assert "HX-Refresh" not in officer.get(f"/kantor/pekerjaan/{job.id}/", headers={"HX-Request": "true"})


def test_a_request_too_large_for_a_form_is_refused_and_not_an_error(officer: Client) -> None:
    body = io.BytesIO(b"reason=" + b"x" * (6 * 1024 * 1024))
    answer = officer.post(
        "/kantor/kembar/cari/", body.getvalue(), content_type="application/x-www-form-urlencoded"
    )  # fmt: skip
    assert answer.status_code in {400, 413}
