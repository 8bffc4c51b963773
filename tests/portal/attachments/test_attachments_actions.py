from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from made_files import OWNER, PDF, camera_photo, picture, saved

from merata_portal.actor import SYSTEM, Actor
from merata_portal.attachments import actions, kinds
from merata_portal.attachments.actions import attach, remove
from merata_portal.attachments.kinds import NotAccepted
from merata_portal.attachments.models import Attachment, files
from merata_portal.attachments.queries import attached, content, published
from merata_portal.audit.models import Event
from merata_portal.jobs.worker import Worker
from merata_portal.personal.errors import SealBroken
from merata_portal.personal.keys import new_keys
from merata_portal.personal.keys import rotate as new_key
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.registry.actions import rotating

pytestmark = pytest.mark.django_db
BY = SYSTEM("uji")
SUBJECT, VILLAGE = "verification:7", "35.05.01.2001"


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


def given_(given: bytes, name: str = "berkas.pdf", **changed: Any) -> Attachment:
    fields = {"subject": SUBJECT, "kind": "minutes", "area": VILLAGE, "by": BY, "held": None} | changed
    return attach(file_name=name, content=io.BytesIO(given), **fields)


def bytes_of(one: Attachment) -> bytes:
    return b"".join(content(one))


def on_disk() -> list[bytes]:
    return [path.read_bytes() for path in files.folder().iterdir()]


def test_a_pdf_is_kept_as_it_is_and_sealed_on_disk() -> None:
    made = given_(PDF, "Berita Acara.pdf")
    assert bytes_of(made) == PDF
    assert (made.content_type, made.bytes, made.file_name) == ("application/pdf", len(PDF), "Berita Acara.pdf")
    assert made.content_hash == hashlib.sha256(PDF).hexdigest()
    assert (made.width, made.latitude, made.taken_at, made.public) == (None, None, None, False)
    assert [PDF[:20] in kept for kept in on_disk()] == [False]


def test_a_photograph_is_kept_bare_and_its_place_and_time_in_the_row() -> None:
    made = given_(camera_photo(), "IMG_1.JPG", kind="photo", public=True)
    made.refresh_from_db()
    assert (made.content_type, made.width, made.height, made.file_name) == ("image/jpeg", 40, 30, "IMG_1.jpg")
    assert made.latitude == pytest.approx(-8.09833, abs=1e-5)
    assert made.taken_at is not None
    kept = bytes_of(made)
    assert (OWNER.encode() in kept, b"Exif" in kept) == (False, False)
    assert made.content_hash == hashlib.sha256(kept).hexdigest()


@pytest.mark.parametrize(
    ("content_", "name", "kept_as"),
    [
        (PDF, "foto.jpg", "foto.pdf"),
        (saved(picture()), "surat.pdf", "surat.jpg"),
        (saved(picture(), "PNG"), "pindai.png", "pindai.jpg"),
        (PDF, "../../etc/passwd", "passwd.pdf"),
        (PDF, "C:\\Users\\Siti\\surat.pdf", "surat.pdf"),
        (PDF, "", "lampiran.pdf"),
        (PDF, "/", "lampiran.pdf"),
        (PDF, "\x00\x07surat\u202egpj.pdf", "suratgpj.pdf"),
        (PDF, "a" * 500 + ".pdf", "a" * 120 + ".pdf"),
    ],
)
def test_a_name_says_what_the_file_is_and_nothing_else(content_: bytes, name: str, kept_as: str) -> None:
    assert given_(content_, name).file_name == kept_as


def test_a_personal_number_in_a_name_is_masked() -> None:
    made = given_(PDF, "KK 9905990101800001.pdf")
    assert "9905990101800001" not in made.file_name
    assert made.file_name.startswith("KK ")


def test_neither_pdf_nor_photograph_is_refused_and_leaves_nothing() -> None:
    for refused in (b"", b"MZ\x90", b"<html>", PDF[:-7]):
        with pytest.raises(NotAccepted):
            given_(refused)
    with pytest.raises(NotAccepted):
        given_(PDF, photo_only=True)
    assert (Attachment.objects.count(), on_disk(), Event.objects.count()) == (0, [], 0)


def test_no_more_is_read_than_may_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "MOST_BYTES", 100)
    monkeypatch.setattr(actions, "MOST_BYTES", 100)
    endless = io.BytesIO(PDF + b"x" * 10_000)
    with pytest.raises(NotAccepted, match="terlalu besar"):
        attach(by=BY, held=None, subject=SUBJECT, kind="x", area="", file_name="a", content=endless)
    assert endless.tell() == 101


def test_the_same_bytes_for_the_same_subject_and_kind_are_kept_once() -> None:
    first, again = given_(PDF), given_(PDF, "lain.pdf")
    assert (again.pk, again.file_name) == (first.pk, "berkas.pdf")
    assert given_(PDF, kind="attendance").pk != first.pk
    assert given_(PDF, subject="verification:8").pk != first.pk
    assert (len(on_disk()), Event.objects.filter(action="attachments.attach").count()) == (3, 3)


def test_the_event_names_what_was_attached_and_not_the_file_or_its_words() -> None:
    made = given_(camera_photo(), "Slamet.jpg")
    event = Event.objects.get(action="attachments.attach")
    assert (event.subject, event.area, event.content_hash) == (SUBJECT, VILLAGE, f"sha256:{made.content_hash}")
    assert "Slamet" not in event.data
    assert "-8.09" not in event.data


def test_what_is_attached_is_found_by_subject_and_kind_and_the_public_apart() -> None:
    minutes, photo = given_(PDF), given_(camera_photo(), kind="photo", public=True)
    given_(PDF, subject="verification:8")
    assert list(attached(SUBJECT)) == [minutes, photo]
    assert list(attached(SUBJECT, "photo", "map")) == [photo]
    assert list(published(SUBJECT)) == [photo]
    assert list(published(SUBJECT, "minutes")) == []


@pytest.mark.django_db(transaction=True)
def test_a_removed_one_loses_its_bytes_and_keeps_its_hash() -> None:
    made = given_(PDF)
    with pytest.raises(ReasonMissing):
        remove(by=BY, held=None, attachment=made, reason=" ")
    gone = remove(by=BY, held=None, attachment=made, reason="salah berkas")
    assert (list(attached(SUBJECT)), on_disk()) == ([], [])
    assert (gone.content_hash, gone.removed_reason) == (made.content_hash, "salah berkas")
    with pytest.raises(FileNotFoundError):
        bytes_of(gone)
    with pytest.raises(NotAccepted, match="sudah dihapus"):
        remove(by=BY, held=None, attachment=made, reason="lagi")
    again = given_(PDF)
    assert again.pk != made.pk
    assert bytes_of(again) == PDF


@pytest.mark.django_db(transaction=True)
def test_bytes_are_lost_only_with_the_row() -> None:
    made = given_(PDF)
    with transaction.atomic():
        remove(by=BY, held=None, attachment=made, reason="keliru")
        transaction.set_rollback(True)  # the caller's own change failed
    assert bytes_of(made) == PDF
    assert list(attached(SUBJECT)) == [made]


def test_a_kept_file_that_was_changed_does_not_open() -> None:
    made, other = given_(PDF), given_(PDF, kind="attendance")
    path = files.folder() / made.uuid.hex
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(SealBroken):
        bytes_of(made)
    path.write_bytes((files.folder() / other.uuid.hex).read_bytes())  # another's whole file
    with pytest.raises(SealBroken):
        bytes_of(made)


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_kept_once() -> None:
    together, made = Barrier(4), []

    def send() -> None:
        together.wait(20)
        try:
            made.append(given_(PDF).pk)
        finally:
            connection.close()

    sending = [Thread(target=send) for _ in range(4)]
    for one in sending:
        one.start()
    for one in sending:
        one.join(60)
    assert (len(made), len(set(made)), Attachment.objects.count(), len(on_disk())) == (4, 1, 1, 1)


def test_a_rotation_of_keys_seals_attachments_anew_and_removed_ones_stay_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    keys = tmp_path / "own" / "keys.json"
    keys.parent.mkdir(mode=0o700)
    new_keys(keys)
    monkeypatch.setenv("MERATA_KEYS", str(keys))
    letter, photo, removed = given_(PDF), given_(camera_photo(), kind="photo"), given_(PDF, kind="removed")
    with django_capture_on_commit_callbacks(execute=True):
        remove(by=BY, held=None, attachment=removed, reason="salah berkas")
    before = bytes_of(photo)
    new_key(keys)
    assert rotating.outdated() == {"files": 2}
    rotating.rotate(by=BY)
    Worker(lease_seconds=30).run(until_empty=True)
    assert rotating.outdated() == {}
    assert (bytes_of(letter), bytes_of(photo)) == (PDF, before)
    assert len(on_disk()) == 2


def test_whoever_attaches_is_known(acting: Callable[..., Actor]) -> None:
    by = acting(("village_operator", VILLAGE))
    made = given_(PDF, by=by, held=by.held[0])
    event = Event.objects.get(action="attachments.attach")
    assert (made.by_user_id, event.actor, event.role) == (by.user_id, by.user_id, "village_operator")
